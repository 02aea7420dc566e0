# SPDX-License-Identifier: GPL-3.0-or-later
"""What must not grow with the number of people: a look-up at the terminal, a village's page at the hub."""

import collections
import os
import pathlib
import random
import shutil
import sqlite3
import statistics
import tempfile

from bench_bytes import fetch
from measure import numbers
from village import AGENT, AREA, BUILD, HUB, ROOT, Daemon, Village, call

N_ROUNDS = 5
N_FIRST = 9  # look-ups of which each finds nothing of the file in memory
N_RESIDENTS = 200  # real ones, whom the hub knows
REGENCY = "35.09"
PAGE_LIMIT_S = 2


def sizes(n_people):
    return n_people // 100, n_people // 10, n_people


# the terminal

Shape = collections.namedtuple("Shape", "generation people records wrapped aad sealed as_of")


def ask_shape(database):
    """What the village's own rows are like: numbers, and mean bytes of each part."""
    generation, people, wrapped = database.execute(
        "SELECT generation, count(*), avg(length(wrapped)) FROM person").fetchone()
    records, aad, sealed, as_of = database.execute(
        "SELECT count(*), avg(length(aad)), avg(length(sealed)), max(as_of) FROM record").fetchone()
    return Shape(generation, people, records, round(wrapped), round(aad), round(sealed), as_of)


def fill_cache(path, n_people):
    """Rows that no numbers open, of the same size as real ones, until there are @n_people."""
    chance = random.Random(1)
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA cache_size = -1000000")
    database.execute("PRAGMA synchronous = OFF")
    shape = ask_shape(database)
    n_records = round((n_people - shape.people) * shape.records / shape.people)
    records = [chance.randbytes(16).hex() for _ in range(n_records)]
    database.execute("BEGIN")
    database.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?)", (
        (shape.generation, record, shape.as_of, chance.randbytes(shape.aad),
         chance.randbytes(shape.sealed)) for record in records))
    database.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", (
        (shape.generation, chance.randbytes(16), records[i % n_records],
         chance.randbytes(shape.wrapped)) for i in range(n_people - shape.people)))
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return shape


