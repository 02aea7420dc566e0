#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody guesses numbers: waits that nothing shortens, and what the admin hears and does."""

import json
import os
import sqlite3
import sys

import tap
from village import Village, call

HARDER = [0, 2, 10, 60, 600, 3600]


def guess(village):
    """One look-up of nobody, as a program at the agent's socket can ask; None, or how long to wait
    in seconds."""
    index, proof = (",".join(str(byte) for byte in os.urandom(n)) for n in (16, 32))
    done = call("dbus-send", f"--peer=unix:path={village.socket}", "--print-reply",
                "/id/anjungan/Agent", "id.anjungan.Agent1.Open", f"array:byte:{index}",
                f"array:byte:{proof}", check=False)
    if done.returncode == 0:
        assert "boolean false" in done.stdout, done.stdout
        return None
    assert "Throttled" in done.stderr, done.stderr
    return int(done.stderr.split()[-1])


def begin_again(village):
    village.agent.kill()
    village.start_agent()


def test_a_kill_between_miss_and_next_try_shortens_no_wait(village):
    village.configure(guess_delays_s=[0, 0, 300])
    village.wait(village.is_configured, 60, "the configuration")
    for _ in range(3):
        assert guess(village) is None
    for _ in range(3):
        assert 280 <= guess(village) <= 300
        begin_again(village)


def lose(village, *more):
    village.agent.stop()
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm", *more):
        (village.state / name).unlink(missing_ok=True)
    village.start_agent()


def test_a_deleted_ledger_gains_nothing_and_costs_nothing(village):
    lose(village)
    assert 280 <= guess(village) <= 300  # as if the last miss were just now
    misses = (village.state / "misses").read_text().split()
    assert misses[0] == "3", misses


def test_with_its_witness_deleted_too_the_wait_is_the_longest(village):
    lose(village, "misses")
    assert 500 <= guess(village) <= 600


def test_the_hub_raises_an_alarm_that_the_admin_sees(village):
    village.agent.stop()
    ledger = sqlite3.connect(village.state / "ledger.db")  # as after ten quiet minutes a miss
    ledger.execute("update mark set value = 0 where name in ('misses', 'miss_wait_us')")
    ledger.commit()
    ledger.close()
    village.configure(guess_delays_s=[0])
    village.start_agent()
    village.wait(village.is_configured, 60, "the configuration")
    assert village.ctl("terminal", "guesses").stderr == "anjunganctl: no alarms\n"
    for _ in range(16):
        assert guess(village) is None
    village.agent.stop()  # it tells what it has not told
    village.start_agent()
    alarm, = village.ctl_json("terminal", "guesses", "--region", "35.09")
    terminal, = village.ctl_json("terminal", "list")
    assert alarm["terminal"] == terminal["id"], (alarm, terminal)
    assert alarm["misses"] >= 16 and terminal["guessing"]["misses"] == alarm["misses"], alarm
    assert "numbers may be guessed" in village.ctl("terminal", "show", terminal["id"]).stdout
    assert village.ctl_json("terminal", "guesses", "--region", "35.10") == []
    assert "somebody may be guessing" in (village.folder / "hub.log").read_text()
    database = sqlite3.connect(f"file:{village.hub_data}/hub.db?mode=ro", uri=True)
    rows = [json.loads(row) for row, in database.execute("select row from audit")]
    database.close()
    assert [row["detail"]["terminal"] for row in rows if row["event"] == "guess-alarm"] == [
        terminal["id"]], rows


def test_the_admin_makes_guessing_harder_there_and_locks(village):
    village.configure(overrides=[{"for": {"region": "35.09"},
                                  "set": {"guess_delays_s": HARDER}}])
    village.wait(village.is_configured, 60, "the configuration")
    waits = [guess(village) for _ in range(3)]
    assert any(wait is not None and wait >= 1 for wait in waits), waits
    terminal, = village.ctl_json("terminal", "list")
    village.ctl("terminal", "lock", terminal["id"])
    village.wait(lambda: village.status().get("locked"), 20, "the lock")


def main():
    with Village(residents=30) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
