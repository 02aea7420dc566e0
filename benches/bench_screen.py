# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen beside the smallest GTK window and beside a web kiosk in Chromium with the same first
pages: first frame, press → pixel, page → page, memory after use."""

import os
import pathlib
import tempfile
import time

import web_kiosk
from display import PX_PER_MM, Display, screen_command
from measure import (BUILD, Row, end, launch, percentile, press, pss_mib, rounds_row, turn)
from places import Map
from village import SCREEN, Daemon

N_ROUNDS = 3
N_PRESSES = 10
N_THERE_AND_BACK = 5
PRESS_LIMIT_MS = 100
TURN_GOAL_MS = 20
CALM_S = 2


class Contender:
    """A program on the whole panel: how to its page of keys, which key to press, and the two clicks
    that lead away from that page and to it again."""

    def __init__(self, name, command, first, way, key, there, back):
        self.name, self.command, self.first = name, command, first
        self.way, self.key, self.there, self.back = way, key, there, back
        self.launches, self.presses, self.turns, self.sizes = [], [], [], []

    def play(self, part):
        """One round: from its start to its end."""
        environment = dict(os.environ, GSK_RENDERER="cairo", GTK_A11Y="none",
                           GDK_DEBUG="gl-disable")
        ms, pid = launch(self.command, *self.first, environment)
        try:
            self.launches.append([ms])
            time.sleep(CALM_S)
            for place in self.way:
                turn(*place, part)
            self.presses.append(press(*self.key, N_PRESSES))
            self.turns.append([turn(*place, part) for _ in range(N_THERE_AND_BACK)
                               for place in (self.there, self.back)])
            self.sizes.append([pss_mib(pid)])
        finally:
            end(pid)
        time.sleep(1)

    def forget(self):
        """What was first read from the disk is no measure."""
        for rounds in (self.launches, self.presses, self.turns, self.sizes):
            rounds.clear()


def make_contenders(village, chart, folder):
    width, height = chart.size
    start, key = chart.at(0.5, 0.84), chart.places["nik", "4"]
    one = [SCREEN, "--session", "--agent", village.socket, "--size", f"{width}x{height}",
           "--px-per-mm", PX_PER_MM]
    language, check = (chart.places["bahasa", "Bahasa Indonesia"],
                       chart.places["beranda", "Cek bantuan"])
    first = (chart.start, chart.start_colour)
    return [
        Contender("ours", one, first, [start, language, check], key,
                  chart.places["nik", "Kembali"], check),
        Contender("hello.c", [BUILD / "benches/hello"], (chart.start, "-"), [], chart.at(0.5, 0.4),
                  chart.at(0.83, 0.9), chart.at(0.83, 0.9)),
        Contender("Chromium", web_kiosk.command(folder, width, height), first, [start, check], key,
                  chart.places["nik", "Kembali"], check),
    ]


def measure_terminal(village):
    """MiB of all that a terminal runs for its screen: supervisor, what lies under the screens, the
    screen that is shown, the one that waits."""
    command = [word for word in screen_command(village) if word != "--test-accessibility"]
    screen = Daemon(*command, log=village.folder / "screen.log").start()
    time.sleep(3 * CALM_S)
    size = pss_mib(screen.pid)
    screen.stop()
    return size


def add_rows(rows, ours, hello, web, terminal_mib):
    def middle(rounds):
        return percentile(sum(rounds, []), 50)
    for peer, goal in ((hello, 1.4), (web, None)):
        rows.append(rounds_row("launch → first frame", "ms", ours.launches, peer.name,
                               middle(peer.launches), goal))
    for peer, goal in ((hello, None), (web, None)):
        rows.append(rounds_row("press → pixel", "ms", ours.presses, peer.name,
                               middle(peer.presses), goal))
    rows.append(Row("press → pixel, p95", "ms", percentile(sum(ours.presses, []), 95), "limit",
                    PRESS_LIMIT_MS, 1))
    for peer in (hello, web):
        rows.append(rounds_row("page → page", "ms", ours.turns, peer.name, middle(peer.turns)))
    rows.append(rounds_row("page → page", "ms", ours.turns, "goal", TURN_GOAL_MS, 1))
    rows.append(Row("page → page, p95", "ms", percentile(sum(ours.turns, []), 95), web.name,
                    percentile(sum(web.turns, []), 95)))
    rows.append(rounds_row("PSS of one screen after use", "MiB", ours.sizes, hello.name,
                           middle(hello.sizes), 1.4))
    rows.append(Row("PSS of a terminal's screens", "MiB", terminal_mib, web.name,
                    middle(web.sizes)))


def bench_screen(rows, village):
    with Display() as display, tempfile.TemporaryDirectory(prefix="anjungan-bench-") as name:
        chart = Map(village, display)
        contenders = make_contenders(village, chart, pathlib.Path(name))
        for number in range(N_ROUNDS + 1):
            for contender in contenders:
                contender.play(chart.part)
                if number == 0:
                    contender.forget()
        add_rows(rows, *contenders, measure_terminal(village))
