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

import journeys
import memory
import steps
import tap
from display import Display, start_screen
from village import Village


NEW_NAME = "tri basri setiawan"


def secrets_of(stage):
    """The resident's numbers and full name, and all that is told on the journeys, but for the first
    letter, which the keyboard makes a capital one."""
    told = [steps.WORDS, journeys.OBJECTED, journeys.PLACE, journeys.REASON, journeys.NEWS, NEW_NAME]
    return [stage.person["nik"], stage.person["no_kk"], stage.person["name"],
            *(words[1:] for words in told)]


def places(village):
    """Where a file of the terminal may lie."""
    return [village.state, village.socket.parent, pathlib.Path(os.environ["XDG_RUNTIME_DIR"]),
            village.folder / "agent.log", village.folder / "screen.log"]


def living(stage):
    """What goes on when a session ends: agent, supervisor, the next screens."""
    return [pid for top in (stage.village.agent.pid, stage.supervisor_pid)
            for pid in memory.descendants(top)]


def hits_of(stage, secrets):
    hits = [hit for place in places(stage.village) for hit in memory.in_files(place, secrets)]
    return hits + [hit for pid in living(stage) for hit in memory.in_memory(pid, secrets)]


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


def correct_name(stage):
    """A correction with the new value written."""
    resident = stage.resident
    steps.greet(stage)
    resident.touch("Perbarui data", starts=True)
    resident.wait_page("usul-sanggah")
    resident.touch("Perbaiki data")
    steps.write_numbers(stage, stage.person, primary="Lanjut")
    resident.wait_page("data-anggota")
    household = stage.village.households([(stage.person["nik"], stage.person["no_kk"])])[0]
    resident.touch(household["household"]["members"][0]["name"])
    resident.wait_page("data-pilihan")
    steps.read_pages(resident, "Nama salah tulis")
    resident.touch("Nama salah tulis")
    resident.wait_page("data-baru")
    resident.type_keys(NEW_NAME)
    resident.touch("Lanjut")
    steps.skip_photos(stage)
    resident.wait_page("periksa")
    resident.wait_text(NEW_NAME[1:])
    steps.send(stage, "Kirim perubahan")
    steps.end(stage)


def test_nothing_written_is_left(stage_of):
    stage = stage_of()
    for journey in (journeys.look_up, correct_name, journeys.object_to_another, journeys.add_news):
        journeys.play(journey, stage)
    time.sleep(1)
    hits = hits_of(stage, secrets_of(stage))
    assert not hits, hits[:10]
    everybody = [person[key] for person in stage.people for key in ("nik", "no_kk")]
    hits = memory.in_files(stage.village.state, everybody)
    assert not hits, hits[:10]


def test_no_photo_and_no_recording_is_left(stage_of):
    stage = stage_of()
    journeys.play(journeys.show_and_tell, stage)
    time.sleep(1)
    opened = stage.village.folder / f"opened-{stage.ticket[0]}"
    files = [memory.pieces_of(opened / name) for name in ("photo.jpg", "recording.ogg")]
    marks = [piece for found in files for piece in found]
    assert min(map(len, files)) > memory.N_PIECES // 4 and memory.in_files(opened, marks), \
        f"the scan would find nothing: {list(map(len, files))} pieces"
    hits = hits_of(stage, marks)
    assert not hits, hits[:10]


def test_the_scan_reads_all_that_lives(stage_of):
    """A code of its configuration is in the agent, and the next screen is among the living."""
    stage = stage_of()
    assert memory.in_memory(stage.village.agent.pid, ["petugas-pungutan"])
    assert len(living(stage)) >= 3
    assert any(memory.in_memory(pid, ["petugas-pungutan"])
               for pid in memory.descendants(stage.supervisor_pid))


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
        return 0
    with Village(residents=120) as village, Display():
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
