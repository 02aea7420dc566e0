# SPDX-License-Identifier: GPL-3.0-or-later
"""`anjungan-hub import` of a register beside sqlite3's own .import into a table as it is indexed."""

import os
import pathlib
import subprocess
import tempfile
import time

from register_file import write_dtsen
from village import HUB, Failure, call

# text as it stands: no check, no person's address, no document
PEER_SQL = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -65536;
CREATE TABLE rows (id_keluarga, no_kk, nik PRIMARY KEY, nama, tanggal_lahir, jenis_kelamin,
  hubungan, alamat, rt, rw, kode_wilayah, desil, pekerjaan, status) WITHOUT ROWID;
CREATE INDEX rows_no_kk ON rows (no_kk);
CREATE INDEX rows_person ON rows (kode_wilayah, tanggal_lahir, nama);
.mode csv
BEGIN;
.import --skip 1 {path} rows
COMMIT;
"""


def run_measured(command, stdin=None):
    """(seconds, MiB at its largest) of a program that must end well."""
    start = time.monotonic()
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL,
                          stdin=subprocess.PIPE if stdin else None, text=True) as process:
        if stdin:
            process.stdin.write(stdin)
            process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"{command[0]}: exit {process.returncode}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def bench_import(rows, n_rows):
    with tempfile.TemporaryDirectory(prefix="anjungan-bench-") as name:
        folder = pathlib.Path(name)
        path = folder / "dtsen.csv"
        write_dtsen(path, n_rows)
        call(HUB, "init", "--data-dir", folder / "hub")
        imported = [HUB, "import", "dtsen", path, "--data-dir", folder / "hub", "--date",
                    "2026-10-01", "--batch"]
        ours = run_measured([*imported, "first"])
        peer = run_measured(["sqlite3", "-bail", folder / "peer.db"], PEER_SQL.format(path=path))
        again = run_measured([*imported, "again"])
        undone = run_measured([HUB, "undo", "again", "--data-dir", folder / "hub"])
    what, peer_name = f"import of {n_rows}", "sqlite3 .import, indexed"
    rows.append((what, "s", ours[0], peer_name, peer[0], None))
    rows.append((f"{what}, memory", "MiB", ours[1], peer_name, peer[1], None))
    rows.append((f"{what}, rows/s", "k", n_rows / ours[0] / 1000, peer_name,
                 n_rows / peer[0] / 1000, None))
    rows.append(("the same rows in a second batch", "s", again[0], "first import", ours[0], None))
    rows.append(("undo of the second batch", "s", undone[0], "first import", ours[0], None))
