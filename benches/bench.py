#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ours beside its peer or limit, in one run; ratios count, not milliseconds."""

import argparse
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from bench_bytes import bench_delta, bench_first_sync, bench_idle_day  # noqa: E402
from bench_config import bench_config  # noqa: E402
from bench_fleet import bench_fleet  # noqa: E402
from bench_import import bench_import  # noqa: E402
from bench_journeys import bench_journeys  # noqa: E402
from bench_reconcile import bench_reconcile  # noqa: E402
from bench_reports import bench_reports  # noqa: E402
from bench_scale import bench_scale  # noqa: E402
from bench_screen import bench_screen  # noqa: E402
from bench_sessions import bench_sessions  # noqa: E402
from bench_speech import bench_speech  # noqa: E402
from measure import Row, numbers  # noqa: E402
from village import BUILD, Village  # noqa: E402

def alternate(ours, peer, n_rounds=3):
    """Both in turn, so that the machine's other work strikes both; medians of the rounds."""
    rounds = [(ours(), peer()) for _ in range(n_rounds)]
    return tuple([statistics.median(column) for column in zip(*side)] for side in zip(*rounds))


def ask_db(path, query):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    row = database.execute(query).fetchone()
    database.close()
    return row


def cache_facts(village):
    """(residents in the cache, mean bytes of a sealed household, scrypt's N)."""
    path = village.state / "cache.db"
    return (*ask_db(path, "select count(*) from person"),
            round(*ask_db(path, "select avg(length(sealed)) from record")),
            *ask_db(path, "select n from generation where complete order by id desc"))


def people_of(village, n_people):
    """(nik, no_kk) of people from all over the village."""
    pairs = [(person["nik"], person["no_kk"]) for person in village.people()
             if person["nik"] and person["no_kk"]]
    return random.Random(1).sample(pairs, min(n_people, len(pairs)))


def found_people(village, n_people):
    """As people_of(), without those whom the registers know but the village's data do not hold."""
    pairs = people_of(village, n_people)
    return [pair for pair, document in zip(pairs, village.households(pairs)) if document["found"]]


def bench_look_up(rows, village):
    pairs = found_people(village, 150)
    lines = "".join(f"{nik} {no_kk}\n" for nik, no_kk in pairs)
    n_residents, n_bytes, cost = cache_facts(village)
    ours, peer = alternate(
        lambda: numbers(BUILD / "benches/resident-times", village.socket, "look-up", stdin=lines),
        lambda: numbers(BUILD / "benches/peer-lookup", n_residents, len(pairs), n_bytes, cost))
    name = f"look-up among {n_residents}"
    peer_name = "scrypt + SQLite + GCM straight"
    rows.append((f"{name}, p50", "ms", ours[0], peer_name, peer[0], None))
    rows.append((f"{name}, p99", "ms", ours[1], peer_name, peer[1], None))


def bench_submit(rows, village):
    """With the hub away the agent only writes; with the hub there it also sends meanwhile."""
    nik, no_kk = found_people(village, 5)[0]

    def ours():
        return numbers(BUILD / "benches/resident-times", village.socket, "submit", 60, nik, no_kk)

    def peer():
        return numbers(BUILD / "benches/peer-commit", village.state, 60, n_bytes)

    for is_hub_there in (False, True):
        if not is_hub_there:
            village.stop_hub()
            ours()  # so that there are cases whose size to ask for
            n_bytes = round(*ask_db(village.state / "outbox.db",
                                    "select avg(length(sealed) + length(payload)) from entry"))
        else:
            village.start_hub()
            village.wait(lambda: village.status()["outbox"] == 0, 400, "an empty outbox")
        our_times, peer_times = alternate(ours, peer)
        name = f"Submit, hub {'there' if is_hub_there else 'away'}"
        for column, percentile in enumerate(("p50", "p99")):
            rows.append((f"{name}, {percentile}", "ms", our_times[column], "one WAL+FULL commit",
                         peer_times[column], None))


