# SPDX-License-Identifier: GPL-3.0-or-later
"""A configuration on its way: from `config publish` to terminals that have verified it, with as many
of them on the line as one asks for."""

import pathlib
import statistics
import subprocess
import tempfile
import threading
import time

from measure import Row, percentile, pss_mib
from village import BUILD, Failure, Village

FLEET = BUILD / "benches/anjungan-fleet"
# a village's ticket numbers are enough for so many terminals
MAX_IN_VILLAGE = 60
# more in one process would measure its poll() instead of the hub
MAX_IN_PROCESS = 480
LIMIT_MS = 5000
N_ROUNDS = 5
READY_S = 600
US = 1e6


class Process:
    """One anjungan-fleet and what it says."""

    def __init__(self, village, first, n_terminals, seconds):
        self.n_terminals = n_terminals
        self.is_ready = threading.Event()
        self.applied = []  # (terminal, version, s)
        self.process = subprocess.Popen(
            [str(word) for word in command(village, first, n_terminals, seconds)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            words = line.split()
            if words[0] == "ready":
                self.is_ready.set()
            elif words[0] == "applied":
                self.applied.append((words[1], words[2], int(words[3]) / US))

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.reader.join()


def villages():
    """Codes of as many villages as one likes: the fleet needs numbers, no residents."""
    return (f"35.09.{district:02}.{village}" for district in range(1, 31)
            for village in range(2001, 2011))


def command(village, first, n_terminals, seconds, region=None):
    enrol = ["--admin", village.admin_url, "--identity", village.keys / "admin", "--region",
             region] if region else []
    return [FLEET, "--hub", village.hub_url, "--hub-ca", village.keys / "admin/ca.pem",
            "--config-ca", village.keys / "admin/config_ca.pem", "--state-dir",
            village.folder / "fleet", "--first", first, "--terminals", n_terminals, "--seconds",
            seconds, *enrol]


def enrol(village, n_terminals):
    for code, first in zip(villages(), range(0, n_terminals, MAX_IN_VILLAGE)):
        n_here = min(MAX_IN_VILLAGE, n_terminals - first)
        done = subprocess.run(
            [str(word) for word in command(village, first, n_here, 0, code)],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failure(f"terminals were not enrolled in {code}: {done.stderr}")


def go_on_the_line(village, n_terminals):
    processes = [Process(village, first, min(MAX_IN_PROCESS, n_terminals - first), 3600)
                 for first in range(0, n_terminals, MAX_IN_PROCESS)]
    end = time.monotonic() + READY_S
    for process in processes:
        if not process.is_ready.wait(max(0, end - time.monotonic())):
            raise Failure("not all terminals came on the line")
    return processes


def times_of(processes, version):
    return [at for process in processes for _, seen, at in process.applied if seen == version]


def push(village, processes, n_terminals):
    """(ms from before `config publish` until each terminal had verified it, s of the hub's work)."""
    before, work = time.time(), hub_seconds(village)
    # signing and the tool's own start are the admin's, and part of it
    village.configure(announcements=[{"id": f"a-{village.published}",
                                      "text": {"id": "Beras datang Senin."}}])
    version = f"1.{village.published}"
    end = time.monotonic() + 120
    while len(times_of(processes, version)) < n_terminals and time.monotonic() < end:
        time.sleep(0.05)
    times = times_of(processes, version)
    if len(times) < n_terminals:
        raise Failure(f"{version} reached {len(times)} of {n_terminals} terminals")
    return [(at - before) * 1000 for at in times], hub_seconds(village) - work


def hub_seconds(village):
    fields = pathlib.Path(f"/proc/{village.hub.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def bench_fleet(rows, n_terminals):
    with tempfile.TemporaryDirectory(prefix="anjungan-bench-") as folder:
        village = Village(folder, residents=20, seed=5)
        processes = []
        try:
            village.make_hub()
            village.start_hub()
            enrol(village, n_terminals)
            empty_mib = pss_mib(village.hub.pid)
            processes = go_on_the_line(village, n_terminals)
            held_mib = pss_mib(village.hub.pid)
            rounds = [push(village, processes, n_terminals) for _ in range(N_ROUNDS)]
        finally:
            for process in processes:
                process.stop()
            village.close()
    for name, pick in (("p50", 50), ("p99", 99)):
        each = [percentile(times, pick) for times, _ in rounds]
        rows.append(Row(f"push to {n_terminals} terminals, verified, {name}", "ms",
                        statistics.median(each), "limit", LIMIT_MS, 1, (min(each), max(each))))
    rows.append(Row("hub's processor a terminal pushed to", "ms",
                    1000 * statistics.median(work for _, work in rounds) / n_terminals))
    rows.append(Row("hub's memory a held terminal (PSS)", "KiB",
                    1024 * (held_mib - empty_mib) / n_terminals))
