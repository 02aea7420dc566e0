#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants defects in a copy of the tree, one by one: the rig must catch each.

planted/NAME.patch begins with one line: what it breaks, then the program that must fail of it:
    SENTENCE. Caught by: [VARIABLE=VALUE…] PROGRAM [ARGUMENT…]
PROGRAM is a target of the build (tests/faults/test-power-cut) or an end-to-end test
(tests/e2e/test_scrub.py). Caught means: an assertion of the program itself fails, and without the
defect all pass. A build that fails, a skip, an end by the clock, a missing module catch nothing.

Exit status 1 unless all were caught."""

import argparse
import dataclasses
import json
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
N_TRIES = 3
LIMIT_S = 900
SAID_MAX = 180


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


class Trouble(Exception):
    """What says nothing about a defect: the message says what."""


def first_line(lines, pattern):
    return next((line.strip() for line in lines if re.search(pattern, line)), "")


def judge(done):
    """What a program's own assertions complain of, or None: all of its cases passed. Raises Trouble
    about one that was led astray, skips, or found no case."""
    lines = done.stdout.split("\n") + done.stderr.split("\n")
    if first_line(lines, r"(Import|ModuleNotFound|Syntax)Error:"):
        raise Trouble(first_line(lines, r"(Import|ModuleNotFound|Syntax)Error:"))
    complaint = first_line(lines, r"^not ok|^Bail out!|^\*\* .*ERROR \*\*")
    if complaint.startswith("not ok") and "ERROR" not in complaint:  # Python tells it beside
        asserted = first_line(lines, r"^AssertionError|^\S*: ERROR:|^\*\*.*ERROR")
        if not asserted:
            raise Trouble(f"{complaint}: {first_line(lines, r'^[A-Za-z.]*(Failure|Error|Expired)')}")
        complaint += f": {asserted}"
    if complaint and done.returncode != 0:
        return complaint
    if done.returncode != 0 or complaint:
        raise Trouble(f"status {done.returncode} and no complaint of its own")
    if not any(line.startswith("ok ") and "# SKIP" not in line for line in lines):
        raise Trouble("ran no case")
    return None


class Tree:
    """A copy that is built on demand."""

    def __init__(self, folder):
        self.source, self.build = folder / "tree", folder / "build"
        self.env = {**os.environ, "CCACHE_BASEDIR": str(folder), "CCACHE_NOHASHDIR": "1",
                    "CC": "ccache cc" if shutil.which("ccache") else "cc"}
        copy_tree(self.source)
        self._run("meson", "setup", self.build, self.source)
        told = json.loads(self._run("meson", "introspect", "--tests", "--targets", self.build))
        files = {target["id"]: target["filename"] for target in told["targets"]}
        # of an end-to-end test: what it starts
        self.needs = {pathlib.Path(word).name: [os.path.relpath(name, self.build)
                                                for target in test["depends"]
                                                for name in files.get(target, ())]
                      for test in told["tests"] for word in test["cmd"] if word.endswith(".py")}

    def _run(self, *command):
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              cwd=self.source, env=self.env)
        if done.returncode != 0:
            lines = (done.stdout + done.stderr).split("\n")
            raise Trouble("does not build: " + (first_line(lines, "(?i)error") or lines[-1]))
        return done.stdout

    def make(self, defect):
        targets = [defect.program]
        if defect.program.endswith(".py"):
            targets = self.needs[pathlib.Path(defect.program).name]
        self._run("ninja", "-C", self.build, *targets)

    def run(self, defect, seed):
        """What judge() says; who was led astray tries again, for a machine may be slow."""
        for number in range(N_TRIES):
            try:
                return self._run_once(defect, seed)
            except Trouble:
                if number == N_TRIES - 1:
                    raise
        return None

    def _run_once(self, defect, seed):
        command = (["/usr/bin/python3", self.source / defect.program]
                   if defect.program.endswith(".py")
                   else [self.build / defect.program])
        env = {**os.environ, "ANJ_BUILD_ROOT": str(self.build),
               "ANJ_SOURCE_ROOT": str(self.source), "G_TEST_SRCDIR": str(self.source),
               "ANJ_FAULT_SEED": str(seed), "LC_ALL": "C.UTF-8", **defect.variables}
        with subprocess.Popen([*command, *defect.arguments], env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, errors="replace",
                              cwd=self.build) as process:
            try:
                said = process.communicate(timeout=LIMIT_S)
            except subprocess.TimeoutExpired:
                process.terminate()
                process.communicate()
                raise Trouble(f"no end after {LIMIT_S} s") from None
        return judge(subprocess.CompletedProcess(command, process.returncode, *said))


def plant(tree, defect):
    """(seed that caught it, what the program said); Trouble: it was not caught."""
    done = apply(defect, tree.source)
    if done.returncode != 0:
        raise Trouble(f"does not apply: {done.stderr.strip()}")
    try:
        tree.make(defect)
        for seed in range(1, N_SEEDS + 1):
            said = tree.run(defect, seed)
            if said is not None:
                return seed, said
        raise Trouble("NOT CAUGHT")
    finally:
        apply(defect, tree.source, "--reverse").check_returncode()


def tell(name, defect, begin, seed, said):
    print(f"{name:<28}{pathlib.Path(defect.program).name:<24}{seed or '-':>5}"
          f"{time.monotonic() - begin:>6.0f}  {said[:SAID_MAX]}", flush=True)


def try_whole(tree, defect):
    """Whether its program passes with nothing planted."""
    begin = time.monotonic()
    try:
        tree.make(defect)
        said = tree.run(defect, 1)
    except Trouble as trouble:
        said = f"TROUBLE {trouble}"
    tell("(none)", defect, begin, 1, "passes" if said is None else f"FAILS {said}")
    return said is None


def try_planted(tree, defect):
    begin = time.monotonic()
    try:
        tell(defect.name, defect, begin, *plant(tree, defect))
        return True
    except Trouble as trouble:
        tell(defect.name, defect, begin, None, f"TROUBLE {trouble}")
        return False


def plant_all(defects, parent):
    """Prints the table; TRUE: each program passes, and each of its defects makes it fail."""
    missed, programs = [], {}
    for defect in defects:
        run = (defect.program, *defect.arguments, *defect.variables.items())
        programs.setdefault(run, []).append(defect)
    with tempfile.TemporaryDirectory(prefix="anjungan-planted-", dir=parent) as folder:
        tree = Tree(pathlib.Path(folder))
        print(f"{'defect':<28}{'program':<24}{'seed':>5}{'s':>6}  what it says", flush=True)
        for group in programs.values():
            is_whole = try_whole(tree, group[0])
            missed += [defect.name for defect in group
                       if not try_planted(tree, defect) or not is_whole]
    print(f"{len(defects) - len(missed)} of {len(defects)} planted defects were caught by programs "
          "that pass without them")
    if missed:
        print("not shown:", *missed)
    return not missed


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="of patches, without .patch; all")
    parser.add_argument("--check", action="store_true", help="only whether they still apply")
    parser.add_argument("--in", dest="parent", help="folder for the copy (a temporary one)")
    options = parser.parse_args()
    paths = {path.stem: path for path in sorted(FOLDER.glob("*.patch"))}
    unknown = [name for name in options.names if name not in paths]
    if unknown:
        parser.error(f"there is no {unknown[0]}; there are: {', '.join(paths)}")
    defects = [read_defect(path) for name, path in paths.items()
               if not options.names or name in options.names]
    if options.check:
        return 0 if check(defects) else 1
    try:
        return 0 if plant_all(defects, options.parent) else 1
    except Trouble as trouble:
        print(f"the tree as it is {trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
