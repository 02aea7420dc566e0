#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal under a wall clock that says anything: 1970, 2099, jumps, a dark time, a new CA.

libfaketime moves the agent's and the residents' wall clock; the hub's is right.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import sys
import time

import tap
import village as programs
from village import AGENT, ASK, HUB, Village, call

LIBRARY = pathlib.Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
SLOT_BYTES = 4096
HOUR_S = 3600
TEN_YEARS_S = 3652 * 24 * HOUR_S
WORDS = "Uang bantuan belum sampai di rumah kami"


def offset_to(year):
    """Seconds from now to a moment of that year's first day."""
    then = datetime.datetime(year, 1, 1, 0, 3, tzinfo=datetime.timezone.utc)
    return int(then.timestamp() - time.time())


class Moved(Village):
    """A village whose terminal's wall clock is @offset_s away from the right one."""

    def __init__(self, **options):
        super().__init__(**options)
        self.clock_file = self.folder / "clock"
        self.move(0)
        self.moved = os.environ | {"LD_PRELOAD": str(LIBRARY), "FAKETIME_NO_CACHE": "1",
                                   "FAKETIME_TIMESTAMP_FILE": str(self.clock_file),
                                   "DONT_FAKE_MONOTONIC": "1"}

    def move(self, offset_s):
        fresh = self.folder / "clock.new"
        fresh.write_text(f"{offset_s:+d}\n")
        fresh.rename(self.clock_file)

    def prepare(self):
        self.move(offset_to(1970))  # it is enrolled, and begins, in 1970

    def enrol(self, state=None):
        self.ctl("terminal", "token", "--region", self.area, "--out", self.bootstrap.parent)
        call(AGENT, "enrol", "--state-dir", state or self.state, "--bootstrap", self.bootstrap,
             "--token-file", self.bootstrap.parent / "token", env=self.moved)

    def start_agent(self, wait_synced=True):
        self.agent = programs.Daemon(AGENT, "run", "--state-dir", self.state, "--bootstrap",
                                     self.bootstrap, "--socket", self.socket,
                                     log=self.folder / "agent.log", env=self.moved).start()
        if wait_synced:
            self.wait(lambda: self.status().get("synced"), 60, "the first sync")

    def resident(self, *arguments, stdin):
        return call(ASK, "--agent", self.socket, *arguments, stdin=stdin, env=self.moved)

    def looks_up(self):
        person = self.people()[0]
        done = self.resident("household", stdin=f"{person['nik']} {person['no_kk']}\n")
        return json.loads(done.stdout)

    def complains(self):
        """Hands a complaint in; its number."""
        person = self.people()[0]
        body = {"category": "tidak-cair", "text": WORDS, "anonymous": False, "secret": False,
                "nik": person["nik"], "no_kk": person["no_kk"]}
        done = self.resident("send", "complaint", stdin=json.dumps(body))
        return done.stdout.split()[0].split("/")[1]

    def ticket(self, number):
        """The case as the hub has it, or None."""
        for ticket in self.ctl_json("ticket", "list"):
            if ticket["number"] == number:
                return ticket
        return None

    def shows_machine_off(self):
        """The agent is killed, and begins as after the machine was switched off."""
        self.agent.kill()
        powered = self.state / "powered"
        slots = [other_boot(slot) for slot in re.split(rb"\0+", powered.read_bytes()) if slot]
        assert slots
        powered.write_bytes(b"".join(slot.ljust(SLOT_BYTES, b"\0") for slot in slots))
        self.start_agent(wait_synced=False)


def other_boot(record):
    """A record of app/agent/anj-powered-mark.c as if another start of the machine had written it."""
    fields = record.split(b"\t")[:3] + [b"another"]
    text = b"\t".join(fields)
    return text + b"\t" + hashlib.sha256(text).hexdigest().encode() + b"\n"


def seconds_off(text):
    """How far an RFC 3339 time is from now."""
    then = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return abs(then.timestamp() - time.time())


