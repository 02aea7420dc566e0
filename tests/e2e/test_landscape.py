#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Journeys on a terminal that lies on its side; on every page each button is on the panel, whole.

usage: test_landscape.py PANEL, one process a panel: the accessibility bus is read once.
ANJ_TEST_BUDGET=large plays all journeys of the list on every panel.
"""

import functools
import os
import sys

import journeys
import tap
from display import Display, start_screen
from village import BUILD, Village

# width, height in pixels, px/mm, how often the text is made larger, what is always played
PANELS = {
    "10-inch": (1280, 800, 5.884, 0, ("look_up", "complain_anonymously", "change_data")),
    "10-inch-200": (1280, 800, 5.884, 3, ("look_up", "propose")),
    "21-inch": (1920, 1080, 4.034, 0, ("look_up", "follow")),
}
ALL = ("look_up", "follow", "complain_anonymously", "change_data", "propose", "read_information")


def journey(name):
    return lambda stage_of: journeys.play(getattr(journeys, name), stage_of(name))


def main(panel):
    width, height, px_per_mm, text_steps, names = PANELS[panel]
    if os.environ.get("ANJ_TEST_BUDGET") == "large":
        names = ALL
    globals().update({f"test_{name}": journey(name) for name in names})
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
