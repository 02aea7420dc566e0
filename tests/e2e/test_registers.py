#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agencies' CSV files as they come: bad rows are set aside by name, good ones go in."""

import csv
import hashlib
import json
import pathlib
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time

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
    ("tanggal_lahir", "7 Maret 80", "is no date"),
    ("tanggal_lahir", "03/25/1980", "the day comes before the month"),
    ("tanggal_lahir", "1980-02-30", "no calendar"),
    ("tanggal_lahir", "1780-03-07", "year 1780"),
    ("jenis_kelamin", "X", "neither L nor P"),
    ("hubungan", "99", "outside 1 to"),
    ("kode_wilayah", "35.09", "no village code"),
    ("kode_wilayah", "99.99.99.2999", "unknown here"),
    ("kode_wilayah", "3509010001", "the code of BPS goes into kode_bps"),
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


def take_in(folder, path, batch, *options, register="dtsen", date="2026-10-01", check=True):
    return call(HUB, "import", register, path, "--data-dir", folder / "hub", "--batch", batch,
                "--date", date, *options, check=check)


def undo(folder, batch, *options, check=True):
    return call(HUB, "undo", batch, "--data-dir", folder / "hub", *options, check=check)


def rejected(folder, batch):
    with open(folder / f"hub/rejected/{batch}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ask(folder, query):
    database = sqlite3.connect(folder / "hub/hub.db")
    rows = database.execute(query).fetchall()
    database.close()
    return rows


def count(folder):
    return ask(folder, "select count(*) from residents")[0][0]


def state(folder):
    """All that imports make, without what only counts."""
    queries = ("select * from register_rows order by register, key", "select * from payments",
               "select * from overruled_rows order by register, key, batch",
               "select * from residents order by nik", "select id, register, date from batches",
               "select no_kk, record, region from households where region is not null"
               " order by no_kk")
    return [ask(folder, query) for query in queries]


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
             line_of(person(13, alamat="Jl. Café")).encode().replace(b"Slamet", b"Sl\xe4met"),
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
        "utf32": ([header.encode("utf-32")], "CSV UTF-8"),
        "wide": ([header.encode("utf-16-le")], "without a byte order mark"),
        "mixed": ([header.replace(",", ";", 3)], "no_kk;nik;nama"),
        "columns": (["nik,nama", "1,2"], "lacks columns"),
        "twice": ([header + ",nik", line_of(person(21)) + ",1"], "two columns"),
        "norows": ([header], "no row"),
        "allbad": ([header, line_of(person(22, nik="1"))], "no row"),
        "binary": ([b"PK\x03\x04" + bytes(range(256)) * 50], "spreadsheet's own file"),
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


def test_any_spreadsheets_file_is_read(folder):
    """Byte order mark, CRLF, semicolons, quoted line ends, columns in another order."""
    row = person(41, nama='"Slamet;\r\nRahardjo"', alamat='"Jl. ""Mawar"" 1\n\nRT 2"',
                 tanggal_lahir="07/03/1980", status="AKTIF")
    names = sorted(row)
    text = "\r\n".join((";".join(name.upper() for name in names) + ";;",
                        ";".join(row[name] for name in names) + ";;", ";" * 20, ""))
    path = folder / "excel.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = take_in(folder, path, "excel")
    assert "1 rows in, 0 set aside" in done.stdout, (done.stdout, rejected(folder, "excel"))
    name, address = ask(folder, "select name, address from register_rows where key ="
                                " '3509010703800041'")[0]
    assert (name, address) == ("Slamet; Rahardjo", 'Jl. "Mawar" 1 RT 2'), (name, address)


def test_all_or_nothing_if_the_admin_says_so(folder):
    path = write(folder, "strict.csv", [",".join(GOOD), line_of(person(45)),
                                        line_of(person(46, desil="11"))])
    before = state(folder)
    done = take_in(folder, path, "strict", "--strict", check=False)
    assert done.returncode == 65 and "nothing was imported (--strict)" in done.stderr, done
    assert state(folder) == before
    assert [row["line"] for row in rejected(folder, "strict")] == ["3"]


def test_batches_are_listed_with_checksum_and_source(folder):
    path = folder / "unicode.txt"
    path.write_bytes("\t".join(GOOD).encode("utf-16") + "\r\n".encode("utf-16-le")
                     + "\t".join(person(47, nama="André").values()).encode("utf-16-le"))
    told = json.loads(take_in(folder, path, "unicode", "--json", "--source", "Dinsos, 460/7").stdout)
    assert (told["encoding"], told["source"], told["rows"]) == ("UTF-16LE", "Dinsos, 460/7", 1)
    listed = json.loads(call(HUB, "batches", "--data-dir", folder / "hub", "--json").stdout)
    batch, = [one for one in listed["batches"] if one["batch"] == "unicode"]
    assert batch["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest(), batch
    assert (batch["source"], batch["added"], batch["whole"]) == ("Dinsos, 460/7", 1, True), batch
    told = json.loads(call(HUB, "diff", "unicode", "--data-dir", folder / "hub", "--json").stdout)
    assert (told["rows"], told["added"], told["changes"][0]["nik"]) == (
        1, 1, "3509********0047"), told
    text = call(HUB, "batches", "--data-dir", folder / "hub").stdout
    assert "unicode" in text and "Dinsos, 460/7" in text, text


def test_a_preview_tells_all_and_keeps_nothing(folder):
    take_in(folder, write(folder, "v1.csv", [",".join(GOOD), line_of(person(51)),
                                             line_of(person(52)), line_of(person(53))]), "v1")
    path = write(folder, "v2.csv", [
        ",".join(GOOD), line_of(person(51, desil="2")), line_of(person(52, status="meninggal")),
        line_of(person(53)), line_of(person(54)), line_of(person(55, nik="1"))])
    before = state(folder)
    told = json.loads(take_in(folder, path, "v2", "--preview", "--json", date="2026-11-01").stdout)
    assert state(folder) == before
    assert not (folder / "hub/rejected/v2.csv").exists()
    assert {key: told[key] for key in ("added", "changed", "gone", "same", "rejected")} == {
        "added": 1, "changed": 1, "gone": 1, "same": 1, "rejected": 1}, told
    assert told["preview"] and not told["known"]
    assert [(change["change"], change["nik"], change["what"]) for change in told["changes"]] == [
        ("~", "3509********0051", "desil"), ("-", "3509********0052", "status"),
        ("+", "3509********0054", AREA)], told
    assert told["rejects"] == ["line 6, nik: has 1 digits, needs 16"], told
    done = take_in(folder, path, "v2", "--preview", date="2026-11-01")
    assert "\n~ line 2 3509********0051: desil\n" in done.stdout, done.stdout
    assert "Slamet" not in done.stdout and "350901070380" not in done.stdout
    take_in(folder, path, "v2", date="2026-11-01")
    assert json.loads(take_in(folder, path, "v2", "--json", date="2026-11-01").stdout)["known"]


def test_an_undone_batch_leaves_no_trace(folder):
    first = write(folder, "u1.csv", [",".join(GOOD), line_of(person(61)), line_of(person(62))])
    second = write(folder, "u2.csv", [
        ",".join(GOOD), line_of(person(61, no_kk="3509010101090077", desil="5")),
        line_of(person(63)), line_of(person(64, nik="17"))])
    take_in(folder, first, "u1")
    before = state(folder)
    take_in(folder, second, "u2", date="2026-11-15")
    assert state(folder) != before
    assert (folder / "hub/rejected/u2.csv").exists()
    assert json.loads(undo(folder, "u2", "--json").stdout)["rows"] == 2
    assert state(folder) == before
    assert not (folder / "hub/rejected/u2.csv").exists()
    # in the middle: what stands on it stays
    take_in(folder, second, "u2", date="2026-11-15")
    undo(folder, "u1")
    assert ask(folder, "select desil from register_rows where key = '3509010703800061'") == [(5,)]
    assert not ask(folder, "select 1 from residents where nik = '3509010703800062'")
    done = undo(folder, "u1", check=False)
    assert done.returncode == 64 and "u2" in done.stderr, done
    assert "audit rows" in call(HUB, "verify-audit", "--data-dir", folder / "hub").stdout
    events = ask(folder, "select json_extract(row, '$.event') from audit")
    assert events.count(("batch-undone",)) == 2


def test_another_agencys_header_is_mapped(folder):
    theirs = {"NO INDUK": "nik", "NO KK": "no_kk"}
    mapping = folder / "map.json"
    header = ",".join({"nik": "no induk", "no_kk": "NO KK"}.get(name, name) for name in GOOD)
    path = write(folder, "mapped.csv", [header, line_of(person(71))])
    mapping.write_text(json.dumps(theirs))
    done = take_in(folder, path, "mapped", "--map", mapping)
    assert "1 rows in" in done.stdout, done.stdout
    for faulty, words in (({"NO INDUK": "nik_anggota"}, "no column of dtsen"),
                          ({"NO INDUK": "nik", "NO KK": "nik"}, "cannot both be mapped"),
                          ({"NO INDUK": "nik"}, "lacks columns of dtsen: no_kk"),
                          (theirs | {"RUMAH": "alamat"}, '"rumah" that the CSV file has not')):
        mapping.write_text(json.dumps(faulty))
        done = take_in(folder, path, "faulty", "--map", mapping, check=False)
        assert done.returncode == 65 and words in done.stderr, (faulty, done)


def test_what_is_sensitive_in_pk_stays_on_the_hub(folder):
    header = ("id_keluarga_pk,nik,nama,tanggal_lahir,alamat,kode_wilayah,tahun,risiko_stunting,"
              "faktor,kategori_3b")
    path = write(folder, "pk.csv", [
        header, f"K1,{GOOD['nik'][:-4]}0001,Slamet,1980-03-07,,{AREA},2026,ya,jamban|air,menyusui",
        f"K2,{GOOD['nik'][:-4]}0002,Slamet,1980-03-07,,{AREA},2026,kadang,,"])
    done = take_in(folder, path, "pk", register="pk")
    assert "1 rows in, 1 set aside" in done.stdout, done.stdout
    assert rejected(folder, "pk") == [{"line": "3", "column": "risiko_stunting",
                                       "reason": "is neither ya nor tidak"}]
    assert ask(folder, "select stunting_risk, factors, category from pk_sensitive") == [
        (1, "jamban|air", "menyusui")]


def test_a_newer_list_of_officials_replaces_the_old(folder):
    header = "peran,nama,kode_wilayah,kontak"
    take_in(folder, write(folder, "p1.csv", [header, f"TKSK,Ani,{AREA[:8]},0811",
                                             f"PKB,Eko,{AREA},0812"]), "p1", register="petugas")
    path = write(folder, "p2.csv", [header, f"PKB,Tuti,{AREA},0813", f"pkb muda,Ali,{AREA},1"])
    told = json.loads(take_in(folder, path, "p2", "--json", register="petugas",
                              date="2026-11-01").stdout)
    assert (told["added"], told["gone"], told["rejected"]) == (1, 1, 1), told
    now = "select role, name from officials_now order by role"
    assert ask(folder, now) == [("PKB", "Tuti"), ("TKSK", "Ani")]
    undo(folder, "p2")
    assert ask(folder, now) == [("PKB", "Eko"), ("TKSK", "Ani")]


def hub(folder, *words, check=True):
    return call(HUB, *words, "--data-dir", folder / "hub", check=check)


def test_rows_of_one_person_are_linked_or_left_to_an_officer(folder):
    take_in(folder, write(folder, "w1.csv", [",".join(GOOD), line_of(person(
        91, nik="3509014503620091", nama="Painem Wulandari", tanggal_lahir="1962-03-05",
        jenis_kelamin="P"))]), "w1")
    take_in(folder, write(folder, "w2.csv", [
        "id_p3ke,nik,nama,tanggal_lahir,alamat,kode_wilayah,desil,tahun",
        f"W1,,Hj. PAINEM WOELANDARI,1962-03-05,,{AREA},1,2022",
        f"W2,,Painem Wulandari,1962-01-01,,{AREA},1,2022"]), "w2", register="p3ke")
    told = json.loads(hub(folder, "reconcile", "--json").stdout)
    assert told["links"]["exact"] == 1 and told["reviews"]["unsure"] == 1, told
    assert ask(folder, "select key, nik from links where register = 'p3ke'") == [
        ("W1", "3509014503620091")]
    listed = [one for one in json.loads(hub(folder, "review", "list", "--json").stdout)
              if one["kind"] == "unsure"]
    assert len(listed) == 1 and "Painem" not in json.dumps(listed), listed
    number = str(listed[0]["id"])
    shown = hub(folder, "review", "show", number, "--by", "Ani").stdout
    assert shown.count("Painem Wulandari") == 2 and "3509014503620091" not in shown, shown
    assert hub(folder, "review", "show", number, check=False).returncode == 64
    assert hub(folder, "review", "decide", number, "same", "--by", "Ani",
               check=False).returncode == 64
    hub(folder, "review", "decide", number, "different", "--by", "Ani", "--reason", "anak beliau")
    assert json.loads(hub(folder, "reconcile", "--json").stdout)["reviews"]["unsure"] == 0
    events = ask(folder, "select json_extract(row, '$.event') from audit order by id desc limit 3")
    assert events == [("reconciled",), ("review-decided",), ("review-viewed",)], events
    assert "beliau" not in str(ask(folder, "select row from audit"))
    for batch in ("w1", "w2"):
        undo(folder, batch)


def write_many(folder, n_days):
    """9,999 people a day of birth; those of the 7th are also in other files."""
    lines = [",".join(GOOD)]
    for day in range(7, 7 + n_days):
        for serial in range(1, 10000):
            name = "Siti " + "".join(chr(97 + int(digit)) for digit in str(serial))
            lines.append(line_of(person(serial, nik=f"350901{day:02}0380{serial:04}", nama=name,
                                        no_kk=f"350901{day:02}0109{serial:04}",
                                        tanggal_lahir=f"1980-03-{day:02}", desil="9")))
    return write(folder, "many.csv", lines)


def start_import(folder, path, batch):
    """An import under way, some of whose rows are in."""
    process = subprocess.Popen([HUB, "import", "dtsen", path, "--data-dir", folder / "hub",
                                "--batch", batch, "--date", "2026-11-15"],
                               stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    some = ("select 1 from register_rows r join batches b on b.seq = r.batch"
            f" where b.id = '{batch}' limit 1")
    while not ask(folder, some):
        assert process.poll() is None and time.monotonic() < deadline, "nothing was committed"
        time.sleep(0.01)
    return process


def test_an_import_cut_off_is_as_if_it_had_never_come(folder):
    before = state(folder)
    path = write_many(folder, 8)
    process = start_import(folder, path, "many")
    assert ask(folder, "select is_whole from batches where id = 'many'") == [(0,)]
    other = write(folder, "small.csv", [",".join(GOOD), line_of(person(91))])
    done = take_in(folder, other, "small", check=False)
    assert done.returncode == 69 and "another import" in done.stderr, done
    process.kill()
    process.wait()
    take_in(folder, other, "small")
    undo(folder, "small")
    assert state(folder) == before
    assert ask(folder, "pragma integrity_check") == [("ok",)]


def test_others_may_write_while_many_rows_go_in(folder):
    path = write_many(folder, 4)
    process = start_import(folder, path, "beside")
    database = sqlite3.connect(folder / "hub/hub.db", timeout=0, isolation_level=None)
    waits = []
    while process.poll() is None:
        begun = time.monotonic()
        while process.poll() is None:
            try:
                database.execute("begin immediate")
                database.execute("rollback")
                break
            except sqlite3.OperationalError:
                time.sleep(0.001)
        waits.append(time.monotonic() - begun)
        time.sleep(0.05)
    database.close()
    assert process.returncode == 0
    print(f"# {len(waits)} writers waited up to {max(waits):.2f} s")
    assert len(waits) > 3 and max(waits) < 3, waits
    undo(folder, "beside")


def main():
    with tempfile.TemporaryDirectory(prefix="anjungan-registers-") as name:
        folder = pathlib.Path(name)
        call(HUB, "init", "--data-dir", folder / "hub")
        return tap.run("__main__", folder)


if __name__ == "__main__":
    sys.exit(main())
