# SPDX-License-Identifier: GPL-3.0-or-later
"""What residents do on many journeys: greet, write numbers, send, and what the officer sees then.

Names are what stands on the buttons; pages are known by their ids (docs/architecture.md).
"""

import re
import subprocess
import time

from resident import Resident
from village import Failure

STUCK_S = 5
WORDS = "uang pkh belum masuk"
# the help bar's word, the four sizes, and what leads back
LETTERS = {
    "Bahasa Indonesia": ("Huruf", "Huruf biasa", "Huruf besar", "Lebih besar", "Paling besar",
                         "Lanjut"),
    "English": ("Text size", "Normal letters", "Large letters", "Larger", "Largest", "Next"),
}


class Stage:
    """What a journey needs: the village, the person before the screen, and somebody to play.

    The person makes the text larger `text_steps` times; `checks_places`: see Resident. Pictures
    begin with the journey's name.
    """

    def __init__(self, village, display, pictures, name="", text_steps=0, checks_places=False):
        self.village = village
        self.text_steps = text_steps
        self.resident = Resident(display, pictures, name, checks_places)
        people = [person for person in village.people() if person["nik"] and person["no_kk"]]
        self.person = people[0]
        self.people = people
        self.ticket = None  # (number, pin) of the complaint journey


def choose_letters(resident, step, language="Bahasa Indonesia"):
    """By the help bar and back: the size that is @step larger than the usual one."""
    words = LETTERS[language]
    resident.touch(words[0])
    resident.wait_page("huruf")
    resident.touch(words[step + 1])
    time.sleep(0.5)  # the page is made anew
    resident.touch(words[-1])


def touch_through(resident, touch, here, there):
    """From page @here to @there; @touch once more where a new configuration replaced the screen
    under the finger."""
    time.sleep(0.4)  # a new screen ignores input for 300 ms
    touch()
    try:
        resident.wait_page(there, STUCK_S)
    except Failure:
        resident.wait_page(here)
        touch()
        resident.wait_page(there)


def greet(stage, language="Bahasa Indonesia"):
    resident = stage.resident
    resident.wait_page("sapaan")
    resident.picture("sapaan", once=True)
    touch_through(resident, lambda: resident.touch_part(0.5, 0.78), "sapaan", "bahasa")
    resident.picture("bahasa", once=True)
    resident.touch(language, starts=True)
    resident.wait_page("beranda")
    if stage.text_steps > 0:
        choose_letters(resident, stage.text_steps, language)
        resident.wait_page("beranda")
    resident.picture("beranda", once=True)


def write_numbers(stage, person, primary="Lihat bantuan"):
    """NIK and No. KK; the KK comes with the NIK's first six digits."""
    resident = stage.resident
    resident.wait_page("nik")
    resident.type_keys(person["nik"][:15])
    resident.touch("Lanjut")
    resident.wait_text("NIK harus 16 angka")
    resident.picture("nik-15-angka", once=True)
    resident.type_keys(person["nik"][15:])
    resident.picture("nik", once=True)
    resident.touch("Lanjut")
    resident.wait_page("kk")
    if person["no_kk"][:6] != person["nik"][:6]:
        resident.touch("Hapus semua")
        resident.type_keys(person["no_kk"])
    else:
        resident.type_keys(person["no_kk"][6:])
    resident.picture("no-kk", once=True)
    resident.touch(primary)


def end(stage):
    """Selesai: the next screen greets."""
    stage.resident.touch("Selesai")
    stage.resident.wait_page("sapaan")


def heading(stage):
    """Whose result it is: the terminal knows the person by the NIK."""
    person = stage.person
    document = stage.village.households([(person["nik"], person["no_kk"])])[0]
    names = [member["name"] for member in document["household"]["members"]
             if member["id"] == document["viewer"]]
    return f"Bantuan keluarga {names[0]}"


def write_words(stage):
    resident = stage.resident
    resident.wait_page("cerita")
    resident.type_keys(WORDS)
    resident.picture("cerita", once=True)
    resident.touch("Lanjut")
    skip_photos(stage)
    resident.wait_page("periksa")
    resident.wait_text("ang pkh belum masuk")


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
    resident.picture("suara")
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
    resident.picture("foto")
    resident.touch("Hapus foto 2")
    resident.wait(lambda: resident.find("Hapus foto 2") is None, "one photo less")


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


def send(stage, word="Kirim aduan"):
    """From the last look to number and PIN."""
    resident = stage.resident
    resident.picture("periksa")
    resident.touch(word)
    resident.wait_page("terkirim")
    resident.picture("terkirim")
    names = resident.names()
    number = next(name for name in names if len(name) == 10 and name[3] == "-" and name[8] == "-")
    digits = [name.replace(" ", "") for name in names]
    pin = next(name for name in digits if len(name) == 6 and name.isdigit())
    stage.ticket = (number, pin)


def read_pages(resident, name, limit=12):
    """Turns the pages of a list until @name stands on one; it need not be the first."""
    for _ in range(limit):
        if resident.find(name, starts=True) is not None and is_seen(resident, name):
            return
        resident.touch("Berikut")
        time.sleep(0.2)
    raise AssertionError(f"«{name}» stands on no page of the list")


def show_all_pages(resident, name):
    """A picture of each page of a list; returns how many it has."""
    while True:
        resident.picture(name)
        page, n_pages = re.search(r"\n(\d+) dari (\d+)\n", "\n".join(resident.names())).groups()
        if page == n_pages:
            return int(n_pages)
        resident.touch("Berikut")
        resident.wait_text(f"{int(page) + 1} dari {n_pages}")


def choose_secret_name(stage):
    """A complaint about money that did not come; only the officer knows from whom."""
    resident = stage.resident
    resident.touch("Pengaduan", starts=True)
    resident.wait_page("jenis")
    resident.picture("jenis", once=True)
    resident.touch("Bantuan belum cair")
    resident.wait_page("nama")
    resident.picture("nama", once=True)
    resident.touch("Nama dirahasiakan")
    if "Lanjut" in resident.names():
        resident.touch("Lanjut")
    write_numbers(stage, stage.person, primary="Lanjut")


def is_seen(resident, name):
    node = resident.find(name, starts=True)
    box = node.queryComponent().getExtents(resident.atspi.WINDOW_COORDS)
    return box.width > 0 and box.height > 0 and box.y >= 0


def officer_reads(stage, number, role="intake"):
    """The case as the officer reads it at the hub."""
    village = stage.village
    village.wait(lambda: number in village.ctl("ticket", "list").stdout, 60, "the case at the hub")
    return village.ctl_json("ticket", "show", number, "--key", village.keys / role)


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


def recover(stage):
    """Back to the greeting, so that the next journey stands alone."""
    try:
        stage.resident.touch("Mulai lagi")
        stage.resident.wait_page("sapaan", 5)
    except Exception:  # pylint: disable=broad-except
        pass
