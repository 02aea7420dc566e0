# SPDX-License-Identifier: GPL-3.0-or-later
"""The journeys of a resident at the screen, each from the greeting to the end of the session.

Names are what stands on the buttons; pages are known by their ids (docs/architecture.md).
"""

import json
import subprocess
import sys
import time
import traceback

from resident import Resident

WORDS = "uang pkh belum masuk"


class Stage:
    """What a journey needs: the village, the person before the screen, and somebody to play.

    The person makes the text larger `text_steps` times; `checks_places`: see Resident.
    """

    def __init__(self, village, display, pictures, text_steps=0, checks_places=False):
        self.village = village
        self.text_steps = text_steps
        self.resident = Resident(display, pictures, checks_places)
        people = [person for person in village.people() if person["nik"] and person["no_kk"]]
        self.person = people[0]
        self.people = people
        self.ticket = None  # (number, pin) of the complaint journey


def greet(stage, language="Bahasa Indonesia"):
    resident = stage.resident
    resident.wait_page("sapaan")
    resident.picture("01-sapaan")
    time.sleep(0.4)  # a new screen ignores input for 300 ms
    resident.touch_part(0.5, 0.78)
    resident.wait_page("bahasa")
    resident.picture("02-bahasa")
    resident.touch(language, starts=True)
    resident.wait_page("beranda")
    for _ in range(stage.text_steps):
        resident.touch("Huruf" if language == "Bahasa Indonesia" else "Text")
        time.sleep(0.3)  # the page is made anew
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
    skip_photos(stage)
    resident.wait_page("periksa")
    resident.wait_text("ang pkh belum masuk")
    resident.picture("12-periksa")


def skip_photos(stage):
    stage.resident.wait_page("foto")
    stage.resident.touch("Lanjut")


def record_voice(stage):
    """From the story to a recording of three seconds in place of it."""
    resident = stage.resident
    resident.wait_page("cerita")
    resident.touch("Rekam suara saja")
    resident.wait_page("suara")
    resident.touch("Mulai rekam")
    resident.wait_text("Sedang merekam")
    resident.wait_text("3 dari 120 detik")
    resident.picture("10-pengaduan-suara")
    resident.touch("Berhenti merekam")
    resident.wait_text("Rekaman sudah ada")


def take_photos(stage):
    """Two, of which the second is not kept."""
    resident = stage.resident
    resident.wait_page("foto")
    resident.wait_text("Kamera menyala")
    resident.touch("Ambil foto")
    resident.wait(lambda: resident.find("Hapus foto 1"), "a photo")
    resident.touch("Ambil foto")
    resident.wait(lambda: resident.find("Hapus foto 2"), "a second photo")
    resident.picture("11-pengaduan-foto")
    resident.touch("Hapus foto 2")
    resident.wait(lambda: resident.find("Hapus foto 2") is None, "one photo less")


def show_and_tell(stage):
    """A complaint without a written word: a recording and a photo, up to the officer's folder."""
    resident, village = stage.resident, stage.village
    greet(stage)
    resident.touch("Pengaduan", starts=True)
    resident.wait_page("jenis")
    resident.touch("Bantuan belum cair")
    resident.wait_page("nama")
    resident.touch("Nama dirahasiakan")
    if "Lanjut" in resident.names():
        resident.touch("Lanjut")
    write_numbers(stage, stage.person, primary="Lanjut")
    record_voice(stage)
    resident.touch("Lanjut")
    take_photos(stage)
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    resident.wait_text("1 foto")
    resident.picture("12-periksa-lampiran")
    send(stage, "13-terkirim-lampiran")
    end(stage)
    number = stage.ticket[0]
    folder = village.folder / f"opened-{number}"
    village.wait(lambda: number in village.ctl("ticket", "list").stdout
                 and village.status().get("attachments") == 0, 60, "all of the case at the hub")
    shown = json.loads(village.ctl("--json", "ticket", "show", number, "--key",
                                   village.keys / "intake", "--save", folder).stdout)
    check_evidence(shown, folder)


def check_evidence(shown, folder):
    """The photo is the camera's picture and nothing else, the recording as long as it was."""
    names = sorted(entry["name"] for entry in shown["attachments"])
    assert names == ["photo.jpg", "recording.ogg"], names
    assert {entry["state"] for entry in shown["attachments"]} == {"present"}, shown["attachments"]
    photo = (folder / "photo.jpg").read_bytes()
    size = subprocess.run(["identify", "-format", "%w %h", folder / "photo.jpg"], check=True,
                          capture_output=True, text=True).stdout
    assert size == "1280 960", size
    assert b"Exif" not in photo and b"\xff\xfe" not in photo[:600]
    sound = (folder / "recording.ogg").read_bytes()
    last = sound.rindex(b"OggS")
    length_s = int.from_bytes(sound[last + 6:last + 14], "little") / 48000
    assert 3 <= length_s < 6, length_s
    assert shown["body"]["text"], shown["body"]


