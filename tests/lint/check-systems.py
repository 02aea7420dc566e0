#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when docs/systems.md lacks a system, or names a test or a command that does not exist."""

import re

import project

SYSTEMS = [f"M{number:02}" for number in range(1, 38)]
COLUMN = 3  # "shown by"
PROGRAMS = ("anjungan-hub", "anjunganctl")


def meson_tests(root):
    """Names of tests; where a list makes them, its prefix with every word of that file."""
    names = set()
    for path in sorted((root / "tests").rglob("meson.build")):
        text = path.read_text()
        names.update(re.findall(r"\btest\('([\w-]+)'", text))
        for prefix in re.findall(r"\btest\('([\w-]+-)' \+ name", text):
            names.update(prefix + word for word in re.findall(r"'([\w-]+)'", text))
    return names


def unit_cases(root):
    return {case for path in sorted((root / "tests/unit").rglob("*.c"))
            for case in re.findall(r'"(/[\w-]+(?:/[\w-]+)+)"', path.read_text())}


def end_to_end_cases(root, name):
    """Functions of that file; the journeys are in a file of their own."""
    names = [name, "journeys"] if name == "test_journeys" else [name]
    paths = [root / f"tests/e2e/{name}.py" for name in names]
    return {case for path in paths if path.exists()
            for case in re.findall(r"^def (\w+)\(", path.read_text(), re.MULTILINE)}


class Proofs:
    def __init__(self, root):
        self.root = root
        self.tests, self.cases = meson_tests(root), unit_cases(root)
        self.registered = (root / "tests/e2e/meson.build").read_text()

    def find_fault(self, proof):
        """What is wrong with a name of a test or command; None when nothing is."""
        name, _, rest = proof.partition(" ")
        if name in PROGRAMS:
            pages = [path.read_text() for path in (self.root / "docs/man").glob(f"{name}.*.scd")]
            known = any(set(rest.split()) <= set(re.findall(r"\w[\w-]*", page)) for page in pages)
            return None if known else "is in no manual page"
        if name.startswith("test_"):
            if f"'{name}'" not in self.registered:
                return "is no end-to-end test"
            return None if rest in end_to_end_cases(self.root, name) else "is no case of it"
        if name not in self.tests:
            return "is no test"
        return None if rest in self.cases else "is no case of a unit test"


def check_rows(root):
    proofs, seen = Proofs(root), []
    for number, line in enumerate((root / "docs/systems.md").read_text().splitlines(), 1):
        if not re.match(r"\| M\d\d \|", line):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        place = f"docs/systems.md:{number}: {cells[0]}"
        seen.append(cells[0])
        if len(cells) != COLUMN + 2:
            yield f"{place}: must have {COLUMN + 2} cells"
            continue
        if not cells[COLUMN]:
            yield f"{place}: nothing shows it"
        for proof in re.findall(r"`([^`]+)`", cells[COLUMN]):
            if fault := proofs.find_fault(proof):
                yield f"{place}: “{proof}” {fault}"
    if seen != SYSTEMS:
        yield f"docs/systems.md: must have a row for each of {SYSTEMS[0]} to {SYSTEMS[-1]}, in order"


def main():
    root = project.root()
    project.finish(list(check_rows(root)), f"{len(SYSTEMS)} systems name tests that exist")


main()
