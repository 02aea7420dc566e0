# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lint checks share: the project's files, its tools, its message texts."""

import pathlib
import re
import shutil
import subprocess
import sys

KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2")


def root():
    return pathlib.Path(sys.argv[1]).resolve()


def files(folder):
    """The project's files, relative to `folder`; without git, all that is not hidden or built."""
    git = subprocess.run(["git", "-C", folder, "ls-files", "-z", "--cached", "--others",
                          "--exclude-standard"], capture_output=True, text=True)
    if git.returncode == 0 and git.stdout:
        names = git.stdout.rstrip("\0").split("\0")
    else:
        names = [p.relative_to(folder).as_posix() for p in folder.rglob("*")]
        names = [n for n in names if not re.match(r"build[^/]*/|\.git/|.*__pycache__", n)]
    return sorted({n for n in names if (folder / n).is_file()})


def tool(*names):
    for name in names:
        if path := shutil.which(name):
            return path
    print(f"{names[0]} is missing: run ./setup")
    sys.exit(1)


def run(folder, *command):
    """Exit status and all that the command said."""
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.strip()


def pot(folder, names):
    """The messages of the C files `names` as the text of a template."""
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    done = subprocess.run([tool("xgettext"), "--language=C", "--from-code=UTF-8", *keywords,
                           "--output=-", *names], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr)
        sys.exit(1)
    return done.stdout


def finish(problems, well):
    print("\n".join(problems) or well)
    sys.exit(bool(problems))
