# SPDX-License-Identifier: GPL-3.0-or-later
"""What a pushed configuration costs a terminal, beside `openssl cms -verify` of the same bundle."""

import pathlib
import tempfile
import time

from measure import BUILD, Row, numbers, percentile
from village import call

N_BUNDLES = 100
N_COMMANDS = 20


def command_ms(folder):
    start = time.monotonic()
    call("openssl", "cms", "-verify", "-inform", "DER", "-in", folder / "bundle.cms", "-CAfile",
         folder / "root.pem", "-out", folder / "content")
    return (time.monotonic() - start) * 1000


def bench_config(rows):
    with tempfile.TemporaryDirectory(prefix="anjungan-bench-") as name:
        folder = pathlib.Path(name)
        times = numbers(BUILD / "benches/config-times", folder, N_BUNDLES)
        commands = [command_ms(folder) for _ in range(N_COMMANDS)]
        straight, command = "CMS_verify alone", "openssl cms -verify"
        for place, part in ((0, "p50"), (1, "p99")):
            peer = percentile(commands, 50 if place == 0 else 99)
            rows.append(Row(f"configuration, verified and checked, {part}", "ms", times[place],
                            straight, times[4 + place]))
            rows.append(Row(f"configuration, verified and applied, {part}", "ms", times[2 + place],
                            command, peer))
