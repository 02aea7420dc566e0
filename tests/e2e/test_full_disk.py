#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks without room: the terminal's and the hub's, each a small one of its own, filled by others.

What a resident was told a number for stays and arrives; new ones are refused in good time, and
nobody's look-up suffers. Needs root (mount); skips without.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading

import tap
from test_attachments import make_photo, open_case, wait_done
from test_whole_path import check_chain
from village import ASK, Village, call

MIB = 1024 * 1024
STATE_MIB, HUB_MIB = 128, 700
BODY = {"category": "lain", "anonymous": False, "secret": False, "nik": "3509014101800001"}
# of sysexits.h
POLITE = (69, 75)  # unavailable, try again
SEED = 1


class SmallDisk:
    """A disk of its own with some other program's file on it."""

    def __init__(self, folder, mib):
        self.folder, self.mib = folder, mib
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=0700", "tmpfs", folder],
                       check=True)
        self.filler = folder / "somebody-elses"

    def free(self):
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize

    def leave(self, n_bytes):
        """The other program takes all but so much."""
        self.give_back()
        size = self.free() - n_bytes
        while size > 0:
            with open(self.filler, "wb") as file:
                try:
                    os.posix_fallocate(file.fileno(), 0, size)
                    return
                except OSError:  # somebody was quicker
                    size = min(size - 4096, self.free() - n_bytes)

    def give_back(self):
        self.filler.unlink(missing_ok=True)


class SmallVillage(Village):
    """Its terminal and its hub have disks of their own."""

    def make_hub(self):
        self.hub_disk = SmallDisk(self.hub_data, HUB_MIB)
        self.disk = SmallDisk(self.state, STATE_MIB)
        self.told = {}  # number → text
        super().make_hub()

    def try_send(self, text, *options):
        """Whether somebody was told a number; a refusal must be a polite one."""
        done = call(ASK, "--agent", self.socket, "send", "complaint", *options,
                    stdin=json.dumps(BODY | {"text": text}), check=False)
        if done.returncode == 0:
            self.told[done.stdout.split()[0].split("/")[1]] = text
        else:
            assert done.returncode in POLITE and "Traceback" not in done.stderr, done
        return done

    def is_told(self, text, *options):
        return self.try_send(text, *options).returncode == 0

    def texts_at_hub(self):
        texts = {}
        for ticket in self.ctl_json("ticket", "list"):
            shown = self.ctl_json("ticket", "show", f"{ticket['region']}/{ticket['number']}",
                                  "--key", self.keys / "recovery")
            texts[ticket["number"]] = shown["body"]["text"]
        return texts

    def assert_all_arrived(self):
        texts = self.texts_at_hub()
        assert {number: texts.get(number) for number in self.told} == self.told
        assert len(set(texts.values())) == len(texts), "one came twice"
        check_chain(self)


def photo_of(village, seed):
    return make_photo(village.folder / f"photo-{seed}.jpg", seed, "700x500")


def test_room_is_kept_from_the_start(village):
    reserve = village.state / "reserve"
    village.wait(reserve.exists, 20, "a reserve")
    assert reserve.stat().st_blocks * 512 >= 16 * MIB


def test_attachments_are_refused_before_cases_are(village):
    village.stop_hub()
    village.photo = photo_of(village, 1)
    assert village.is_told("Dengan foto", "--photo", village.photo)
    village.disk.leave(40 * MIB)
    assert not village.is_told("Foto tanpa tempat", "--photo", photo_of(village, 2))
    assert village.is_told("Tanpa foto")


def test_the_last_room_is_nobodys_new_case(village):
    """New ones are refused while there is still room for what has its number."""
    village.disk.leave(2 * MIB)
    n_told = 0
    while n_told < 400 and village.is_told(f"Sampai penuh {n_told:03}"):
        n_told += 1
        village.disk.leave(max(0, 2 * MIB - n_told * 300_000))
    assert n_told < 400, "nobody was refused"
    print(f"# {n_told} more were told before the disk was full", flush=True)
    assert village.status()["outbox"] == len(village.told), village.status()


def test_look_ups_go_on_and_a_restart_too(village):
    village.disk.leave(0)
    person = village.people()[0]
    pair = (person["nik"], person["no_kk"])
    assert village.households([pair])[0]["found"]
    village.agent.kill()
    village.start_agent(wait_synced=False)
    assert village.households([pair])[0]["found"]
    assert village.status()["outbox"] == len(village.told), village.status()
    assert not village.is_told("Masih penuh")


def test_what_was_told_while_others_fight_for_the_disk_is_kept(village):
    """Room comes and goes under the feet of three residents."""
    over, chance = threading.Event(), random.Random(SEED)

    def fight():
        while not over.wait(0.02):
            village.disk.leave(chance.choice([0, 4096, 65536, 400_000, 2 * MIB, 20 * MIB]))

    def send(name):
        for index in range(8):
            village.try_send(f"Rebutan {name} {index}")

    fighter = threading.Thread(target=fight)
    senders = [threading.Thread(target=send, args=(name,)) for name in "abc"]
    n_before = len(village.told)
    for thread in [fighter, *senders]:
        thread.start()
    for thread in senders:
        thread.join()
    over.set()
    fighter.join()
    print(f"# {len(village.told) - n_before} of 24 were told", flush=True)
    village.disk.leave(0)
    village.agent.kill()
    village.start_agent(wait_synced=False)
    assert village.status()["outbox"] == len(village.told), village.status()


def test_all_arrives_from_a_full_disk(village):
    village.start_hub()
    village.agent.kill()
    village.start_agent(wait_synced=False)
    wait_done(village)
    village.assert_all_arrived()


def test_room_that_comes_back_is_used(village):
    village.disk.give_back()
    village.wait(lambda: (village.state / "reserve").exists(), 40, "the reserve")
    photo = photo_of(village, 3)
    done = village.try_send("Tempat kembali", "--photo", photo)
    assert done.returncode == 0, done
    region, number = done.stdout.split()[0].split("/")
    wait_done(village)
    village.assert_all_arrived()
    shown, _ = open_case(village, region, number)
    assert [entry["state"] for entry in shown["attachments"]] == ["present"], shown


def test_a_hub_without_room_signs_for_nothing(village):
    village.hub_disk.leave(0)
    texts = [f"Pusat penuh {index}" for index in range(6)]
    for text in texts:
        assert village.is_told(text)
    assert village.is_told("Pusat penuh, dengan foto", "--photo", photo_of(village, 4))
    n_told = village.status()["outbox"]
    assert village.hub.process.poll() is None
    # what it did sign for it must have: also after it was killed, on a disk that is still full
    village.hub.kill()
    village.hub_disk.leave(8 * MIB)
    village.start_hub()
    village.hub_disk.leave(0)
    print(f"# {n_told} of 7 waited", flush=True)
    assert n_told > 0, "the hub's disk was not full"
    village.hub_disk.give_back()
    village.agent.kill()
    village.start_agent(wait_synced=False)
    wait_done(village)
    village.assert_all_arrived()


def main():
    if "--inside" not in sys.argv:
        if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], check=False).returncode:
            print("1..0 # SKIP needs root to mount")
            return 0
        os.execvp("unshare", ["unshare", "-m", sys.executable, __file__, "--inside"])
    with tempfile.TemporaryDirectory(prefix="anjungan-full-") as folder:
        with SmallVillage(folder=folder, residents=40) as village:
            status = tap.run(__name__, village)
        for disk in (village.disk, village.hub_disk):
            subprocess.run(["umount", disk.folder], check=True)
        return status


if __name__ == "__main__":
    sys.exit(main())
