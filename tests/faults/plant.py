#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants defects in a copy of the tree, one by one: the rig must catch each.

planted/NAME.patch begins with one line: what it breaks, then the program that must fail of it:
    SENTENCE. Caught by: [VARIABLE=VALUE…] PROGRAM [ARGUMENT…]
PROGRAM is a target of the build (tests/faults/test-power-cut) or an end-to-end test
(tests/e2e/test_scrub.py)."""

import argparse
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(__file__).resolve().parent / "planted"
FIRST_LINE = re.compile(r"(?P<what>.+\.) Caught by: (?P<command>.+)")
N_SEEDS = 3
LIMIT_S = 300


@dataclasses.dataclass
class Defect:
    path: pathlib.Path
    what: str
    variables: dict
    program: str
    arguments: list

    @property
    def name(self):
        return self.path.stem


def read_defect(path):
    match = FIRST_LINE.fullmatch(path.read_text(encoding="utf-8").split("\n", 1)[0])
    if not match:
        raise SystemExit(f"{path}: the first line is 'SENTENCE. Caught by: PROGRAM'")
    words = match["command"].split()
    variables = {}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        variables[name] = value
    return Defect(path, match["what"], variables, words[0], words[1:])


def apply(defect, tree, *options):
    return subprocess.run(["git", "apply", "-p1", "--whitespace=nowarn", *options, defect.path],
                          cwd=tree, capture_output=True, text=True, check=False)


def check(defects):
    """Whether all can still be planted."""
    is_good = True
    for defect in defects:
        done = apply(defect, ROOT, "--check")
        if done.returncode != 0:
            is_good = False
            print(f"{defect.path.relative_to(ROOT)} does not apply any more:\n{done.stderr}",
                  file=sys.stderr)
    print(f"{len(defects)} defects can be planted" if is_good else "some cannot be planted")
    return is_good


def copy_tree(target):
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
                           capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


class Tree:
    """A copy that is built on demand."""

    def __init__(self, folder):
        self.source, self.build = folder / "tree", folder / "build"
        copy_tree(self.source)
        compiler = "ccache cc" if shutil.which("ccache") else "cc"
        self._run("meson", "setup", self.build, self.source, env={**os.environ, "CC": compiler})

    def _run(self, *command, **options):
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              cwd=self.source, **options)
        if done.returncode != 0:
            lines = (done.stdout + done.stderr).split("\n")
            raise RuntimeError(next((line for line in lines if "error" in line.lower()), lines[-1]))

    def make(self, defect):
        targets = [] if defect.program.endswith(".py") else [defect.program]
        self._run("ninja", "-C", self.build, *targets)

    def run(self, defect, seed):
        """(whether it passed, the last words of what it printed)."""
        command = (["/usr/bin/python3", self.source / defect.program]
                   if defect.program.endswith(".py")
                   else [self.build / defect.program])
        env = {**os.environ, "ANJ_BUILD_ROOT": str(self.build),
               "ANJ_SOURCE_ROOT": str(self.source), "ANJ_FAULT_SEED": str(seed),
               "LC_ALL": "C.UTF-8", **defect.variables}
        try:
            done = subprocess.run([*command, *defect.arguments], env=env, capture_output=True,
                                  text=True, errors="replace", timeout=LIMIT_S, check=False,
                                  cwd=self.build)
        except subprocess.TimeoutExpired:
            return False, f"no end after {LIMIT_S} s"
        lines = (done.stdout + done.stderr).split("\n")
        told = [line for line in lines
                if re.search(r"^not ok|Bail out|ERROR|Error:|failed with", line)]
        return done.returncode == 0, told[0][:160] if told else ""


def plant(tree, defect):
    """(seed that caught it or None, seconds, what the program said)."""
    done = apply(defect, tree.source)
    if done.returncode != 0:
        return None, 0, f"does not apply: {done.stderr.strip()}"
    begin = time.monotonic()
    try:
        tree.make(defect)
        for seed in range(1, N_SEEDS + 1):
            has_passed, said = tree.run(defect, seed)
            if not has_passed:
                return seed, time.monotonic() - begin, said
        return None, time.monotonic() - begin, "NOT CAUGHT"
    except RuntimeError as error:
        return None, time.monotonic() - begin, f"does not build: {error}"
    finally:
        apply(defect, tree.source, "--reverse").check_returncode()


def plant_all(defects, parent):
    """Prints the table; TRUE: all were caught, and what is not broken passes."""
    is_good = True
    with tempfile.TemporaryDirectory(prefix="anjungan-planted-", dir=parent) as folder:
        tree = Tree(pathlib.Path(folder))
        print(f"{'defect':<36}{'caught by':<34}{'seed':>5}{'s':>6}  how", flush=True)
        for defect in defects:
            seed, seconds, said = plant(tree, defect)
            is_good = is_good and seed is not None
            print(f"{defect.name:<36}{pathlib.Path(defect.program).name:<34}"
                  f"{seed or '-':>5}{seconds:>6.0f}  {said}", flush=True)
        seen = set()
        for defect in defects:
            run = (defect.program, *defect.arguments, *defect.variables.items())
            if run in seen:
                continue
            seen.add(run)
            begin = time.monotonic()
            tree.make(defect)
            has_passed, said = tree.run(defect, 1)
            is_good = is_good and has_passed
            seconds = time.monotonic() - begin
            print(f"{'(none)':<36}{pathlib.Path(defect.program).name:<34}{'1':>5}{seconds:>6.0f}"
                  f"  {'passes' if has_passed else said}", flush=True)
    return is_good


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="of patches, without .patch; all")
    parser.add_argument("--check", action="store_true", help="only whether they still apply")
    parser.add_argument("--in", dest="parent", help="folder for the copy (a temporary one)")
    options = parser.parse_args()
    defects = [read_defect(path) for path in sorted(FOLDER.glob("*.patch"))
               if not options.names or path.stem in options.names]
    if options.check:
        return 0 if check(defects) else 1
    return 0 if plant_all(defects, options.parent) else 1


if __name__ == "__main__":
    sys.exit(main())
