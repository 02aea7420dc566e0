#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a visit nothing is left, however it ends: not in a process that goes on, not in a file.

Everything secret of each visit is looked for in all its spellings, in the agent, the supervisor, the
curtain, the next screens, the X server and the bus, and in all files they could have written. The
keys by which a screen reads a household or follows a case are looked for too.

ANJ_SCRUB_SESSIONS: how many visits by chance (3); ANJ_TEST_SEED: others.
"""

import contextlib
import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import sys
import time

import memory
import tap
from display import Display, screen_command
from village import AGENT, Daemon, Failure, Village
from visits import JOURNEYS, Terminal, open_files, shown_name

N_VISITS = int(os.environ.get("ANJ_SCRUB_SESSIONS", "3"))
SEED = int(os.environ.get("ANJ_TEST_SEED", "1"))
# people nobody else has, also not the villages of tests that run beside this one
DEMO_SEED = 7319
# what has ended is gone within a second
GONE_S = 1
# a page that came is whole
DRAWN_S = 0.5
# of a village's records as the hub sends them, with no number in plain
RECORDS = '{"households":{'
SHORT_IDLE = {"personal_s": 10, "other_s": 10, "warning_s": 9}
# of so many visits one each ends so; the others by a touch
RARE_ENDS = {Terminal.kill_screen: 5, Terminal.crash_screen: 20, Terminal.restart_agent: 25,
             Terminal.switch_screen_off: 25, Terminal.cut_power: 25, Terminal.stay_quiet: 50}
VISITS_BETWEEN_SEARCHES, PROGRESS = 5, 50
# what a small run does
VISITS = [("look-up", 99, Terminal.go_away), ("complaint", 99, Terminal.go_away),
          ("objection", 99, Terminal.crash_screen), ("follow", 99, Terminal.restart_agent),
          ("look-up", 6, Terminal.kill_screen), ("complaint", 9, Terminal.cut_power),
          ("complaint", 6, Terminal.switch_screen_off)]


def name_of(place):
    if not isinstance(place, int):
        return str(place)
    try:
        with open(f"/proc/{place}/comm", encoding="utf-8") as file:
            return file.read().strip()
    except (FileNotFoundError, ProcessLookupError):
        return "ended"


def core_files():
    """Where the kernel puts them unless told otherwise: main() made this the folder of all."""
    return list(pathlib.Path.cwd().glob("core*"))


def check_gone(terminal, secrets):
    """Nothing of them is left, at the latest a second from now."""
    end = time.monotonic() + GONE_S
    hits = terminal.search(secrets)
    while hits and time.monotonic() < end:
        time.sleep(0.1)
        hits = terminal.search(secrets)
    assert not hits, [(name_of(place), *rest) for place, *rest in hits[:10]]


def test_the_search_finds_what_is_planted(terminal):
    """In a process, in each spelling, in a deleted file that is open; and in the screen of a visit."""
    person = terminal.people[-1]
    code = ("import sys,time,tempfile; kept=sys.stdin.readline().strip()\n"
            "file=tempfile.TemporaryFile(); file.write(kept.encode('utf-16-le')); file.flush()\n"
            "print('up',flush=True); time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as holder:
        holder.stdin.write(person["nik"] + "\n")
        holder.stdin.flush()
        holder.stdout.readline()
        assert memory.in_memory(holder.pid, [person["nik"]])
        assert memory.search([person["nik"]], files=open_files(holder.pid))
        holder.kill()
    for number, form in enumerate(sorted(memory.spellings(person["nik"]))):
        planted = terminal.village.state / f"planted-{number}"
        planted.write_bytes(b"x" + form + b"y")
        assert memory.search([person["nik"]], files=terminal.files()), form
        planted.unlink()

    visit = terminal.walk(0, "control", "look-up", 6)
    terminal.resident.wait_page("data-saya")
    shown = {visit.person["nik"], visit.person["no_kk"], shown_name(visit.person)}
    hits = memory.in_memory(terminal.resident.shown_pid(), shown)
    assert {secret for _, _, secret in hits} == shown, hits
    terminal.go_away()


def test_the_picture_of_a_visit_is_gone(terminal):
    """From the X server, which has it while it is shown."""
    terminal.walk(1, "picture", "look-up", 6)
    terminal.resident.wait_page("data-saya")
    time.sleep(DRAWN_S)
    seen, server = terminal.picture(), terminal.display.server.pid
    found = {piece for _, _, piece in memory.in_memory(server, seen)}
    assert len(found) > len(seen) // 2 > 10, (len(found), len(seen))
    terminal.go_away()
    terminal.resident.wait_page("sapaan")
    time.sleep(GONE_S)
    personal = seen - terminal.picture()
    hits = memory.search(personal, terminal.processes())
    assert len(personal) > 10 and not hits, [(name_of(place), mapping) for place, mapping, _ in hits]


def test_nothing_of_a_visit_is_left(terminal):
    everything = []
    for number, (journey, n_pages, end) in enumerate(VISITS):
        visit = terminal.visit(number, SEED, journey, n_pages, end)
        everything += visit.secrets
        check_gone(terminal, visit.secrets)
    photo = terminal.photo_of(terminal.ticket)
    assert len(photo) > memory.N_PIECES // 4, photo
    check_gone(terminal, everything + photo)
    assert not core_files(), core_files()


def choose(chance):
    journey = chance.choice(sorted(JOURNEYS))
    n_pages = chance.randint(1, len(JOURNEYS[journey]))
    ends = [end for end, n in RARE_ENDS.items() if chance.randrange(n) == 0]
    return journey, n_pages, ends[0] if ends else Terminal.go_away


def test_nothing_of_many_visits_is_left(terminal):
    chance = random.Random(SEED)
    everything, newest, n_astray, began = [], [], 0, time.monotonic()
    for number in range(1, N_VISITS + 1):
        try:
            visit = terminal.visit(number, SEED, *choose(chance))
            newest += visit.secrets
        except (Failure, ProcessLookupError) as failure:
            n_astray += 1
            print(f"# {failure}", file=sys.stderr, flush=True)
            terminal.begin_anew()
        if number % VISITS_BETWEEN_SEARCHES == 0:
            check_gone(terminal, newest)
            everything += newest
            newest = []
        if number % PROGRESS == 0:
            check_gone(terminal, everything)
            print(f"# {number} visits, {n_astray} astray, {len(set(everything))} secrets, "
                  f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    check_gone(terminal, everything + newest)
    print(f"# {N_VISITS} visits in all, {n_astray} astray", flush=True)


def sync_child(agent_pid):
    """The agent's child that holds the village's records, or None."""
    for pid in memory.descendants(agent_pid)[1:]:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[1:2] == [b"sync"]:
                return pid
    return None


def stop_full_child(village, agent, numbers):
    """Halts the child when it holds records, before it seals the last of them."""
    found = []

    def is_full():
        pid = sync_child(agent.pid)
        if pid is None:
            return False
        os.kill(pid, signal.SIGSTOP)
        if memory.in_memory(pid, numbers[:20]):
            found.append(pid)
        else:
            os.kill(pid, signal.SIGCONT)
        return found
    village.wait(is_full, 60, "a sync that holds records")
    return found[0]


def fill(disk):
    """Till nothing more fits."""
    with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


class Disk:
    """A small one of its own, in memory."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder],
                          check=False, capture_output=True).returncode != 0:
            raise tap.Skip("no disk can be mounted here")

    def __enter__(self):
        return self.folder

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.folder], check=True)


