#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when shellcheck finds something in a shell script of the project."""

import re

import project

ENTRANCES = ("setup", "run", "test", "bench", ".ci/run")


def is_shell(path):
    with path.open("rb") as file:
        return re.match(rb"#!.*\b(ba)?sh\b", file.readline(80)) is not None


root = project.root()
names = [name for name in project.files(root) if is_shell(root / name)]
problems = [f"{name}: is not a shell script" for name in ENTRANCES if name not in names]
status, said = project.run(root, project.tool("shellcheck"), "--format=gcc", *names)
if status:
    problems.append(said)
project.finish(problems, f"{len(names)} scripts are sound")