def is_right(village):
    status = village.status()
    return "time_unsure" not in status and seconds_off(status["time"]) < 60


def serves(village):
    """Look-up, complaint, receipt; the hub has it with the right time."""
    assert village.looks_up()["found"]
    number = village.complains()
    village.wait(lambda: village.status()["outbox"] == 0, 20, "the receipt")
    ticket = village.ticket(number)
    assert ticket is not None, number
    assert seconds_off(ticket["submitted"]) < 120, ticket
    assert ticket["due"] > ticket["submitted"][:10], ticket


def test_it_is_1970_at_the_start(village):
    village.wait(lambda: is_right(village), 20, "the hub's word for the time")
    serves(village)


def test_the_clock_jumps_while_it_runs(village):
    for offset_s in (offset_to(2099), HOUR_S, -HOUR_S, TEN_YEARS_S, -TEN_YEARS_S, offset_to(1970)):
        village.move(offset_s)
        assert is_right(village), (offset_s, village.status())
        serves(village)
        assert village.looks_up()["last_viewed"][:4] == time.strftime("%Y"), offset_s
    done = call(AGENT, "check", "--state-dir", village.state, "--bootstrap", village.bootstrap,
                check=False, env=village.moved)
    assert done.returncode == 69 and "it shows 1970" in done.stdout, done


def test_a_killed_agent_knows_the_time_still(village):
    village.stop_hub()
    village.move(offset_to(2099))
    village.agent.kill()
    village.start_agent(wait_synced=False)
    assert is_right(village), village.status()
    assert village.looks_up()["found"]


def test_dark_and_switched_off_it_says_that_it_does_not_know(village):
    for year in (1970, 2099):
        village.move(offset_to(year))
        village.shows_machine_off()
        status = village.status()
        assert status["synced"] and status["time_unsure"], status
        assert status["time"][:4] in (time.strftime("%Y"), str(int(time.strftime("%Y")) - 1)), status
        household = village.looks_up()
        assert household["found"]
    assert household["last_viewed"] == "unknown", household
    village.dark_case = village.complains()
    assert village.status()["outbox"] == 1


def test_the_hub_has_another_ca_when_the_line_is_back(village):
    """It was changed in the dark; the terminal's clock is wrong, and it comes back by itself."""
    data = village.hub_data
    call(HUB, "ca", "new", "--data-dir", data)
    call(HUB, "ca", "switch", "--data-dir", data)
    village.move(offset_to(2099))
    village.shows_machine_off()
    village.start_hub()
    village.wait(lambda: village.status().get("online"), 30, "the line")
    village.wait(lambda: is_right(village), 20, "the hub's word for the time")
    village.wait(lambda: village.status()["outbox"] == 0, 30, "the receipt")
    call(HUB, "ca", "admin", "--data-dir", data, "--name", "siti", "--out", village.keys / "siti")
    (village.keys / "admin").rename(village.keys / "admin-old")
    (village.keys / "siti").rename(village.keys / "admin")
    ticket = village.ticket(village.dark_case)
    assert seconds_off(ticket["submitted"]) < 120, ticket  # when it came in


def test_when_the_clock_is_right_again_all_is_as_it_should_be(village):
    village.move(0)
    serves(village)
    check = call(AGENT, "check", "--state-dir", village.state, "--bootstrap", village.bootstrap,
                 check=False)
    assert "clock: ok" in check.stdout, check
    numbers = [ticket["number"] for ticket in village.ctl_json("ticket", "list")]
    assert len(numbers) == len(set(numbers)) == 9, numbers
    log = (village.folder / "agent.log").read_text(encoding="utf-8", errors="replace")
    assert "the hub holds another chain" not in log, log


def main():
    if not LIBRARY.exists():
        print("1..0 # SKIP libfaketime is not installed: ./setup installs it")
        return 0
    with Moved(residents=30) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
