#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an admin tells a terminal to do from afar, on a real village: each thing is done once, and no
case is lost by it."""

import json
import os
import shutil
import sys

import tap
from village import AGENT, ASK, Daemon, Village, call

# a terminal on the line acts within this
PROMPT_S = 5
RESTART = 75  # EX_TEMPFAIL: whoever started the agent starts it again


def terminal(village):
    return village.ctl_json("terminal", "list")[0]["id"]


def show(village):
    return village.ctl_json("terminal", "show", terminal(village))


def tell(village, verb, *options):
    """Gives a command; returns its id."""
    return village.ctl_json("terminal", verb, terminal(village), *options)["commands"][0]["id"]


def state(village, command):
    return next(each["state"] for each in
                village.ctl_json("terminal", "commands", terminal(village))
                if each["id"] == command)


def wait_done(village, command, timeout_s=PROMPT_S):
    village.wait(lambda: state(village, command) == "DONE", timeout_s, f"{command} DONE")


def look_up(village):
    """anjungan-ask for a resident who is there; the completed process."""
    person = village.people()[0]
    return call(ASK, "--agent", village.socket, "household",
                stdin=f"{person['nik']} {person['no_kk']}\n", check=False)


def complaint(village):
    return {"category": "lain", "text": "Bantuan tidak datang.", "anonymous": False,
            "secret": False, "nik": village.people()[0]["nik"]}


def is_waiting(village):
    return village.status().get("outbox", 0) > 0


def start_again(village):
    """What systemd does when the agent ends by itself."""
    assert village.agent.process.wait(20) == RESTART, village.agent.log_path.read_text()
    village.agent.process.stdout.close()
    village.start_agent(wait_synced=False)


def test_a_locked_terminal_serves_nobody_within_seconds(village):
    assert look_up(village).returncode == 0
    command = tell(village, "lock")
    village.wait(lambda: village.status().get("locked"), PROMPT_S, "Status says locked")
    wait_done(village, command)
    refused = look_up(village)
    assert refused.returncode == os.EX_NOPERM and "locked" in refused.stderr, refused
    assert village.ask("send", "complaint", body=complaint(village)).returncode == os.EX_NOPERM
    assert show(village)["state"] == "locked"
    assert not village.ctl_json("terminal", "list", "--state", "active")


def test_it_stays_locked_over_a_restart(village):
    village.agent.kill()
    village.start_agent(wait_synced=False)
    assert village.status()["locked"] is True
    assert look_up(village).returncode == os.EX_NOPERM


def test_unlocked_it_serves_again(village):
    wait_done(village, tell(village, "unlock"))
    assert "locked" not in village.status()
    assert look_up(village).returncode == 0
    assert show(village)["state"] == "active"


def test_its_log_can_be_read_and_holds_no_resident(village):
    wait_done(village, tell(village, "logs"))
    file = village.folder / "terminal.log"
    village.ctl("terminal", "logs", terminal(village), "--out", file)
    text = file.read_text(encoding="utf-8")
    assert "did not end in good order" in text, text  # the kill above
    for person in village.people():
        for word in (person["nik"], person["no_kk"], person["name"]):
            assert not word or word not in text, word


def test_it_syncs_when_told(village):
    wait_done(village, tell(village, "sync"), 15)


def test_it_renews_its_certificate_when_told(village):
    village.wait(lambda: not village.status().get("config_on_trial"), 60, "the first is kept")
    # of a certificate that is younger than an hour it gets the same once more
    command = tell(village, "renew")
    wait_done(village, command, 15)
    listed = village.ctl_json("terminal", "commands", terminal(village))
    assert next(each["detail"] for each in listed if each["id"] == command).startswith("not needed")
    assert look_up(village).returncode == 0


def test_it_begins_anew_once(village):
    command = tell(village, "restart")
    start_again(village)
    wait_done(village, command)
    village.wait(lambda: village.status().get("online"), PROMPT_S, "the line")
    assert village.agent.process.poll() is None


def test_a_wiped_terminal_forgets_the_village_and_keeps_its_cases(village):
    key = (village.state / "store.key").read_bytes()
    village.stop_hub()
    village.send(complaint(village))
    assert is_waiting(village)
    village.start_hub()
    command = tell(village, "wipe")
    start_again(village)
    wait_done(village, command, 15)
    assert (village.state / "store.key").read_bytes() != key
    village.wait(lambda: village.status().get("synced"), 30, "the records are back")
    village.wait(lambda: not is_waiting(village), 20, "the case has left")
    assert look_up(village).returncode == 0
    assert len(village.ctl_json("ticket", "list")) == 1


def test_what_nobody_began_can_be_taken_back(village):
    assert village.agent.stop() == 0
    command = tell(village, "lock", "--expires", "2d")
    taken = village.ctl_json("terminal", "cancel", command)
    assert taken["state"] == "CANCELLED", taken
    again = village.ctl("terminal", "cancel", command, check=False)
    assert again.returncode == os.EX_DATAERR and "CANCELLED" in again.stderr, again
    village.start_agent()
    assert "locked" not in village.status()


def test_a_copied_disk_sets_both_aside_until_an_admin_looked(village):
    copy, socket = village.folder / "copy", village.folder / "run/copy.sock"
    village.agent.stop()
    shutil.copytree(village.state, copy)
    village.start_agent()
    village.send(complaint(village))
    village.wait(lambda: not is_waiting(village), 20, "the case has left")
    village.stop_hub()
    thief = Daemon(AGENT, "run", "--state-dir", copy, "--bootstrap", village.bootstrap,
                   "--socket", socket, log=village.folder / "copy.log").start()
    try:
        call(ASK, "--agent", socket, "send", "complaint", stdin=json.dumps(complaint(village)))
        village.start_hub()
        village.wait(lambda: show(village)["state"] == "quarantined", 30, "the quarantine")
    finally:
        thief.kill()
    village.wait(lambda: village.status().get("revoked"), 30, "Status says that it is refused")
    assert look_up(village).returncode == os.EX_NOPERM
    village.ctl("terminal", "confirm", terminal(village))
    village.agent.stop()  # else it asks again in some minutes
    village.start_agent(wait_synced=False)
    village.wait(lambda: "revoked" not in village.status(), 20, "it serves again")
    assert look_up(village).returncode == 0


def test_who_is_switched_off_stays_so(village):
    before = len(village.ctl_json("ticket", "list"))
    village.send(complaint(village))
    # the last that it took, and one that stays for a day
    village.send({"category": "lain", "text": "Uang dipotong.", "anonymous": True,
                  "secret": False})
    assert village.agent.stop() == 0
    n_here = len(village.ctl_json("ticket", "list")) - before
    command = tell(village, "sync")  # wakes the poll that it left behind
    for told in (show(village), *village.ctl_json("terminal", "list", "--silent")):
        assert told["silent"]["cause"] == "switched-off" and told["silent"]["known"], told
        assert told["connected"] is False, told
        assert told["outbox"] == 2 - n_here, (told, n_here)
    assert len(village.ctl_json("terminal", "list", "--silent")) == 1
    village.ctl("terminal", "cancel", command)
    village.start_agent()
    assert village.agent.stop() == 0  # maybe before its line was tried
    assert show(village)["silent"]["cause"] == "switched-off", show(village)
    village.start_agent()
    village.wait(lambda: show(village)["connected"], PROMPT_S, "it is back")
    assert "silent" not in show(village)
    assert village.ctl_json("terminal", "list", "--silent") == []


if __name__ == "__main__":
    with Village(residents=40) as made:
        sys.exit(tap.run(__name__, made))
