#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`./run`: a demo village with its hub and one terminal, on a window or on a virtual screen."""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from display import PX_PER_MM, Display, start_screen
from village import BUILD, SCREEN, Failure, Village


def say(text):
    print(text, flush=True)


def print_residents(village):
    say("\nThree residents to try (NIK, No. KK):")
    shown = [person for person in village.people() if person["nik"] and person["no_kk"]][:3]
    for person in shown:
        say(f"  {person['nik']}  {person['no_kk']}  {person['name']}: {person['case']}")


def open_window(village):
    """A window on the desktop, as tall as it allows; until it is closed or Ctrl-C."""
    say("\nThe terminal opens now; Ctrl-C ends it.")
    process = subprocess.Popen([SCREEN, "--agent", village.socket, "--allow-unsandboxed",
                                "--windowed", "--size", "540x960", "--px-per-mm",
                                str(PX_PER_MM / 2)])
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 0


def play_journeys(village):
    """Every journey on a virtual screen; pictures in build/screens."""
    with Display():
        import journeys  # pylint: disable=import-outside-toplevel

        pictures = BUILD / "screens"
        shutil.rmtree(pictures, ignore_errors=True)
        screen = start_screen(village)
        try:
            failed = journeys.play_all(village, Display, pictures)
        finally:
            screen.stop()
    say(f"pictures: {pictures}")
    return failed


def main():
    parser = argparse.ArgumentParser(
        prog="./run", description="Makes a demo village with a hub and a terminal and opens it.")
    parser.add_argument("--headless", action="store_true",
                        help="play every journey on a virtual screen; pictures in build/screens")
    parser.add_argument("--residents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not options.headless and not (os.environ.get("DISPLAY") or
                                     os.environ.get("WAYLAND_DISPLAY")):
        say("run: there is no screen here; try ./run --headless")
        return 69
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="anjungan-"))
    try:
        say("making the hub, its demo residents and the terminal …")
        with Village(folder, residents=options.residents, seed=options.seed) as village:
            say(f"hub     {village.hub_url}  (admin {village.admin_url}, keys in {village.keys})")
            print_residents(village)
            return play_journeys(village) if options.headless else open_window(village)
    except Failure as failure:
        say(f"run: {failure}")
        return 70
    except KeyboardInterrupt:
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
