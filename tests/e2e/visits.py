# SPDX-License-Identifier: GPL-3.0-or-later
"""Many visits at one terminal, each left on some page in some way, and what a visit holds that must be
nowhere afterwards."""

import contextlib
import hashlib
import hmac
import math
import os
import pathlib
import random
import signal
import sqlite3
import tempfile
import time

import memory
from display import PX_PER_MM, start_screen
from resident import BETWEEN_TOUCHES_S, Resident
from steps import read_pages, touch_through
from village import Failure
from x11 import XServer

# what lies so close to the touch before is taken for the same thing
SAME_PLACE_PX = 16 * PX_PER_MM
TAP_S = 0.008
SETTLE_S = 0.1
# from the camera's light to a picture of it
FIRST_FRAME_S = 0.5
UNIQUE_CHARS = 13
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# of a picture of the screen: 48 pixels, four bytes each
STRIP_BYTES, STRIP_ROWS, STRIP_COLOURS = 4 * 48, 7, 16
# where programs put files
COMMON_FOLDERS = [pathlib.Path(name) for name in ("/tmp", "/var/tmp", "/dev/shm")]
COMMON_FOLDERS += [pathlib.Path.home() / name for name in ("", ".cache", ".config", ".local/share")]


class Quick(Resident):
    """Looks for a thing once and then knows where it stands."""

    def __init__(self, display):
        super().__init__(display)
        self.server = XServer()
        self.places = {}
        self.here = None
        self.touched_at = (0, 0)

    def tap_all(self, taps):
        for pause_s, x, y in taps:
            if math.dist((x, y), self.touched_at) < SAME_PLACE_PX:
                pause_s = max(pause_s, self.touched + BETWEEN_TOUCHES_S - time.monotonic())
            time.sleep(max(0, pause_s))
            self.server.move(x, y)
            self.server.button(1, True)
            self.server.button(1, False)
            self.server.sync()
            self.touched, self.touched_at = time.monotonic(), (x, y)

    def _look_and_tap(self, taps):
        self.tap_all(taps)

    def wait_page(self, page, timeout_s=20):
        self.wait(lambda: self.page() == page, f"no page «{page}»", timeout_s)
        self.here = page

    def touch(self, name, starts=False):
        key = self.here, name
        if key not in self.places:
            self.places[key] = self.wait(lambda: self._settled_place(name, starts), f"no «{name}»")
        self.tap_all([(TAP_S, *self.places[key])])

    def _settled_place(self, name, starts):
        """The middle of it, once it stays where it is."""
        before = self._place(name, starts)
        time.sleep(SETTLE_S)
        box = self._place(name, starts)
        same = box and before and (box.x, box.y, box.width) == (before.x, before.y, before.width)
        return (box.x + box.width / 2, box.y + box.height / 2) if same else None

    def type_keys(self, keys):
        unknown = {key for key in keys if (self.here, key) not in self.places}
        if unknown:
            time.sleep(SETTLE_S)
            found = self.wait(lambda: self._keys(unknown), f"no keys for «{keys}»")
            self.places.update({(self.here, key): place for key, place in found.items()})
        for key in keys:
            self.touch(key)

    def shown_pid(self):
        """The process of the screen that is shown."""
        return self.wait(lambda: self.window().getApplication().get_process_id(), "no screen")


