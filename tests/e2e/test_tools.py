#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What admins and officers are told by the programs, and the settings in /etc/anjungan."""

import json
import shutil
import sqlite3
import sys

import tap
from village import AGENT, AREA, HUB, SCREEN, Failure, Village, call

WORDS = "Bantuan belum masuk."


class FreshVillage(Village):
    """Remembers what lists say before there is anything in them."""

    def prepare(self):
        self.empty = {(group, *option): self.ctl(*option, group, "list")
                      for group in ("ticket", "terminal") for option in ((), ("--json",))}


def with_settings(village, text, *command):
    """Runs a program that finds @text as /etc/anjungan/test.conf, whatever this machine has."""
    folder = village.folder / "settings"
    folder.mkdir(exist_ok=True)
    (folder / "test.conf").write_text(text)
    sandbox = [shutil.which("bwrap") or "bwrap", "--dev-bind", "/", "/", "--tmpfs", "/etc",
               "--ro-bind", folder, "/etc/anjungan", "--"]
    try:
        call(*sandbox, "true")
    except (OSError, Failure) as error:
        raise tap.Skip(f"no sandbox here: {error}".splitlines()[0]) from error
    return call(*sandbox, *command, check=False)


def wait_at_hub(village, number):
    village.wait(lambda: any(ticket["number"] == number
                             for ticket in village.ctl_json("ticket", "list")),
                 60, f"arrival of {number}")


def test_an_empty_list_says_so_beside_the_output(village):
    for group, words in (("ticket", "no tickets"), ("terminal", "no terminals")):
        plain, as_json = village.empty[(group,)], village.empty[(group, "--json")]
        assert plain.stdout == "" and plain.stderr == f"anjunganctl: {words}\n", plain
        assert as_json.stdout == "[]\n" and as_json.stderr == "", as_json


def test_check_says_ok_fault_or_warning_on_each_line(village):
    done = call(AGENT, "check", "--state-dir", village.state, check=False)
    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert done.returncode == 0 and done.stderr == "", done
    for name in ("key", "store", "disk", "clock", "hub"):
        assert lines[name].startswith("ok: "), done.stdout
    for name in ("memory", "printer", "camera", "microphone", "sound"):
        assert lines[name].startswith(("ok: ", "warning: ")), done.stdout


def test_check_tells_an_admin_what_to_do(village):
    done = call(AGENT, "check", "--state-dir", village.folder / "nowhere", check=False)
    assert done.returncode == 78 and "is not enrolled; run: anjungan-agent enrol" in done.stderr
    assert "\nhub: fault: not checked" in done.stdout, done.stdout
    village.stop_hub()
    done = call(AGENT, "check", "--state-dir", village.state, check=False)
    assert done.returncode == 75 and done.stderr.count("\n") == 1, done
    assert "reaches the hub" in done.stderr and village.hub_url in done.stderr, done.stderr
    village.start_hub()


def test_what_holds_at_a_terminal_and_why(village):
    terminal = village.ctl_json("terminal", "list")[0]["id"]
    village.configure(overrides=[{"for": {"region": AREA[:5]}, "set": {"data_old_days": 31}},
                                 {"for": {"terminal": terminal}, "set": {"data_old_days": 32}},
                                 {"for": {"terminal": "t-none"}, "set": {"data_old_days": 33}}])
    done = village.ctl("--json", "config", "show", "--terminal", terminal, "--origin")
    values = {value["pointer"]: value for value in json.loads(done.stdout)}
    assert values["/data_old_days"] == {"pointer": "/data_old_days", "value": 32,
                                        "origin": f"terminal {terminal}"}, done.stdout
    assert values["/region"]["value"] == AREA and values["/theme"]["origin"] == "default"
    done = village.ctl("config", "show", "--terminal", "t-none", check=False)
    assert done.returncode == 69 and done.stdout == "", done


