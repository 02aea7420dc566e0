#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of everything, at random: hub, agent, what the agent starts, screens, their supervisor,
residents, while complaints come in with and without names and photos.

What a resident was told a number for is at the hub, once, whole, for its recipient alone; nothing
else is there twice; nobody runs that should not, and the next resident is greeted.
ANJ_KILL_MINUTES: how long (default: 12 seconds); ANJ_KILL_SEED.
"""

import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import threading
import time

import tap
from display import Display, start_screen
from resident import Resident
from steps import Stage, greet
from test_attachments import make_photo
from test_whole_path import check_chain
from village import ASK, Failure, Village

STORM_S = float(os.environ.get("ANJ_KILL_MINUTES", "0.2")) * 60
SEED = int(os.environ.get("ANJ_KILL_SEED", "1"))
N_RESIDENTS = 3
HASTE_S = 5
# (category, whose case it is, whether it has a name, whether it has a photo)
KINDS = [("lain", "intake", True, False), ("tidak-cair", "intake", True, True),
         ("lain", "intake", False, False), ("petugas-pungutan", "sensitive", False, False)]
STRIKES = {"hub": 4, "agent": 4, "started by the agent": 6, "screen": 1, "supervisor": 0.3,
           "resident": 2}


def parents():
    """Process → its parent."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            found[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # it ended while we looked
    return found


def descend_from(pid):
    """All that @pid started, and what that started."""
    parent_of, found = parents(), {pid}
    while True:
        more = {child for child, parent in parent_of.items() if parent in found} - found
        if not more:
            return found - {pid}
        found |= more


class HastyResident(Resident):
    """Waits for nothing long: the screen may be gone the next moment."""

    def wait(self, condition, what, timeout_s=HASTE_S):
        return super().wait(condition, what, min(timeout_s, HASTE_S))


