#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a document names a file that is not there, or keeps silent about a page or a folder."""

import re

import project

PATH = re.compile(r"`((?:\.\./)?(?:app|benches|core|data|docs|hub|kiosk-config|net|po|resources|"
                  r"system|tests|ui)/[\w./-]+)`")
PAGE = re.compile(r'\.id = "([\w-]+)"')


def check_paths(root, name):
    for number, line in enumerate((root / name).read_text().splitlines(), 1):
        for path in PATH.findall(line):
            inside = path.removeprefix("../").rstrip("/")
            # `net/anj-http-client` stands for the pair .h and .c
            if not any((root / (inside + end)).exists() for end in ("", ".h")):
                yield f"{name}:{number}: {path} does not exist"


def main():
    root = project.root()
    documents = [name for name in project.files(root)
                 if name.endswith(".md") and not name.startswith("data/")]
    problems = [problem for name in documents for problem in check_paths(root, name)]
    architecture = (root / "docs/architecture.md").read_text()
    for page in PAGE.findall((root / "ui/anj-journey.c").read_text()):
        if f"`{page}`" not in architecture:
            problems.append(f"docs/architecture.md: the page {page} is missing")
    for folder in sorted({name.split("/")[0] for name in project.files(root)
                          if name.endswith(".c")}):
        if f"`{folder}" not in architecture:
            problems.append(f"docs/architecture.md: the folder {folder} is missing")
    project.finish(problems, f"{len(documents)} documents agree with the tree")


main()
