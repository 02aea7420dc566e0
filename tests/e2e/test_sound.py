#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound at its own pace: from a touch or a headset to the samples that the device gets, and an end."""

import array
import pathlib
import sys
import time

import journeys
import memory
import tap
from display import Display, start_screen
from village import Village

RATE = 22050
# what was written ahead, and what a busy machine adds
ENDS_WITHIN_S = 0.5


class Ear:
    """What the sound device got, a file, and whether a headset is in."""

    def __init__(self, village):
        self.village = village
        self.file, self.jack = village.folder / "sound", village.folder / "jack"

    def options(self):
        return ["--sound", f"test:{self.file}", "--headset-jack", f"test:{self.jack}"]

    def n_samples(self):
        return self.file.stat().st_size // 2 if self.file.exists() else 0

    def loudest(self, since):
        samples = array.array("h", self.file.read_bytes()[2 * since:2 * self.n_samples()])
        return max((abs(sample) for sample in samples), default=0)

    def wait_sound(self, since, n_samples, what):
        self.village.wait(lambda: self.n_samples() - since >= n_samples, 10, what)
        assert self.loudest(since) > 300, what

    def wait_silence(self):
        """Nothing comes any more; returns how much came until then."""
        count = -1
        while count != self.n_samples():
            count = self.n_samples()
            time.sleep(ENDS_WITHIN_S)
        return count

    def plug(self, is_in):
        if is_in:
            self.jack.touch()
        else:
            self.jack.unlink()
        self.village.wait(lambda: self.village.status()["headset"] is is_in, 10, "the jack")

    def players(self):
        """Process ids of those that play; the watch of the jack is another."""
        def plays(pid):
            try:
                return b"\0play\0" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                return False
        return [pid for pid in memory.descendants(self.village.agent.pid) if plays(pid)]


def test_what_is_said_comes_out_of_the_device_at_its_own_pace(scene):
    stage, ear = scene
    stage.resident.wait_page("sapaan")
    ear.village.wait(lambda: len(ear.players()) == 1, 10, "the player")
    journeys.greet(stage)
    since = ear.wait_silence()
    begun = time.monotonic()
    stage.resident.touch("Suara")
    ear.wait_sound(since, RATE, "a second of the page")
    assert (ear.n_samples() - since) / RATE < time.monotonic() - begun + 0.3


def test_a_touch_on_suara_ends_it(scene):
    stage, ear = scene
    stage.resident.touch("Suara")
    since = ear.n_samples()
    assert ear.wait_silence() - since < 2 * RATE, "a page takes longer"


def test_a_headset_begins_and_unplugged_ends_it(scene):
    _, ear = scene
    since = ear.n_samples()
    ear.plug(True)
    ear.wait_sound(since, RATE, "a second in the headset")
    ear.plug(False)
    since = ear.n_samples()
    assert ear.wait_silence() - since < RATE


def test_the_next_visit_has_a_player_of_its_own(scene):
    stage, ear = scene
    before = ear.players()
    stage.resident.touch("Mulai lagi")
    stage.resident.wait_page("sapaan")
    ear.village.wait(lambda: len(ear.players()) == 1 and ear.players() != before, 10, "a new player")
    since = ear.n_samples()
    time.sleep(0.4)  # a new screen ignores input for 300 ms
    stage.resident.touch_part(0.5, 0.78)
    stage.resident.wait_page("bahasa")
    ear.wait_sound(since, RATE // 2, "the greeting")


def main():
    with Village(residents=60) as village, Display():
        ear = Ear(village)
        village.agent.stop()
        village.agent_options = ear.options()
        village.start_agent()
        screen = start_screen(village)
        try:
            return tap.run("__main__", (journeys.Stage(village, Display, None), ear))
        finally:
            screen.stop()


if __name__ == "__main__":
    sys.exit(main())
