# SPDX-License-Identifier: GPL-3.0-or-later
"""Visit after visit at one terminal, each with a look-up: how soon the next resident is greeted, and
whether what lives longer than a visit grows."""

import pathlib
import statistics
import subprocess
import time

from display import Display, screen_command
from measure import Row, percentile, turn
from places import Map
from resident import BETWEEN_TOUCHES_S
from village import Daemon, Failure
from x11 import IS_HIDDEN, XServer

NEXT_LIMIT_MS = 1000
WARM_SHARE = 0.1
# fewer say nothing about a thousand
MIN_FOR_GROWTH = 100
LOOK_UP_S = 0.5
READY_LIMIT_S = 15


def rss_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise Failure(f"process {pid} ended")


def growth(sizes):
    """MiB in 1,000 visits, of a straight line through what was measured after each; the first ones,
    in which everything is touched once, are left out."""
    warm = sizes[int(len(sizes) * WARM_SHARE):]
    return statistics.linear_regression(range(len(warm)), warm).slope * 1000


class Terminal:
    """Supervisor and screens on a panel, as in a village office: nobody looks but at pixels."""

    def __init__(self, village, chart):
        self.village, self.chart = village, chart
        self.server = XServer()
        command = [word for word in screen_command(village, *chart.size)
                   if word != "--test-accessibility"]
        self.screen = Daemon(*command, log=village.folder / "screen.log").start()
        self.greetings, self.readies = [], []
        self.sizes = {"agent": [], "supervisor": []}
        self.wait_ready()

    def close(self):
        self.screen.stop()
        self.server.close()

    def wait_ready(self):
        """Until a next screen waits: made, measured, not yet shown."""
        limit = time.monotonic() + READY_LIMIT_S
        while not any(window[3:] == self.chart.size for window in self.server.windows(IS_HIDDEN)):
            if time.monotonic() > limit:
                raise Failure("no screen waits")
            time.sleep(0.01)

    def go(self, page, name):
        return turn(*self.chart.places[page, name], self.chart.part)

    def type_digits(self, page, digits):
        steps, before = [], None
        for digit in digits:
            x, y = map(round, self.chart.places[page, digit])
            pause_s = BETWEEN_TOUCHES_S if digit == before else 0.02
            steps += ["sleep", str(pause_s), "mousemove", str(x), str(y), "click", "1"]
            before = digit
        subprocess.run(["xdotool", *steps], check=True)

    def visit(self):
        person = self.chart.person
        turn(*self.chart.at(0.5, 0.84), self.chart.part)
        self.go("bahasa", "Bahasa Indonesia")
        self.go("beranda", "Cek bantuan")
        time.sleep(BETWEEN_TOUCHES_S)
        self.type_digits("nik", person["nik"])
        self.go("nik", "Lanjut")
        time.sleep(BETWEEN_TOUCHES_S)
        self.type_digits("kk", person["no_kk"][6:])
        self.go("kk", "Lihat bantuan")
        time.sleep(LOOK_UP_S)
        self.wait_ready()
        self.greetings.append(turn(*self.chart.places["hasil", "Selesai"], *self.chart.ground))
        greeted = time.monotonic()
        self.wait_ready()
        self.readies.append(self.greetings[-1] + (time.monotonic() - greeted) * 1000)
        for name, process in (("agent", self.village.agent), ("supervisor", self.screen)):
            self.sizes[name].append(rss_mib(process.pid))


def add_rows(rows, terminal):
    greetings, readies = terminal.greetings, terminal.readies
    for name, values in (("end → next greeting", greetings), ("end → next one waits", readies)):
        rows.append(Row(name, "ms", statistics.median(values), "limit", NEXT_LIMIT_MS, 1,
                        (min(values), max(values))))
        rows.append(Row(f"{name}, p95", "ms", percentile(values, 95), "limit", NEXT_LIMIT_MS))
    for name, sizes in terminal.sizes.items():
        rows.append(Row(f"{name}: RSS over {len(sizes)} visits", "MiB", sizes[-1], "first visit",
                        sizes[0], None, (min(sizes), max(sizes))))
        if len(sizes) >= MIN_FOR_GROWTH:
            rows.append(Row(f"{name}: growth in 1000 visits", "MiB", growth(sizes), "its RSS",
                            sizes[-1]))


def bench_sessions(rows, village, n_sessions):
    with Display() as display:
        terminal = Terminal(village, Map(village, display))
        try:
            for _ in range(n_sessions):
                terminal.visit()
        finally:
            terminal.close()
    add_rows(rows, terminal)
