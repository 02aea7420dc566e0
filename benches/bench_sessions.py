# SPDX-License-Identifier: GPL-3.0-or-later
"""Visit after visit at one terminal, each with a look-up, as quick as a hand that knows the way: how
soon the next resident is greeted, and whether what lives longer than a visit grows."""

import math
import os
import pathlib
import statistics
import sys
import time

from display import PX_PER_MM, Display, screen_command
from measure import Row, percentile
from places import Map
from resident import BETWEEN_TOUCHES_S
from village import Daemon, Failure
from x11 import IS_HIDDEN, XServer

NEXT_LIMIT_MS = 1000
WARM_SHARE = 0.1
# fewer say nothing about a thousand
MIN_FOR_GROWTH = 100
LIMIT_S = 15
# a page that still waits for its answer takes no touch
TRY_S, N_TRIES = 3, 5
PROGRESS = 10
LOOK_S = 0.004
TAP_S = 0.02
# a screen ignores what was meant for the one before, from when all of it was painted
NEW_SCREEN_S = 0.6
# what lies so close to the touch before is taken for the same thing
SAME_PLACE_MM = 16
# where "Mulai lagi" is
START_OVER = (0.36, 0.965)
MAX_ASTRAY_SHARE = 0.02


def status_of(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise Failure(f"process {pid} ended")


def growth(sizes):
    """MiB in 1,000 visits, of a straight line through what was measured after each; the first ones,
    in which everything is touched once, are left out."""
    warm = sizes[int(len(sizes) * WARM_SHARE):]
    return statistics.linear_regression(range(len(warm)), warm).slope * 1000


class Terminal:
    """Supervisor and screens on a panel, as in a village office: nobody looks but at pixels."""

    def __init__(self, village, chart, px_per_mm):
        self.village, self.chart = village, chart
        self.same_place_px = SAME_PLACE_MM * px_per_mm
        self.server = XServer()
        command = [word for word in screen_command(village, *chart.size, px_per_mm)
                   if word != "--test-accessibility"]
        self.screen = Daemon(*command, log=village.folder / "screen.log").start()
        self.touched, self.touched_at = 0.0, (0, 0)
        self.taken_over = None  # when a screen did, after which none waited yet
        self.n_astray = 0
        self.greetings, self.readies = [], []
        self.sizes = {"agent": [], "supervisor": []}
        self.n_files = {"agent": [], "supervisor": []}
        self.wait_ready()
        time.sleep(NEW_SCREEN_S)

    def close(self):
        self.screen.stop()
        self.server.close()

    # looking

    def is_ready(self):
        """A next screen waits: made, measured, not yet shown."""
        return any(window[3:] == self.chart.size for window in self.server.windows(IS_HIDDEN))

    def wait(self, condition, what, limit_s=LIMIT_S):
        """Polls; notes beside that when the next screen waits."""
        limit = time.monotonic() + limit_s
        while not condition():
            if time.monotonic() > limit:
                raise Failure(what)
            if self.taken_over is not None and self.is_ready():
                self.readies.append((time.monotonic() - self.taken_over) * 1000)
                self.taken_over = None
            time.sleep(LOOK_S)

    def wait_ready(self):
        self.wait(lambda: self.is_ready() and self.taken_over is None, "no screen waits")

    def question(self):
        return self.server.pixels(*self.chart.part)

    def is_greeting(self):
        """By the colour of the ground that only the greeting has."""
        (x, y, *size), colour = self.chart.ground
        blue, green, red, _ = self.server.pixels(x, y, *size)
        return f"{red:02x}{green:02x}{blue:02x}" == colour

    # touching

    def wait_for_hand(self, x, y):
        if math.dist((x, y), self.touched_at) < self.same_place_px:
            time.sleep(max(0.0, self.touched + BETWEEN_TOUCHES_S - time.monotonic()))

    def touch(self, x, y):
        self.wait_for_hand(x, y)
        self.server.move(x, y)
        self.server.button(1, True)
        self.server.button(1, False)
        self.server.sync()
        self.touched, self.touched_at = time.monotonic(), (x, y)

    def go(self, x, y, name):
        self.wait_for_hand(x, y)
        before = self.question()
        self.touch(x, y)
        self.wait(lambda: self.question() != before, f"«{name}» led nowhere")

    def press(self, page, name):
        self.go(*self.chart.places[page, name], name)

    def type_digits(self, page, digits):
        for digit in digits:
            self.touch(*self.chart.places[page, digit])
            time.sleep(TAP_S)

    # visits

    def see_aid(self):
        person = self.chart.person
        self.go(*self.chart.at(0.5, 0.84), "Mulai")
        self.press("bahasa", "Bahasa Indonesia")
        self.press("beranda", "Cek bantuan")
        self.type_digits("nik", person["nik"])
        self.press("nik", "Lanjut")
        self.type_digits("kk", person["no_kk"][6:])
        self.press("kk", "Lihat bantuan")
        self.wait_ready()

    def end(self, x, y):
        """ms to the next greeting."""
        for left in reversed(range(N_TRIES)):
            self.touch(x, y)
            end = time.monotonic()
            try:
                self.wait(self.is_greeting, "no greeting", TRY_S)
                break
            except Failure:
                if left == 0:
                    raise
        self.taken_over = end
        greeted_ms = (time.monotonic() - end) * 1000
        time.sleep(NEW_SCREEN_S)
        return greeted_ms

    def visit(self):
        try:
            self.see_aid()
        except Failure as failure:
            self.n_astray += 1
            print(f"# {time.strftime('%H:%M:%S')} {failure}", file=sys.stderr, flush=True)
            self.wait_ready()
            self.end(*self.chart.at(*START_OVER))
        else:
            self.greetings.append(self.end(*self.chart.places["hasil", "Selesai"]))
        for name, process in (("agent", self.village.agent), ("supervisor", self.screen)):
            self.sizes[name].append(status_of(process.pid, "VmRSS") / 1024)
            self.n_files[name].append(len(os.listdir(f"/proc/{process.pid}/fd")))

    def tell(self, n_visits):
        print(f"# {time.strftime('%H:%M:%S')} {n_visits} visits, {self.n_astray} astray; " +
              ", ".join(f"{name} {sizes[-1]:.2f} MiB, {self.n_files[name][-1]} files"
                        for name, sizes in self.sizes.items()), file=sys.stderr, flush=True)


def add_rows(rows, terminal, n_visits):
    for name, values in (("end → next greeting", terminal.greetings),
                         ("end → next one waits", terminal.readies)):
        rows.append(Row(name, "ms", statistics.median(values), "limit", NEXT_LIMIT_MS, 1,
                        (min(values), max(values))))
        rows.append(Row(f"{name}, p95", "ms", percentile(values, 95), "limit", NEXT_LIMIT_MS))
    for name, sizes in terminal.sizes.items():
        rows.append(Row(f"{name}: RSS over {len(sizes)} visits", "MiB", sizes[-1], "first visit",
                        sizes[0], None, (min(sizes), max(sizes))))
        files = terminal.n_files[name]
        rows.append(Row(f"{name}: open files", "", files[-1], "first visit", files[0], None,
                        (min(files), max(files))))
        if len(sizes) >= MIN_FOR_GROWTH:
            rows.append(Row(f"{name}: growth in 1000 visits", "MiB", growth(sizes), "its RSS",
                            sizes[-1]))
    rows.append(Row("visits that went astray", "", terminal.n_astray, "all", n_visits,
                    MAX_ASTRAY_SHARE))


def bench_sessions(rows, village, n_sessions):
    """Says on standard error how far it is."""
    with Display() as display:
        terminal = Terminal(village, Map(village, display), PX_PER_MM)
        try:
            for number in range(1, n_sessions + 1):
                terminal.visit()
                if number % PROGRESS == 0:
                    terminal.tell(number)
        finally:
            terminal.close()
    add_rows(rows, terminal, n_sessions)
