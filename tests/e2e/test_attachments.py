#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos and recordings from the session to the officer: whole, sealed, once, over any line."""

import hashlib
import json
import os
import struct
import subprocess
import sys
import time

import tap
from cutter import Cutter
from rogue import Rogue
from thief import open_attachment
from village import ASK, Village, call

NAMELESS = {"category": "lain", "text": "Jalan rusak, gambar terlampir.", "anonymous": True,
            "secret": False}
BODY = NAMELESS | {"anonymous": False, "nik": "3509014101800001"}
PLACE = "KANARI-7.2575S-112.7521E"
DAY_S = 86400


# making photos and recordings

def exif(text):
    """An APP1 segment with an EXIF block whose GPS directory holds @text."""
    value = text.encode() + b"\0"
    first = struct.pack("<2sHIHHHIII", b"II", 42, 8, 1, 0x8825, 4, 1, 26, 0)
    gps = struct.pack("<HHHIII", 1, 0x001C, 7, len(value), 44, 0)
    block = b"Exif\0\0" + first + gps + value
    return b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block


def make_photo(path, seed, size):
    """A JPEG full of noise, with a place, a comment and a thumbnail's worth of rubbish behind it."""
    subprocess.run(["convert", "-size", size, "-seed", str(seed), "xc:gray", "+noise", "Random",
                    "-sampling-factor", "4:2:0", "-quality", "80", str(path)], check=True)
    data = path.read_bytes()
    comment = PLACE.encode()
    path.write_bytes(data[:2] + exif(PLACE) + b"\xff\xfe" + struct.pack(">H", len(comment) + 2)
                     + comment + data[2:] + b"behind " + comment)
    return path


def pixels(path):
    """SHA-256 of what is seen."""
    raw = subprocess.run(["convert", f"jpeg:{path}", "rgb:-"], check=True,
                         capture_output=True).stdout
    assert len(raw) > 1000
    return hashlib.sha256(raw).hexdigest()


def crc(page):
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


def ogg_page(flags, sequence, packet, granule=0):
    segments = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 77, sequence, 0)
    page = head + bytes([len(segments)]) + segments + packet
    return page[:22] + struct.pack("<I", crc(page)) + page[26:]


def make_recording(path):
    """An Ogg/Opus stream whose tags tell a place; returns its sound's pages."""
    tag = f"LOCATION={PLACE}".encode()
    vendor = b"an encoder"
    tags = (b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<II", 1, len(tag))
            + tag)
    sound = b"".join(ogg_page(4 if index == 39 else 0, index, os.urandom(3000), index * 960)
                     for index in range(2, 40))
    head = ogg_page(2, 0, b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0))
    path.write_bytes(head + ogg_page(0, 1, tags) + sound)
    return sound


# sending and opening

def send(village, *options, body=None, check=True):
    done = call(ASK, "--agent", village.socket, "send", "complaint", *options,
                stdin=json.dumps(body or BODY), check=check)
    if done.returncode != 0:
        return done
    ticket, pin = done.stdout.split()
    return (*ticket.split("/"), pin)


def wait_done(village, timeout_s=60):
    village.wait(lambda: village.status().get("attachments") == 0
                 and village.status().get("outbox") == 0, timeout_s, "an empty outbox")


def open_case(village, region, number, role="intake"):
    """What the officer sees, and the folder with the opened files."""
    folder = village.folder / f"opened-{number}"
    done = village.ctl("--json", "ticket", "show", f"{region}/{number}", "--key",
                       village.keys / role, "--save", folder)
    return json.loads(done.stdout), folder


def assert_arrived(village, region, number, photo):
    shown, folder = open_case(village, region, number)
    assert [entry["state"] for entry in shown["attachments"]] == ["present"], shown["attachments"]
    opened = folder / "photo.jpg"
    assert pixels(opened) == pixels(photo)
    data = opened.read_bytes()
    assert PLACE.encode() not in data and b"Exif" not in data