def test_a_user_is_named_by_number(village):
    done = call(AGENT, "run", "--state-dir", village.folder / "other", "--bootstrap",
                village.bootstrap, "--socket", village.folder / "other.sock", check=False)
    assert done.returncode == 78 and "not enrolled" in done.stderr, done
    copy = village.folder / "copy"
    shutil.copytree(village.state, copy)
    done = call(AGENT, "run", "--state-dir", copy, "--bootstrap", village.bootstrap,
                "--socket", village.folder / "other.sock", "--allow-uid", "kiosk", check=False)
    assert done.returncode == 78 and "--allow-uid kiosk" in done.stderr, done


def test_what_retention_removed_is_not_called_a_wrong_key(village):
    person = village.people()[0]
    _, number, _ = village.send({"category": "lain", "text": WORDS, "anonymous": False,
                                 "secret": False, "nik": person["nik"]})
    wait_at_hub(village, number)
    key = str(village.keys / "intake")
    assert village.ctl_json("ticket", "show", number, "--key", key)["body"]["text"] == WORDS
    village.ctl("ticket", "answer", number, "--key", key, "--text", "Selesai.", "--state", "closed")
    village.stop_hub()
    with sqlite3.connect(village.hub_data / "hub.db") as database:
        database.execute("UPDATE ticket_history SET time_us = 0 WHERE number = ?", (number,))
    done = call(HUB, "retain", "--data-dir", village.hub_data)
    assert done.stdout.startswith("gone: 1 case"), done
    village.start_hub()

    done = village.ctl("--json", "ticket", "show", number, "--key", key)
    shown = json.loads(done.stdout)
    assert shown["body"] is None and shown["header"]["number"] == number, shown
    assert len(shown["history"]) > 1 and "removed by retention" in done.stderr, done
    done = village.ctl("ticket", "answer", number, "--key", key, "--text", "Lagi.", check=False)
    assert done.returncode == 65 and "removed by retention" in done.stderr, done


def test_demo_people_do_not_mix_with_others(village):
    done = call(HUB, "demo", "--data-dir", village.hub_data, "--residents", 30, "--seed", 9,
                check=False)
    assert done.returncode == 73 and "must not mix" in done.stderr, done


def test_demo_counts_one_village_as_one(village):
    data = village.folder / "spare"
    call(HUB, "init", "--data-dir", data)
    done = call(HUB, "demo", "--data-dir", data, "--residents", 9, "--seed", 1, "--area", AREA)
    assert " of 1 village, " in done.stdout, done.stdout


def test_programs_find_their_settings(village):
    done = with_settings(village, f"[agent]\nstate-dir={village.state}\n[hub]\nodd=1\n",
                         AGENT, "outbox")
    assert done.returncode == 0 and done.stdout.startswith("depth "), done
    done = with_settings(village, f"[hub]\ndata-dir={village.hub_data}\nlisten=here\n",
                         HUB, "verify-audit")
    assert done.returncode == 0, done


def test_the_command_line_goes_before_settings(village):
    done = with_settings(village, "[agent]\nstate-dir=/nowhere\n", AGENT, "outbox",
                         "--state-dir", village.state)
    assert done.returncode == 0, done
    done = with_settings(village, "[hub]\ndata-dir=/nowhere\n", HUB, "verify-audit",
                         f"--data-dir={village.hub_data}")
    assert done.returncode == 0, done


def test_broken_settings_are_named(village):
    for text, command, why in (
            ("data-dir", (HUB, "verify-audit"), "not a key-value pair"),
            ("state-dir=/x", (AGENT, "outbox"), "does not start with a group"),
            ("[agent]\nstatedir=/x\n", (AGENT, "outbox"), "no setting statedir"),
            ("[screen]\nallow-unsandboxed=true\n", (SCREEN,), "no setting allow-unsandboxed"),
            ("[screen]\npx-per-mm=wide\n", (SCREEN,), "px-per-mm")):
        done = with_settings(village, text, *command)
        assert done.returncode == 78 and "/etc/anjungan/test.conf: " in done.stderr, done
        assert why in done.stderr and done.stderr.count("\n") == 1, done
        assert with_settings(village, text, *command, "--help").returncode == 0
    done = with_settings(village, "[screen]\nlang=en\n", SCREEN)
    assert done.returncode == 64 and "--agent" in done.stderr, done


def main():
    with FreshVillage(residents=60) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
