#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a C file is not as clang-format 14 with our .clang-format writes it."""

import re

import project

root = project.root()
names = [name for name in project.files(root) if name.endswith((".c", ".h"))]
formatter = project.tool("clang-format-14", "clang-format")
_, version = project.run(root, formatter, "--version")
if " version 14." not in version:
    project.finish([f"version 14 is the law, this is: {version}"], "")
status, said = project.run(root, formatter, "--dry-run", "-Werror", *names)
lines = re.findall(r"^(\S+\.[ch]:\d+):\d+: error", said, re.MULTILINE)
unknown = [said] if status and not lines else []
project.finish(unknown + [f"{line}: not formatted" for line in dict.fromkeys(lines)],
               f"{len(names)} files are formatted")