def cpu_seconds(pid):
    """Of a process and of those it started and that have ended."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
    return sum(map(int, fields.split()[11:15])) / os.sysconf("SC_CLK_TCK")


def bench_sync(rows, n_residents):
    """From the agent's start to the moment it serves residents, with the hub on the same cores."""
    with tempfile.TemporaryDirectory(prefix="anjungan-bench-") as folder:
        village = Village(folder, residents=n_residents, seed=3)
        try:
            village.make_hub()
            village.start_hub()
            village.enrol()
            start = time.monotonic()
            village.start_agent()
            seconds = time.monotonic() - start
            village.wait(lambda: "synced:" in village.agent.log_path.read_text(encoding="utf-8"),
                         20, "the end of the sync's process")
            ours = seconds, cpu_seconds(village.agent.pid)
            n_cached, _, cost = cache_facts(village)
            # as the agent's child: one thread a core, behind the residents
            peer = numbers("nice", "-n", "10", BUILD / "benches/peer-scrypt", n_cached, cost,
                           os.cpu_count())
            name, peer_name = f"first sync of {n_cached}", f"{n_cached} scrypt, all cores"
            rows.append((name, "s", ours[0], peer_name, peer[0], None))
            rows.append((f"{name}, processor", "s", ours[1], peer_name, peer[1], None))
            cursor = bench_first_sync(rows, village, name)
            bench_delta(rows, village, cursor)
            bench_idle_day(rows, village)
        finally:
            village.close()


def print_table(rows):
    print(f"{'what':<42}{'ours':>9}{'from':>9}{'to':>9}  {'peer':<28}{'peer':>9}{'ratio':>7}"
          f"{'goal':>6}")
    for row in rows:
        name = f"{row.name} [{row.unit}]" if row.unit else row.name
        line = f"{name:<42}{row.ours:>9.2f}"
        line += "".join(f"{value:>9.2f}" for value in row.spread) if row.spread else " " * 18
        if row.peer:
            ratio = row.ours / row.peer
            line += f"  {row.peer_name:<28}{row.peer:>9.2f}{ratio:>7.2f}"
            if row.goal is not None:
                line += f"{row.goal:>6}{'' if ratio <= row.goal else '  over'}"
        print(line)


def bench_look_ups(rows, n_residents):
    folder = tempfile.mkdtemp(prefix="anjungan-bench-")
    village = Village(folder, residents=n_residents, seed=2)
    try:
        with village:
            bench_look_up(rows, village)
            bench_submit(rows, village)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bench_in_village(rows, bench, *arguments):
    """One that needs a terminal and no particular village."""
    with Village(residents=60) as village:
        bench(rows, village, *arguments)


PARTS = {
    "screen": lambda rows, _: bench_in_village(rows, bench_screen),
    "journeys": lambda rows, _: bench_in_village(rows, bench_journeys),
    "speech": lambda rows, _: bench_in_village(rows, bench_speech),
    "sessions": lambda rows, options: bench_in_village(rows, bench_sessions, options.sessions),
    "look-up": lambda rows, options: bench_look_ups(rows, options.residents),
    "scale": lambda rows, options: bench_scale(rows, options.people),
    "sync": lambda rows, _: bench_sync(rows, 5000),
    "config": lambda rows, _: bench_config(rows),
    "fleet": lambda rows, options: bench_fleet(rows, options.terminals),
    "import": lambda rows, options: bench_import(rows, options.rows),
    "reports": lambda rows, options: bench_reports(rows, options.people),
    "reconcile": lambda rows, options: bench_reconcile(rows, options.people),
}


def measure_part(name, options):
    rows = []
    PARTS[name](rows, options)
    return [tuple(row) for row in rows]


def measure(options):
    """Each part in a process of its own: pyatspi knows one display in its life."""
    rows = []
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for name in options.only or PARTS:
            rows += [Row(*row) for row in pool.apply(measure_part, (name, options))]
    return rows


def main():
    parser = argparse.ArgumentParser(prog="./bench", description=__doc__,
                                     epilog="./bench faults runs the rig of faults: ./bench faults "
                                            "--help")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--residents", type=int, default=20000,
                        help="for the look-up (20000; its first sync takes minutes)")
    parser.add_argument("--rows", type=int, default=20000,
                        help="of the register that is imported (20000; the goal is for 1000000)")
    parser.add_argument("--people", type=int, default=40000,
                        help="in the registers that are reconciled, and in reports (40000; the goal is for "
                             "1000000)")
    parser.add_argument("--sessions", type=int, default=20,
                        help="visits at one terminal, 3 s each (20; memory is asked for over 1000)")
    parser.add_argument("--terminals", type=int, default=480,
                        help="on the line when a configuration is pushed (480)")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--only-check", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only_check:
        return 0
    rows = measure(options)
    print_table(rows)
    if options.json:
        options.json.write_text(json.dumps([row._asdict() for row in rows], indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
