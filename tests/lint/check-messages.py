#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a file with messages is not in po/POTFILES, or a catalogue is broken, or one that
residents may read in earnest is not whole. Of the drafts it says how much they lack."""

import json
import os
import pathlib
import re
import subprocess
import tempfile

import project

# texts of programs for residents; the tools for officers and admins speak English
FOLDERS = ("ui/", "app/session/")
MESSAGE = re.compile(r'\b(?:_|N_|C_|NC_)\s*\(\s*"')


def check_list(root, listed):
    with_messages = [name for name in project.files(root)
                     if name.startswith(FOLDERS) and name.endswith(".c")
                     and MESSAGE.search((root / name).read_text())]
    for name in with_messages:
        if name not in listed:
            yield f"{name}: has messages, but is not in po/POTFILES"
    for name in listed:
        if not (root / name).is_file():
            yield f"po/POTFILES: {name} does not exist"
    if listed != sorted(set(listed)):
        yield "po/POTFILES: not sorted, or a line stands twice"


def is_draft(root, language):
    """Whether nobody answers for this language yet; what is missing in it is Indonesian."""
    manifest = json.loads((root / f"packs/{language}/manifest.json").read_text())
    return manifest["texts"]["status"] == "unreviewed"


def count_missing(root, template, language):
    """How many of the template's messages have no translation, or a fuzzy one."""
    merge = [project.tool("msgmerge"), "--quiet", "--no-fuzzy-matching", f"po/{language}.po",
             str(template)]
    merged = subprocess.run(merge, cwd=root, capture_output=True, check=True).stdout
    counted = subprocess.run([project.tool("msgfmt"), "--statistics", "--output-file=/dev/null", "-"],
                             input=merged, env={**os.environ, "LC_ALL": "C"}, capture_output=True,
                             check=True)
    said = counted.stderr.decode()
    return sum(int(n) for n in re.findall(r"(\d+) (?:fuzzy|untranslated)", said))


def check_catalogue(root, template, language):
    name = f"po/{language}.po"
    if not (root / name).is_file():
        yield f"{name}: named in po/LINGUAS, but does not exist"
        return
    status, said = project.run(root, project.tool("msgfmt"), "--check", "--output-file=/dev/null",
                               name)
    if status:
        yield said
    elif is_draft(root, language):
        print(f"{name}: a draft, lacks {count_missing(root, template, language)} messages")
    else:
        # msgcmp fails on what is missing, untranslated or fuzzy
        status, said = project.run(root, project.tool("msgcmp"), name, str(template))
        if status:
            yield said


def main():
    root = project.root()
    listed = [line for line in (root / "po/POTFILES").read_text().split("\n")
              if line and not line.startswith("#")]
    languages = (root / "po/LINGUAS").read_text().split()
    problems = list(check_list(root, listed))
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "anjungan.pot"
        there = [name for name in listed if (root / name).is_file()]
        template.write_text(project.pot(root, there))
        for language in languages:
            problems += check_catalogue(root, template, language)
    project.finish(problems, f"{len(listed)} files, {len(languages)} catalogues are sound")


main()
