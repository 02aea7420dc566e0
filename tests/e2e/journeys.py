# SPDX-License-Identifier: GPL-3.0-or-later
"""The journeys of a resident at the screen, each from the greeting to the end of the session."""

import json
import sys
import time
import traceback

from steps import (Stage, check_evidence, choose_secret_name, disagreeing, end, greet, heading,
                   officer_reads, read_pages, record_voice, recover, send, show_all_pages,
                   skip_photos, take_photos, touch_through, write_numbers, write_words)
from village import BUILD

# seconds until the warning, and of the warning, where a journey waits for it
SHORT_IDLE = {"personal_s": 21, "other_s": 21, "warning_s": 20}

# what is told on the way; on the page a sentence begins with a capital letter
OBJECTED, PLACE, REASON, NEWS = "sutikno wiryo", "krajan wetan", "rumah kosong", "kabar dari bank"


def look_up(stage):
    resident = stage.resident
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    write_numbers(stage, stage.person)
    resident.wait_page("hasil")
    resident.wait_text(heading(stage))
    resident.picture("hasil")
    read_pages(resident, "PKH")
    resident.touch("PKH", starts=True)
    resident.wait_page("rincian")
    resident.picture("rincian")
    resident.touch("Kembali")
    resident.wait_page("hasil")
    end(stage)


def look_up_large(stage):
    """The result in the largest letters, page by page to its end."""
    resident = stage.resident
    stage.text_steps = 3
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    write_numbers(stage, stage.person)
    resident.wait_page("hasil")
    resident.wait_text(heading(stage))
    assert show_all_pages(resident, "hasil-200") > 1
    end(stage)


def look_up_excluded(stage):
    """A programme that the family was taken off; the whole list, page by page."""
    resident = stage.resident
    stage.person = next(person for person in stage.people if "SEMBAKO EXCLUDE" in person["case"])
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    write_numbers(stage, stage.person)
    resident.wait_page("hasil")
    show_all_pages(resident, "hasil")
    while resident.find("1 dari", starts=True) is None:
        resident.touch("Sebelumnya")
        time.sleep(0.2)
    read_pages(resident, "Sembako")
    resident.touch("Sembako", starts=True)
    resident.wait_page("rincian")
    resident.picture("rincian")
    resident.touch("Kembali")
    resident.wait_page("hasil")
    look_at_own_data(stage)
    end(stage)


def look_at_own_data(stage):
    """From the result to what is recorded of the household, and back."""
    resident = stage.resident
    read_pages(resident, "Data saya")
    resident.touch("Data saya")
    resident.wait_page("data-saya")
    resident.wait_text("Anda berhak melihat dan memperbaiki data ini")
    resident.picture("data-saya")
    resident.touch("Kembali")
    resident.wait_page("hasil")


def miss(stage):
    resident = stage.resident
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    person = dict(stage.person)
    last = "1" if person["no_kk"][-1] != "1" else "2"
    person["no_kk"] = person["no_kk"][:-1] + last
    write_numbers(stage, person)
    resident.wait_text("Data tidak ditemukan")
    resident.picture("tidak-ditemukan")
    resident.touch("Mulai lagi")
    resident.wait_page("sapaan")


def complain(stage):
    """With the name kept secret: NIK and No. KK are asked on the way."""
    greet(stage)
    choose_secret_name(stage)
    write_words(stage)
    send(stage)
    end(stage)


def show_and_tell(stage):
    """A complaint without a written word: a recording and a photo, up to the officer's folder."""
    resident, village = stage.resident, stage.village
    greet(stage)
    choose_secret_name(stage)
    record_voice(stage)
    resident.touch("Lanjut")
    take_photos(stage)
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    resident.wait_text("1 foto")
    send(stage)
    end(stage)
    number = stage.ticket[0]
    folder = village.folder / f"opened-{number}"
    village.wait(lambda: number in village.ctl("ticket", "list").stdout
                 and village.status().get("attachments") == 0, 60, "all of the case at the hub")
    shown = json.loads(village.ctl("--json", "ticket", "show", number, "--key",
                                   village.keys / "intake", "--save", folder).stdout)
    check_evidence(shown, folder)


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
    send(stage)
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
    resident.picture("ikuti-nomor")
    resident.type_keys(number.replace("-", ""))
    resident.picture("ikuti-nomor-penuh")
    resident.touch("Lanjut")
    resident.wait_page("ikuti-pin")
    resident.type_keys(pin)
    resident.picture("ikuti-pin")
    resident.touch("Lihat kabar", starts=True)
    resident.wait_page("ikuti")
    resident.wait_text("Uang masuk tanggal 25 November")
    resident.picture("ikuti")


