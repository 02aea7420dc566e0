#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`./run` as a newcomer uses it: what it prints, the screen in a web browser, Ctrl-C."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

import tap
from display import Display
from village import ROOT, Failure

RUN = [sys.executable, ROOT / "tests/e2e/run.py"]
BROWSER = ["chromium", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-infobars",
           "--window-position=0,0", "--window-size=1000,1200"]
START_TIMEOUT_S, BROWSER_TIMEOUT_S, END_TIMEOUT_S = 120, 60, 30
# cloth of the greeting, paper of the pages
NILA, MORI = "#1B2A5B", "#FAF5EA"
AREA_PX = 540 * 700


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Run:
    """`./run` with these options, and what it has printed."""

    def __init__(self, *options):
        self.options = options
        self.log = tempfile.NamedTemporaryFile(mode="r", encoding="utf-8")
        self.process = None

    def __enter__(self):
        with open(self.log.name, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([*map(str, RUN), *self.options], stdout=log,
                                            stderr=log, start_new_session=True)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        self.log.close()

    def printed(self, pattern):
        """All that was printed, once it has @pattern."""
        end = time.monotonic() + START_TIMEOUT_S
        text = ""
        while time.monotonic() < end and self.process.poll() is None:
            self.log.seek(0)
            text = self.log.read()
            if re.search(pattern, text):
                return text
            time.sleep(0.1)
        raise Failure(f"run did not print {pattern}:\n{text}")


def colour_share(picture, colour):
    """How much of a whole page @picture has within a hair of @colour."""
    done = subprocess.run(["convert", picture, "-alpha", "off", "-fuzz", "1%", "-fill", "black",
                           "+opaque", colour, "-fill", "white", "-opaque", colour, "-format",
                           "%[fx:mean*w*h]", "info:"], check=True, capture_output=True, text=True)
    return float(done.stdout) / AREA_PX


def wait_colour(folder, colour, share):
    picture = pathlib.Path(folder) / "page.png"
    end = time.monotonic() + BROWSER_TIMEOUT_S
    while time.monotonic() < end:
        Display.screenshot(picture)
        if colour_share(picture, colour) > share:
            return
        time.sleep(0.5)
    raise Failure(f"the browser shows too little of {colour}: {colour_share(picture, colour):.2f}")


def test_wrong_options_are_refused_before_anything_is_made():
    done = subprocess.run([*map(str, RUN), "--only-check", "--nonsense"], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 2 and "--nonsense" in done.stderr, done


def test_without_a_screen_it_says_what_to_do():
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run([*map(str, RUN)], capture_output=True, text=True, check=False,
                          env=environment)
    assert done.returncode == 69 and "--browser" in done.stderr, done


def test_the_screen_is_drawn_and_touched_in_a_web_browser():
    port = free_port()
    with Display(1000, 1200), tempfile.TemporaryDirectory() as folder, \
            Run("--browser", "--residents", "40", "--port", str(port)) as run:
        printed = run.printed(rf"Open http://127\.0\.0\.1:{port}/")
        assert len(re.findall(r"^  \d{16}  \d{16}  ", printed, re.MULTILINE)) == 3, printed
        browser = subprocess.Popen([*BROWSER, f"--user-data-dir={folder}/profile",
                                    f"--app=http://127.0.0.1:{port}/"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_colour(folder, NILA, 0.2)
            subprocess.run(["xdotool", "mousemove", "270", "720", "click", "1"], check=True)
            wait_colour(folder, MORI, 0.1)
        finally:
            browser.terminate()
            browser.wait()


def ends_well(told, status):
    """Everything ends and nothing is left once `./run` is @told to end."""
    with Display(), Run("--residents", "40") as run:
        printed = run.printed("The terminal opens now")
        folder = pathlib.Path(re.search(r"files and logs: (\S+)", printed)[1])
        assert folder.is_dir()
        run.process.send_signal(told)
        assert run.process.wait(END_TIMEOUT_S) == status
        assert not folder.exists()
        alive = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, check=False)
        assert alive.returncode == 1, alive.stdout


def test_ctrl_c_ends_everything_and_leaves_nothing():
    ends_well(signal.SIGINT, 0)


def test_so_does_being_told_to_end():
    ends_well(signal.SIGTERM, 143)


if __name__ == "__main__":
    sys.exit(tap.run(__name__))