def send(stage, picture, word="Kirim aduan"):
    resident = stage.resident
    resident.touch(word)
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
    follow_ticket(stage)
    end(stage)


def follow_ticket(stage):
    """A complaint, its answer, and the page that shows it."""
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


def change_data(stage):
    """Who, what, the new value beside the recorded one; the officer reads it in words."""
    resident = stage.resident
    greet(stage)
    resident.touch("Perbarui data", starts=True)
    resident.wait_page("usul-sanggah")
    resident.touch("Perbaiki data")
    write_numbers(stage, stage.person, primary="Lanjut")
    resident.wait_page("data-anggota")
    resident.picture("15-data-anggota")
    member = stage.village.households(
        [(stage.person["nik"], stage.person["no_kk"])])[0]["household"]["members"][0]
    resident.touch(member["name"])
    resident.wait_page("data-pilihan")
    resident.picture("16-data-pilihan")
    resident.touch("Pekerjaan")
    resident.wait_page("data-baru")
    resident.touch("Lanjut")
    resident.wait_text("Pilih satu dulu.")
    resident.touch("Pedagang")
    resident.picture("17-data-baru")
    resident.touch("Lanjut")
    skip_photo(stage)
    resident.wait_page("periksa")
    resident.wait_text("Perubahan data tidak menjamin bantuan.")
    resident.touch("Ubah Yang benar")
    resident.wait_page("data-baru")
    resident.touch("Petani")
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    resident.wait_text("Petani")
    resident.picture("18-data-periksa")
    send(stage, "18-data-terkirim", "Kirim perubahan")
    end(stage)
    case = officer_reads(stage, stage.ticket[0])
    assert case["header"]["kind"] == "update", case["header"]
    assert case["body"] == {"nik": stage.person["nik"], "no_kk": stage.person["no_kk"],
                            "member": member["id"], "field": "pekerjaan",
                            "new": "Petani"}, case["body"]


def skip_photo(stage):
    """Where there is a camera a photo is offered; it may be skipped."""
    resident = stage.resident
    resident.wait(lambda: resident.page() in ("foto", "periksa"), "neither photo nor check page")
    if resident.page() == "foto":
        resident.touch("Lanjut")


def add_news(stage):
    """To the case that was followed; its number need not be typed again."""
    resident = stage.resident
    follow_ticket(stage)
    about = stage.ticket[0]
    resident.touch("Tambah kabar")
    resident.wait_page("kabar")
    resident.picture("14-kabar")
    resident.type_keys("sudah masuk")
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    resident.wait_text(about)
    resident.picture("14-kabar-periksa")
    send(stage, "14-kabar-terkirim", "Kirim kabar")
    end(stage)
    body = officer_reads(stage, stage.ticket[0])["body"]
    assert body["about"].endswith("/" + about), body
    assert body["text"] == "Sudah masuk", body


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


def read_pages(resident, name, limit=12):
    """Turns the pages of a list until @name stands on one; it need not be the first."""
    for _ in range(limit):
        if resident.find(name, starts=True) is not None and is_seen(resident, name):
            return
        resident.touch("Berikut")
        time.sleep(0.2)
    raise AssertionError(f"«{name}» stands on no page of the list")


def is_seen(resident, name):
    node = resident.find(name, starts=True)
    box = node.queryComponent().getExtents(resident.atspi.WINDOW_COORDS)
    return box.width > 0 and box.height > 0 and box.y >= 0


def officer_reads(stage, number):
    """The case as the officer reads it at the hub."""
    village = stage.village
    village.wait(lambda: number in village.ctl("ticket", "list").stdout, 60, "the case at the hub")
    return village.ctl_json("ticket", "show", number, "--key", village.keys / "intake")