def change_data(stage):
    """Who, what, the new value beside the recorded one; the officer reads it in words."""
    resident = stage.resident
    greet(stage)
    resident.touch("Perbarui data", starts=True)
    resident.wait_page("usul-sanggah")
    resident.touch("Perbaiki data")
    write_numbers(stage, stage.person, primary="Lanjut")
    resident.wait_page("data-anggota")
    resident.picture("data-anggota")
    member = stage.village.households(
        [(stage.person["nik"], stage.person["no_kk"])])[0]["household"]["members"][0]
    resident.touch(member["name"])
    resident.wait_page("data-pilihan")
    resident.picture("data-pilihan")
    resident.touch("Pekerjaan")
    resident.wait_page("data-baru")
    resident.touch("Lanjut")
    resident.wait_text("Pilih satu dulu.")
    resident.touch("Pedagang")
    resident.picture("data-baru")
    resident.touch("Lanjut")
    skip_photos(stage)
    resident.wait_page("periksa")
    resident.wait_text("Perubahan data tidak menjamin bantuan.")
    resident.touch("Ubah Yang benar")
    resident.wait_page("data-baru")
    resident.touch("Petani")
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    resident.wait_text("Petani")
    send(stage, "Kirim perubahan")
    end(stage)
    case = officer_reads(stage, stage.ticket[0])
    assert case["header"]["kind"] == "update", case["header"]
    assert case["body"] == {"nik": stage.person["nik"], "no_kk": stage.person["no_kk"],
                            "member": member["id"], "field": "pekerjaan",
                            "new": "Petani"}, case["body"]


def add_news(stage):
    """To the case that was followed; its number need not be typed again."""
    resident = stage.resident
    follow_ticket(stage)
    about = stage.ticket[0]
    resident.touch("Tambah kabar")
    resident.wait_page("kabar")
    resident.picture("kabar")
    resident.type_keys(NEWS)
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    resident.wait_text(about)
    send(stage, "Kirim kabar")
    end(stage)
    body = officer_reads(stage, stage.ticket[0])["body"]
    assert body["about"].endswith("/" + about), body
    assert body["text"] == NEWS.capitalize(), body


def english(stage):
    resident = stage.resident
    greet(stage, language="English")
    resident.touch("Check aid", starts=True)
    resident.wait_page("nik")
    resident.picture("nik-english")
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
        resident.picture("luring-hasil")
        end(stage)
        greet(stage)
        choose_secret_name(stage)
        write_words(stage)
        send(stage)
        end(stage)
    finally:
        village.start_hub()
    number = stage.ticket[0]
    village.wait(lambda: number in village.ctl("ticket", "list").stdout, 90,
                 "the offline case at the hub")
    tickets = json.loads(village.ctl("--json", "ticket", "list").stdout)
    assert [ticket["number"] for ticket in tickets].count(number) == 1


def propose(stage):
    """For the own family: kind, numbers, reason, a last look."""
    resident = stage.resident
    greet(stage)
    resident.touch("Perbarui data", starts=True)
    resident.wait_page("usul-sanggah")
    resident.picture("usul-sanggah")
    read_pages(resident, "Usulkan keluarga saya")  # large letters on a low panel: page by page
    resident.touch("Usulkan keluarga saya")
    write_numbers(stage, stage.person, primary="Lanjut")
    resident.wait_page("usul-alasan")
    resident.picture("usul-alasan")
    read_pages(resident, "Anak sekolah perlu biaya")
    resident.touch("Anak sekolah perlu biaya")
    resident.wait_page("periksa")
    resident.wait_text("Anak sekolah perlu biaya")
    send(stage, "Kirim usulan")
    end(stage)
    case = officer_reads(stage, stage.ticket[0])
    assert case["header"]["kind"] == "proposal", case["header"]
    assert case["body"] == {"nik": stage.person["nik"], "no_kk": stage.person["no_kk"],
                            "reason": "Anak sekolah perlu biaya"}, case["body"]


