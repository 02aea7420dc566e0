#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random taps, swipes, several fingers at once, mouse buttons and chords on a terminal's real window.

Whatever is done to it, there is no other window and no other process, nothing is copied, no screen
dies of it, and the next resident is served. ANJ_TEST_BUDGET=large: 100,000 events, else 1,500.
ANJ_TEST_SEED: another storm.
"""

import os
import pathlib
import random
import re
import sys
import time

import journeys
import tap
from display import Display, start_screen
from resident import Resident
from steps import Stage, greet, write_numbers
from touch import TouchDisplay
from village import SCREEN, Village
from x11 import XServer

LARGE = os.environ.get("ANJ_TEST_BUDGET") == "large"
N_EVENTS = 100_000 if LARGE else 1_500
SEED = int(os.environ.get("ANJ_TEST_SEED", "1"))
EVENTS_BETWEEN_CHECKS = 100
CHECKS_BETWEEN_WALKS = 10 if LARGE else 4
PROGRESS = 5_000
HASTE_S = 4
BAD = r".*(?:CRITICAL|ERROR|WARNING|Sanitizer|anjungan: (?:screen|curtain) \d+).*"
# how widgets share a page is what test-lint-pages.c looks at; with a mouse and ten fingers on one
# button GTK 4.8 loses count of who holds it down
NOT_OURS = r"Expect overlapping widgets|Broken accounting of active state"
# a machine with other work makes screens come late, which is no storm's doing
PATIENCE = 10
# where "Mulai lagi" is, in any language and size
START_OVER = (0.36, 0.965)
PAUSE_S = 0.004

MODIFIERS = ["Control_L", "Alt_L", "Shift_L", "Super_L", "Control_R", "Alt_R"]
CHORD_KEYS = [*(f"F{number}" for number in range(1, 13)), *"abcdefghijklmnopqrstuvwxyz0123456789",
              "Tab", "Escape", "space", "Return", "Delete", "BackSpace", "Insert", "Home", "End",
              "Left", "Right", "Up", "Down", "period", "semicolon", "comma", "minus", "plus",
              "Menu", "Print", "Pause", "Page_Up", "Page_Down"]


def start_over(resident):
    width, height = resident.display.width, resident.display.height
    resident.touch_at(width * START_OVER[0], height * START_OVER[1])


def ask_for_aid(stage):
    stage.resident.touch("Cek bantuan", starts=True)
    stage.resident.wait_page("nik")


def see_aid(stage):
    ask_for_aid(stage)
    write_numbers(stage, stage.person)


def tell_story(stage):
    stage.resident.touch("Pengaduan", starts=True)
    stage.resident.wait_page("jenis")
    stage.resident.touch("Bantuan belum cair")
    stage.resident.wait_page("nama")
    stage.resident.touch("Tanpa nama", starts=True)


WALKS = [(ask_for_aid, "nik"), (see_aid, "hasil"), (tell_story, "cerita")]
PLAIN_KEYS = [*"0123456789", *"abcdefghijklmnopqrstuvwxyz", "Tab", "Return", "space", "BackSpace",
              "Escape", "Left", "Right", "Up", "Down", "asterisk", "numbersign", "Delete"]
# what the supervisor may start; in a sandbox bwrap stands before the screen
PROGRAMS = {SCREEN.name, "bwrap"}


class HastyResident(Resident):
    """Waits for nothing long."""

    def wait(self, condition, what, timeout_s=HASTE_S):
        return super().wait(condition, what, min(timeout_s, HASTE_S))


class Storm:
    """What happens to the screen, and what must not come of it."""

    def __init__(self, display, village, screen):
        self.display, self.village, self.screen = display, village, screen
        self.log = village.folder / "screen.log"
        self.server = XServer()
        self.random = random.Random(SEED)
        self.resident = HastyResident(display)
        self.n_events = self.n_checks = self.n_walks = 0
        self.n_log = len(self.log.read_text())
        self.pages = {}

    # doing

    def place(self):
        """Anywhere, but seldom in the help bar: it ends what the storm is in the middle of."""
        width, height = self.display.width, self.display.height
        if self.random.random() < 0.02:
            return self.random.randrange(width), self.random.randrange(height)
        return self.random.randrange(width), self.random.randrange(int(height * 0.92))

    def tap(self, button=1):
        self.server.move(*self.place())
        self.server.button(button, True)
        self.server.button(button, False)
        self.n_events += 1

    def other_button(self):
        self.tap(self.random.randrange(2, 10))

    def swipe(self):
        x, y = self.place()
        self.server.move(x, y)
        self.server.button(1, True)
        for _ in range(self.random.randrange(1, 8)):
            x, y = (x + self.random.randrange(-200, 200), y + self.random.randrange(-200, 200))
            self.server.move(x, y)
        self.server.button(1, False)
        self.n_events += 1

    def finger_tap(self):
        if self.display.panel is None:
            self.tap()
            return
        self.display.panel.tap(*self.place(), held_s=0)
        self.n_events += 1

    def fingers(self):
        """Two to ten, which come, move and go in any order."""
        panel = self.display.panel
        if panel is None:
            self.swipe()
            return
        down = []
        for _ in range(self.random.randrange(2, 11)):
            x, y = self.place()
            down.append((panel.begin(x, y), x, y))
        for _ in range(self.random.randrange(6)):
            finger, x, y = self.random.choice(down)
            panel.move(finger, x + self.random.randrange(-90, 90), y + self.random.randrange(-90, 90))
        self.random.shuffle(down)
        for finger, x, y in down:
            panel.end(finger, x, y)
        self.n_events += 1

    def key(self):
        name = self.random.choice(PLAIN_KEYS)
        self.server.key(name, True)
        self.server.key(name, False)
        self.n_events += 1

    def chord(self):
        held = self.random.sample(MODIFIERS, self.random.randrange(1, 4))
        name = self.random.choice(CHORD_KEYS)
        for modifier in held:
            self.server.key(modifier, True)
        self.server.key(name, True)
        self.server.key(name, False)
        for modifier in reversed(held):
            self.server.key(modifier, False)
        # what a window manager would make of Alt-F4
        if name == "F4":
            for window, *_ in self.server.windows():
                self.server.ask_to_close(window)
        self.n_events += 1

    def walk_in(self):
        """To where a resident's data are: what is random would seldom get there."""
        resident = self.resident
        start_over(resident)
        stage = Stage(self.village, self.display, None)
        journey, arrived = self.random.choice(WALKS)
        stage.resident = resident
        try:
            greet(stage)
            journey(stage)
            resident.wait_page(arrived, 5)
        except Exception:  # pylint: disable=broad-except
            return  # the storm had moved something; the next walk begins anew
        self.n_walks += 1

    def rage(self):
        ways = [self.tap, self.finger_tap, self.fingers, self.swipe, self.other_button, self.key,
                self.chord]
        weights = [30, 25, 5, 10, 5, 10, 15]
        while self.n_events < N_EVENTS:
            for way in self.random.choices(ways, weights, k=EVENTS_BETWEEN_CHECKS):
                way()
                self.server.sync()
                time.sleep(PAUSE_S)
            self.check()
            self.n_checks += 1
            if self.n_events % PROGRESS == 0:
                print(f"# {self.n_events} events", flush=True)
            if self.n_checks % CHECKS_BETWEEN_WALKS == 0:
                self.walk_in()

    # what must not come of it

    def programs(self):
        """Names of what the supervisor started, and what that started."""
        children = {}
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
            except OSError:
                continue  # it ended while we looked
        found, waiting = [], [self.screen.pid]
        while waiting:
            for child in children.get(waiting.pop(), []):
                waiting.append(child)
                try:
                    found.append(os.path.basename(os.readlink(f"/proc/{child}/exe")))
                except OSError:
                    continue
        return found

    def check(self):
        where = f"after {self.n_events} events of seed {SEED}"
        assert self.screen.process.poll() is None, f"the supervisor ended {where}"
        others = set(self.programs()) - PROGRAMS
        assert not others, f"{others} run {where}"
        panel = (0, 0, self.display.width, self.display.height)
        windows = [window[1:] for window in self.server.windows()]
        assert all(window == panel for window in windows), f"windows {windows} {where}"
        assert not self.server.selection_owners(), f"something was copied {where}"
        said = self.log.read_text()[self.n_log:]
        bad = [line for line in re.findall(BAD, said) if not re.search(NOT_OURS, line)]
        assert not bad, f"{bad[:5]} {where}"
        page = self.resident.page()
        self.pages[page] = self.pages.get(page, 0) + 1


