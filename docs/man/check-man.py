#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a manual page and its program's --help do not name the same options and commands."""

import pathlib
import re
import subprocess
import sys

# page: its program
PAGES = {
    "anjungan.1": "ui/anjungan",
    "anjungan-agent.8": "app/anjungan-agent",
    "anjungan-ask.1": "app/anjungan-ask",
    "anjungan-hub.8": "hub/anjungan-hub",
    "anjungan-player.8": "app/anjungan-player",
    "anjungan-recorder.8": "app/anjungan-recorder",
    "anjunganctl.1": "kiosk-config/anjunganctl",
}
OPTION = re.compile(r"--[a-z][a-z-]*[a-z]")
HUB_COMMAND = re.compile(r"^  ([a-z][a-z-]+) +[a-z]", re.MULTILINE)
HUB_COMMANDS = re.compile(r"^# COMMANDS$(.*?)^# ", re.MULTILINE | re.DOTALL)
PAGE_COMMAND = re.compile(r"^\*([a-z][a-z-]+)\*", re.MULTILINE)


def help_of(*command):
    done = subprocess.run([*command, "--help"], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def said_by(program, page):
    """All that a program's --help says, its commands' included."""
    text = help_of(program)
    if page == "anjungan-hub.8":
        text += "".join(help_of(program, name) for name in HUB_COMMAND.findall(text))
    return text


def check(source, build, page, program):
    manual = (source / "docs/man" / f"{page}.scd").read_text()
    said = said_by(build / program, page)
    in_manual, in_help = set(OPTION.findall(manual)), set(OPTION.findall(said))
    for option in sorted(in_help - in_manual - {"--help"}):
        yield f"docs/man/{page}.scd: lacks {option}"
    for option in sorted(in_manual - in_help - {"--help"}):
        yield f"docs/man/{page}.scd: {program} has no {option}"
    if page == "anjungan-hub.8":
        written = set(PAGE_COMMAND.findall(HUB_COMMANDS.search(manual)[1]))
        known = set(HUB_COMMAND.findall(help_of(build / program)))
        for name in sorted(known - written):
            yield f"docs/man/{page}.scd: lacks the command {name}"
        for name in sorted(written - known):
            yield f"docs/man/{page}.scd: {program} has no command {name}"


def main():
    source, build = map(pathlib.Path, sys.argv[1:])
    problems = [problem for page, program in PAGES.items()
                for problem in check(source, build, page, program)]
    print("\n".join(problems) or f"{len(PAGES)} manual pages agree with their programs")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