def refer(stage):
    """From a programme that does not list the family to a referral; only who may read it does."""
    resident = stage.resident
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    write_numbers(stage, stage.person)
    resident.wait_page("hasil")
    read_pages(resident, "Zakat")
    resident.touch("Zakat", starts=True)
    resident.wait_page("rincian")
    resident.picture("rincian-rujuk")
    resident.touch("Ajukan di sini")
    resident.wait_page("rujuk-keadaan")
    resident.picture("rujuk-keadaan")
    resident.touch("Korban bencana alam")
    resident.wait_page("rujuk-berkas")
    resident.touch("Kartu Keluarga")
    resident.touch("KTP")
    resident.touch("KTP")  # not there after all
    resident.picture("rujuk-berkas")
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    resident.wait_text("Ajukan bantuan ke Baznas")
    resident.wait_text("Korban bencana alam")
    resident.wait_text("Surat keterangan tidak mampu")
    send(stage, "Kirim pengajuan")
    end(stage)
    case = officer_reads(stage, stage.ticket[0], role="sensitive")
    assert case["header"]["kind"] == "referral" and case["header"]["sensitive"], case["header"]
    assert case["body"] == {"nik": stage.person["nik"], "no_kk": stage.person["no_kk"],
                            "programme": "BAZNAS", "ppks": "korban-bencana-alam",
                            "documents": ["kk"]}, case["body"]


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
    resident.type_keys(OBJECTED)
    resident.touch("Tempat tinggal")
    resident.type_keys(PLACE)
    resident.picture("sanggah-siapa")
    resident.touch("Lanjut")
    resident.wait_page("sanggah-alasan")
    resident.touch("Sudah pindah dari desa")
    resident.picture("sanggah-alasan")
    resident.touch("Lanjut")
    skip_photos(stage)
    resident.wait_page("periksa")
    resident.touch("Ubah Keterangan")
    resident.wait_page("cerita")
    resident.type_keys(REASON)
    resident.touch("Lanjut")
    resident.wait_page("periksa")
    send(stage, "Kirim sanggahan")
    end(stage)
    body = officer_reads(stage, stage.ticket[0])["body"]
    assert body["about"] == {"name": OBJECTED.capitalize(), "place": PLACE.capitalize()}, body
    assert body["reason"] == f"Sudah pindah dari desa: {REASON.capitalize()}", body


def rate(stage):
    """A face, no name and no number."""
    resident = stage.resident
    greet(stage)
    resident.touch("Nilai layanan", starts=True)
    resident.wait_page("kepuasan")
    resident.picture("kepuasan")
    resident.touch("Puas")
    resident.wait_page("terima-kasih")
    resident.picture("terima-kasih")
    end(stage)


def leave_alone(stage):
    """Nobody touches the screen: it warns, and goes on when it is told to."""
    resident, village = stage.resident, stage.village
    village.configure(idle=SHORT_IDLE)
    village.wait(village.is_configured, 30, "the shorter idle time")
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    resident.wait_page("nik")
    resident.type_keys(stage.person["nik"][:8])
    resident.wait_page("diam", SHORT_IDLE["personal_s"] + 10)
    resident.picture("diam")
    resident.touch("Ya, lanjutkan")
    resident.wait_page("nik")
    resident.touch("Mulai lagi")
    resident.wait_page("sapaan")


def out_of_service(stage):
    """While the terminal's agent is away the screen says so, and serves again when it is back."""
    resident, village = stage.resident, stage.village
    resident.wait_page("sapaan")
    village.agent.stop()
    try:
        resident.wait_page("tutup")
        resident.picture("tutup")
    finally:
        village.start_agent()
    resident.wait_page("sapaan")