class Terminal:
    """The same one with more in its cache; the hub is away."""

    def __init__(self, village, n_people):
        self.folder = village.folder / f"terminal-{n_people}"
        shutil.copytree(village.state, self.folder)
        self.cache = self.folder / "cache.db"
        self.shape = fill_cache(self.cache, n_people)
        self.socket = village.folder / f"run-{n_people}/agent.sock"
        self.socket.parent.mkdir()
        self.agent = Daemon(AGENT, "run", "--state-dir", self.folder, "--bootstrap",
                            village.bootstrap, "--socket", self.socket,
                            log=village.folder / f"agent-{n_people}.log").start()

    def times(self, what, lines):
        return numbers(BUILD / "benches/resident-times", self.socket, what, stdin=lines)

    def forget(self):
        """The system keeps nothing of the file in memory; the agent keeps its own few pages."""
        with open(self.cache, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def first_times(self, lines):
        """ms of Open for each of @lines."""
        times = []
        for line in lines:
            self.forget()
            times += self.times("open", line)[:1]
        return times


def add_ratios(rows, name, terminals, columns):
    """@columns: for each terminal its rounds; the smallest is what the others stand beside."""
    n_least, least = min(terminals), statistics.median(columns[min(terminals)])
    for n_people in terminals:
        peer = (f"among {n_least}", least) if n_people != n_least else (None, None)
        rows.append((f"{name} among {n_people}", "ms", statistics.median(columns[n_people]),
                     *peer, None, (min(columns[n_people]), max(columns[n_people]))))


def measure_terminals(rows, terminals, pairs):
    lines = [f"{nik} {no_kk}\n" for nik, no_kk in pairs]
    rounds = {what: {n_people: [] for n_people in terminals} for what in ("look-up", "open")}
    first = {n_people: [] for n_people in terminals}
    for _ in range(N_ROUNDS):
        for what, times in rounds.items():
            for n_people, terminal in terminals.items():
                times[n_people].append(terminal.times(what, "".join(lines)))
    for i in range(N_FIRST):
        for n_people, terminal in terminals.items():
            first[n_people] += terminal.first_times(lines[i:i + 1])
    for what, name in (("look-up", "look-up"), ("open", "agent's part")):
        for column, percentile in enumerate(("p50", "p99")):
            add_ratios(rows, f"{name}, {percentile},", terminals, {
                n_people: [times[column] for times in rounds[what][n_people]]
                for n_people in terminals})
    add_ratios(rows, "agent's part, from the disk,", terminals, first)


def bench_terminals(rows, n_people):
    terminals = {}
    folder = tempfile.mkdtemp(prefix="anjungan-bench-")
    try:
        with Village(folder, residents=N_RESIDENTS) as village:
            asked = [(person["nik"], person["no_kk"]) for person in village.people()
                     if person["nik"] and person["no_kk"]]
            pairs = [pair for pair, document in zip(asked, village.households(asked))
                     if document["found"]]
            village.stop_hub()
            village.agent.stop()
            for size in sizes(n_people):
                terminals[size] = Terminal(village, max(size, N_RESIDENTS))
            measure_terminals(rows, terminals, pairs)
    finally:
        for terminal in terminals.values():
            terminal.agent.stop()
        shutil.rmtree(folder, ignore_errors=True)


# the hub

def serve(folder, area, n_people):
    """A hub with so many people in @area, and a terminal that has a certificate for the village."""
    village = Village(folder)
    call(HUB, "init", "--data-dir", village.hub_data, "--host", "localhost")
    call(HUB, "demo", "--data-dir", village.hub_data, "--residents", n_people, "--seed", 1,
         "--area", area, timeout=3600)
    village.take_keys_away()
    village.start_hub()
    village.enrol()
    return village


def time_page(village, cursor):
    """(ms from the hub's answer, its lines)"""
    identity = village.state / "identity"
    done = call("curl", "--silent", "--fail", "--cacert", identity / "ca.pem", "--cert",
                identity / "cert.pem", "--key", identity / "key.pem", "--header",
                "Accept-Encoding: zstd", "--output", "/dev/null", "--write-out", "%{time_total}",
                f"{village.hub_url}/v1/cache?since={cursor}")
    return float(done.stdout) * 1000, fetch(village, cursor)[1]


def page_times(village):
    """(ms of the first page, which also tells of the place; ms a household of all pages; how many
    households there are)"""
    first, total, n_households, cursor, more = 0, 0, 0, "0", True
    while more:
        ms, lines = time_page(village, cursor)
        first, total = first or ms, total + ms
        n_households += sum(line["households"]["rows"] for line in lines if "households" in line)
        cursor, more = lines[-1]["cursor"], lines[-1]["more"]
    return first, total / n_households, n_households


def bench_hubs(rows, n_people):
    """One village alone in its hub, and with a regency of villages of its size."""
    with open(ROOT / "data/regions/villages-3509.csv", encoding="utf-8") as file:
        n_villages = sum(line.startswith("35.09") for line in file)
    villages = {}
    with tempfile.TemporaryDirectory(prefix="anjungan-bench-") as folder:
        try:
            for area, size in ((AREA, n_people // n_villages), (REGENCY, n_people)):
                villages[size] = serve(pathlib.Path(folder) / area, area, size)
            rounds = {size: [] for size in villages}
            for _ in range(N_ROUNDS):
                for size, village in villages.items():
                    rounds[size].append(page_times(village))
        finally:
            for village in villages.values():
                village.close()
    least = min(rounds)
    n_households = rounds[least][0][2]
    for column, name in ((0, f"first page for {n_households} households"),
                         (1, "each of them, all pages")):
        add_ratios(rows, f"hub: {name},", villages, {
            size: [times[column] for times in rounds[size]] for size in rounds})
    rows.append(("hub: first page beside its limit", "s",
                 statistics.median(times[0] for times in rounds[max(rounds)]) / 1000, "limit",
                 PAGE_LIMIT_S, None))


def bench_scale(rows, n_people):
    bench_terminals(rows, n_people)
    bench_hubs(rows, n_people)