class OtherPort:
    """The hub answers on another port while something else stands in its place."""

    def __init__(self, village):
        self.village = village

    def __enter__(self):
        self.village.stop_hub()
        self.asked_port, self.village.hub_port = self.village.hub_port, 0
        self.village.start_hub()
        self.real_port = self.village.hub_port
        return self

    def __exit__(self, *_):
        self.village.stop_hub()
        self.village.hub_port = self.asked_port
        self.village.start_hub()


# the cases

def test_an_officer_sees_and_hears_what_was_sent_and_nothing_else(village):
    photo = make_photo(village.folder / "one.jpg", 1, "800x600")
    sound = make_recording(village.folder / "voice.ogg")
    assert PLACE.encode() in photo.read_bytes()
    region, number, _ = send(village, "--photo", photo, "--recording", village.folder / "voice.ogg")
    wait_done(village)
    shown, folder = open_case(village, region, number)
    names = {entry["name"]: entry for entry in shown["attachments"]}
    assert set(names) == {"photo.jpg", "recording.ogg"}, names
    assert {entry["state"] for entry in shown["attachments"]} == {"present"}
    assert pixels(folder / "photo.jpg") == pixels(photo)
    heard = (folder / "recording.ogg").read_bytes()
    assert heard.endswith(sound) and b"OpusTags" in heard
    for path in (folder / "photo.jpg", folder / "recording.ogg"):
        data = path.read_bytes()
        assert PLACE.encode() not in data and b"Exif" not in data and b"encoder" not in data
    recovered, _ = open_case(village, region, number, role="recovery")
    assert recovered["attachments"] == shown["attachments"]


def test_too_many_too_large_and_damaged_are_refused_before_a_number_is_used(village):
    photo = make_photo(village.folder / "small.jpg", 2, "64x64")
    torn = village.folder / "torn.jpg"
    torn.write_bytes(photo.read_bytes()[:2000])
    large = make_photo(village.folder / "large.jpg", 3, "2400x2000")
    assert large.stat().st_size > 1_600_000
    depth = village.status()["outbox"]
    cases = (["--photo", photo] * 4, "attachments-too-many"), (["--photo", torn], "damaged"), \
        (["--photo", large], "attachment-too-large"), (["--recording", photo], "damaged"), \
        (["--photo", village.folder / "absent.jpg"], "absent.jpg")
    for options, words in cases:
        done = send(village, *options, check=False)
        assert done.returncode in (65, 66) and words in done.stderr, (options, done)
        assert done.stderr.count("\n") == 1, done.stderr
    assert village.status()["outbox"] == depth


def test_a_line_that_breaks_at_any_byte_loses_nothing_and_makes_progress(village):
    photo = make_photo(village.folder / "cut.jpg", 4, "1500x1300")
    n_bytes = photo.stat().st_size
    assert n_bytes > 700_000
    with OtherPort(village) as other, Cutter(other.asked_port, other.real_port) as line:
        line.budgets = [150_000, 70_001, 80_000, 69_999, 200_000, 120_345, 5_000, 517, 90_000]
        n_cuts = len(line.budgets)
        region, number, _ = send(village, "--photo", photo)
        wait_done(village, 180)
        n_sent, n_left = line.n_sent, len(line.budgets)
    assert_arrived(village, region, number, photo)
    assert n_cuts - n_left >= 6, "the line was not cut"
    print(f"# {n_cuts - n_left} cuts, {n_bytes} bytes of photo, {n_sent} bytes sent in all")


def hold_midway(village, photo, n_bytes):
    """Sends @photo over a line that stalls after @n_bytes; returns the ticket and the line."""
    other = OtherPort(village)
    other.__enter__()
    line = Cutter(other.asked_port, other.real_port)
    line.__enter__()
    line.stall_after = n_bytes
    ticket = send(village, "--photo", photo)
    assert line.stalled.wait(30), "nothing was sent"
    return ticket, other, line


