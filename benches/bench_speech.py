# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon the screen speaks: its voice alone, and from a key of the pad to what the device gets."""

import array
import statistics
import subprocess
import time

from display import Display, screen_command
from measure import BUILD, Row, numbers, percentile
from resident import Resident
from village import Daemon, Failure

SPEECH_LIMIT_MS = 300
N_SAYINGS = 30
N_KEYS = 20
RATE = 22050
LOUD = 300
LIMIT_S = 3
QUIET_S = 0.4


class Device:
    """A file in place of the sound card; the player writes to it what a card would get."""

    def __init__(self, path):
        self.path = path

    def size(self):
        return self.path.stat().st_size if self.path.exists() else 0

    def wait_quiet(self):
        before, since = self.size(), time.monotonic()
        while time.monotonic() - since < QUIET_S:
            time.sleep(0.02)
            if self.size() != before:
                before, since = self.size(), time.monotonic()
        return before

    def heard_ms(self, size, start):
        """From @start to the first loud sample after @size bytes: when it began to come, and the
        quiet before it."""
        begun = None
        while time.monotonic() - start < LIMIT_S:
            if begun is None and self.size() > size:
                begun = time.monotonic()
            if begun is not None:
                samples = array.array("h", self.path.read_bytes()[size:self.size() // 2 * 2])
                loud = next((place for place, sample in enumerate(samples)
                             if abs(sample) > LOUD), None)
                if loud is not None:
                    return (begun - start + loud / RATE) * 1000
            time.sleep(0.001)
        raise Failure("nothing was said")


def walk_and_listen(device):
    """ms from the key that leads to the next thing on the page to its name. Nothing is
    being said before it."""
    size = device.wait_quiet()
    start = time.monotonic()
    subprocess.run(["xdotool", "key", "8"], check=True)
    return device.heard_ms(size, start)


def bench_speech(rows, village):
    alone = numbers(BUILD / "benches/speech-times", BUILD / "packs", N_SAYINGS)
    rows.append(Row("say → first sound, voice alone", "ms", statistics.median(alone), "limit",
                    SPEECH_LIMIT_MS, 1, (min(alone), max(alone))))
    device, jack = Device(village.folder / "sound"), village.folder / "jack"
    village.agent.stop()
    village.agent_options = ["--sound", f"test:{device.path}", "--headset-jack", f"test:{jack}"]
    village.start_agent()
    jack.touch()
    with Display() as display:
        screen = Daemon(*screen_command(village), log=village.folder / "screen.log").start()
        try:
            resident = Resident(display)
            resident.wait_page("sapaan")
            time.sleep(0.5)  # a new screen ignores input for 300 ms
            subprocess.run(["xdotool", "key", "5"], check=True)
            resident.wait_page("bahasa")
            times = [walk_and_listen(device) for _ in range(N_KEYS)]
        finally:
            screen.stop()
    rows.append(Row("key → name of what it leads to", "ms", statistics.median(times), "limit",
                    SPEECH_LIMIT_MS, 1, (min(times), max(times))))
    rows.append(Row("key → name of it, p95", "ms", percentile(times, 95), "limit",
                    SPEECH_LIMIT_MS, 1))
