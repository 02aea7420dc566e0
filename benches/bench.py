#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ours beside its peer or limit, in one run; ratios count, not milliseconds."""

import argparse
import json
import lzma
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from display import HEIGHT, PX_PER_MM, WIDTH, Display  # noqa: E402
from village import BUILD, SCREEN, Village, call  # noqa: E402

WATCH = BUILD / "tests/tools/watch-pixels"
HELLO = BUILD / "benches/hello"


def numbers(*command, **options):
    return [float(word) for word in call(*command, **options).stdout.split()]


def pss_kib(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def end(pid):
    os.kill(int(pid), 9)
    time.sleep(0.3)


def launch(command, n_runs=7):
    """Median ms to the first picture, and the median PSS two seconds later."""
    times, sizes = [], []
    for _ in range(n_runs):
        ms, pid = numbers(WATCH, "launch", *command)
        time.sleep(1.5)
        times.append(ms)
        sizes.append(pss_kib(int(pid)) / 1024)
        end(pid)
    return statistics.median(times), statistics.median(sizes)


def press(command, x, y, n_runs=5):
    """Median ms from a press to changed pixels."""
    times = []
    for _ in range(n_runs):
        _, pid = numbers(WATCH, "launch", *command)
        time.sleep(1.5)
        times += numbers(WATCH, "press", x, y)
        end(pid)
    return statistics.median(times)


def bench_screen(rows, village):
    os.environ["GSK_RENDERER"] = "cairo"
    os.environ["GTK_A11Y"] = "none"
    one = [str(SCREEN), "--session", "--agent", str(village.socket), "--size",
           f"{WIDTH}x{HEIGHT}", "--px-per-mm", str(PX_PER_MM)]
    with Display():
        os.environ["GTK_A11Y"] = "none"
        peer_ms, peer_mib = launch([HELLO])
        our_ms, our_mib = launch(one)
        rows.append(("launch → first frame", "ms", our_ms, "hello.c", peer_ms, 1.4))
        rows.append(("PSS of one screen", "MiB", our_mib, "hello.c", peer_mib, 1.4))
        rows.append(("press → pixel", "ms", press(one, WIDTH // 2, int(HEIGHT * 0.78)), "hello.c",
                     press([HELLO], WIDTH // 2, int(HEIGHT * 0.4)), None))


def people_of(village, n_people):
    pairs = [(person["nik"], person["no_kk"]) for person in village.people()
             if person["nik"] and person["no_kk"]]
    return pairs[:n_people]


def bench_look_up(rows, village, n_residents):
    pairs = people_of(village, 300)
    lines = "".join(f"{nik} {no_kk}\n" for nik, no_kk in pairs)
    ours = numbers(BUILD / "benches/resident-times", village.socket, "look-up", stdin=lines)
    peer = numbers(BUILD / "benches/peer-lookup", n_residents, len(pairs), 4000)
    name = f"look-up, {n_residents} residents"
    rows.append((f"{name}, p50", "ms", ours[0], "straight calls", peer[0], None))
    rows.append((f"{name}, p99", "ms", ours[1], "straight calls", peer[1], None))


def bench_submit(rows, village):
    nik, no_kk = people_of(village, 1)[0]
    ours = numbers(BUILD / "benches/resident-times", village.socket, "submit", 100, nik, no_kk)
    peer = numbers(BUILD / "benches/peer-commit", village.folder, 200, 3000)
    rows.append(("Submit, p50", "ms", ours[0], "one WAL+FULL commit", peer[0], None))
    rows.append(("Submit, p99", "ms", ours[1], "one WAL+FULL commit", peer[1], None))


def cache_stream(village, *options):
    identity = village.state / "identity"
    return subprocess.run(
        ["curl", "--silent", "--fail", "--cacert", str(identity / "ca.pem"), "--cert",
         str(identity / "cert.pem"), "--key", str(identity / "key.pem"), *options],
        capture_output=True, check=True).stdout


def stream_bytes(village):
    """(bytes on the wire with zstd, the records' plain bytes) of a whole first sync."""
    wire, plain, cursor = 0, b"", "0"
    while True:
        url = f"{village.hub_url}/v1/cache?since={cursor}"
        wire += len(cache_stream(village, "--header", "Accept-Encoding: zstd", url))
        page = cache_stream(village, url)
        plain += page
        last = json.loads(page.splitlines()[-1])
        if not last["more"]:
            return wire, plain
        cursor = last["cursor"]


def bench_sync(rows, n_residents):
    with Village(residents=n_residents, seed=3) as village:
        village.agent.stop()
        (village.state / "cache.db").unlink()
        for leftover in village.state.glob("cache.db-*"):
            leftover.unlink()
        start = time.monotonic()
        village.start_agent()
        seconds = time.monotonic() - start
        wire, plain = stream_bytes(village)
        floor = numbers(BUILD / "benches/peer-lookup", 100, 200, 4000)[0] / 1000 * n_residents
        floor /= os.cpu_count()
        rows.append((f"first sync, {n_residents} residents", "s", seconds,
                     f"{n_residents} scrypt on all cores", floor, None))
        rows.append((f"first sync, {n_residents} residents", "KiB", wire / 1024, "xz -9",
                     len(lzma.compress(plain, preset=9)) / 1024, None))


def print_table(rows):
    print(f"{'what':<38}{'ours':>10}  {'peer':<28}{'peer':>10}{'ratio':>8}{'goal':>7}")
    for name, unit, ours, peer_name, peer, goal in rows:
        ratio = ours / peer
        mark = "" if goal is None or ratio <= goal else "  over"
        print(f"{name + ' [' + unit + ']':<38}{ours:>10.2f}  {peer_name:<28}{peer:>10.2f}"
              f"{ratio:>8.2f}{'' if goal is None else goal:>7}{mark}")


def main():
    parser = argparse.ArgumentParser(prog="./bench")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--residents", type=int, default=20000,
                        help="for the look-up (20000; its first sync takes minutes)")
    parser.add_argument("--only", choices=["screen", "look-up", "sync"], action="append")
    options = parser.parse_args()
    wanted = options.only or ["screen", "look-up", "sync"]
    rows = []
    if "screen" in wanted:
        with Village(residents=60) as village:
            bench_screen(rows, village)
    if "look-up" in wanted:
        folder = tempfile.mkdtemp(prefix="anjungan-bench-")
        village = Village(folder, residents=options.residents, seed=2)
        try:
            with village:
                bench_look_up(rows, village, options.residents)
                bench_submit(rows, village)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if "sync" in wanted:
        bench_sync(rows, 5000)
    print_table(rows)
    if options.json:
        keys = ("name", "unit", "ours", "peer_name", "peer", "goal")
        options.json.write_text(json.dumps([dict(zip(keys, row)) for row in rows], indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
