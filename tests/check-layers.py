#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a source file includes what its layer may not, or a function has outgrown its size."""

import pathlib
import re
import sys

# folder: (project folders it may include, system headers it must not include)
LAYERS = {
    "system": (["system", "core"], r"gtk/|curl/|sqlite3|openssl/"),
    "core": (["core"], r"gtk/|curl/|sqlite3|sys/socket|netinet/|fcntl|stdio|gio/gunix"),
    "data": (["data", "core"], r"gtk/|curl/|sqlite3|openssl/|sys/socket|netinet/|fcntl|stdio"),
    "net": (["net", "core"], r"gtk/|sqlite3"),
    "kiosk-config": (["kiosk-config", "data", "core"], r"gtk/|curl/|sqlite3"),
    "kiosk-config/ctl": (["kiosk-config/ctl", "kiosk-config", "net", "data", "core"], r"gtk/|sqlite3"),
    "app/session": (["app/session", "data", "core"], r"gtk/|curl/|sqlite3"),
    "app/agent": (["app/agent", "net", "kiosk-config", "data", "core"], r"gtk/"),
    "app/player": (["app/player", "core"], r"gtk/|curl/|sqlite3|openssl/"),
    "app/recorder": (["app/recorder", "core"], r"gtk/|curl/|sqlite3|openssl/"),
    "app/slip": (["app/slip", "core"], r"gtk/|curl/|sqlite3|openssl/|sys/socket|fcntl|stdio"),
    "ui": (["ui", "app/session", "app/slip", "data", "core"], r"curl/|openssl/|sqlite3"),
    "hub": (["hub", "kiosk-config", "data", "core"], r"gtk/"),
}
MAX_FUNCTION_LINES = 100
INCLUDE = re.compile(r'^#\s*include\s+(["<])([^">]+)[">]')


def layer_of(folder):
    while folder != "." and folder not in LAYERS:
        folder = str(pathlib.PurePosixPath(folder).parent)
    return folder


def check(root, path):
    name = path.relative_to(root).as_posix()
    allowed, forbidden = LAYERS[layer_of(str(pathlib.PurePosixPath(name).parent))]
    lines = path.read_text().splitlines()
    opened = 0
    for number, line in enumerate(lines, 1):
        if line == "{":
            opened = number
        elif line == "}" and number - opened - 1 > MAX_FUNCTION_LINES:
            yield f"{name}:{opened}: function of {number - opened - 1} lines"
        match = INCLUDE.match(line)
        if match and match[1] == '"' and "/" in match[2]:
            layer = layer_of(str(pathlib.PurePosixPath(match[2]).parent))
            # the real clock and random source are handed over by main.c (ask-main.c) alone
            is_main = re.fullmatch(r"([a-z]+-)?main\.c", path.name)
            if layer not in allowed and not (layer == "system" and is_main):
                yield f"{name}:{number}: may not include {match[2]}"
        elif match and match[1] == "<" and re.match(forbidden, match[2]):
            yield f"{name}:{number}: may not include <{match[2]}>"


def main():
    root = pathlib.Path(sys.argv[1])
    files = [p for top in {n.split("/")[0] for n in LAYERS} for p in (root / top).rglob("*.[ch]")]
    problems = [problem for path in sorted(files) for problem in check(root, path)]
    print("\n".join(problems) or f"{len(files)} files keep the layer rules")
    return bool(problems)


sys.exit(main())
