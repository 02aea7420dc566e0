#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys on a terminal that lies on its side; on every page each button is on the panel, whole.

usage: test_landscape.py PANEL, one process a panel: the accessibility bus is read once
"""

import functools
import sys

import journeys
import tap
from display import Display, start_screen
from village import BUILD, Village

# width, height in pixels, px/mm, how often the text is made larger
PANELS = {
    "10-inch": (1280, 800, 5.884, 0),
    "10-inch-200": (1280, 800, 5.884, 3),
    "21-inch": (1920, 1080, 4.034, 0),
}


def journey(function):
    return lambda stage_of: journeys.play(function, stage_of(function.__name__))


test_look_up = journey(journeys.look_up)
test_follow = journey(journeys.follow)
test_complain_anonymously = journey(journeys.complain_anonymously)
test_change_data = journey(journeys.change_data)
test_propose = journey(journeys.propose)
test_read_information = journey(journeys.read_information)


def main(panel):
    width, height, px_per_mm, text_steps = PANELS[panel]
    with Village(residents=80) as village, Display(width, height) as display:
        screen = start_screen(village, width, height, px_per_mm)
        stage_of = functools.partial(journeys.Stage, village, display,
                                     BUILD / "screens" / f"landscape-{panel}",
                                     text_steps=text_steps, checks_places=True)
        try:
            return tap.run(__name__, stage_of)
        finally:
            screen.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
