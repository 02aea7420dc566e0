#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal's disk decays under its agent: files are damaged, an fsync fails, nothing can be written.

The agent always starts, what a resident was told a number for arrives, no number is given twice, and
the hub hears of it (decision 0034). The last case needs root (mount).
"""

import json
import os
import sqlite3
import subprocess
import sys

import tap
from village import AGENT, ASK, Village, call

BODY = {"category": "lain", "anonymous": False, "secret": False, "nik": "3509014101800001"}
# of sysexits.h
UNAVAILABLE, IO_ERROR = 69, 74
PAGE_BYTES = 4096
INJECT = ["strace", "-D", "-f", "-o", "/dev/null", "-e", "trace=fsync,fdatasync",
          "-e", "inject=fsync,fdatasync:error=EIO:when=30..2000+30"]


def overwrite_page(path, fraction):
    """As a bad block does."""
    at = int(path.stat().st_size * fraction) // PAGE_BYTES * PAGE_BYTES
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(b"\xff" * PAGE_BYTES)


class DecayingVillage(Village):
    """Knows each number that somebody was told."""

    def __init__(self, **options):
        super().__init__(**options)
        self.numbers = set()

    def try_send(self):
        done = self.ask("send", "complaint", body=BODY | {"text": "Uang bantuan belum sampai"})
        if done.returncode == 0:
            number = done.stdout.split()[0].split("/")[1]
            assert number not in self.numbers, "a number was given twice"
            self.numbers.add(number)
        return done

    def look_up(self):
        person = self.people()[0]
        return call(ASK, "--agent", self.socket, "household", check=False,
                    stdin=f"{person['nik']} {person['no_kk']}\n")

    def check(self):
        return call(AGENT, "check", "--state-dir", self.state, check=False).stdout

    def shown(self):
        """What the hub knows of the terminal."""
        return self.ctl_json("terminal", "list")[0]

    def assert_all_arrived(self):
        self.wait(lambda: self.status().get("outbox") == 0, 60, "all cases at the hub")
        at_hub = [ticket["number"] for ticket in self.ctl_json("ticket", "list")]
        assert len(at_hub) == len(set(at_hub)), at_hub
        assert self.numbers <= set(at_hub), self.numbers - set(at_hub)


def test_bad_page_in_the_running_cache(village):
    overwrite_page(village.state / "cache.db", 0.4)
    done = village.look_up()
    assert done.returncode in (0, UNAVAILABLE) and '"found":false' not in done.stdout, done
    village.wait(lambda: village.status().get("synced"), 120, "the records")


def test_without_its_records_all_else_works(village):
    village.agent.stop()
    overwrite_page(village.state / "cache.db", 0)
    village.stop_hub()
    village.start_agent(wait_synced=False)
    status = village.status()
    assert not status["synced"] and status["fetching_again"], status
    assert village.look_up().returncode == UNAVAILABLE
    assert village.try_send().returncode == 0
    assert "cache.db replaced" in village.check(), village.check()
    village.start_hub()
    village.agent.stop()
    village.start_agent()
    assert village.look_up().returncode == 0
    village.wait(lambda: village.shown().get("damage", {}).get("replaced"), 60, "the report")


def test_read_only_directory(village):
    if os.geteuid() != 0:
        raise tap.Skip("needs root to mount")
    village.agent.stop()
    subprocess.run(["mount", "--bind", village.state, village.state], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", village.state], check=True)
    try:
        village.start_agent()
        assert village.status()["storage"] == "read-only", village.status()
        assert village.look_up().returncode == 0
        refused = village.try_send()
        assert refused.returncode == IO_ERROR and "storage" in refused.stderr, refused
        assert "read-only" in village.check(), village.check()
        village.wait(lambda: village.shown().get("storage") == "read-only", 60, "the report")
    finally:
        subprocess.run(["umount", "--lazy", village.state], check=True)
    assert village.try_send().returncode == 0
    assert "storage" not in village.status(), village.status()
    village.assert_all_arrived()


def test_nobody_else_reads(village):
    open_to_others = [path for path in village.state.rglob("*")
                      if path.is_file() and not path.is_socket() and path.stat().st_mode & 0o077]
    assert not open_to_others, open_to_others


def test_files_taken_away(village):
    """Removed, moved or exchanged under the agent, which notices without being asked."""
    village.stop_hub()
    assert village.try_send().returncode == 0
    outbox, ledger, cache = (village.state / f"{name}.db" for name in ("outbox", "ledger", "cache"))
    outbox.unlink()
    (village.state / "outbox.db-wal").unlink()
    ledger.rename(village.state / "ledger.old")
    ledger.write_text("no database\n", encoding="utf-8")
    cache.unlink()
    village.wait(outbox.exists, 30, "the outbox on the disk again")
    assert village.try_send().returncode == 0
    checked = village.check()
    for name in ("outbox.db", "ledger.db", "cache.db"):
        assert f"{name} removed" in checked, checked
    village.agent.kill()
    village.start_agent(wait_synced=False)
    village.start_hub()
    village.assert_all_arrived()
    village.wait(lambda: village.status().get("synced"), 120, "the records")
    village.wait(lambda: village.shown().get("damage", {}).get("removed"), 60, "the report")


# from here on look-ups wait for five minutes: nobody knows how often somebody guessed before
def test_zeroed_ledger(village):
    village.agent.stop()
    path = village.state / "ledger.db"
    path.write_bytes(bytes(path.stat().st_size))
    village.start_agent()
    for _ in range(5):
        assert village.try_send().returncode == 0
    assert "ledger.db replaced" in village.check(), village.check()
    village.assert_all_arrived()


def test_lost_case_is_named(village):
    village.stop_hub()
    before, lost, after = (village.send(BODY | {"text": text}) for text in ("satu", "dua", "tiga"))
    village.numbers |= {before[1], after[1]}
    village.agent.stop()
    database = sqlite3.connect(village.state / "outbox.db")
    with database:
        database.execute("UPDATE entry SET payload = zeroblob (99) WHERE seq ="
                         " (SELECT max (seq) - 1 FROM entry)")
    database.close()
    village.start_agent()
    assert "outbox.db salvaged" in village.check(), village.check()
    assert village.follow(*lost, check=False).returncode == UNAVAILABLE  # maybe the hub has it
    village.start_hub()
    village.assert_all_arrived()
    assert json.loads(village.follow(*lost).stdout)["state"]["state"] == "lost"
    assert village.follow(lost[0], lost[1], "000000", check=False).returncode != 0
    assert village.shown()["lost"] == 1, village.shown()
    assert "cases lost" in village.ctl("terminal", "show", village.shown()["id"]).stdout


def test_fsync_that_fails(village):
    village.agent.stop()
    right = village.agent.command
    village.agent.command = INJECT + right
    village.agent.start()
    done = [village.try_send().returncode for _ in range(20)]
    assert set(done) <= {0, IO_ERROR} and 0 in done, done
    assert "disk-error" in village.check(), village.check()
    village.agent.stop()
    village.agent.command = right
    village.agent.start()
    village.assert_all_arrived()


def main():
    if os.geteuid() == 0 and "--inside" not in sys.argv:
        os.execvp("unshare", ["unshare", "-m", sys.executable, __file__, "--inside"])
    with DecayingVillage(residents=40) as village:
        return tap.run(__name__, village)


if __name__ == "__main__":
    sys.exit(main())
