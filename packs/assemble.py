#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the language packs together: manifest, clips, and the catalogue made of po/LANGUAGE.po.

assemble.py SOURCE FOLDER [STAMP]"""

import os
import pathlib
import shutil
import subprocess
import sys


def assemble(source, pack, folder):
    target = folder / pack.name
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(pack / "manifest.json", target / "manifest.json")
    if (pack / "clips").is_dir():
        shutil.copytree(pack / "clips", target / "clips", dirs_exist_ok=True)
    catalogue = source / "po" / f"{pack.name}.po"
    # Indonesian is what the texts are written in
    if catalogue.is_file():
        (target / "LC_MESSAGES").mkdir(exist_ok=True)
        subprocess.run(["msgfmt", "--check-format", "--output-file",
                        target / "LC_MESSAGES" / "anjungan.mo", catalogue], check=True)


def main():
    source, folder = map(pathlib.Path, sys.argv[1:3])
    # only while meson installs
    if (destination := os.environ.get("DESTDIR")) and "MESON_INSTALL_PREFIX" in os.environ:
        folder = pathlib.Path(destination) / folder.relative_to("/")
    for manifest in sorted(source.glob("packs/*/manifest.json")):
        assemble(source, manifest.parent, folder)
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).touch()


if __name__ == "__main__":
    main()
