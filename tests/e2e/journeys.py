# SPDX-License-Identifier: GPL-3.0-or-later
"""The journeys of a resident at the screen, each from the greeting to the end of the session.

Names are what stands on the buttons; pages are known by their ids (docs/architecture.md).
"""

import json
import sys
import time
import traceback

from resident import Resident

WORDS = "uang pkh belum masuk"


class Stage:
    """What a journey needs: the village, the person before the screen, and somebody to play."""

    def __init__(self, village, display, pictures):
        self.village = village
        self.resident = Resident(display, pictures)
        people = [person for person in village.people() if person["nik"] and person["no_kk"]]
        self.person = people[0]
        self.people = people
        self.ticket = None  # (number, pin) of the complaint journey


def greet(stage, language="Bahasa Indonesia"):
    resident = stage.resident
    resident.wait_page("sapaan")
    resident.picture("01-sapaan")
    time.sleep(0.4)  # a new screen ignores input for 300 ms
    resident.touch_at(540, 1500)
    resident.wait_page("bahasa")
    resident.picture("02-bahasa")
    resident.touch(language, starts=True)
    resident.wait_page("beranda")
    resident.picture("03-beranda")


def write_numbers(stage, person, primary="Lihat bantuan"):
    """NIK and No. KK; the KK comes with the NIK's first six digits."""
    resident = stage.resident
    resident.wait_page("nik")
    resident.type_keys(person["nik"][:15])
    resident.touch("Lanjut")
    resident.wait_text("NIK harus 16 angka")
    resident.picture("27-nik-15-angka")
    resident.type_keys(person["nik"][15:])
    resident.picture("04-nik")
    resident.touch("Lanjut")
    resident.wait_page("kk")
    if person["no_kk"][:6] != person["nik"][:6]:
        resident.touch("Hapus semua")
        resident.type_keys(person["no_kk"])
    else:
        resident.type_keys(person["no_kk"][6:])
    resident.picture("05-no-kk")
    resident.touch(primary)


def end(stage):
    """Selesai: the next screen greets."""
    stage.resident.touch("Selesai")
    stage.resident.wait_page("sapaan")


def heading(stage):
    """The person before the screen, or the head of the family where masked numbers are alike."""
    person = stage.person
    document = stage.village.households([(person["nik"], person["no_kk"])])[0]
    members = document["household"]["members"]
    masked = person["nik"][:4] + "********" + person["nik"][-4:]
    named = [member for member in members if member.get("nik") == masked]
    if len(named) != 1:
        named = [member for member in members if member["relation"].lower().startswith("kepala")]
    return f"Bantuan keluarga {named[0]['name'] if named else 'Anda'}"


def look_up(stage):
    resident = stage.resident
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    write_numbers(stage, stage.person)
    resident.wait_page("hasil")
    resident.wait_text(heading(stage))
    resident.picture("06-hasil")
    resident.touch("PKH", starts=True)
    resident.wait_page("rincian")
    resident.picture("07-rincian")
    resident.touch("Kembali")
    resident.wait_page("hasil")
    end(stage)


def miss(stage):
    resident = stage.resident
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    person = dict(stage.person)
    last = "1" if person["no_kk"][-1] != "1" else "2"
    person["no_kk"] = person["no_kk"][:-1] + last
    write_numbers(stage, person)
    resident.wait_text("Data tidak ditemukan")
    resident.picture("05-tidak-ditemukan")
    resident.touch("Mulai lagi")
    resident.wait_page("sapaan")


def complain(stage):
    """With the name kept secret: NIK and No. KK are asked on the way."""
    resident = stage.resident
    greet(stage)
    resident.touch("Pengaduan", starts=True)
    resident.wait_page("jenis")
    resident.picture("08-pengaduan-jenis")
    resident.touch("Bantuan belum cair")
    resident.wait_page("nama")
    resident.picture("09-pengaduan-nama")
    resident.touch("Nama dirahasiakan")
    if "Lanjut" in resident.names():
        resident.touch("Lanjut")
    write_numbers(stage, stage.person, primary="Lanjut")
    write_words(stage)
    send(stage, "13-terkirim")
    end(stage)


def write_words(stage):
    resident = stage.resident
    resident.wait_page("cerita")
    resident.type_keys(WORDS)
    resident.picture("10-pengaduan-cerita")
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    resident.wait_text("ang pkh belum masuk")
    resident.picture("12-periksa")