def parts(village):
    return {path: path.stat().st_size
            for path in (village.hub_data / "attachments").glob("*.part")}


def test_an_agent_killed_in_the_middle_goes_on_where_it_was(village):
    photo = make_photo(village.folder / "agent.jpg", 5, "1500x1300")
    (region, number, _), other, line = hold_midway(village, photo, 450_000)
    village.agent.kill()
    held = parts(village)
    assert len(held) == 1 and min(held.values()) >= 65_536, held
    line.__exit__()
    other.__exit__()
    with OtherPort(village) as other, Cutter(other.asked_port, other.real_port) as line:
        village.start_agent(wait_synced=False)
        wait_done(village)
        n_sent = line.n_sent
    assert n_sent < photo.stat().st_size - min(held.values()) + 60_000, (n_sent, held)
    assert parts(village) == {}
    assert_arrived(village, region, number, photo)


def test_a_hub_killed_in_the_middle_goes_on_where_it_was(village):
    photo = make_photo(village.folder / "hub.jpg", 6, "1500x1300")
    (region, number, _), other, line = hold_midway(village, photo, 450_000)
    village.hub.kill()
    held = parts(village)
    line.__exit__()
    assert len(held) == 1 and min(held.values()) >= 65_536, held
    village.hub_port = other.asked_port
    village.start_hub()
    shown, _ = open_case(village, region, number)
    assert [entry["state"] for entry in shown["attachments"]] == ["missing"], shown
    wait_done(village)
    assert_arrived(village, region, number, photo)


def test_kills_all_along_the_way_lose_nothing(village):
    """The agent is killed at ever later moments of an upload, the hub now and then."""
    photo = make_photo(village.folder / "kills.jpg", 7, "1500x1300")
    region, number, _ = send(village, "--photo", photo)
    for index in range(10):
        village.agent.kill()
        if index % 3 == 2:
            village.hub.kill()
            village.start_hub()
        village.start_agent(wait_synced=False)
        time.sleep(index / 60)
    wait_done(village)
    assert_arrived(village, region, number, photo)


def test_what_the_hub_lost_it_gets_again(village):
    """Files of an older state were put back: the store says that one came, the disk has none."""
    photo = make_photo(village.folder / "again.jpg", 8, "640x480")
    region, number, _ = send(village, "--photo", photo)
    wait_done(village)
    shown, _ = open_case(village, region, number)
    (village.hub_data / "attachments" / shown["attachments"][0]["sha256"]).unlink()
    shown, _ = open_case(village, region, number)
    assert shown["attachments"][0]["state"] == "missing"
    village.stop_hub()
    village.start_hub()
    village.agent.kill()
    village.start_agent(wait_synced=False)
    village.wait(lambda: open_case(village, region, number)[0]["attachments"][0]["state"]
                 == "present", 60, "the photo")
    assert_arrived(village, region, number, photo)


def test_a_photo_that_the_disk_spoilt_holds_up_nothing(village):
    """The hub hears that nobody has it any more; officer and sender read that it is lost."""
    photo = make_photo(village.folder / "spoilt.jpg", 10, "640x480")
    village.stop_hub()
    before = set((village.state / "attachments").iterdir())
    region, number, pin = send(village, "--photo", photo)
    path = (set((village.state / "attachments").iterdir()) - before).pop()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    village.start_hub()
    village.agent.kill()
    village.start_agent(wait_synced=False)
    wait_done(village, 120)
    village.wait(lambda: open_case(village, region, number)[0]["attachments"][0]["state"]
                 == "lost", 60, "the word of it")
    assert village.status()["attachments_lost"] == 1
    told = json.loads(village.follow(region, number, pin).stdout)["state"]
    assert told["state"] == "received" and told["attachments_lost"] == 1, told
    assert (village.state / "quarantine" / f"attachment-{path.name}").exists()