def test_nothing_escapes_and_nothing_dies(storm, _village):
    start = time.monotonic()
    storm.rage()
    print(f"# {storm.n_events} events, seed {SEED}, {time.monotonic() - start:.0f} s, "
          f"{'with' if storm.display.panel else 'without'} fingers, {storm.n_walks} walks in; pages {storm.pages}", flush=True)
    assert len(storm.pages) > 4, storm.pages


def test_the_next_resident_is_served(storm, village):
    resident = Resident(storm.display)
    start_over(resident)  # from the greeting too: a notice may stand there
    resident.wait_page("sapaan", 150)
    journeys.play(journeys.look_up, Stage(village, storm.display, None))
    storm.check()


def rage_on(display):
    with Village(residents=80) as village:
        screen = start_screen(village, patience=PATIENCE)
        try:
            storm = Storm(display, village, screen)
            Resident(display).wait_page("sapaan")
            time.sleep(0.5)
            return tap.run(__name__, storm, village)
        finally:
            screen.stop()


def main():
    try:
        with TouchDisplay() as display:
            return rage_on(display)
    except tap.Skip as reason:
        print(f"# no fingers: {reason}", flush=True)
    with Display() as display:
        display.panel = None
        return rage_on(display)


if __name__ == "__main__":
    sys.exit(main())
