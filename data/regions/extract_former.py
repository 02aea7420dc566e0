#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes former-districts.csv from the archive of github.com/cahyadsn/wilayah.

    git clone https://github.com/cahyadsn/wilayah
    data/regions/extract_former.py wilayah/db/archive

A NIK keeps the code of the district of its first registration: codes that no district has any
more must still be known. Run it after extract.py: what districts.csv has is not former.
"""

import csv
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
YEARS = [2016, 2018, 2020, 2022, 2023]
ROW = re.compile(r"""\((["'])(\d\d\.\d\d\.\d\d)\1,\s*(["'])((?:[^\\]|\\.)*?)\3\)""")


def read(path):
    text = path.read_text(encoding="utf-8", errors="replace")
    return {code: re.sub(r"\\(.)", r"\1", name).strip() for _, code, _, name in ROW.findall(text)}


def main():
    with open(HERE / "districts.csv", encoding="utf-8", newline="") as file:
        today = {row["code"] for row in csv.DictReader(file)}
    former = {}
    for year in YEARS:
        found = read(pathlib.Path(sys.argv[1]) / f"wilayah_{year}.sql")
        former |= {code: name for code, name in found.items() if code not in today}
        print(f"{year}: {len(found)} districts, {len(found.keys() - today)} of them former")
    with open(HERE / "former-districts.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "name"])
        writer.writerows((f"-{code}", name) for code, name in sorted(former.items()))


main()
