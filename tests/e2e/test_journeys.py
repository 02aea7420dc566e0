#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every journey in a real window, and what must hold when a session ends, however it ends."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import journeys
import memory
import tap
from display import Display, start_screen
from village import BUILD, PATIENCE, Village

WATCH = BUILD / "tests/tools/watch-pixels"


def journey(function):
    """A test that plays one journey."""
    return lambda stage_of: journeys.play(function, stage_of())


# camera and microphone: test_media; leave_alone: below, with the end that it avoids; large text:
# every page in ui-lint, and here with the large budget
# look_up is in look_up_excluded, follow in add_news
ELSEWHERE = [journeys.show_and_tell, journeys.leave_alone, journeys.look_up, journeys.follow]
if os.environ.get("ANJ_TEST_BUDGET") != "large":
    ELSEWHERE.append(journeys.look_up_large)
globals().update({f"test_{function.__name__}": journey(function) for function in journeys.JOURNEYS
                  if function not in ELSEWHERE})


def screens(supervisor_pid):
    """Pids of the screen processes under the supervisor."""
    found = []
    for pid in memory.descendants(supervisor_pid)[1:]:
        try:
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0].endswith(b"anjungan") and b"--session" in command:
            found.append(pid)
    return found


def shown(stage):
    """Pid of the screen that is on the glass: the one that has run longest."""
    return min(screens(stage.supervisor_pid),
               key=lambda pid: int(pathlib.Path(f"/proc/{pid}/stat").read_text().split()[21]))


def is_gone(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def start_typing(stage):
    journeys.greet(stage)
    stage.resident.touch("Cek bantuan", starts=True)
    stage.resident.wait_page("nik")
    stage.resident.type_keys(stage.person["nik"][:8])


def end_and_watch(stage, how, limit_s):
    """Ends the session by @how; the old process must be gone and the next screen there in time."""
    start_typing(stage)
    stage.village.wait(lambda: len(screens(stage.supervisor_pid)) >= 2, 10, "a waiting screen")
    old = shown(stage)
    watch = subprocess.Popen([str(WATCH), "flash", str(int(limit_s * PATIENCE * 1000) + 500), "300"],
                             stdout=subprocess.PIPE, text=True)
    time.sleep(0.2)
    start = time.monotonic()
    how(old)
    stage.village.wait(lambda: is_gone(old), limit_s, "the old process' end")
    gone_s = time.monotonic() - start
    stage.resident.wait_page("sapaan", limit_s)
    n_samples, n_black = map(int, watch.communicate()[0].split())
    print(f"# old process gone after {gone_s * 1000:.0f} ms; {n_black} of {n_samples} samples black")
    return n_black


def test_after_start_over_the_old_process_is_gone_within_a_second(stage_of):
    stage = stage_of()
    assert end_and_watch(stage, lambda _: stage.resident.touch("Mulai lagi"), 1.5) == 0


def test_after_a_crash_the_next_screen_is_there(stage_of):
    stage = stage_of()
    assert end_and_watch(stage, lambda pid: os.kill(pid, signal.SIGKILL), 1) == 0


def test_a_hanging_screen_is_replaced_within_three_seconds(stage_of):
    stage = stage_of()
    assert end_and_watch(stage, lambda pid: os.kill(pid, signal.SIGSTOP), 3.5) == 0


def test_a_screen_that_is_left_warns_and_ends(stage_of):
    stage = stage_of()
    journeys.play(journeys.leave_alone, stage)
    start_typing(stage)
    old = shown(stage)
    stage.resident.wait_page("diam", journeys.SHORT_IDLE["personal_s"] + 10)
    stage.village.wait(lambda: is_gone(old), journeys.SHORT_IDLE["warning_s"] + 10,
                       "the end of the idle session")
    stage.resident.wait_page("sapaan", 5)


def main():
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
