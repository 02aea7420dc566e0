#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys by true touch, on Xorg or under cage, and what fingers do that a mouse cannot.

usage: test_touch.py xorg|cage, one process each: the accessibility bus is read once.
Skips where there is no root or Xorg cannot start (touch.py).
"""

import sys
import time

import journeys
import tap
from steps import Stage, greet
from touch import CageDisplay, TouchDisplay, TouchResident
from village import Village

HELD_S = 3.2


class TouchStage(Stage):
    """A stage with fingers."""

    def __init__(self, village, display):
        super().__init__(village, display, None)
        self.resident = TouchResident(display, checks_places=True)


def test_aid_is_checked_by_touch_alone(stage_of):
    journeys.play(journeys.look_up, stage_of())


def test_a_complaint_is_sent_by_touch_alone(stage_of):
    journeys.play(journeys.complain_anonymously, stage_of())


def on_nik_page(stage):
    resident = stage.resident
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    resident.wait_page("nik")
    return resident


def number(resident):
    """The digits in the boxes."""
    return "".join(name.replace(" ", "") for name in resident.names()
                   if name.replace(" ", "").isdigit() and len(name) > 1)


def place(resident, name):
    box = resident.find(name).queryComponent().getExtents(resident.atspi.WINDOW_COORDS)
    return int(box.x + box.width / 2), int(box.y + box.height / 2)


def leave(resident):
    resident.touch("Mulai lagi")
    resident.wait_page("sapaan")


def test_a_second_finger_presses_nothing(stage_of):
    resident = on_nik_page(stage_of())
    panel = resident.display.panel
    resident.type_keys("350")
    first = panel.begin(*place(resident, "9"))
    time.sleep(0.1)
    panel.tap(*place(resident, "1"))
    panel.tap(*place(resident, "Mulai lagi"))
    time.sleep(0.1)
    panel.end(first, *place(resident, "9"))
    resident.wait(lambda: number(resident) == "3509", "only the first finger's digit")
    resident.type_keys("01")
    resident.wait(lambda: number(resident) == "350901", "one finger after the other")
    leave(resident)


def test_five_fingers_at_once_press_at_most_one_key(stage_of):
    resident = on_nik_page(stage_of())
    panel = resident.display.panel
    keys = [place(resident, digit) for digit in "12345"]
    fingers = [panel.begin(x, y) for x, y in keys]
    for finger, (x, y) in reversed(list(zip(fingers, keys))):
        panel.end(finger, x, y)
    resident.type_keys("89")
    resident.wait(lambda: number(resident) == "189", "the first finger's digit and two more")
    leave(resident)


def test_a_trembling_finger_counts_once(stage_of):
    resident = on_nik_page(stage_of())
    panel = resident.display.panel
    x, y = place(resident, "3")
    for _ in range(3):
        for pause_s in (0.02, 0.05, 0.25):
            panel.tap(x, y, held_s=0.02)
            time.sleep(pause_s)
        time.sleep(0.2)
    resident.wait(lambda: number(resident) == "333", "three digits of nine strikes")
    leave(resident)


def test_a_finger_that_slides_off_a_key_presses_nothing(stage_of):
    resident = on_nik_page(stage_of())
    panel = resident.display.panel
    resident.type_keys("35")
    x, y = place(resident, "9")
    target = place(resident, "1")
    finger = panel.begin(x, y)
    for step in range(1, 11):
        panel.move(finger, x + (target[0] - x) * step // 10, y + (target[1] - y) * step // 10)
    panel.end(finger, *target)
    time.sleep(0.5)
    assert number(resident) == "35", number(resident)
    leave(resident)


def test_a_held_key_types_once_but_a_held_erase_key_goes_on(stage_of):
    resident = on_nik_page(stage_of())
    panel = resident.display.panel
    resident.type_keys("350901")
    panel.tap(*place(resident, "5"), held_s=HELD_S)
    resident.wait(lambda: number(resident) == "3509015", "one digit of a held key")
    panel.tap(*place(resident, "Hapus satu"), held_s=1.5)
    resident.wait(lambda: number(resident) == "350901", "one digit less")
    panel.tap(*place(resident, "Hapus satu"), held_s=HELD_S)
    resident.wait(lambda: len(number(resident)) < 5, "more than one digit less")
    leave(resident)


def main(where):
    display_of = {"xorg": TouchDisplay, "cage": CageDisplay}[where]
    try:
        with display_of() as display, Village(residents=80) as village:
            screen = display.start_screen(village)
            try:
                return tap.run(__name__, lambda: TouchStage(village, display))
            finally:
                screen.stop()
    except tap.Skip as reason:
        print(f"1..0 # SKIP {reason}")
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
