# SPDX-License-Identifier: GPL-3.0-or-later
"""Touches and seconds of the three journeys, each by its shortest way, in the real window."""

import statistics
import time

from display import Display, start_screen
from measure import Row
from resident import Resident
from steps import WORDS, Stage

N_ROUNDS = 3
# from the first page of services to the answer, besides the digits of NIK and No. KK
TOUCHES_LIMIT = 3
# of a whole visit: 25 touches with the 16 digits of the NIK, 90 s
VISIT_TOUCHES_LIMIT, VISIT_LIMIT_S = 25 - 16, 90
ANSWER_LIMIT_S = 3


class Counter(Resident):
    """Counts touches apart from typed letters, and times how long the terminal lets one wait."""

    def __init__(self, display):
        super().__init__(display)
        self.n_touches = self.n_typed = 0
        self.waits = {}

    def touch_at(self, x, y):
        self.n_touches += 1
        super().touch_at(x, y)

    def type_keys(self, keys):
        self.n_typed += len(keys)
        super().type_keys(keys)

    def wait_page(self, page, timeout_s=20):
        """From the last touch to the page; not more exact than the looks at it, 50 ms apart."""
        self.wait(lambda: self.page() == page, f"no page «{page}»", timeout_s)
        self.waits[page] = time.monotonic() - self.touched

    def go(self, name, page):
        self.touch(name, starts=True)
        self.wait_page(page)


class Visit(Stage):
    """One visit, from the greeting to its end."""

    def __init__(self, village, display):
        super().__init__(village, display, None)
        self.resident = Counter(display)
        self.person = next(person for person in self.people
                           if person["no_kk"][:6] == person["nik"][:6])
        self.n_to_answer = self.answer_s = 0

    def begin(self):
        resident = self.resident
        resident.wait_page("sapaan")
        time.sleep(0.5)  # a new screen ignores touches for 300 ms
        self.start = time.monotonic()
        resident.touch_part(0.5, 0.78)
        resident.wait_page("bahasa")
        resident.go("Bahasa Indonesia", "beranda")
        self.n_before = resident.n_touches

    def write_numbers(self, primary, page):
        resident = self.resident
        resident.wait_page("nik")
        resident.type_keys(self.person["nik"])
        resident.go("Lanjut", "kk")
        resident.type_keys(self.person["no_kk"][6:])
        resident.go(primary, page)

    def is_answered(self, page):
        self.n_to_answer = self.resident.n_touches - self.n_before
        self.answer_s = self.resident.waits[page]

    def end(self):
        self.resident.go("Selesai", "sapaan")
        self.seconds = time.monotonic() - self.start


def check_aid(visit):
    visit.resident.touch("Cek bantuan", starts=True)
    visit.write_numbers("Lihat bantuan", "hasil")
    visit.is_answered("hasil")


def choose_name(visit, name):
    """Up to the page after it."""
    resident = visit.resident
    resident.go("Pengaduan", "jenis")
    resident.go("Bantuan belum cair", "nama")
    resident.touch(name)
    time.sleep(0.3)
    if resident.page() == "nama":
        resident.touch("Lanjut")


def send(visit):
    resident = visit.resident
    resident.wait_page("cerita")
    resident.type_keys(WORDS)
    resident.go("Lanjut", "foto")
    resident.go("Lanjut", "periksa")
    resident.go("Kirim aduan", "terkirim")
    visit.is_answered("terkirim")
    digits = [name.replace(" ", "") for name in resident.names()]
    visit.ticket = (next(name for name in digits
                         if len(name) == 10 and name[3] == "-" and name[8] == "-"),
                    next(name for name in digits if len(name) == 6 and name.isdigit()))


def complain_without_name(visit):
    choose_name(visit, "Tanpa nama")
    send(visit)


def complain_with_name(visit):
    choose_name(visit, "Nama dirahasiakan")
    visit.write_numbers("Lanjut", "cerita")
    send(visit)


def follow(visit, ticket):
    resident, (number, pin) = visit.resident, ticket
    resident.go("Ikuti", "ikuti-nomor")
    resident.type_keys(number.replace("-", ""))
    resident.go("Lanjut", "ikuti-pin")
    resident.type_keys(pin)
    resident.go("Lihat kabar", "ikuti")
    visit.is_answered("ikuti")


def play(village, display, journey, *arguments):
    visit = Visit(village, display)
    visit.begin()
    journey(visit, *arguments)
    visit.end()
    return visit


def play_all(village, display):
    """The three, with the second by both its ways: {name: visit}."""
    visits = {"check aid": play(village, display, check_aid),
              "complain, no name": play(village, display, complain_without_name),
              "complain, name secret": play(village, display, complain_with_name)}
    ticket = visits["complain, name secret"].ticket
    visits["follow"] = play(village, display, follow, ticket)
    return visits


def add_rows(rows, name, visits):
    """The limits are those of asking for aid; nobody set others."""
    def add(what, unit, values, limit):
        peer = ("limit", limit, 1) if name == "check aid" and limit else (None, None, None)
        rows.append(Row(f"{name}: {what}", unit, statistics.median(values), *peer,
                        (min(values), max(values)) if unit else None))
    counts = [(visit.n_to_answer, visit.resident.n_touches, visit.resident.n_typed)
              for visit in visits]
    to_answer, in_all, typed = zip(*counts)
    add("touches to the answer", "", to_answer, TOUCHES_LIMIT)
    add("touches in all", "", in_all, VISIT_TOUCHES_LIMIT)
    add("digits, letters", "", typed, None)
    add("visit, quick hand", "s", [visit.seconds for visit in visits], VISIT_LIMIT_S)
    add("last touch → answer", "s", [visit.answer_s for visit in visits], ANSWER_LIMIT_S)


def bench_journeys(rows, village):
    with Display() as display:
        screen = start_screen(village)
        try:
            rounds = [play_all(village, display) for _ in range(N_ROUNDS)]
        finally:
            screen.stop()
    for name in rounds[0]:
        add_rows(rows, name, [visits[name] for visits in rounds])