class Visit:
    """One resident's: who, what is told, and all of it that is secret."""

    def __init__(self, terminal, number, seed):
        self.terminal = terminal
        self.resident = terminal.resident
        self.random = random.Random(f"{seed} {number}")
        self.person = terminal.people[number % len(terminal.people)]
        self.about = terminal.ticket
        self.ticket = None
        self.secrets = []

    def word(self, n_letters=14):
        """Of letters, none twice in a row; the first is made a capital one by the keyboard."""
        word = "".join(self.random.sample(LETTERS, n_letters))
        self.secrets.append(word[1:])
        return word

    def write_nik(self):
        self.secrets += [self.person["nik"], self.person["name"], shown_name(self.person)]
        self.resident.type_keys(self.person["nik"])
        self.resident.touch("Lanjut")

    def write_kk(self, primary):
        self.secrets.append(self.person["no_kk"])
        same = self.person["no_kk"][:6] == self.person["nik"][:6]
        if not same:
            self.resident.touch("Hapus semua")
        self.resident.type_keys(self.person["no_kk"][6 if same else 0:])
        self.secrets += self.terminal.keys_of(self.person)
        self.resident.touch(primary)

    def begin(self):
        touch_through(self.resident, lambda: self.resident.touch_part(0.5, 0.78), "sapaan", "bahasa")

    def take_photo(self):
        self.resident.wait_text("Kamera menyala")
        time.sleep(FIRST_FRAME_S)
        self.resident.touch("Ambil foto")
        self.resident.wait(lambda: self.resident.find("Hapus foto 1"), "no photo")
        self.resident.touch("Lanjut")

    def tell(self):
        self.resident.type_keys(self.word())
        self.resident.touch("Lanjut")

    def write_object(self):
        self.resident.type_keys(self.word())
        self.resident.touch("Tempat tinggal")
        self.resident.type_keys(self.word())
        self.resident.touch("Lanjut")

    def choose_secret(self):
        self.resident.touch("Nama dirahasiakan")
        if self.resident.find("Lanjut") is not None:
            self.resident.touch("Lanjut")

    def see_programme(self):
        read_pages(self.resident, "PKH")
        self.resident.places.pop((self.resident.here, "PKH"), None)  # a list: of everybody another
        self.resident.touch("PKH", starts=True)

    def read_ticket(self):
        names = self.resident.wait(self._numbers, "no number and PIN")
        self.ticket = names
        number, pin = names
        self.secrets += [pin, follow_key(pin, self.terminal.village.area, number)]

    def _numbers(self):
        names = self.resident.names()
        number = next(name for name in names if len(name) == 10 and name[3] == "-" and name[8] == "-")
        digits = [name.replace(" ", "") for name in names]
        return number, next(name for name in digits if len(name) == 6 and name.isdigit())

    def write_number(self):
        self.resident.type_keys(self.about[0].replace("-", ""))
        self.resident.touch("Lanjut")

    def write_pin(self):
        number, pin = self.about
        self.secrets += [pin, follow_key(pin, self.terminal.village.area, number)]
        self.resident.type_keys(pin)
        self.resident.touch("Lihat kabar", starts=True)


def touching(name):
    return lambda visit: visit.resident.touch(name, starts=True)


START = [("sapaan", Visit.begin), ("bahasa", touching("Bahasa Indonesia"))]
# the pages of a journey, and what leads from each to the next
JOURNEYS = {
    "look-up": START + [
        ("beranda", touching("Cek bantuan")), ("nik", Visit.write_nik),
        ("kk", lambda visit: visit.write_kk("Lihat bantuan")), ("hasil", touching("Data saya")),
        ("data-saya", touching("Kembali")), ("hasil", Visit.see_programme), ("rincian", None)],
    "complaint": START + [
        ("beranda", touching("Pengaduan")), ("jenis", touching("Bantuan belum cair")),
        ("nama", Visit.choose_secret), ("nik", Visit.write_nik),
        ("kk", lambda visit: visit.write_kk("Lanjut")), ("cerita", Visit.tell),
        ("foto", Visit.take_photo), ("periksa", touching("Kirim aduan")),
        ("terkirim", Visit.read_ticket)],
    "objection": START + [
        ("beranda", touching("Perbarui data")), ("usul-sanggah", touching("Sanggah keluarga lain")),
        ("nik", Visit.write_nik), ("kk", lambda visit: visit.write_kk("Lanjut")),
        ("sanggah-siapa", Visit.write_object), ("sanggah-alasan", None)],
    "follow": START + [
        ("beranda", touching("Ikuti")), ("ikuti-nomor", Visit.write_number),
        ("ikuti-pin", Visit.write_pin), ("ikuti", None)],
}


def follow_key(pin, region, number):
    """docs/derivations.md, Follow key"""
    return hashlib.scrypt(pin.encode(), salt=(region + number).encode(), n=16384, r=8, p=1, dklen=32)


