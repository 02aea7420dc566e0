# SPDX-License-Identifier: GPL-3.0-or-later
"""Four registers of the same people, as bad as real ones, and who is who in truth."""

import csv
import datetime
import random
import re

from village import ROOT

DTSEN = ("id_keluarga", "no_kk", "nik", "nama", "tanggal_lahir", "jenis_kelamin", "hubungan",
         "alamat", "rt", "rw", "kode_wilayah", "desil", "pekerjaan", "status")
DTKS = ("nik", "no_kk", "nama", "tanggal_lahir", "alamat", "kode_wilayah", "status", "sejak",
        "alasan")
P3KE = ("id_p3ke", "nik", "nama", "tanggal_lahir", "alamat", "kode_wilayah", "desil", "tahun")
PK = ("id_keluarga_pk", "nik", "nama", "tanggal_lahir", "alamat", "kode_wilayah", "tahun",
      "risiko_stunting", "faktor", "kategori_3b")

VILLAGE_PEOPLE = 4000
# share of the people whom a register has
COVERAGE = {"dtsen": 0.95, "dtks": 0.5, "p3ke": 0.45, "pk": 0.7}
# share of a register's rows that go wrong in this way; p3ke alone may lack the NIK
NO_NIK, SLIP, WRONG_OWNER, SECOND_NIK = 0.15, 0.015, 0.002, 0.003
OTHER_VILLAGE, OTHER_KK, OTHER_ADDRESS = 0.02, 0.05, 0.2

MUHAMMAD = ("Moh.", "Muh.", "M.", "Mohd.", "Moch.", "Mohamad", "Muhamad", "Mochammad", "Mohammad")
ABBREVIATIONS = {"Siti": ("St.", "Sitti", "Sity"), "Abdul": ("Abd.", "Abd", "Abdoel"),
                 "Nur": ("Noer", "Noor"), "Ahmad": ("Achmad", "Akhmad", "Ach."),
                 "Abd.": ("Abdul", "Abd"), "Moh.": MUHAMMAD, "Sitti": ("Siti", "St.")}
TITLES = (("H. ", ""), ("Hj. ", ""), ("Alm. ", ""), ("Drs. ", ""), ("", ", S.Pd"), ("", " (Alm)"))
OLD = (("j", "dj"), ("y", "j"), ("c", "tj"), ("u", "oe"))  # in this order
SPELLINGS = (("f", "p"), ("kh", "h"), ("sy", "s"), ("z", "j"), ("iy", "i"), ("q", "k"), ("h", ""))


def read_names():
    """(men's first names, women's, men's second, women's) that the demo is made of."""
    text = (ROOT / "hub/hub-demo-names.c").read_text(encoding="utf-8")

    def table(name):
        body = re.search(rf"\b{name}\[.*?\] = \{{(.*?)\n\}};", text, re.S).group(1)
        return re.findall(r'"([^"]+)"', body)

    return tuple(table(name) for name in ("male_first", "female_first", "male_second",
                                          "female_second"))


def old_spelling(word):
    lower = word.lower()
    for now, old in OLD:
        lower = lower.replace(now, old)
    return lower.capitalize()


def is_possible(nik):
    day, month = int(nik[6:8]), int(nik[8:10])
    return 1 <= day - 40 * (day > 40) <= 28 and 1 <= month <= 12 and nik[12:] != "0000"


