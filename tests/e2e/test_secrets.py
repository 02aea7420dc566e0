#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""After a session nothing of it lies in a file of the terminal or in a process that lives on.

The scan itself is tried first on a process that does hold the secret, so that it can fail.
"""

import os
import pathlib
import subprocess
import sys
import time

import memory
import tap
from display import Display, start_screen
from village import Village


def secrets_of(stage):
    """The resident's numbers, full name and words; on the file side every resident's numbers."""
    name = max(stage.person["name"].split(), key=len)
    full_name = stage.person["name"]
    return [stage.person["nik"], stage.person["no_kk"], full_name if len(full_name) > 9 else name,
            "Ang pkh belum masuk"[1:]]


def test_the_scan_finds_what_is_there(stage_of):
    stage = stage_of()
    secret = stage.person["nik"]
    code = "import sys,time; kept=sys.stdin.readline(); print('up',flush=True); time.sleep(30)"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as holder:
        holder.stdin.write(secret + "\n")
        holder.stdin.flush()
        holder.stdout.readline()
        assert memory.in_memory(holder.pid, [secret])
        holder.kill()
    planted = stage.village.folder / "planted"
    planted.mkdir()
    for number, form in enumerate(sorted(memory.spellings(secret))):
        (planted / str(number)).write_bytes(b"x" + form + b"y")
    assert len({path for path, _ in memory.in_files(planted, [secret])}) >= 6


def play_session(stage):
    import journeys  # pylint: disable=import-outside-toplevel

    journeys.look_up(stage)
    journeys.complain(stage)


def test_nothing_is_left_in_the_terminals_files(stage_of):
    stage = stage_of()
    play_session(stage)
    everybody = [person[key] for person in stage.people for key in ("nik", "no_kk")]
    hits = memory.in_files(stage.village.state, secrets_of(stage) + everybody)
    assert not hits, hits[:10]


def test_nothing_is_left_in_the_agent_its_children_and_the_supervisor(stage_of):
    stage = stage_of()
    play_session(stage)
    time.sleep(1)
    secrets = secrets_of(stage)
    scanned = 0
    hits = []
    for top in (stage.village.agent.pid, stage.supervisor_pid):
        for pid in memory.descendants(top):
            scanned += 1
            hits += memory.in_memory(pid, secrets)
    print(f"# {scanned} processes scanned for {len(secrets)} secrets")
    assert scanned >= 3
    # the agent's memory can be read at all: a code of its configuration is in it
    assert memory.in_memory(stage.village.agent.pid, ["petugas-pungutan"])
    assert not hits, hits[:10]


def test_another_residents_records_are_not_in_the_agent(stage_of):
    """The sync child is gone and left nothing: no resident's number is in the agent."""
    stage = stage_of()
    numbers = [person[key] for person in stage.people[:40] for key in ("nik", "no_kk")]
    hits = []
    for pid in memory.descendants(stage.village.agent.pid):
        hits += memory.in_memory(pid, numbers)
    assert not hits, hits[:10]


def main():
    if os.geteuid() != 0:
        print("1..0 # SKIP reading another process' memory needs root")
        return 77
    with Village(residents=120) as village, Display():
        import journeys  # pylint: disable=import-outside-toplevel

        screen = start_screen(village)

        def stage_of():
            stage = journeys.Stage(village, Display, None)
            stage.supervisor_pid = screen.pid
            return stage
        try:
            return tap.run("__main__", stage_of)
        finally:
            screen.stop()


if __name__ == "__main__":
    sys.exit(main())
