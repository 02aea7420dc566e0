#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`./run`: a demo village with its hub and one terminal, on a window, in a browser or on a virtual
screen."""

import argparse
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from browser import Broadway
from display import PX_PER_MM, Display, start_screen
from printer import Printer
from village import BUILD, CTL, HUB, SCREEN, Failure, Village

# (size, px/mm) of a window: half of what a real panel has
UPRIGHT = ("540x960", PX_PER_MM / 2)
LANDSCAPE = ("1024x640", 4.707)
# an anonymous case waits a random time, up to a day; who tries things out sees it sooner
DEMO_HOLD_S = 20
SLIPS = BUILD / "slips"
ANNOUNCEMENTS = [
    {"id": "posyandu", "text": {"id": "Posyandu buka hari Rabu, pukul 08.00.",
                                "en": "The posyandu is open on Wednesday, 8.00."}},
    {"id": "musdes", "text": {"id": "Musyawarah desa: 5 Desember, di balai desa.",
                              "en": "Village meeting: 5 December, at the village hall."}},
]


def say(text):
    print(text, flush=True)


class DemoVillage(Village):
    """A village with something on its notice board, and little patience."""

    def prepare(self):
        self.configure(anonymous_hold_s=DEMO_HOLD_S, announcements=ANNOUNCEMENTS)


class PictureOfSlips(Printer):
    """A printer whose paper is a picture in build/slips."""

    def __init__(self):
        super().__init__(self.keep)
        shutil.rmtree(SLIPS, ignore_errors=True)
        self.n_slips = 0

    def keep(self, slip):
        self.n_slips += 1
        say(f"printed: {slip.save(SLIPS / f'slip-{self.n_slips}.png')}")


def sound_options():
    """The computer's loudspeaker, where it has one."""
    return ["--sound", "default"] if pathlib.Path("/dev/snd").exists() else []


def print_residents(village):
    say("\nThree residents to try (NIK, No. KK):")
    shown = [person for person in village.people() if person["nik"] and person["no_kk"]][:3]
    for person in shown:
        say(f"  {person['nik']}  {person['no_kk']}  {person['name']}: {person['case']}")


def print_officer(village):
    keys = village.keys
    ctl, hub = (os.path.relpath(program) if program.is_relative_to(pathlib.Path.cwd()) else program
                for program in (CTL, HUB))
    say(f"""
The officer and the admin, in a second terminal window, in this folder:
  alias ctl='{ctl} --admin {village.admin_url} --identity {keys / "admin"}'
  ctl ticket list
  ctl ticket show NUMBER --key {keys / "intake"}
  ctl ticket answer NUMBER --key {keys / "intake"} --text "Uang masuk hari Senin."
  ctl terminal list
  ctl config show > /tmp/c.json     # add an announcement, raise "version"
  ctl config sign /tmp/c.json --signer {keys / "config-signer"} --out /tmp/c.cms
  ctl config publish /tmp/c.cms
  {hub} report siikep --area 35.09 --format json --data-dir {village.hub_data}
A complaint about an official is sealed to the inspectors: there the key is {keys / "sensitive"}.
A case without a name leaves the terminal within {DEMO_HOLD_S} s here, within a day in a village.
*Cetak struk* prints into {SLIPS}. The keys of a 12-key pad are on the keyboard too: 2 and 8 walk,
5 does it, * goes back, 0 says it again, 6 teaches them.
Hub {village.hub_url}, its files and logs: {village.folder}""")


def window_command(village, landscape):
    size, px_per_mm = LANDSCAPE if landscape else UPRIGHT
    return [SCREEN, "--agent", village.socket, "--allow-unsandboxed", "--windowed", "--size", size,
            "--px-per-mm", str(px_per_mm)]


def until_closed(command, environment=None):
    """Waits for the window's end, or for Ctrl-C; ends it also when we are told to."""
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        return process.wait()
    finally:
        process.terminate()
        process.wait()


def open_window(village, landscape):
    """A window on the desktop, until it is closed or Ctrl-C."""
    say("\nThe terminal opens now; Ctrl-C ends all and removes it.")
    return until_closed(window_command(village, landscape))


def open_browser(village, landscape, port):
    """The same window, drawn by a web browser on this machine."""
    with Broadway(port) as broadway:
        say(f"\nOpen {broadway.url} in a web browser; Ctrl-C ends all and removes it.")
        broadway.wait_browser()
        return until_closed(window_command(village, landscape), broadway.environment())


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


def has_desktop():
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def read_arguments():
    parser = argparse.ArgumentParser(
        prog="./run", description="Makes a demo village with a hub and a terminal and opens it.")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--headless", action="store_true",
                       help="play every journey on a virtual screen; pictures in build/screens")
    where.add_argument("--browser", action="store_true",
                       help="show the terminal in a web browser on this machine")
    parser.add_argument("--port", type=int, default=8085, help="for the browser (8085)")
    parser.add_argument("--landscape", action="store_true", help="a terminal on its side")
    parser.add_argument("--residents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-check", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.headless and not options.browser and not has_desktop():
        parser.exit(69, "run: there is no screen here; try ./run --browser or ./run --headless\n")
    return options


def show(village, options):
    if options.headless:
        return play_journeys(village)
    print_officer(village)
    if options.browser:
        return open_browser(village, options.landscape, options.port)
    return open_window(village, options.landscape)


def main():
    options = read_arguments()
    if options.only_check:
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="anjungan-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        try:
            printer = stack.enter_context(PictureOfSlips())
            village = DemoVillage(folder, residents=options.residents, seed=options.seed,
                                  tell=lambda step: say(f"run: {step} …"), printer=printer.path)
            village.agent_options += sound_options()
            stack.enter_context(village)
            print_residents(village)
            return show(village, options)
        except Failure as failure:
            say(f"run: {failure}")
            return 70
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