def test_the_sync_child_leaves_nothing(terminal):
    """Not when it is killed, crashes, finds the disk full, or ends as it should. Meanwhile the screen
    is left alone in the middle of a visit."""
    alone = terminal.walk(len(VISITS), SEED, "look-up", 6)
    village = terminal.village
    secrets = [person[key] for person in terminal.people for key in ("nik", "no_kk", "name")]
    with Disk(village.folder / "other") as disk:
        state = disk / "state"
        village.enrol(state)

        def end_child(end):
            agent = Daemon(AGENT, "run", "--state-dir", state, "--bootstrap", village.bootstrap,
                           "--socket", disk / "agent.sock", log=disk / "agent.log").start()
            try:
                child = stop_full_child(village, agent, secrets)
                end(child)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGCONT)
                village.wait(lambda: sync_child(agent.pid) != child, 30, "the end of the child")
                hits = memory.search(secrets, [agent.pid], memory.files_in(disk))
                hits += memory.search([RECORDS], files=memory.files_in(disk))
                assert not hits, hits[:10]
                assert not core_files(), core_files()
            finally:
                agent.kill()
        end_child(lambda child: os.kill(child, signal.SIGKILL))
        end_child(lambda child: os.kill(child, signal.SIGSEGV))
        end_child(lambda _: fill(disk))
        (disk / "filler").unlink()
        end_child(lambda _: None)
        assert (disk / "agent.log").read_bytes().count(b"households changed") == 1
    terminal.resident.wait_page("sapaan", 60)
    check_gone(terminal, alone.secrets)


def test_nothing_was_ever_copied(terminal):
    assert terminal.resident.server.selection_owners() == []


def status_of(pid, name):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return re.search(rf"^{name}:\s+(\w+)", status, re.MULTILINE)[1]


def is_locked(pid):
    return int(status_of(pid, "VmLck")) > 0


def may_lock():
    """CAP_IPC_LOCK, CAP_SYS_RESOURCE or no limit."""
    _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    return most == resource.RLIM_INFINITY or int(status_of("self", "CapEff"), 16) & 0x1004000 != 0


def test_a_terminal_in_use_is_on_no_bus_and_writes_no_core_file(terminal):
    terminal.screen.stop()
    command = [word for word in screen_command(terminal.village) if word != "--test-accessibility"]
    terminal.screen = Daemon(*command, log=terminal.village.folder / "screen.log").start()
    pids = [pid for daemon in (terminal.screen, terminal.village.agent)
            for pid in memory.descendants(daemon.pid) if name_of(pid).startswith("anjungan")]
    assert len(pids) >= 4, pids
    for pid in terminal.village.agent.pid, terminal.screen.pid:
        assert is_locked(pid) == may_lock(), pid
    for pid in pids:
        folder = pathlib.Path(f"/proc/{pid}")
        limits = (folder / "limits").read_text(encoding="ascii")
        assert re.search(r"Max core file size +0 +0 ", limits), limits
        environment = (folder / "environ").read_bytes().split(b"\0")
        if b"--session" in (folder / "cmdline").read_bytes():
            assert b"GTK_A11Y=none" in environment, environment
            assert not [word for word in environment if b"BUS_ADDRESS" in word], environment


def main():
    if os.geteuid() != 0:
        print("1..0 # SKIP reading another process' memory needs root")
        return 0
    # whoever crashes may write all of a core file: that none does is our programs' doing
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    with Village(residents=120, seed=DEMO_SEED) as village, Display() as display:
        os.chdir(village.folder)
        village.configure(idle=SHORT_IDLE)
        village.wait(village.is_configured, 30, "the short idle time")
        terminal = Terminal(village, display)
        try:
            return tap.run("__main__", terminal)
        finally:
            terminal.close()


if __name__ == "__main__":
    sys.exit(main())
