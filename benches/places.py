# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a resident touches on the way to the own result, found once by accessibility: what is measured
runs without it, as in a village office."""

import subprocess
import time

from display import start_screen
from resident import Resident
from steps import Stage, greet

# seen on every panel: the question's place, which changes with every page but not with a press
QUESTION = (0.04, 0.078, 0.92, 0.063)
# on the greeting, still ground where every other page has another; and the button to begin
GROUND, START = (0.01, 0.88), (0.2, 0.845)


class Surveyor(Resident):
    """Notes where everything is that it touches, by page and name."""

    def __init__(self, display):
        super().__init__(display)
        self.places = {}

    def touch(self, name, starts=False):
        box = self.wait(lambda: self._place(name, starts), f"«{name}»")
        self.places[self.page(), name] = (box.x + box.width / 2, box.y + box.height / 2)
        super().touch(name, starts)

    def type_keys(self, keys):
        found = self.wait(lambda: self._keys(set("0123456789")), "the keys")
        self.places.update({(self.page(), digit): place for digit, place in found.items()})
        super().type_keys(keys)


def colour_at(x, y):
    """RRGGBB of the panel there."""
    return subprocess.run(["import", "-window", "root", "-crop", f"1x1+{round(x)}+{round(y)}",
                           "-depth", "8", "rgb:-"], check=True, capture_output=True).stdout.hex()


class Map:
    """Places and colours of one panel, for a person whose numbers have few digits twice in a row: a
    screen takes a second touch of the same key later."""

    def __init__(self, village, display):
        self.size = display.width, display.height
        self.part = [round(share * self.size[i % 2]) for i, share in enumerate(QUESTION)]
        self.start = self.at(*START)
        screen = start_screen(village)
        try:
            stage = Stage(village, display, None)
            stage.resident = Surveyor(display)
            self.person = min((person for person in stage.people
                               if person["no_kk"][:6] == person["nik"][:6]), key=n_waits)
            self._walk(stage)
        finally:
            screen.stop()
        self.places = stage.resident.places

    def at(self, across, down):
        return round(across * self.size[0]), round(down * self.size[1])

    def _walk(self, stage):
        resident = stage.resident
        resident.wait_page("sapaan")
        time.sleep(1)  # all of it is painted, and the sun has risen
        self.start_colour = colour_at(*self.start)
        self.ground_colour = colour_at(*self.at(*GROUND))
        greet(stage)
        resident.touch("Cek bantuan", starts=True)
        resident.wait_page("nik")
        resident.touch("Kembali")
        resident.wait_page("beranda")
        resident.touch("Cek bantuan", starts=True)
        resident.wait_page("nik")
        resident.type_keys(self.person["nik"])
        resident.touch("Lanjut")
        resident.wait_page("kk")
        resident.type_keys(self.person["no_kk"][6:])
        resident.touch("Lihat bantuan")
        resident.wait_page("hasil")
        resident.touch("Selesai")
        resident.wait_page("sapaan")

    @property
    def ground(self):
        """(part, colour) that only the greeting has."""
        return (*self.at(*GROUND), 1, 1), self.ground_colour


def n_waits(person):
    digits = person["nik"] + person["no_kk"][6:]
    return sum(first == second for first, second in zip(digits, digits[1:]))
