#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three journeys by a 12-key pad alone: with a headset everything is said, without it no secret.

What was said is what the screen's speaker wrote down where it made samples.
"""

import re
import sys
import time

import tap
from display import Display, screen_command
from pad import Pad
from village import Daemon, Village

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz"
STORY = "uang belum ada"


class Listener:
    """Who plays: the pad, and what the village knows of the person."""

    def __init__(self, village, jack, log):
        self.village, self.jack = village, jack
        self.pad = Pad(Display, log)
        self.person = next(person for person in village.people()
                           if person["nik"] and person["no_kk"]
                           and person["no_kk"][:6] == person["nik"][:6])
        self.ticket = None

    def plug(self, is_in):
        if is_in:
            self.jack.touch()
        else:
            self.jack.unlink(missing_ok=True)
        self.village.wait(lambda: self.village.status().get("headset") is is_in, 10, "the jack")


def greet(listener):
    pad = listener.pad
    pad.wait_page("sapaan")
    time.sleep(0.5)  # a new screen ignores input for 300 ms
    pad.press("5")
    pad.wait_page("bahasa")


def write_numbers(listener, listens):
    pad, person = listener.pad, listener.person
    listens("nik")
    pad.press(person["nik"][:15] + "#")
    pad.wait_text("NIK harus 16 angka")
    listens("nik")
    pad.press(person["nik"][15:] + "#")
    listens("kk")
    pad.press(person["no_kk"][6:] + "#")


def turn_pages(listener, page, listens):
    """To the last page of a list."""
    pad = listener.pad
    for _ in range(8):
        listens(page)
        places = [re.fullmatch(r"(\d+) dari (\d+)", text) for text in pad.shown()]
        place = next((match for match in places if match), None)
        if place is None or place[1] == place[2]:
            return
        pad.choose("Berikut")
        pad.wait_text(f"{int(place[1]) + 1} dari {place[2]}")


def check_aid(listener, listens):
    pad = listener.pad
    greet(listener)
    listens("bahasa")
    pad.choose("Bahasa Indonesia")
    listens("beranda")
    pad.choose("Cek bantuan")
    write_numbers(listener, listens)
    turn_pages(listener, "hasil", listens)
    pad.choose("PKH", key="2")
    listens("rincian")
    pad.press("*")
    pad.wait_page("hasil")
    pad.choose("Selesai", key="2")
    pad.wait_page("sapaan")


def complain(listener, listens):
    pad = listener.pad
    greet(listener)
    pad.choose("Bahasa Indonesia")
    pad.wait_page("beranda")
    pad.choose("Pengaduan")
    listens("jenis")
    pad.choose("Bantuan belum cair")
    listens("nama")
    pad.choose("Tanpa nama")
    if pad.page() == "nama":
        pad.choose("Lanjut", key="2")
    listens("cerita")
    pad.write(STORY)
    pad.wait_text("ang belum ada")
    pad.hold("*", 1.3)
    pad.wait(lambda: pad.focus(), "the keys out of the field")
    pad.choose("Lanjut", key="2")
    listens("foto")
    pad.choose("Lanjut", key="2")
    turn_pages(listener, "periksa", listens)
    pad.choose("Kirim aduan", key="2")
    turn_pages(listener, "terkirim", listens)
    shown = [line["text"] for line in pad.heard()]
    number = next(text for text in reversed(shown) if re.fullmatch(r"[A-Z]{3}-\d{4}-\w", text))
    pin = next(text for text in reversed(shown) if re.fullmatch(r"\d{3} ?\d{3}", text))
    listener.ticket = number, pin.replace(" ", "")
    pad.choose("Selesai", key="2")
    pad.wait_page("sapaan")


def follow(listener, listens):
    pad = listener.pad
    number, pin = listener.ticket
    greet(listener)
    pad.choose("Bahasa Indonesia")
    pad.wait_page("beranda")
    pad.choose("Ikuti")
    listens("ikuti-nomor")
    pad.write(number[:3].lower(), CODE_LETTERS)
    time.sleep(1.6)
    pad.press(number[4:8])
    time.sleep(1.6)
    pad.write(number[9].lower(), CODE_LETTERS + "23456789")
    pad.press("#")
    listens("ikuti-pin")
    pad.press(pin + "#")
    turn_pages(listener, "ikuti", listens)
    pad.choose("Selesai", key="2")
    pad.wait_page("sapaan")


def test_with_a_headset_everything_that_is_shown_is_said(listener):
    listener.plug(True)
    check_aid(listener, listener.pad.listen)
    lines = listener.pad.heard()
    assert any(line["secret"] for line in lines), "names and amounts are for a headset"
    assert any(line["text"].startswith("Data per") for line in lines)


def test_a_complaint_is_written_and_its_number_heard(listener):
    listener.plug(True)
    complain(listener, listener.pad.listen)
    echoes = [line["text"] for line in listener.pad.heard()]
    assert "belum" in echoes, "a word is said at the space after it"
    assert echoes.count(listener.ticket[0]) >= 2, "the number is said twice"


def test_the_case_is_followed(listener):
    listener.plug(True)
    follow(listener, listener.pad.listen)


def test_without_a_headset_no_digit_name_or_amount_is_said(listener):
    pad, person = listener.pad, listener.person
    listener.plug(False)
    pad.wait_page("sapaan")
    since = len(pad.heard())

    def hears(page):
        pad.wait_page(page)
        time.sleep(0.5)
        if page == "bahasa":
            assert [line["text"] for line in pad.heard()[since:]] == ["Selamat datang"]
            pad.choose("Suara", key="2")
            pad.wait(lambda: len(pad.heard()) > since, "a word aloud")
    check_aid(listener, hears)
    lines = pad.heard()[since:]
    words = [line["text"] for line in lines if line["source"] != "tone"]
    assert "Tulis NIK Anda" in words and "Lanjut" in words, words
    assert not any(line["secret"] for line in lines)
    document = listener.village.households([(person["nik"], person["no_kk"])])[0]
    names = [member["name"] for member in document["household"]["members"]]
    for word in words:
        assert not re.search(r"Rp ?\d|\d{4} [\d•]{4}|••|\d{5}", word), word
        assert not any(name in word for name in names), word
        assert word not in ("nol", "satu", "dua", "tiga", "empat", "lima"), word


def main():
    with Village(residents=60) as village, Display():
        jack, log = village.folder / "jack", village.folder / "said"
        log.touch()
        village.agent.stop()
        village.agent_options = ["--sound", f"test:{village.folder / 'sound'}",
                                 "--headset-jack", f"test:{jack}"]
        village.start_agent()
        screen = Daemon(*screen_command(village), "--test-utterances", log,
                        log=village.folder / "screen.log").start()
        try:
            return tap.run("__main__", Listener(village, jack, log))
        finally:
            screen.stop()


if __name__ == "__main__":
    sys.exit(main())