def closed_office(stage):
    """Outside the hours the screen says so, and leaves what needs nobody at the office."""
    resident, village = stage.resident, stage.village
    hours = village.ctl_json("config", "show")["opening_hours"]
    never = {"days": {"id": "Setiap hari"}, "hours": {"id": "Tutup"}, "weekdays": list(range(1, 8))}
    resident.wait_page("sapaan")
    village.configure(opening_hours=[never], closed_outside_hours=True)
    try:
        resident.wait_page("tutup", 60)
        resident.wait_text("Layanan sedang tutup")
        resident.picture("tutup-jam")
        touch_through(resident, lambda: resident.touch("Informasi"), "tutup", "informasi")
        resident.touch("Kembali")
        resident.wait_page("tutup")
        resident.touch("Ikuti pengaduan")
        resident.wait_page("ikuti-nomor")
        resident.touch("Kembali")
        resident.wait_page("tutup")
    finally:
        village.configure(opening_hours=hours, closed_outside_hours=False)
    resident.wait_page("sapaan", 60)


def read_information(stage):
    """Every page of information, without a number typed."""
    resident = stage.resident
    greet(stage)
    resident.touch("Informasi", starts=True)
    resident.wait_page("informasi")
    resident.picture("informasi")
    notices = [notice["text"]["id"]
               for notice in stage.village.ctl_json("config", "show")["announcements"]]
    last_notice = (notices or ["Belum ada pengumuman."])[-1]
    for word, page, text in [("Standar layanan", "info-layanan", "Gratis."),
                             ("Jam layanan", "info-jam", "08.00–15.30"),
                             ("Petugas", "info-petugas", "Operator data desa"),
                             ("Pengumuman", "info-pengumuman", last_notice),
                             ("Tempat dan jadwal", "info-tempat", "Posyandu Mawar"),
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


def propose_from_disagreement(stage):
    """Two touches from the result to the check page."""
    resident = stage.resident
    stage.person = disagreeing(stage)
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    write_numbers(stage, stage.person)
    resident.wait_page("hasil")
    read_pages(resident, "Usulkan")
    resident.picture("hasil-beda")
    resident.touch("Usulkan")
    resident.wait_page("usul-alasan")
    resident.touch("Belum pernah terdaftar")
    resident.wait_page("periksa")
    send(stage, "Kirim usulan")
    end(stage)
    case = officer_reads(stage, stage.ticket[0])
    assert case["body"]["reason"] == "Belum pernah terdaftar", case["body"]


JOURNEYS = [look_up, look_up_large, look_up_excluded, miss, follow, complain_anonymously,
            show_and_tell, english, change_data, add_news, propose, refer, object_to_another, rate,
            read_information, propose_from_disagreement, offline, out_of_service, closed_office,
            leave_alone]


def play(journey, stage):
    """Plays one; after a failure the next one finds the greeting again."""
    try:
        journey(stage)
    except BaseException:
        stage.resident.display.screenshot(BUILD / f"failed-{journey.__name__}.png")
        for name in ("screen.log", "agent.log"):
            print(f"{name}:\n{(stage.village.folder / name).read_text()[-2000:]}", file=sys.stderr)
        recover(stage)
        raise


def play_all(village, display, pictures):
    """Plays every journey and says how each went; 0 only if all worked."""
    n_failed = 0
    for journey in JOURNEYS:
        name = journey.__name__.replace("_", "-")
        start = time.monotonic()
        try:
            play(journey, Stage(village, display, pictures, name))
            word = "ok  "
        except Exception:  # pylint: disable=broad-except
            n_failed += 1
            word = "FAIL"
            traceback.print_exc()
        print(f"{word}  {name}, {time.monotonic() - start:.0f} s", flush=True)
    print(f"{len(JOURNEYS) - n_failed} of {len(JOURNEYS)} journeys went well", flush=True)
    return n_failed > 0