def of_store_key(state, salt, purpose):
    drawn = hmac.digest(salt, (state / "store.key").read_bytes()[:32], "sha256")
    return hmac.digest(drawn, purpose + b"\x01", "sha256")


def cache_keys(state, person):
    """What opens this person's row at the agent, and what it holds: docs/derivations.md."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # pylint: disable=C0415
    with contextlib.closing(sqlite3.connect(state / "cache.db")) as cache:
        generation, salt, n, r, p = cache.execute(
            "SELECT id, salt, n, r, p FROM generation WHERE complete = 1 ORDER BY id DESC").fetchone()
        numbers = (person["nik"] + person["no_kk"]).encode()
        key = hashlib.scrypt(numbers, salt=salt, n=n, r=r, p=p, dklen=48)
        index, proof = key[:16], key[16:]
        hidden = of_store_key(state, index, b"anjungan cache index v1")[:16]
        record, wrapped = cache.execute("SELECT record, wrapped FROM person WHERE generation = ? AND"
                                        " idx = ?", (generation, hidden)).fetchone()
    wrap_key = of_store_key(state, proof, b"anjungan cache row v1")
    secret = AESGCM(wrap_key).decrypt(wrapped[:12], wrapped[12:], record.encode())
    return [proof, wrap_key, secret[:32]]


def is_rig(pid):
    """The accessibility bus, which carries all that is seen to who reads it: only tests have one."""
    try:
        return b"at-spi" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return True


def names_in(folders):
    return {path for folder in folders if folder.is_dir() for path in folder.iterdir()}


def open_files(pid):
    """What it holds open and no path may lead to: deleted files, memory files."""
    found = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):
                link = os.readlink(descriptor)
                if link.startswith("/memfd:") or link.endswith(" (deleted)"):
                    found.append(descriptor)
    return found


def files_near(top):
    """In it and in its folders; others' folders may go while they are read."""
    for folder, folders, names in os.walk(top):
        yield from (pathlib.Path(folder, name) for name in names)
        if folder != str(top):
            folders.clear()


