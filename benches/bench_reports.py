# SPDX-License-Identifier: GPL-3.0-or-later
"""`anjungan-hub report` on a regency of many people: seconds by the wall's clock, and memory."""

import os
import pathlib
import sqlite3
import subprocess
import tempfile
import time

from village import HUB, Failure, call

REPORTS = ("siikep", "zero", "tkpk", "findings", "pmt", "indicators")
LIMIT_S = 2


def run_measured(*command):
    """(seconds, MiB at its largest)"""
    start = time.monotonic()
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"{command[0]}: exit {process.returncode}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def forget(database):
    """The system keeps nothing of the file in memory."""
    with open(database, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def forget_tally(database):
    """As after a change that no command has counted after."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("DELETE FROM tally_state")
    connection.close()


def bench_reports(rows, n_people):
    with tempfile.TemporaryDirectory(prefix="anjungan-bench-") as name:
        data = pathlib.Path(name) / "hub"
        call(HUB, "init", "--data-dir", data)
        call(HUB, "demo", "--data-dir", data, "--residents", n_people, "--seed", 1, "--area",
             "35.09", timeout=7200)

        def measure(report, output):
            return run_measured(HUB, "report", report, "--area", "35.09", "--format", output,
                                "--data-dir", data)

        for report in REPORTS:
            what = f"report {report}, {n_people} people"
            forget(data / "hub.db")
            first, _ = measure(report, "json")
            seconds, memory = measure(report, "json")
            page, _ = measure(report, "html")
            rows.append((f"{what}, from the disk", "s", first, "limit", LIMIT_S, None))
            rows.append((what, "s", seconds, "limit", LIMIT_S, None))
            rows.append((f"{what}, as a page", "s", page, "limit", LIMIT_S, None))
            rows.append((f"{what}, memory", "MiB", memory, "limit", 200, None))
        forget_tally(data / "hub.db")
        seconds, memory = measure("siikep", "json")
        rows.append((f"the count of {n_people} people", "s", seconds, None, None, None))
        rows.append((f"the count of {n_people} people, memory", "MiB", memory, "limit", 200, None))
