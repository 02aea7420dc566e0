#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agencies' CSV files as they come: bad rows are set aside by name, good ones go in."""

import csv
import pathlib
import sqlite3
import stat
import sys
import tempfile

import tap
from village import AREA, HUB, call

GOOD = {"id_keluarga": "K1", "no_kk": "3509010101090001", "nik": "3509010703800001",
        "nama": "Slamet Rahardjo", "tanggal_lahir": "1980-03-07", "jenis_kelamin": "L",
        "hubungan": "Kepala keluarga", "alamat": "Jl. Mawar 1", "rt": "1", "rw": "2",
        "kode_wilayah": AREA, "desil": "1", "pekerjaan": "Petani", "status": "aktif"}

# column, cell as it comes, what the reason says
BAD_CELLS = [
    ("nik", "3,50912E+15", "spreadsheet's scientific notation (3,50912E+15)"),
    ("nik", "3.50912E+15", "scientific notation"),
    ("nik", "350901070380000", "has 15 digits, needs 16"),
    ("nik", "35090107038000011", "has 17 digits, needs 16"),
    ("nik", "35090107O3800001", "digit"),
    ("nik", "3509013202800001", "date"),
    ("nik", "9999010703800001", "unknown district"),
    ("nik", "3509010703800000", "0000"),
    ("nik", "", "is empty"),
    ("no_kk", "3,50901E+15", "scientific notation"),
    ("no_kk", "12", "has 2 digits"),
    ("nama", "12345", "is no name"),
    ("nama", "Budi 3509010703800001", "16 digits"),
    ("tanggal_lahir", "7 Maret 1980", "is no date"),
    ("tanggal_lahir", "1980-02-30", "no calendar"),
    ("tanggal_lahir", "1780-03-07", "year 1780"),
    ("jenis_kelamin", "X", "neither L nor P"),
    ("hubungan", "99", "outside 1 to"),
    ("kode_wilayah", "35.09", "no village code"),
    ("kode_wilayah", "99.99.99.9999", "unknown here"),
    ("desil", "11", "no desil"),
    ("desil", "satu", "no desil"),
    ("status", "hilang", "none of aktif"),
    ("pekerjaan", "x" * 300, "longer than 200"),
]


def write(folder, name, lines):
    path = folder / name
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode()
                                for line in lines) + b"\n")
    return path


def line_of(row, separator=","):
    return separator.join(row.values())


def person(serial, **changes):
    return GOOD | {"nik": f"350901070380{serial:04}"} | changes


def take_in(folder, path, batch, register="dtsen", check=True):
    return call(HUB, "import", register, path, "--data-dir", folder / "hub", "--batch", batch,
                "--date", "2026-10-01", check=check)


def rejected(folder, batch):
    with open(folder / f"hub/rejected/{batch}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count(folder):
    database = sqlite3.connect(folder / "hub/hub.db")
    number = database.execute("select count(*) from residents").fetchone()[0]
    database.close()
    return number


def test_each_bad_cell_is_set_aside_with_line_column_and_reason(folder):
    lines = [",".join(GOOD), line_of(person(1))]
    for number, (column, cell, _) in enumerate(BAD_CELLS, 1001):
        changes = {column: f'"{cell}"'}
        lines.append(line_of(person(number, **changes)))
    lines.append(line_of(person(2)))
    done = take_in(folder, write(folder, "cells.csv", lines), "cells")
    assert f"2 rows in, {len(BAD_CELLS)} set aside" in done.stdout, done.stdout
    rows = rejected(folder, "cells")
    assert len(rows) == len(BAD_CELLS)
    for number, (row, (column, cell, reason)) in enumerate(zip(rows, BAD_CELLS), 3):
        assert (row["line"], row["column"]) == (str(number), column), (row, column, cell)
        assert reason in row["reason"], (row, reason)
    text = (folder / "hub/rejected/cells.csv").read_text()
    assert "Slamet" not in text and "3509010703800001" not in text, "no personal data in reasons"
    assert stat.S_IMODE((folder / "hub/rejected/cells.csv").stat().st_mode) == 0o600
    assert count(folder) == 2


def test_bad_lines_cost_only_themselves(folder):
    lines = [",".join(GOOD), line_of(person(11)), "1,2,3", line_of(person(12)) + ",x",
             line_of(person(13)).encode().replace(b"Slamet", b"Sl\xe4met"),
             line_of(person(14, nama='"Slamet')), line_of(person(15)), "",
             "x" * 100_000, line_of(person(16)), line_of(person(16))]
    before = count(folder)
    done = take_in(folder, write(folder, "lines.csv", lines), "lines")
    assert "3 rows in" in done.stdout, (done.stdout, rejected(folder, "lines"))
    assert count(folder) == before + 3
    reasons = {row["line"]: row["reason"] for row in rejected(folder, "lines")}
    for line, words in (("3", "3 columns, the header has 14"), ("4", "15 columns"),
                        ("5", "not valid UTF-8 (byte 0xE4"), ("6", "quotation mark"),
                        ("9", "longer than"), ("11", "second time")):
        assert words in reasons.get(line, ""), (line, reasons)


def test_a_whole_file_that_is_none_is_refused_with_advice(folder):
    header = ",".join(GOOD)
    bad = {
        "empty": ([b""], "header line"),
        "utf16": ([header.encode("utf-16")], "CSV UTF-8"),
        "columns": (["nik,nama", "1,2"], "lacks columns"),
        "twice": ([header + ",nik", line_of(person(21)) + ",1"], "two columns"),
        "norows": ([header], "no row"),
        "allbad": ([header, line_of(person(22, nik="1"))], "no row"),
        "binary": ([b"PK\x03\x04" + bytes(range(256)) * 50], ""),
    }
    before = count(folder)
    for name, (lines, words) in bad.items():
        done = take_in(folder, write(folder, f"{name}.csv", lines), name, check=False)
        assert done.returncode == 65 and words in done.stderr, (name, done)
        assert len(done.stderr.strip().splitlines()) == 1, (name, done.stderr)
    assert count(folder) == before
    done = take_in(folder, folder / "absent.csv", "absent", check=False)
    assert done.returncode == 66, done


def test_a_batch_sent_again_is_without_effect_and_never_replaced(folder):
    path = write(folder, "again.csv", [";".join(GOOD), line_of(person(31), ";")])
    take_in(folder, path, "again")
    before = count(folder)
    assert "nothing changed" in take_in(folder, path, "again").stdout
    other = write(folder, "other.csv", [";".join(GOOD), line_of(person(32), ";")])
    done = take_in(folder, other, "again", check=False)
    assert done.returncode == 65 and "--batch id of its own" in done.stderr, done
    assert count(folder) == before


def main():
    with tempfile.TemporaryDirectory(prefix="anjungan-registers-") as name:
        folder = pathlib.Path(name)
        call(HUB, "init", "--data-dir", folder / "hub")
        return tap.run("__main__", folder)


if __name__ == "__main__":
    sys.exit(main())