class Maker:
    def __init__(self, n_people, seed):
        self.draw = random.Random(seed)
        self.n_people = n_people
        self.first = dict(zip("LP", read_names()[:2]))
        self.second = dict(zip("LP", read_names()[2:]))
        self.serials = {}
        self.used = set()
        self.people = []
        with open(ROOT / "data/regions/villages-3509.csv", encoding="utf-8", newline="") as file:
            villages = [row["code"] for row in csv.DictReader(file)]
        # as many to a village as there are: what tells people apart is how many they live among
        self.villages = villages[:max(1, n_people // VILLAGE_PEOPLE)]

    def chance(self, share):
        return self.draw.random() < share

    def nik(self, person):
        day = person["born"].day + 40 * (person["sex"] == "P")
        stem = (person["village"][:8].replace(".", "") +
                f"{day:02}{person['born'].month:02}{person['born'].year % 100:02}")
        serial = self.serials.get(stem, 0) + 1
        self.serials[stem] = serial
        return f"{stem}{serial:04}"

    def birth(self):
        year = 2026 - int(abs(self.draw.gauss(0, 1)) * 28 + self.draw.randrange(12)) % 90
        if self.chance(0.08):
            return datetime.date(year, *self.draw.choice(((1, 1), (7, 1), (12, 31))))
        return datetime.date(year, 1, 1) + datetime.timedelta(days=self.draw.randrange(365))

    def name(self, sex):
        first, second = self.draw.choice(self.first[sex]), self.draw.choice(self.second[sex])
        chance = self.draw.random()
        if chance < 0.15 and not first.endswith("."):
            return first
        if chance < 0.8:
            return f"{first} {second}"
        return f"{first} {second} {self.draw.choice(self.second[sex])}"

    def add(self, family, sex, born, name):
        person = {**family, "sex": sex, "born": born, "name": name}
        person["nik"] = self.nik(person)
        self.used.add(person["nik"])
        self.people.append(person)

    def make_family(self, index, n_families):
        village = self.villages[index * len(self.villages) // n_families]
        district = village[:8].replace(".", "")
        family = {"village": village, "family": index,
                  "no_kk": f"{district}{index // 9999 % 28 + 1:02}0109{index % 9999 + 1:04}",
                  "address": f"Dusun {self.draw.choice(('Krajan', 'Sumberejo', 'Tegalsari'))} "
                             f"No. {self.draw.randrange(1, 200)}",
                  "desil": self.draw.randrange(1, 11)}
        for _ in range(self.draw.choice((1, 2, 3, 4, 4, 5, 6))):
            sex = self.draw.choice("LP")
            born, name = self.birth(), self.name(sex)
            self.add(family, sex, born, name)
            if self.chance(0.006):  # a twin, called nearly the same
                first = name.split()[0]
                self.add(family, sex, born, f"{first} {self.draw.choice(self.second[sex])}"
                         if self.chance(0.5) else name[:-1] + self.draw.choice("aiu"))
            elif self.chance(0.0005) and self.people:  # who has somebody's name and birth date
                like = self.people[self.draw.randrange(max(0, len(self.people) - 500),
                                                       len(self.people))]
                self.add(family, like["sex"], like["born"], like["name"])

    def make(self):
        n_families = max(1, round(self.n_people / 3.6))
        for index in range(n_families):
            self.make_family(index, n_families)

    def typo(self, word):
        if len(word) < 4:
            return word
        at, kind = self.draw.randrange(1, len(word) - 1), self.draw.randrange(4)
        letter = self.draw.choice("aeiunrtsmkhl")
        return {0: word[:at] + letter + word[at + 1:], 1: word[:at] + word[at + 1:],
                2: word[:at] + letter + word[at:],
                3: word[:at] + word[at + 1] + word[at] + word[at + 2:]}[kind]

    def respell(self, word):
        lower = word.lower()
        for one, other in SPELLINGS:
            if one in lower[1:]:
                return (lower[0] + lower[1:].replace(one, other, 1)).capitalize()
        return word

    def write_name(self, name):
        """As a tired hand writes it."""
        words = [self.draw.choice(ABBREVIATIONS[word])
                 if word in ABBREVIATIONS and self.chance(0.5) else word for word in name.split()]
        if self.chance(0.05):
            at = self.draw.randrange(len(words))
            words[at] = self.typo(words[at])
        if self.chance(0.04):
            at = self.draw.randrange(len(words))
            words[at] = self.respell(words[at])
        if self.chance(0.015):
            words = [old_spelling(word) for word in words]
        if len(words) > 1 and self.chance(0.03):
            words.reverse()
        if len(words) > 2 and self.chance(0.05):
            del words[-1]
        elif len(words) > 1 and self.chance(0.02):
            words[-1] = words[-1][0] + "."
        text = " ".join(words)
        if self.chance(0.04):
            before, behind = self.draw.choice(TITLES)
            text = before + text + behind
        return text.upper() if self.chance(0.6) else text.replace("'", "")

    def write_birth(self, born):
        chance = self.draw.random()
        text = born.isoformat()
        if chance < 0.01 and born.day <= 12:
            return f"{born.year}-{born.day:02}-{born.month:02}"
        if chance < 0.025:
            for _ in range(9):
                at = self.draw.choice((2, 3, 5, 6, 8, 9))
                other = text[:at] + str(self.draw.randrange(10)) + text[at + 1:]
                try:
                    if other != text and datetime.date.fromisoformat(other).year < 2026:
                        return other
                except ValueError:
                    pass
        if chance < 0.03:
            return f"{born.year}-01-01"
        return text

    def slip(self, nik):
        """Another digit, or two that changed places; still a NIK that could be."""
        for _ in range(30):
            at = self.draw.randrange(6, 15)
            other = (nik[:at] + str(self.draw.randrange(10)) + nik[at + 1:] if self.chance(0.7)
                     else nik[:at] + nik[at + 1] + nik[at] + nik[at + 2:])
            if other not in self.used and is_possible(other):
                self.used.add(other)
                return other
        return nik

    def write_nik(self, person, register):
        """(as the register writes it, how it is wrong)"""
        chance = self.draw.random()
        if register == "p3ke" and self.chance(NO_NIK):
            return "", "none"
        if register == "dtsen" or chance >= SLIP + WRONG_OWNER + SECOND_NIK:
            return person["nik"], ""
        if chance < SLIP:
            nik = self.slip(person["nik"])
            return nik, "slip" if nik != person["nik"] else ""
        if chance < SLIP + WRONG_OWNER:
            at = self.draw.randrange(max(0, self.n_written - 6), self.n_written + 1)
            other = self.people[at]
            return other["nik"], "" if other is person else "another's"
        return self.nik(person), "second"

    def write_rows(self, register, folder, coverage):
        columns = {"dtsen": DTSEN, "dtks": DTKS, "p3ke": P3KE, "pk": PK}[register]
        keys = set()
        with (open(folder / f"{register}.csv", "w", encoding="utf-8", newline="") as file,
              open(folder / f"{register}-truth.csv", "w", encoding="ascii", newline="") as truth):
            rows, facts = csv.writer(file), csv.writer(truth)
            rows.writerow(columns)
            for index, person in enumerate(self.people):
                self.n_written = index
                if self.chance(1 - coverage[register]):
                    continue
                nik, fault = self.write_nik(person, register)
                key = f"P{index}" if register == "p3ke" else nik
                if key in keys:
                    continue
                keys.add(key)
                clean = register == "dtsen"
                village = person["village"]
                if not clean and self.chance(OTHER_VILLAGE):
                    near = [code for code in self.villages if code[:8] == village[:8]]
                    village = self.draw.choice(near)
                cells = {
                    "id_keluarga": f"K{person['family']}", "no_kk": person["no_kk"], "nik": nik,
                    "nama": person["name"] if clean else self.write_name(person["name"]),
                    "tanggal_lahir": person["born"].isoformat() if clean
                    else self.write_birth(person["born"]),
                    "jenis_kelamin": person["sex"], "hubungan": "Anak",
                    "alamat": person["address"] if clean or not self.chance(OTHER_ADDRESS)
                    else person["address"].replace("No. ", "RT "),
                    "rt": "1", "rw": "1", "kode_wilayah": village, "desil": person["desil"],
                    "pekerjaan": "", "status": "aktif" if clean else "terdaftar", "sejak": "",
                    "alasan": "", "id_p3ke": key, "tahun": "2022",
                    "id_keluarga_pk": f"PK{person['family']}", "risiko_stunting": "tidak",
                    "faktor": "", "kategori_3b": "-"}
                if register == "dtks" and self.chance(OTHER_KK):
                    cells["no_kk"] = cells["no_kk"][:6] + "2908" + cells["no_kk"][10:]
                rows.writerow([cells[column] for column in columns])
                facts.writerow([key, nik, index, fault])
        return len(keys)


def write_registers(folder, n_people, seed, coverage=None):
    """REGISTER.csv and REGISTER-truth.csv (key, NIK, person, fault); Returns: rows a register."""
    maker = Maker(n_people, seed)
    maker.make()
    return {register: maker.write_rows(register, folder, coverage or COVERAGE)
            for register in COVERAGE}