def propose(stage):
    """For the own family: kind, numbers, reason, a last look."""
    resident = stage.resident
    greet(stage)
    resident.touch("Perbarui data", starts=True)
    resident.wait_page("usul-sanggah")
    resident.picture("19-usul-sanggah")
    resident.touch("Usulkan keluarga saya")
    write_numbers(stage, stage.person, primary="Lanjut")
    resident.wait_page("usul-alasan")
    resident.picture("19-usul-alasan")
    resident.touch("Anak sekolah perlu biaya")
    resident.wait_page("periksa")
    resident.wait_text("Anak sekolah perlu biaya")
    resident.picture("19-usul-periksa")
    send(stage, "19-usul-terkirim", "Kirim usulan")
    end(stage)
    case = officer_reads(stage, stage.ticket[0])
    assert case["header"]["kind"] == "proposal", case["header"]
    assert case["body"] == {"nik": stage.person["nik"], "no_kk": stage.person["no_kk"],
                            "reason": "Anak sekolah perlu biaya"}, case["body"]


def object_to_another(stage):
    """Name and place by our keyboard; a reason that can be seen; words added at the last look."""
    resident = stage.resident
    greet(stage)
    resident.touch("Perbarui data", starts=True)
    resident.wait_page("usul-sanggah")
    resident.touch("Sanggah keluarga lain")
    write_numbers(stage, stage.person, primary="Lanjut")
    resident.wait_page("sanggah-siapa")
    resident.wait_text("yang melihat NIK Anda.")
    resident.type_keys("pak tono")
    resident.touch("Tempat tinggal")
    resident.type_keys("krajan")
    resident.picture("20-sanggah-siapa")
    resident.touch("Lanjut")
    resident.wait_page("sanggah-alasan")
    resident.touch("Sudah pindah dari desa")
    resident.picture("20-sanggah-alasan")
    resident.touch("Lanjut")
    skip_photos(stage)
    resident.wait_page("periksa")
    resident.touch("Ubah Keterangan")
    resident.wait_page("cerita")
    resident.type_keys("kosong")
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    send(stage, "20-sanggah-terkirim", "Kirim sanggahan")
    end(stage)
    body = officer_reads(stage, stage.ticket[0])["body"]
    assert body["about"] == {"name": "Pak tono", "place": "Krajan"}, body
    assert body["reason"] == "Sudah pindah dari desa: Kosong", body


def rate(stage):
    """A face and no name."""
    resident = stage.resident
    greet(stage)
    resident.touch("Nilai layanan", starts=True)
    resident.wait_page("kepuasan")
    resident.picture("kepuasan")
    resident.touch("Puas")
    resident.wait_page("periksa")
    resident.picture("kepuasan-periksa")
    send(stage, "kepuasan-terkirim", "Kirim penilaian")
    end(stage)


def read_information(stage):
    """Every page of information, without a number typed."""
    resident = stage.resident
    greet(stage)
    resident.touch("Informasi", starts=True)
    resident.wait_page("informasi")
    resident.picture("informasi")
    for word, page, text in [("Standar layanan", "info-layanan", "Gratis."),
                             ("Jam layanan", "info-jam", "08.00 sampai 15.30"),
                             ("Petugas", "info-petugas", "Operator data desa"),
                             ("Pengumuman", "info-pengumuman", "Belum ada pengumuman."),
                             ("Jumlah di desa", "info-jumlah", "Keluarga tercatat")]:
        read_pages(resident, word)
        resident.touch(word)
        resident.wait_page(page)
        resident.wait_text(text)
        resident.picture(page)
        resident.touch("Kembali")
        resident.wait_page("informasi")
    resident.touch("Mulai lagi")
    resident.wait_page("sapaan")


def disagreeing(stage):
    """Somebody whose registers disagree so that a proposal may mend it."""
    people = stage.people
    documents = stage.village.households([(person["nik"], person["no_kk"]) for person in people])
    for person, document in zip(people, documents):
        ways = [way for disagreement in document["household"].get("disagreements", [])
                for way in disagreement.get("may", [])]
        if "proposal" in ways:
            return person
    raise AssertionError("no registers disagree in this village")


def propose_from_disagreement(stage):
    """Two touches from the result to the check page."""
    resident = stage.resident
    stage.person = disagreeing(stage)
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    write_numbers(stage, stage.person)
    resident.wait_page("hasil")
    read_pages(resident, "Usulkan")
    resident.picture("06-hasil-beda")
    resident.touch("Usulkan")
    resident.wait_page("usul-alasan")
    resident.touch("Belum pernah terdaftar")
    resident.wait_page("periksa")
    send(stage, "06-usul-terkirim", "Kirim usulan")
    end(stage)
    case = officer_reads(stage, stage.ticket[0])
    assert case["body"]["reason"] == "Belum pernah terdaftar", case["body"]


JOURNEYS = [look_up, miss, follow, complain_anonymously, show_and_tell, english, offline,
            change_data, add_news, propose, object_to_another, rate, read_information,
            propose_from_disagreement]


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
