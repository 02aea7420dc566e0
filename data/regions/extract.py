#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the region tables of this folder from the npm package idn-area-data.

    npm pack idn-area-data@3.1.2 && tar xzf idn-area-data-3.1.2.tgz
    data/regions/extract.py package/data
"""

import csv
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
REGENCIES_WITH_VILLAGES = ["35.09", "18.02", "31.71"]
KEEP_UPPER = {"DKI"}
KEEP_LOWER = {"x", "dan"}


def capitalize(word, all_caps):
    if word in KEEP_UPPER or word in KEEP_LOWER:
        return word
    parts = word.split("-")
    return "-".join(part[:1].upper() + (part[1:].lower() if all_caps else part[1:]) for part in parts)


def display_name(name):
    """ALL CAPS becomes title case; other names only get capitals where a word lacks one."""
    words = name.split()
    return " ".join(capitalize(word, name.isupper() and len(name) > 3) for word in words)


def write(name, rows):
    rows = sorted((row["code"], display_name(row["name"])) for row in rows)
    with open(HERE / f"{name}.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "name"])
        writer.writerows(rows)
    print(f"{name}.csv: {len(rows)} regions")


def read(source, name):
    with open(source / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main():
    source = pathlib.Path(sys.argv[1])
    for name in ["provinces", "regencies", "districts"]:
        write(name, read(source, name))
    villages = read(source, "villages")
    for regency in REGENCIES_WITH_VILLAGES:
        inside = [row for row in villages if row["code"].startswith(regency + ".")]
        write("villages-" + regency.replace(".", ""), inside)


main()