class Terminal:
    """A village's screen, agent and display: all that goes on when a visit ends, and where a file of
    it could lie."""

    def __init__(self, village, display):
        self.village, self.display = village, display
        people = [person for person in village.people() if person["nik"] and person["no_kk"]]
        # one word alone may be the name of a region too
        people = [person for person in people
                  if " " in person["name"] and len(shown_name(person)) >= memory.LEAST_BYTES]
        # the screen takes the same key again later: those are first who can be written fastest
        self.people = sorted(people, key=n_repeats)[:len(people) // 2]
        self.ticket = None  # (number, PIN) of the newest complaint
        self.before = names_in(COMMON_FOLDERS)
        self.screen = start_screen(village)
        self.resident = Quick(display)
        self.resident.wait_page("sapaan")

    def close(self):
        self.screen.stop()
        self.resident.server.close()

    def keys_of(self, person):
        return cache_keys(self.village.state, person)

    def photo_of(self, ticket):
        """Pieces of what the officer sees."""
        village, number = self.village, ticket[0]
        village.wait(lambda: number in village.ctl("ticket", "list").stdout
                     and village.status().get("attachments") == 0, 60, "all of the case at the hub")
        with tempfile.TemporaryDirectory(dir=village.hub_data) as folder:
            village.ctl("ticket", "show", number, "--key", village.keys / "intake", "--save", folder)
            return memory.pieces_of(pathlib.Path(folder) / "photo.jpg")

    def picture(self):
        """Pieces of what is seen: lines through letters, where many colours are side by side."""
        width, height = self.display.width, self.display.height
        seen = self.resident.server.pixels(0, 0, width, height)
        pieces = {seen[at:at + STRIP_BYTES]
                  for row in range(0, height, STRIP_ROWS)
                  for at in range(row * width * 4, (row + 1) * width * 4 - STRIP_BYTES, STRIP_BYTES)}
        return {piece for piece in pieces if n_colours(piece) > STRIP_COLOURS}

    def processes(self):
        """Agent, supervisor, curtain, next screens, X server, bus."""
        tops = [self.display.server.pid, self.display.bus.pid]
        tops += [daemon.pid for daemon in (self.village.agent, self.screen) if daemon.process]
        return [pid for top in tops for pid in memory.descendants(top) if not is_rig(pid)]

    def files(self):
        """All of the terminal's."""
        places = [self.village.state, self.village.socket.parent, *self.village.folder.glob("*.log"),
                  pathlib.Path(os.environ["XDG_RUNTIME_DIR"])]
        return [path for place in places for path in memory.files_in(place)]

    def new_files(self):
        """What appeared meanwhile where all programs of this machine put things."""
        new = [path for path in names_in(COMMON_FOLDERS) - self.before
               if not path.name.startswith("anjungan-")]  # other villages
        return [path for top in new for path in (top, *files_near(top)) if path.is_file()]

    def search(self, secrets):
        """Where the terminal left any of them; of what may be anybody's, only those that nobody else
        can have."""
        pids = self.processes()
        files = self.files() + [file for pid in pids for file in open_files(pid)]
        return (memory.search(secrets, pids, files)
                + memory.search([secret for secret in secrets if is_unique(secret)],
                                files=self.new_files()))

    # how a visit ends; the next greeting is waited for elsewhere

    def go_away(self):
        """By the help bar, or by the button of the last page."""
        self.resident.touch("Selesai" if self.resident.here == "terkirim" else "Mulai lagi")

    def kill_screen(self):
        os.kill(self.resident.shown_pid(), signal.SIGKILL)

    def crash_screen(self):
        os.kill(self.resident.shown_pid(), signal.SIGSEGV)

    def stay_quiet(self):
        """Nobody touches anything any more."""
        self.resident.wait_page("diam", 60)
        self.resident.wait_page("sapaan", 60)

    def restart_agent(self):
        self.village.agent.kill()
        self.village.start_agent(wait_synced=False)

    def switch_screen_off(self):
        """The supervisor is gone at once, and all that it started with it."""
        self.screen.kill()
        self.screen = start_screen(self.village)

    def cut_power(self):
        """Of screen and agent; what lies on the disk is looked at before they are there again."""
        self.screen.kill()
        self.village.agent.kill()
        hits = self.search(self.visiting.secrets)
        self.village.start_agent(wait_synced=False)
        self.screen = start_screen(self.village)
        assert not hits, hits[:10]

    def begin_anew(self):
        """After a visit that went astray."""
        if not self.village.status():
            self.village.agent.kill()
            self.village.start_agent(wait_synced=False)
        self.switch_screen_off()
        self.resident.places.clear()
        self.resident.wait_page("sapaan")

    # a visit

    def walk(self, number, seed, journey, n_pages):
        """The first @n_pages of @journey; returns the Visit."""
        visit = self.visiting = Visit(self, number, seed)
        for page, go_on in JOURNEYS[journey][:n_pages]:
            self.resident.wait_page(page)
            if go_on is not None:
                go_on(visit)
        return visit

    def visit(self, number, seed, journey, n_pages, end):
        """That, and how it ends; returns the Visit when the next one could begin."""
        visit = self.walk(number, seed, journey, n_pages)
        end(self)
        self.resident.wait_page("sapaan")
        if visit.ticket is not None:
            self.ticket = visit.ticket
        return visit


def is_unique(secret):
    """A key, a number of 16 digits or a word of chance; not a PIN, and not a name."""
    return isinstance(secret, bytes) or len(secret) >= UNIQUE_CHARS and " " not in secret


def n_colours(pixels):
    return len({pixels[at:at + 4] for at in range(0, len(pixels), 4)})


def shown_name(person):
    """The hub sends the first name and initials."""
    first, *others = person["name"].split()
    return " ".join([first, *(f"{name[0]}." for name in others)])


def n_repeats(person):
    digits = person["nik"] + person["no_kk"]
    return sum(first == second for first, second in zip(digits, digits[1:]))
