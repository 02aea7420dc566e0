#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a source file lacks its licence line or has outgrown its size, or C code holds a word that
should not stay."""

import pathlib
import re

import project

LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
# the line as each kind of file writes it; scripts have it after the interpreter
FIRST_LINES = {
    (".c", ".h", ".css", ".css.in"): f"/* {LICENCE} */",
    (".py",): f"# {LICENCE}",
}
MAX_LINES = 800
UNFINISHED = re.compile(r"\b(TODO|FIXME)\b")
# GLib's macros evaluate what they return a second time
MACRO = re.compile(r"\b(?:MAX|MIN|CLAMP) \([^;]*?"
                   r"\b(\w*(?:next_ms|get_mark|monotonic_us|now_us|powered_us)) \(")
GOTO = re.compile(r"^\s*goto \w+;")


def check_licence(name, lines):
    expected = next((line for ends, line in FIRST_LINES.items() if name.endswith(ends)), None)
    is_script = bool(lines) and lines[0].startswith("#!")
    if expected is None and is_script:
        expected = f"# {LICENCE}"
    if expected and lines[is_script:is_script + 1] != [expected]:
        yield f"{name}:{1 + is_script}: should be: {expected}"


def check_size(name, lines):
    if len(lines) > MAX_LINES:
        yield f"{name}: {len(lines)} lines, at most {MAX_LINES}: give a part of it a file of its own"


def check_words(name, lines):
    for number, line in enumerate(lines, 1):
        if found := UNFINISHED.search(line):
            yield f"{name}:{number}: {found[0]}: finish it, or write an issue"
        if GOTO.match(line):
            yield f"{name}:{number}: goto: let g_autoptr clean up"
    text = "\n".join(lines)
    for found in MACRO.finditer(text):
        number = text.count("\n", 0, found.start()) + 1
        yield f"{name}:{number}: {found[1]}() may be called twice there: keep what it returns first"


def main():
    root = project.root()
    problems, n_files = [], 0
    for name in project.files(root):
        is_source = name.endswith((".c", ".h", ".py", ".css", ".css.in"))
        if not is_source and pathlib.PurePath(name).suffix:
            continue
        lines = (root / name).read_text().splitlines()
        problems += check_licence(name, lines)
        problems += check_size(name, lines) if is_source else []
        if name.endswith((".c", ".h")):
            problems += check_words(name, lines)
        n_files += 1
    project.finish(problems, f"{n_files} files keep the rules for sources")


main()
