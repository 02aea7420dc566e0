# SPDX-License-Identifier: GPL-3.0-or-later
"""`anjungan-hub report` on a regency of many people: seconds of processor time, and memory."""

import os
import pathlib
import subprocess
import tempfile

from village import HUB, Failure, call

REPORTS = ("siikep", "zero", "tkpk", "findings", "pmt", "indicators")
LIMIT_S = 2


def run_measured(*command):
    """(seconds of processor time, MiB at its largest)"""
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"{command[0]}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def bench_reports(rows, n_people):
    with tempfile.TemporaryDirectory(prefix="anjungan-bench-") as name:
        data = pathlib.Path(name) / "hub"
        call(HUB, "init", "--data-dir", data)
        call(HUB, "demo", "--data-dir", data, "--residents", n_people, "--seed", 1, "--area",
             "35.09")
        for report in REPORTS:
            seconds, memory = run_measured(HUB, "report", report, "--area", "35.09", "--format",
                                           "json", "--data-dir", data)
            what = f"report {report}, {n_people} people"
            rows.append((what, "s", seconds, "limit", LIMIT_S, None))
            rows.append((f"{what}, memory", "MiB", memory, "limit", 200, None))