def send(stage, picture):
    resident = stage.resident
    resident.touch("Kirim aduan")
    resident.wait_page("terkirim")
    resident.picture(picture)
    names = resident.names()
    number = next(name for name in names if len(name) == 10 and name[3] == "-" and name[8] == "-")
    digits = [name.replace(" ", "") for name in names]
    pin = next(name for name in digits if len(name) == 6 and name.isdigit())
    stage.ticket = (number, pin)


def complain_anonymously(stage):
    resident = stage.resident
    greet(stage)
    resident.touch("Pengaduan", starts=True)
    resident.wait_page("jenis")
    resident.touch("Bantuan belum cair")
    resident.wait_page("nama")
    resident.touch("Tanpa nama", starts=True)
    if resident.page() == "nama" and "Lanjut" in resident.names():
        resident.touch("Lanjut")
    write_words(stage)
    send(stage, "13-terkirim-tanpa-nama")
    end(stage)


def follow(stage):
    """The officer answers; the resident reads it with number and PIN."""
    resident, village = stage.resident, stage.village
    complain(stage)
    number, pin = stage.ticket
    village.wait(lambda: number in village.ctl("ticket", "list").stdout, 60, "the case at the hub")
    village.ctl("ticket", "answer", number, "--key", village.keys / "intake", "--state",
                "answered", "--text", "Uang masuk tanggal 25 November. Terima kasih.")
    greet(stage)
    resident.touch("Ikuti", starts=True)
    resident.wait_page("ikuti-nomor")
    resident.picture("14-ikuti-nomor")
    resident.type_keys(number.replace("-", ""))
    resident.picture("14-ikuti-nomor-penuh")
    resident.touch("Lanjut")
    resident.wait_page("ikuti-pin")
    resident.type_keys(pin)
    resident.picture("14-ikuti-pin")
    resident.touch("Lihat kabar", starts=True)
    resident.wait_page("ikuti")
    resident.wait_text("Uang masuk tanggal 25 November")
    resident.picture("14-ikuti")
    end(stage)


def english(stage):
    resident = stage.resident
    greet(stage, language="English")
    resident.touch("Check aid", starts=True)
    resident.wait_page("nik")
    resident.picture("04-nik-english")
    resident.touch("Start over")
    resident.wait_page("sapaan")


def offline(stage):
    resident, village = stage.resident, stage.village
    village.stop_hub()
    try:
        village.wait(lambda: village.status().get("online") is False, 60, "offline")
        greet(stage)
        resident.touch("Cek bantuan", starts=True)
        write_numbers(stage, stage.person)
        resident.wait_page("hasil")
        resident.picture("22-luring-hasil")
        end(stage)
        greet(stage)
        resident.touch("Pengaduan", starts=True)
        resident.wait_page("jenis")
        resident.touch("Bantuan belum cair")
        resident.wait_page("nama")
        resident.touch("Nama dirahasiakan")
        if "Lanjut" in resident.names():
            resident.touch("Lanjut")
        write_numbers(stage, stage.person, primary="Lanjut")
        write_words(stage)
        send(stage, "22-luring")
        end(stage)
    finally:
        village.start_hub()
    number = stage.ticket[0]
    village.wait(lambda: number in village.ctl("ticket", "list").stdout, 90,
                 "the offline case at the hub")
    tickets = json.loads(village.ctl("--json", "ticket", "list").stdout)
    assert [ticket["number"] for ticket in tickets].count(number) == 1


JOURNEYS = [look_up, miss, follow, complain_anonymously, english, offline]


def play_all(village, display, pictures):
    """Plays every journey and says how each went; 0 only if all worked."""
    failures = 0
    for journey in JOURNEYS:
        stage = Stage(village, display, pictures)
        try:
            journey(stage)
            print(f"ok    {journey.__name__.replace('_', ' ')}", flush=True)
        except Exception:  # pylint: disable=broad-except
            failures += 1
            print(f"FAIL  {journey.__name__.replace('_', ' ')}", flush=True)
            traceback.print_exc(file=sys.stdout)
            stage.resident.picture(f"failed-{journey.__name__}")
            recover(stage)
    return failures > 0


def recover(stage):
    """Back to the greeting, so that the next journey stands alone."""
    try:
        stage.resident.touch("Mulai lagi")
        stage.resident.wait_page("sapaan", 5)
    except Exception:  # pylint: disable=broad-except
        pass
