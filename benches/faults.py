#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole rig of faults for hours, on all cores, with a new seed each round (docs/benches.md).

Exit status 0: every part ran, and nothing failed; 1: something failed: the table's end says with which
seed, and how to see it again; 3: nothing failed, but the parts that it names did not run."""

import argparse
import collections
import dataclasses
import os
import pathlib
import random
import re
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from village import BUILD  # noqa: E402

PLANTED = sorted(path.stem for path in (ROOT / "tests/faults/planted").glob("*.patch"))
# a round grows until it takes about so long
ROUND_S = 120
SIZE_MAX = 4096
# a part that fails so often has said enough
FAILURES_MAX = 10
FAILED, IN_PART = 1, 3
# what is on at the end may take so much longer
GRACE_S = 300
ERROR = re.compile(r"ERROR|Error:|^not ok|failed (with|at)|is lost|stuck|twice")


@dataclasses.dataclass
class Part:
    """`variables`: (seed, size) -> environment; size is 1 for the smallest round and doubles.
    `counted`: what the program says it did; its numbers are multiplied, all that is found is added
    up; None: a run is one. `share`: of the time. `needs_s`: what the smallest round takes."""

    name: str
    program: str
    unit: str
    variables: object
    counted: str = None
    share: float = 1
    needs_s: float = 5
    arguments: tuple = ()
    may_grow: bool = True

    @property
    def is_alone(self):
        """Villages with screens, sounds and mounts do not share a machine with each other."""
        return self.program.endswith(".py")

    def command(self):
        if self.is_alone:
            return ["/usr/bin/python3", str(ROOT / self.program), *self.arguments]
        return [str(BUILD / self.program), *self.arguments]


def images(default):
    return lambda seed, size: {"ANJ_FAULT_SEED": seed, "ANJ_FAULT_IMAGES": default * size}


def strides(default, name="ANJ_FAULT_SEED"):
    """A stride of its own each round, so that many rounds come to every place."""
    return lambda seed, size: {"ANJ_FAULT_STRIDE": max(1, default // size - seed % 7),
                               name: seed % 997 + 1}


PARTS = [
    Part("power cuts", "tests/faults/test-power-cut", "images", images(200), r"(\d+) disks", 3, 10),
    Part("config cuts", "tests/faults/test-config-cut", "images", images(104),
         r"(\d+) disks", 1, 5),
    Part("cuts of the hub", "tests/faults/test-hub-power-cut", "images", images(150),
         r"(\d+) disks", 1, 10),
    Part("cuts of a salvage", "tests/faults/test-salvage-cut", "images", images(400),
         r"(\d+) disks", 1, 5),
    Part("cuts of migrations", "tests/faults/test-migration-cut", "images",
         lambda seed, size: {"ANJ_FAULT_SEED": seed, "ANJ_FAULT_DISKS": 2 * size},
         r"(\d+) disks", .5, 5),
    Part("disk errors", "tests/faults/test-disk-error", "calls",
         lambda seed, size: {"ANJ_FAULT_SEED": seed, "ANJ_FAULT_RUNS": 3 * size},
         r"(\d+) of \d+ calls", .5, 10),
    Part("failing disk", "tests/faults/test-failing-disk", "calls", strides(37),
         r"(\d+) of \d+ calls", 2, 20),
    Part("no memory", "tests/faults/test-nth-memory", "allocations",
         strides(499, "ANJ_FAULT_FIRST"), r"(\d+) of \d+ allocations", 1, 20),
    Part("cut line", "tests/faults/test-cut-line", "offsets, points", strides(2999),
         r"faults: (\d+) (?:offsets|points)", 3, 25),
    Part("false hub", "tests/faults/test-false-hub", "lies", lambda seed, size: {},
         r"^(ok) \d", .1, 5, may_grow=False),
    Part("bit flips", "tests/faults/test-bit-flips", "images", strides(887), r"(\d+) images", 1, 5),
    Part("keys that move", "tests/faults/test-key-move", "kills", lambda seed, size: {},
         r"each of (\d+) calls", .1, 10, may_grow=False),
    Part("simulator", "tests/sim/sim-days", "terminal-days",
         lambda seed, size: {"ANJ_SIM_SEED": seed, "ANJ_SIM_TERMINALS": 10 * size,
                             "ANJ_SIM_DAYS": 3} | ({"ANJ_SIM_ROT": 1} if seed % 3 == 0 else {}),
         r"(\d+) terminals, ([\d.]+) days", 2, 15),
    Part("fleet", "tests/sim/sim-fleet", "rollouts",
         lambda seed, size: {"ANJ_SIM_SEED": seed, "ANJ_SIM_ROLLOUTS": 10 * size}, None, .3, 10),
    Part("kill -9", "tests/e2e/test_kill.py", "starts",
         lambda seed, size: {"ANJ_KILL_SEED": seed, "ANJ_KILL_MINUTES": .2 * size},
         r"(\d+) started", 1, 45),
    Part("full disk", "tests/e2e/test_full_disk.py", "runs", lambda seed, size: {}, None, .3, 60,
         may_grow=False),
    Part("clock", "tests/e2e/test_clock.py", "runs", lambda seed, size: {}, None, .3, 60,
         may_grow=False),
    Part("stolen disk", "tests/e2e/test_stolen_disk.py", "runs", lambda seed, size: {}, None,
         .2, 60, may_grow=False),
    Part("scrub", "tests/e2e/test_scrub.py", "visits",
         lambda seed, size: {"ANJ_TEST_SEED": seed, "ANJ_SCRUB_SESSIONS": 25 * size},
         r"(\d+) visits in all", 1, 150),
]


def product(groups):
    result = 1.0
    for group in groups:
        if group:
            result *= 1 if group == "ok" else float(group)
    return result


@dataclasses.dataclass
class Tally:
    n_runs: int = 0
    n_done: float = 0
    seconds: float = 0
    size: int = 1
    failures: list = dataclasses.field(default_factory=list)


class Rig:
    """Rounds of parts on so many threads, the part that had the least of its share first."""

    def __init__(self, parts, until, seed, logs):
        self.parts, self.until, self.logs = parts, until, logs
        self.random = random.Random(seed)
        self.tallies = collections.defaultdict(Tally)
        self.lock, self.is_one_alone = threading.Lock(), False
        self.running = collections.Counter()

    def _left(self):
        return self.until - time.monotonic()

    def _expect(self, part):
        tally = self.tallies[part.name]
        return tally.seconds / tally.n_runs if tally.n_runs else part.needs_s

    def _next(self):
        """(part, seed, size), or None: nothing that is left fits."""
        with self.lock:
            fitting = [part for part in self.parts
                       if self._expect(part) <= self._left() and
                       len(self.tallies[part.name].failures) < FAILURES_MAX and
                       not (part.is_alone and self.is_one_alone)]
            if not fitting:
                return None
            part = min(fitting, key=lambda each: (self.tallies[each.name].seconds +
                                                  60 * self.running[each.name]) / each.share)
            self.running[part.name] += 1
            self.is_one_alone = self.is_one_alone or part.is_alone
            return part, self.random.randrange(1, 2**31), self.tallies[part.name].size

    def _keep(self, part, seed, variables, done, seconds, size):
        tally = self.tallies[part.name]
        tally.n_runs += 1
        tally.seconds += seconds
        if part.counted is None:
            tally.n_done += 1
        else:
            tally.n_done += sum(product(match.groups())
                                for match in re.finditer(part.counted, done.stdout, re.MULTILINE))
        if done.returncode == 0:
            if part.may_grow and size == tally.size < SIZE_MAX and \
                    seconds < min(ROUND_S / 2, self._left() / 4):
                tally.size *= 2
            return
        log = self.logs / f"{part.name.replace(' ', '-')}-{seed}.log"
        log.write_text(done.stdout, encoding="utf-8")
        said = [line.strip() for line in done.stdout.split("\n") if ERROR.search(line)]
        settings = " ".join(f"{name}={value}" for name, value in variables.items())
        tally.failures.append((seed, f"{settings} {' '.join(part.command())}".strip(),
                               said[:3] or [f"status {done.returncode}"], log))

    def _run(self, part, seed, size):
        variables = part.variables(seed, size)
        env = os.environ | {"ANJ_SOURCE_ROOT": str(ROOT), "ANJ_BUILD_ROOT": str(BUILD),
                            "G_TEST_SRCDIR": str(ROOT), "LC_ALL": "C.UTF-8"}
        env |= {name: str(value) for name, value in variables.items()}
        begin = time.monotonic()
        if not pathlib.Path(part.command()[-1 - len(part.arguments)]).exists():
            done = subprocess.CompletedProcess(part.command(), 127, "ERROR there is no such program")
            with self.lock:
                self._keep(part, seed, variables, done, part.needs_s, size)
            return
        with subprocess.Popen(part.command(), env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace") as process:
            try:
                text, _ = process.communicate(timeout=max(self._left(), 0) + GRACE_S)
            except subprocess.TimeoutExpired:
                process.terminate()
                text, _ = process.communicate()
                text += f"\nERROR no end after {time.monotonic() - begin:.0f} s\n"
        done = subprocess.CompletedProcess(part.command(), process.returncode, text, "")
        with self.lock:
            self._keep(part, seed, variables, done, time.monotonic() - begin, size)

    def _work(self):
        while True:
            chosen = self._next()
            if chosen is None:
                return
            part, seed, size = chosen
            try:
                self._run(part, seed, size)
            finally:
                with self.lock:
                    self.running[part.name] -= 1
                    if part.is_alone:
                        self.is_one_alone = False

    def live(self):
        threads = [threading.Thread(target=self._work) for _ in range(os.cpu_count() or 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def tell(self):
        """Prints the table; the exit status."""
        print(f"{'what':<20}{'rounds':>7}{'how many':>14} {'':<18}{'minutes':>8}{'failures':>9}")
        for part in self.parts:
            tally = self.tallies[part.name]
            if tally.n_runs == 0:
                print(f"{part.name:<20}{'-':>7}{'':>14} not run: a round takes {part.needs_s:.0f} s")
                continue
            print(f"{part.name:<20}{tally.n_runs:>7}{tally.n_done:>14,.0f} {part.unit:<18}"
                  f"{tally.seconds / 60:>8.1f}{len(tally.failures):>9}")
        failures = [(part, *failure) for part in self.parts
                    for failure in self.tallies[part.name].failures]
        for part, seed, command, said, log in failures:
            print(f"\n{part.name}, seed {seed}: {command}")
            for line in said:
                print(f"  {line}")
            print(f"  all it said: {log}")
        skipped = [part.name for part in self.parts if self.tallies[part.name].n_runs == 0]
        print(f"\n{len(self.parts) - len(skipped)} of {len(self.parts)} parts ran, "
              f"{len(failures)} failures")
        if skipped:
            print(f"NOT RUN, for want of time: {', '.join(skipped)}")
        return FAILED if failures else IN_PART if skipped else 0


def main():
    parser = argparse.ArgumentParser(prog="./bench faults", description=__doc__)
    parser.add_argument("--hours", type=float, default=1, help="how long (1); 0.01 is a first look")
    parser.add_argument("--seed", type=int, help="of the rounds' seeds (another one each time)")
    parser.add_argument("--only", action="append", choices=[part.name for part in PARTS])
    parser.add_argument("--planted", nargs="*", metavar="NAME", choices=PLANTED,
                        help="plant these of tests/faults/planted instead (all): the rig must catch "
                             "each")
    parser.add_argument("--only-check", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only_check:
        return 0
    if options.planted is not None:
        return subprocess.run(["/usr/bin/python3", ROOT / "tests/faults/plant.py",
                               *options.planted], check=False).returncode
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**31)
    logs = BUILD / "faults"
    logs.mkdir(exist_ok=True)
    parts = [part for part in PARTS if not options.only or part.name in options.only]
    print(f"seed of the rounds: {seed}", flush=True)
    rig = Rig(parts, time.monotonic() + options.hours * 3600, seed, logs)
    rig.live()
    return rig.tell()


if __name__ == "__main__":
    sys.exit(main())
