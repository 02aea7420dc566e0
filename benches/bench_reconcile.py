# SPDX-License-Identifier: GPL-3.0-or-later
"""`anjungan-hub reconcile` on registers whose truth is known: right, complete, fast, small."""

import collections
import csv
import pathlib
import sqlite3
import tempfile

from bench_import import run_measured
from register_truth import COVERAGE, write_registers
from village import HUB, call

SEED = 1


def read_truth(folder):
    """{(register, key): (NIK as written, person, fault)}, {NIK: whose it is in truth}."""
    rows, owners = {}, {}
    for register in COVERAGE:
        with open(folder / f"{register}-truth.csv", encoding="ascii", newline="") as file:
            for key, nik, person, fault in csv.reader(file):
                rows[register, key] = nik, int(person), fault
                if fault in ("", "slip", "second"):
                    owners.setdefault(nik, int(person))
    return rows, owners


def find_exact(folder, rows):
    """{(register, key): NIK} by the same name, birth date and village, where only one fits."""
    people = collections.defaultdict(set)
    with open(folder / "dtsen.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            people[row["nama"].upper(), row["tanggal_lahir"], row["kode_wilayah"]].add(row["nik"])
    links = {}
    for register in ("dtks", "p3ke", "pk"):
        with open(folder / f"{register}.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = register, row["id_p3ke"] if register == "p3ke" else row["nik"]
                fits = people.get((row["nama"].upper(), row["tanggal_lahir"],
                                   row["kode_wilayah"]), ())
                if rows[key][2] and len(fits) == 1:
                    links[key] = next(iter(fits))
    return links


def read_links(database):
    """({(register, key): NIK}, {a second NIK: the first}, {(register, key) or NIK: review})."""
    links, niks, reviews = {}, {}, {}
    for register, key, nik in database.execute("SELECT register, key, nik FROM links"
                                               " WHERE nik IS NOT NULL"):
        if register == "nik":
            niks[key] = nik
        else:
            links[register, key] = nik
    for register, key in database.execute("SELECT register, key FROM reviews"):
        reviews[key if register == "nik" else (register, key)] = True
    return links, niks, reviews


def judge(rows, owners, links, niks, reviews):
    """(precision of links, recall, share in reviews) among rows whose NIK is lacking or wrong and
    whose person another register has with the right one."""
    known = {person for _, person, fault in rows.values() if not fault}
    judged = [owners[nik] == rows[key][1] for key, nik in links.items()]
    judged += [owners[nik] == owners[key] for key, nik in niks.items()]
    n_needed = n_found = n_reviewed = 0
    for key, (nik, person, fault) in rows.items():
        if not fault or person not in known:
            continue
        linked = links.get(key) or niks.get(nik)
        n_needed += 1
        n_found += linked is not None and owners[linked] == person
        n_reviewed += linked is None and (key in reviews or nik in reviews)
    return sum(judged) / max(1, len(judged)), n_found / n_needed, n_reviewed / n_needed


def bench_reconcile(rows, n_people):
    with tempfile.TemporaryDirectory(prefix="anjungan-bench-") as name:
        folder = pathlib.Path(name)
        n_rows = sum(write_registers(folder, n_people, SEED).values())
        call(HUB, "init", "--data-dir", folder / "hub")
        for register in ("pk", "p3ke", "dtks", "dtsen"):
            call(HUB, "import", register, folder / f"{register}.csv", "--data-dir", folder / "hub",
                 "--batch", register, "--date", "2026-10-01")
        command = [HUB, "reconcile", "--data-dir", folder / "hub"]
        first = run_measured(command)
        again = run_measured(command)
        database = sqlite3.connect(f"file:{folder}/hub/hub.db?mode=ro", uri=True)
        truth, owners = read_truth(folder)
        ours = judge(truth, owners, *read_links(database))
        peer = judge(truth, owners, find_exact(folder, truth), {}, {})
        database.close()
    what, peer_name = f"reconcile of {n_rows}", "same name, date, village"
    for index, name in enumerate(("precision", "recall", "left to review")):
        rows.append((f"{what}: {name}", "%", 100 * ours[index], *(
            (peer_name, 100 * peer[index], None) if index < 2 else (None, None, None))))
    rows.append((f"{what}", "s", first[0], "again, nothing new", again[0], None))
    rows.append((f"{what}, memory", "MiB", first[1], None, None, None))
