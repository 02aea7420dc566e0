# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benches of the screen measure with: times to the glass, memory of processes, rows."""

import collections
import os
import pathlib
import statistics
import subprocess

from memory import descendants
from village import BUILD, Failure, call

PIXELS = BUILD / "benches/pixel-times"

# peer: another program, or a limit; goal: of ours / peer, None for none; spread: ours at its least
# and its most, of the medians of rounds or of all measurements
Row = collections.namedtuple("Row", "name unit ours peer_name peer goal spread",
                             defaults=(None, None, None, None))


def numbers(*command, **options):
    return [float(word) for word in call(*command, **options).stdout.split()]


def percentile(values, percent):
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def pss_mib(pid):
    """Of @pid and all that it started."""
    total = 0
    for one in descendants(pid):
        try:
            text = pathlib.Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += next(int(line.split()[1]) for line in text.splitlines()
                      if line.startswith("Pss:"))
    return total / 1024


def end(pid):
    """Of @pid and all that it started, at once."""
    for one in descendants(pid):
        try:
            os.kill(one, 9)
        except ProcessLookupError:
            pass


def launch(command, point, colour, environment):
    """(ms to that colour there, or to any with a dash; pid)"""
    done = subprocess.run([str(word) for word in (PIXELS, "launch", *point, colour, *command)],
                          env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{command[0]} shows nothing: {done.stderr}")
    ms, pid = done.stdout.split()
    return float(ms), int(pid)


def press(x, y, n_presses):
    """ms to changed pixels, of each press."""
    return numbers(PIXELS, "press", round(x), round(y), n_presses)


def turn(x, y, part, colour="-"):
    """ms from a click there to the next page, seen in that part of the panel."""
    return numbers(PIXELS, "turn", round(x), round(y), *part, colour)[0]


def rounds_row(name, unit, rounds, peer_name, peer, goal=None):
    """The median of all, with the medians of the rounds as spread."""
    medians = [statistics.median(values) for values in rounds]
    return Row(name, unit, statistics.median(sum(rounds, [])), peer_name, peer, goal,
               (min(medians), max(medians)))