def test_a_hub_that_lies_gets_no_photo_deleted(village):
    """One that was broken into says that all came; the real one asks for it again."""
    photo = make_photo(village.folder / "lied.jpg", 11, "640x480")
    village.stop_hub()
    region, number, _ = send(village, "--photo", photo)
    village.start_hub()
    village.agent.kill()
    with OtherPort(village) as other, Cutter(other.asked_port, other.real_port) as line:
        line.stall_after = 40_000  # the case goes through, its photo does not
        village.start_agent(wait_synced=False)
        assert line.stalled.wait(30)
        village.stop_hub()
        village.agent.kill()
    village.stop_hub()
    with Rogue(village) as rogue:
        rogue.answers = [("/v1/attachments/", json.dumps({"bytes": 1, "complete": True}).encode())]
        village.start_agent(wait_synced=False)
        village.wait(lambda: village.status().get("attachments") == 0, 60, "the lie")
        assert village.status()["outbox"] == 0, village.status()
    village.start_hub()
    village.agent.kill()
    village.start_agent(wait_synced=False)
    village.wait(lambda: open_case(village, region, number)[0]["attachments"][0]["state"]
                 == "present", 60, "the photo")
    assert_arrived(village, region, number, photo)


def publish(village, **changes):
    source = json.loads(village.ctl("--json", "config", "show").stdout)
    source["version"] += 1
    source |= changes
    path = village.folder / "next.json"
    path.write_text(json.dumps(source))
    village.ctl("config", "sign", path, "--signer", village.keys / "config-signer", "--out",
                village.folder / "next.cms")
    village.ctl("config", "publish", village.folder / "next.cms")
    village.wait(lambda: village.status().get("config_version") == source["version"], 30,
                 "the new configuration")


def test_an_anonymous_photo_waits_with_its_case_and_tells_no_time(village):
    photo = make_photo(village.folder / "anonymous.jpg", 9, "640x480")
    before = set((village.state / "attachments").iterdir())
    region, number, _ = send(village, "--photo", photo, body=NAMELESS)
    fresh = set((village.state / "attachments").iterdir()) - before
    assert len(fresh) == 1
    for path in fresh:
        times = path.stat()
        assert times.st_mtime % DAY_S == 0 and times.st_atime % DAY_S == 0, times
    time.sleep(1)
    assert village.ctl("ticket", "show", f"{region}/{number}", "--key", village.keys / "intake",
                       check=False).returncode != 0, "it left at once"
    village.agent.kill()
    village.start_agent(wait_synced=False)
    assert all(path.exists() for path in fresh), "a pooled attachment was swept away"
    publish(village, anonymous_hold_s=1)
    village.agent.kill()
    village.start_agent(wait_synced=False)
    wait_done(village)
    assert_arrived(village, region, number, photo)


def test_no_disk_holds_a_photo_or_its_place_in_clear(village):
    marks = {PLACE.encode()}
    for path in village.folder.glob("*.jpg"):
        data = path.read_bytes()
        marks |= {data[start:start + 24] for start in range(700, len(data) - 700, len(data) // 40)}
    sound = (village.folder / "voice.ogg").read_bytes()
    marks |= {sound[start:start + 24] for start in range(1000, len(sound) - 100, 9000)}
    assert len(marks) > 100
    own = village.folder / "one.jpg"
    assert any(mark in own.read_bytes() for mark in marks), "the search finds nothing"
    for folder in (village.state, village.hub_data):
        for path in folder.rglob("*"):
            if path.is_file() and path.name != "demo-people.csv":
                data = path.read_bytes()
                assert not [mark for mark in marks if mark in data], path
    for log in village.folder.glob("*.log"):
        assert PLACE.encode() not in log.read_bytes()
    sealed = list((village.state / "attachments").iterdir())
    assert sealed and all(len(path.name) == 64 for path in sealed), sealed
    key = (village.state / "outbox.key").read_bytes()[:32]
    assert all(hashlib.sha256(open_attachment(key, path.name, path.read_bytes())).hexdigest()
               == path.name for path in sealed)


def main():
    with Village(residents=40) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
