#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an admin tells a terminal to do from afar, on a real village: each thing once, cases kept."""

import os
import shutil
import sys
import time

import tap
from village import Failure, Village, call

# a terminal on the line acts within this
PROMPT_S = 5


def terminal(village):
    return village.ctl_json("terminal", "list")[0]["id"]


def states(village):
    """The terminal's commands, the newest first."""
    return [(command["kind"], command["state"])
            for command in village.ctl_json("terminal", "commands", terminal(village))]


def tell(village, verb, *options):
    """Gives a command; returns its id."""
    return village.ctl_json("terminal", verb, terminal(village), *options)["commands"][0]["id"]


def find(village, command):
    return next(each for each in village.ctl_json("terminal", "commands", terminal(village))
                if each["id"] == command)


def wait_done(village, command, timeout_s=PROMPT_S, state="DONE"):
    village.wait(lambda: find(village, command)["state"] == state, timeout_s, f"{command} {state}")


def complaint(village):
    person = village.people()[0]
    return {"category": "lain", "text": "Bantuan tidak datang.", "anonymous": False,
            "secret": False, "nik": person["nik"]}


def look_up(village):
    person = village.people()[0]
    return village.ask("household", body="")if False else call(
        "env", os.environ.get("ANJ_ASK", ""), check=False) if False else ask_household(village, person)


def ask_household(village, person):
    from village import ASK
    return call(ASK, "--agent", village.socket, "household",
                stdin=f"{person['nik']} {person['no_kk']}\n", check=False)


def restart_agent(village):
    """What systemd does when the agent ends by itself."""
    status = village.agent.process.wait(20)
    village.agent._forget()
    village.start_agent(wait_synced=False)
    return status


def test_lock(village):
    person = village.people()[0]
    assert ask_household(village, person).returncode == 0
    begin = time.monotonic()
    command = tell(village, "lock")
    village.wait(lambda: village.status().get("locked"), PROMPT_S, "lock")
    wait_done(village, command)
    print("# lock", time.monotonic() - begin)
    refused = ask_household(village, person)
    assert refused.returncode == os.EX_NOPERM, refused
    print("#", refused.stderr)


if __name__ == "__main__":
    with Village(residents=40) as v:
        test_lock(v)
        c = tell(v, "unlock"); wait_done(v, c); print(states(v))
        c = tell(v, "logs"); wait_done(v, c)
        print(v.ctl("terminal", "logs", terminal(v), "--out", v.folder / "log.txt").stdout)
        print((v.folder / "log.txt").read_text())
        c = tell(v, "sync"); wait_done(v, c, 10)
        c = tell(v, "restart"); print("restart exit", restart_agent(v)); wait_done(v, c)
        c = tell(v, "wipe"); print("wipe exit", restart_agent(v)); wait_done(v, c)
        v.wait(lambda: v.status().get("synced"), 20, "resync")
        print(v.ctl("terminal", "commands", terminal(v)).stdout)
        print((v.folder / "agent.log").read_text())
