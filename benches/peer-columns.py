#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peer of the first sync: the same households, column by column, through `zstd -19 --long=27`.

Reads households (`{"people", "document"}`, a line each) from standard input, prints bytes. One
column a leaf path, values as JSON, in the order of the No. KK. It is spared all that need not
travel at all: ids, masked numbers, and the texts that a programme's state stands for.
"""

import json
import subprocess
import sys

SPARED = {
    ".document.household.no_kk",
    ".document.household.members[].id",
    ".document.household.members[].nik",
    ".people[].member",
    ".document.household.programmes[].class",
    ".document.household.programmes[].explanation",
    ".document.household.programmes[].next_step",
    ".document.household.programmes[].whom",
}


def collect(value, path, columns):
    """Every leaf and every length goes to the column of its path."""
    if path in SPARED:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            collect(member, f"{path}.{name}", columns)
    elif isinstance(value, list):
        columns.setdefault(f"{path}#", []).append(len(value))
        for item in value:
            collect(item, f"{path}[]", columns)
    else:
        columns.setdefault(path, []).append(value)


def main():
    rows = sorted((json.loads(line) for line in sys.stdin),
                  key=lambda row: row["people"][0]["no_kk"])
    columns = {}
    for row in rows:
        collect(row, "", columns)
    plain = "\n".join(json.dumps([path, values], separators=(",", ":"), ensure_ascii=False)
                      for path, values in columns.items())
    packed = subprocess.run(["zstd", "-19", "--long=27", "--stdout"], input=plain.encode(),
                            capture_output=True, check=True).stdout
    print(len(packed))


if __name__ == "__main__":
    main()