class Storm:
    """Who sends, who kills, who starts again; and what was told meanwhile."""

    def __init__(self, village, display):
        self.village, self.display = village, display
        self.random = random.Random(SEED)
        self.photo_lock = threading.Lock()
        self.over = threading.Event()
        self.screen = None
        self.asking = {}  # resident → the process that asks for it
        self.told = {}  # number → (text, kind)
        self.tried = set()  # texts
        self.strikes = dict.fromkeys(STRIKES, 0)
        self.n_started = 0
        self.n_walks = 0

    # residents without pixels

    def body(self, kind, text):
        category, _, is_named, _ = kind
        body = {"category": category, "text": text, "anonymous": not is_named, "secret": False}
        return body | ({"nik": self.village.people()[0]["nik"]} if is_named else {})

    def photo(self, name):
        path = self.village.folder / f"{name}.jpg"
        with self.photo_lock:
            seed = len(self.tried)
        return make_photo(path, seed, "120x90")

    def send(self, name, index):
        kind = KINDS[index % len(KINDS)]
        text = f"Badai {name} nomor {index:05}"
        options = ["--photo", self.photo(f"{name}-{index}")] if kind[3] else []
        self.tried.add(text)
        process = subprocess.Popen(
            [str(ASK), "--agent", str(self.village.socket), "send", "complaint", *map(str, options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.asking[name] = process
        answer, _ = process.communicate(json.dumps(self.body(kind, text)), timeout=60)
        ticket = re.fullmatch(r"\S+/(\S+) \d{6}\n", answer)
        if process.returncode == 0:
            assert ticket and ticket[1] not in self.told, answer
            self.told[ticket[1]] = (text, kind)

    def live(self, name):
        index = 0
        while not self.over.is_set():
            self.send(name, index)
            index += 1
            time.sleep(0.05)

    # who kills

    def victim(self, what):
        village, daemons = self.village, {"hub": self.village.hub, "agent": self.village.agent,
                                          "supervisor": self.screen}
        if what in daemons:
            process = daemons[what].process if daemons[what] else None
            return process.pid if process else None
        if what == "resident":
            alive = [process.pid for process in list(self.asking.values()) if process.poll() is None]
            return self.random.choice(alive) if alive else None
        daemon = village.agent if what == "started by the agent" else self.screen
        process = daemon.process if daemon else None
        started = sorted(descend_from(process.pid)) if process else []
        return self.random.choice(started) if started else None

    def strike(self):
        while not self.over.wait(self.random.random() * 0.5):
            what = self.random.choices(list(STRIKES), list(STRIKES.values()))[0]
            pid = self.victim(what)
            if pid is None:
                continue
            try:
                os.kill(pid, signal.SIGKILL)
                self.strikes[what] += 1
            except ProcessLookupError:
                continue

    # who starts again, as systemd and the compositor do

    def keep(self, daemon, start):
        if daemon is not None and daemon.process is not None and daemon.process.poll() is None:
            return
        if daemon is not None and daemon.process is not None:
            daemon.kill()
        try:
            start()
            self.n_started += 1
        except Failure:
            pass  # killed before it was ready

    def start_screen(self):
        self.screen = start_screen(self.village)

    def keep_all(self):
        self.keep(self.village.hub, self.village.start_hub)
        self.keep(self.village.agent, lambda: self.village.start_agent(wait_synced=False))
        self.keep(self.screen, self.start_screen)

    def keep_on(self):
        while not self.over.wait(0.1):
            self.keep_all()

    def ask_for_syncs(self):
        """So that the agent has a child now and then."""
        terminal = self.village.ctl_json("terminal", "list")[0]["id"]
        while not self.over.wait(1):
            self.village.ctl("terminal", "sync", terminal, check=False)

    # the resident with pixels

    def walk(self):
        resident = HastyResident(self.display)
        stage = Stage(self.village, self.display, None)
        stage.resident = resident
        try:
            greet(stage)
            resident.touch("Pengaduan", starts=True)
            resident.wait_page("jenis")
            resident.touch("Bantuan belum cair")
            resident.wait_page("nama")
            resident.touch("Tanpa nama", starts=True)
            resident.wait_page("cerita")
            self.n_walks += 1
        except Exception:  # pylint: disable=broad-except
            pass  # the screen was killed before one's eyes

    def rage(self):
        threads = [threading.Thread(target=self.live, args=(f"warga{index}",))
                   for index in range(N_RESIDENTS)]
        threads += [threading.Thread(target=job)
                    for job in (self.strike, self.keep_on, self.ask_for_syncs)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + STORM_S
        while time.monotonic() < end:
            self.walk()
        self.over.set()
        for thread in threads:
            thread.join()
        for _ in range(20):
            self.keep_all()
        # what waits long after so many failures waits no longer
        self.village.agent.kill()
        self.village.start_agent(wait_synced=False)


def at_hub(village, number, key):
    return village.ctl("--json", "ticket", "show", f"{village.area}/{number}", "--key",
                       village.keys / key, check=False)


def test_what_was_told_is_at_the_hub_once(storm, village):
    storm.rage()
    print(f"# seed {SEED}: {storm.strikes} killed, {storm.n_started} started, {len(storm.told)} of "
          f"{len(storm.tried)} complaints told, {storm.n_walks} walks", flush=True)
    assert len(storm.told) >= 10 and sum(storm.strikes.values()) >= 10
    village.wait(lambda: village.status().get("outbox") == 0
                 and village.status().get("attachments") == 0, 60, "an empty outbox")
    texts = {}
    for ticket in village.ctl_json("ticket", "list"):
        shown = json.loads(at_hub(village, ticket["number"], "recovery").stdout)
        texts[ticket["number"]] = shown["body"]["text"]
        assert all(entry["state"] == "present" for entry in shown.get("attachments", [])), shown
        is_told_with_photo = storm.told.get(ticket["number"], ("", KINDS[0]))[1][3]
        assert not is_told_with_photo or len(shown["attachments"]) == 1, shown
    for number, (text, _) in storm.told.items():
        assert texts.get(number) == text, (number, text, texts.get(number))
    assert len(set(texts.values())) == len(texts), "one came twice"
    assert set(texts.values()) <= storm.tried
    check_chain(village)


def test_each_is_for_its_recipient_alone(storm, village):
    for wanted in KINDS:
        number = next(number for number, (_, kind) in storm.told.items() if kind == wanted)
        for key in ("intake", "sensitive"):
            done = at_hub(village, number, key)
            assert (done.returncode == 0) == (key == wanted[1]), (wanted, key, done.stderr)


def test_nobody_runs_that_should_not(storm, village):
    daemons = [village.hub, village.agent, storm.screen]
    known = {daemon.pid for daemon in daemons}.union(*(descend_from(d.pid) for d in daemons))
    mine = str(village.folder).encode()
    for pid in parents():
        try:
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        assert mine not in command or pid in known, command


def test_the_next_resident_is_greeted_and_served(storm, village):
    stage = Stage(village, storm.display, None)
    stage.resident.wait_page("sapaan", 60)
    greet(stage)
    village.wait(lambda: village.status().get("synced"), 60, "a sync")
    person = stage.person
    assert village.households([(person["nik"], person["no_kk"])])[0]["found"]


def main():
    with Display() as display, Village(residents=40) as village:
        village.configure(anonymous_hold_s=1)
        storm = Storm(village, display)
        storm.start_screen()
        try:
            village.wait(village.is_configured, 60, "the configuration")
            return tap.run(__name__, storm, village)
        finally:
            storm.over.set()
            if storm.screen is not None:
                storm.screen.stop()


if __name__ == "__main__":
    sys.exit(main())
