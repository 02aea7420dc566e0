# SPDX-License-Identifier: GPL-3.0-or-later
"""`report` against a count that shares nothing with it but the files.

Populations are drawn by chance and written as an agency's CSV files. The hub imports them; this
test reads the same files, counts with dictionaries and compares (definitions: docs/reports.md).
What the report for everybody hides is attacked with what it and the villages' pages tell.
"""

import collections
import contextlib
import csv
import hashlib
import json
import os
import pathlib
import random
import sqlite3
import sys
import tempfile

import tap
from attack import Attack
from village import HUB, call

VILLAGES = ["35.09.01.2001", "35.09.01.2002", "35.09.02.2001", "35.09.02.2003"]
AREAS = ["35", "35.09", "35.09.01", "35.09.02", "35.09.01.2001", "35.09.02.2003"]
GOOD = ["SI", "TOP UP", "PROSES SPM", "CALON PENERIMA", "KODE BARU"]
BAD = ["EXCLUDE", "EXCLUDE PEKERJAAN", "GAGAL CEK REKENING", "TIDAK TRANSAKSI", "-"]
FAMILY_PROGRAMMES = {"PKH", "SEMBAKO"}
with open(pathlib.Path(os.environ["ANJ_SOURCE_ROOT"]) / "data/default-config.json",
          encoding="utf-8") as config:
    CONFIGURED = {programme["code"] for programme in json.load(config)["programmes"]}
PROGRAMMES = ["PKH", "SEMBAKO", "PBI-JK", "BLT-DD", "PIP", "PMT", "PELATIHAN", "RTLH"]
# of the default configuration; PMT is sensitive: it reaches, and is in no column
STRATEGIES = {"mengurangi-beban": ["PKH", "SEMBAKO", "PBI-JK", "BLT-DD", "PIP"],
              "meningkatkan-pendapatan": ["PELATIHAN"], "mengurangi-kantong": ["RTLH"]}

Batch = collections.namedtuple("Batch", "register date name rows")


class Population:
    """What agencies would send of some hundred families, hard cases among them."""

    def __init__(self, seed, villages=VILLAGES, n_families=150):
        self.chance = random.Random(seed)
        self.serial = 1000
        self.villages = villages
        self.families = [self.make_family() for _ in range(n_families)]
        self.people = [person for family in self.families for person in family]
        self.batches = [
            Batch("p3ke", "2025-08-01", "p3ke", self.p3ke()),
            Batch("pk", "2025-09-01", "pk", self.pk()),
            Batch("dtks", "2026-01-10", "dtks", self.dtks()),
            Batch("dtsen", "2026-03-01", "dtsen-1", self.dtsen(self.people)),
            Batch("penerima", "2026-04-01", "penerima-1", self.payments("2026-2", PROGRAMMES, 0.5)),
            Batch("dtsen", "2026-05-01", "dtsen-2", self.dtsen(self.some(self.people, 0.3))),
            Batch("penerima", "2026-06-01", "penerima-2",
                  self.payments("2026-3", PROGRAMMES[:-1], 0.3)),
        ]

    def likely(self, share):
        return self.chance.random() < share

    def some(self, items, share):
        return [item for item in items if self.likely(share)] or items[:1]

    def number(self, middle):
        self.serial += 1
        return f"350901{middle}{self.serial:04}"

    def make_family(self):
        no_kk, village = self.number("010110"), self.chance.choice(self.villages)
        family = []
        for _ in range(self.chance.randint(1, 5)):
            day, month, year = (self.chance.randint(1, 28), self.chance.randint(1, 12),
                                self.chance.randint(1960, 1999))
            family.append({
                "nik": self.number(f"{day:02}{month:02}{year % 100:02}"), "no_kk": no_kk,
                "nama": "Slamet", "tanggal_lahir": f"{year}-{month:02}-{day:02}", "alamat": "Krajan",
                "kode_wilayah": village, "registers": {name for name in ("dtsen", "dtks", "p3ke", "pk")
                                                       if self.likely(0.5)}})
        return family

    def rows(self, people, columns, **more):
        return [{name: value(person) if callable(value) else person[name]
                 for name in columns for value in [more.get(name)]} for person in people]

    def of(self, register):
        return [person for person in self.people if register in person["registers"]]

    def dtsen(self, people):
        """Some of them dead, some not active."""
        return self.rows(
            [person for person in people if "dtsen" in person["registers"]],
            ["id_keluarga", "no_kk", "nik", "nama", "tanggal_lahir", "jenis_kelamin", "hubungan",
             "alamat", "kode_wilayah", "desil", "pekerjaan", "status"],
            id_keluarga=lambda _: "K", jenis_kelamin=lambda _: "L", hubungan=lambda _: "Anak",
            desil=lambda _: str(self.chance.choice([1, 1, 2, 5])), pekerjaan=lambda _: "Petani",
            status=lambda _: self.chance.choice(["aktif"] * 8 + ["nonaktif", "meninggal"]))

    def dtks(self):
        """Some of them not active; some under another No. KK or in another village than in dtsen."""
        others = [person["no_kk"] for person in self.people]
        return self.rows(
            self.of("dtks"),
            ["nik", "no_kk", "nama", "tanggal_lahir", "alamat", "kode_wilayah", "status", "sejak",
             "alasan"],
            no_kk=lambda person: self.chance.choice(others) if self.likely(0.1) else person["no_kk"],
            kode_wilayah=lambda person: self.chance.choice(self.villages) if self.likely(0.1)
            else person["kode_wilayah"],
            status=lambda _: self.chance.choice(["terdaftar"] * 3 + ["nonaktif"]),
            sejak=lambda _: "2021-01-01", alasan=lambda _: "")

    def p3ke(self):
        """Some without NIK."""
        self.serial += 1
        identity = iter(range(1, 10_000))
        return self.rows(
            self.of("p3ke"),
            ["id_p3ke", "nik", "nama", "tanggal_lahir", "alamat", "kode_wilayah", "desil", "tahun"],
            id_p3ke=lambda _: f"P{next(identity)}",
            nik=lambda person: "" if self.likely(0.1) else person["nik"],
            desil=lambda _: str(self.chance.choice([1, 2, 3])), tahun=lambda _: "2022")

    def pk(self):
        return self.rows(
            self.of("pk"),
            ["id_keluarga_pk", "nik", "nama", "tanggal_lahir", "alamat", "kode_wilayah", "tahun",
             "risiko_stunting", "faktor", "kategori_3b"],
            id_keluarga_pk=lambda _: "B", tahun=lambda _: "2021", risiko_stunting=lambda _: "tidak",
            faktor=lambda _: "", kategori_3b=lambda _: "-")

    def payments(self, period, programmes, share):
        """One member of a family; at times somebody whom no register has. PHK is no programme."""
        rows = []
        for number, family in enumerate(self.some(self.families, share)):
            for programme in self.some(programmes, 0.3):
                person = self.chance.choice(family)
                nik = self.number("010180") if self.likely(0.05) else person["nik"]
                rows.append({"program": programme, "nik": nik, "no_kk": person["no_kk"],
                             "komponen": "", "periode": period, "tahap": "", "jumlah": "200000",
                             "saluran": "KKS", "kode_status": self.chance.choice(GOOD + BAD),
                             "tanggal": "", "keterangan": ""})
            if number % 4 == 0:
                rows.append({"program": "PHK", "nik": family[0]["nik"],
                             "no_kk": family[0]["no_kk"], "komponen": "", "periode": period,
                             "tahap": "", "jumlah": "200000", "saluran": "KKS",
                             "kode_status": GOOD[0], "tanggal": "", "keterangan": ""})
        return rows

    def write(self, folder):
        for batch in self.batches:
            with open(folder / f"{batch.name}.csv", "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, batch.rows[0].keys())
                writer.writeheader()
                writer.writerows(batch.rows)


class Count:
    """The independent count: the files' rows and dictionaries, nothing else."""

    def __init__(self, batches, folder, bad=None, links=None):
        self.batches, self.bad = [], bad or BAD
        for batch in sorted(batches, key=lambda batch: batch.date):
            with open(folder / f"{batch.name}.csv", encoding="utf-8-sig", newline="") as file:
                self.batches.append(batch._replace(rows=list(csv.DictReader(file))))
        for row in self.rows("p3ke"):
            row["nik"] = row["nik"] or (links or {}).get(row["id_p3ke"], "")
        self.no_kk, self.region, self.dead = self.find_homes()
        present = sorted((nik for nik in self.no_kk if not self.dead.get(nik, False)), reverse=True)
        self.place = {self.no_kk[nik]: self.region[nik] for nik in present if nik in self.region}

    def rows(self, *registers):
        return [row for _, row in self.of(*registers)]

    def of(self, *registers):
        return [(batch, row) for batch in self.batches if batch.register in registers
                for row in batch.rows]

    def find_homes(self):
        """NIK → present No. KK, village, dead: later files overrule."""
        no_kk, region, dead = {}, {}, {}
        for _, row in self.of("penerima"):
            no_kk[row["nik"]] = row["no_kk"]
        paid = set(no_kk)
        for _, row in self.of("p3ke", "pk"):
            region[row["nik"]] = row["kode_wilayah"]
        known = set(region)
        for batch, row in self.of("dtks", "dtsen"):
            if self.is_only_leaving(batch, row):
                continue
            no_kk[row["nik"]], region[row["nik"]] = row["no_kk"], row["kode_wilayah"]
            known.add(row["nik"])
            if batch.register == "dtsen":
                dead[row["nik"]] = row["status"] in ("meninggal", "pindah")
        for nik in paid - known:
            del no_kk[nik]
        return no_kk, region, dead

    @staticmethod
    def is_only_leaving(batch, row):
        """The row under the old No. KK of somebody whom the same file has under a new one."""
        return row["status"] == "pindah" and any(
            other["nik"] == row["nik"] and other["status"] != "pindah" for other in batch.rows)

    def newest(self, date="9999"):
        """Programme → its newest batch up to @date."""
        return {row["program"]: batch.name for batch, row in self.of("penerima")
                if batch.date <= date}

    def aid(self, date="9999"):
        newest = self.newest(date)
        return [row for batch, row in self.of("penerima") if newest.get(row["program"]) == batch.name
                and row["program"] in CONFIGURED and row["kode_status"] not in self.bad]

    def home_of(self, row):
        return self.no_kk.get(row["nik"], row["no_kk"])

    def siikep(self, area):
        within = (area, area + ".")
        has = {name: {row["nik"] for _, row in self.of(name)} - {""} for name in ("p3ke", "dtks")}
        everybody = {row["nik"] for _, row in self.of("dtsen", "dtks", "p3ke", "pk")} - {""}
        persons = {row["nik"] for row in self.aid()}
        families = {self.home_of(row) for row in self.aid() if row["program"] in FAMILY_PROGRAMMES}
        buckets = {name: {"aid": 0, "no_aid": 0}
                   for name in ("both", "p3ke_only", "dtks_only", "neither")}
        for nik in everybody:
            if not (self.region[nik] == within[0] or self.region[nik].startswith(within[1])):
                continue
            bucket = {(True, True): "both", (True, False): "p3ke_only", (False, True): "dtks_only",
                      (False, False): "neither"}[nik in has["p3ke"], nik in has["dtks"]]
            aid = nik in persons or self.no_kk.get(nik) in families
            buckets[bucket]["aid" if aid else "no_aid"] += 1
        for _, row in self.of("p3ke"):
            if row["nik"] == "" and (row["kode_wilayah"] + ".").startswith(area + "."):
                buckets["p3ke_only"]["no_aid"] += 1
        return buckets

    def poor(self, area, date="9999"):
        """No. KK of each extremely poor household of the area, and P3KE's people without one."""
        rows = {}
        for batch, row in self.of("dtsen", "p3ke"):
            if batch.date <= date:
                rows[batch.register, row.get("id_p3ke", row["nik"])] = row
        households, others = set(), 0
        for row in rows.values():
            nik = row["nik"]
            if row["desil"] != "1" or self.dead.get(nik, False):
                continue
            region = self.place[self.no_kk[nik]] if nik in self.no_kk else row["kode_wilayah"]
            if not (region + ".").startswith(area + "."):
                continue
            if nik in self.no_kk:
                households.add(self.no_kk[nik])
            else:
                others += 1
        return households, others

    def zero(self, area, date="9999"):
        households, others = self.poor(area, date)
        reached = {self.home_of(row) for row in self.aid(date)}
        return {"households": len(households), "unreached": len(households - reached)}, others


def take_in(folder, population):
    call(HUB, "init", "--data-dir", folder / "hub")
    population.write(folder)
    for batch in population.batches:
        done = call(HUB, "import", batch.register, folder / f"{batch.name}.csv", "--data-dir",
                    folder / "hub", "--batch", batch.name, "--date", batch.date)
        assert " 0 set aside" in done.stdout, done.stdout


def report(folder, name, area, form="json", check=True):
    return call(HUB, "report", name, "--area", area, "--format", form, "--data-dir", folder / "hub",
                check=check)


def test_both_reports_count_as_dictionaries_do(root):
    for seed in range(4):
        folder = root / f"population-{seed}"
        folder.mkdir()
        population = Population(seed)
        take_in(folder, population)
        count = Count(population.batches, folder)
        for area in AREAS:
            document = json.loads(report(folder, "siikep", area).stdout)
            buckets = count.siikep(area)
            sources = document.pop("sources")
            assert document == {"area": area, "as_of": "2026-06-01", "buckets": buckets,
                                "worklist": buckets["both"]["no_aid"]}, (seed, document, buckets)
            assert [(source["register"], source["batch"], source["batches"]) for source in sources
                    if source["register"] == "dtsen"] == [("dtsen", "dtsen-2", 2)], sources
            assert min(min(bucket.values()) for bucket in buckets.values()) > 0, "a case is lacking"
            check_zero(folder, count, area)


def check_zero(folder, count, area):
    document = json.loads(report(folder, "zero", area).stdout)
    now, others = count.zero(area)
    assert {name: document[name] for name in now} == now, (area, document, now)
    assert 0 < now["unreached"] < now["households"], "a case is lacking"
    assert document["people_without_no_kk"] == others, (document, others)
    assert document["target"] == 0
    dates = ["2026-04-01", "2026-05-01", "2026-06-01"]
    trend = [{"date": date} | count.zero(area, date)[0] for date in dates]
    assert document["trend"] == trend, (area, document["trend"], trend)
    for part in document["parts"]:
        expected = count.zero(part["code"])[0]
        assert {name: part[name] for name in expected} == expected, (part, expected)
    assert len({part["code"] for part in document["parts"]}) == {2: 1, 5: 2, 8: 2, 13: 0}[len(area)]
    for village in document.get("villages", []):
        expected = count.zero(village["code"])[0]
        assert {name: village[name] for name in expected} == expected, (village, expected)
        assert expected["unreached"] > 0, village


TIERED = ["35.09.01.2001", "35.09.01.2002", "35.09.01.2003", "35.09.02.2001", "35.09.02.2003",
          "35.09.03.2001", "18.02.01.2003", "18.02.01.2004", "18.02.02.2006", "31.71.01.1001"]
DESIL_GROUPS = ["1", "2", "3", "4", "5", "6-10", "none"]


def lies_in(code, area):
    return (code + ".").startswith(area + ".")


class Tiers:
    """What the coordination team's report must count, of each region; hidden or not."""

    def __init__(self, count, strategies):
        self.count, self.strategies = count, strategies
        self.homes = {no_kk: village for no_kk, village in count.place.items() if self.is_home(no_kk)}
        per_village = collections.Counter(self.homes.values())
        self.villages = sorted(code for code, n in per_village.items() if n >= 5)
        self.regions = sorted({village[:n] for village in self.villages for n in (2, 5, 8, 13)})
        self.desil = self.find_desil()
        self.reached = collections.defaultdict(set)
        for row in count.aid():
            self.reached[count.home_of(row)].add(row["program"])

    def is_home(self, no_kk):
        return any(kk == no_kk and not self.count.dead.get(nik, False)
                   for nik, kk in self.count.no_kk.items())

    def find_desil(self):
        rows, lowest = {row["nik"]: int(row["desil"]) for _, row in self.count.of("dtsen")}, {}
        for nik, desil in rows.items():
            if not self.count.dead.get(nik, False):
                no_kk = self.count.no_kk[nik]
                lowest[no_kk] = min(desil, lowest.get(no_kk, 10))
        return lowest

    def group(self, no_kk):
        desil = self.desil.get(no_kk)
        return "none" if desil is None else str(desil) if desil < 6 else "6-10"

    def people(self, area):
        """Persons of each register; those without NIK are persons of their own."""
        found = {}
        for name in ("dtsen", "dtks", "p3ke", "pk"):
            niks = {row["nik"] for _, row in self.count.of(name)} - {""}
            found[name] = sum(self.is_counted(self.count.region[nik], area) for nik in niks) + sum(
                self.is_counted(row["kode_wilayah"], area) for _, row in self.count.of(name)
                if row["nik"] == "")
        return found

    def is_counted(self, village, area):
        return village in self.villages and lies_in(village, area)

    def row(self, area):
        homes = [no_kk for no_kk, village in self.homes.items() if self.is_counted(village, area)]
        groups = collections.Counter(self.group(no_kk) for no_kk in homes)
        reached = sum(no_kk in self.reached for no_kk in homes)
        return {
            "households": len(homes), "reached": reached, "unreached": len(homes) - reached,
            "desil": {name: groups[name] for name in DESIL_GROUPS},
            "programmes": {name: sum(name in self.reached[no_kk] for no_kk in homes
                                     if no_kk in self.reached) for name in PROGRAMMES},
            "strategies": {tag: sum(bool(self.reached[no_kk] & programmes) for no_kk in homes
                                    if no_kk in self.reached)
                           for tag, programmes in self.strategies.items()},
            "people": self.people(area)}


def is_few(number):
    return 0 < number < 5


def attack_table(tiers, rows, name, cells, adds_up, is_told_below):
    """`cells`: group → how to read it from a row; None where nobody prints it."""
    truth, told = {}, {}
    expected = {region: tiers.row(region) for region in tiers.regions}
    for region in tiers.regions:
        for group, read in cells.items():
            truth[region, group] = read(expected[region])
            told[region, group] = read(rows[region])
            if told[region, group] is not None:
                assert told[region, group] == truth[region, group], (region, name, group)
                assert not is_few(told[region, group]), (region, name, group)
    if adds_up and len(cells) == 1:
        (group, _), = cells.items()
        for region in tiers.regions:
            truth[region, "rest"] = expected[region]["households"] - truth[region, group]
            told[region, "rest"] = None if told[region, group] is None else (
                expected[region]["households"] - told[region, group])
            assert not is_few(told[region, "rest"] or 0), (region, name, "all but few")

    def known(cell):
        region, group = cell
        households = expected[region]["households"]
        if not (is_told_below and region in tiers.villages):
            return 0, 10**6 if not adds_up else households
        is_small = is_few(truth[cell])
        other = "rest" if group != "rest" else next(iter(cells))
        if is_few(truth[region, other]) and not (is_small and group == "rest"):
            is_small = False
        return (1, 4) if is_small else (households - 4, households - 1)

    groups = sorted({group for _, group in truth})
    attack = Attack(tiers.regions, groups, truth, told, known)
    for region in tiers.regions if adds_up else []:
        attack.add([((region, group), 1) for group in groups], expected[region]["households"])
    n_few = 0
    for cell, (least, most) in attack.bounds().items():
        assert least <= truth[cell] <= most, (cell, least, most, truth[cell])
        if not is_few(truth[cell]):
            continue
        n_few += 1
        assert least < most, f"{name} of {cell} must be {least}"
        assert is_told_below or most >= 5, f"{name} of {cell} must be below 5"
    return n_few


def bound_nested(tiers, truth, told, households):
    """Of programmes, strategies and what is reached together: each is part of the next."""
    def known(cell):
        region, group = cell
        name = group.removeprefix("rest ")
        if region not in tiers.villages or name not in PROGRAMMES:
            return 0, households[region]
        pair = (1, 4), (households[region] - 4, households[region] - 1)
        is_small = is_few(truth[region, name])
        return pair[is_small == (name != group)]

    attack = Attack(tiers.regions, sorted({group for _, group in truth}), truth, told, known)
    for region in tiers.regions:
        names = [group for at, group in truth if at == region and not group.startswith("rest ")]
        for name in names:
            attack.add([((region, name), 1), ((region, "rest " + name), 1)], households[region])
            if name != "reached":
                attack.add_at_most((region, name), [(region, "reached")])
        for tag, programmes in STRATEGIES.items():
            for name in programmes:
                attack.add_at_most((region, name), [(region, tag)])
            attack.add_at_most((region, tag), [(region, name) for name in programmes])
    return attack.bounds()


def attack_nested(tiers, rows):
    """Nothing small gets narrower than villages' pages make it alone, or there is still a choice."""
    truth, told = {}, {}
    households = {region: tiers.row(region)["households"] for region in tiers.regions}
    for region in tiers.regions:
        for cells, source in ((truth, tiers.row(region)), (told, rows[region])):
            for name, number in [("reached", source["reached"]), *source["strategies"].items(),
                                 *((n, source["programmes"][n]) for n in PROGRAMMES if n != "PMT")]:
                cells[region, name] = number
                cells[region, "rest " + name] = (None if number is None
                                                 else households[region] - number)
    in_villages = {cell: number if cell[0] in tiers.villages and
                   cell[1].removeprefix("rest ") in PROGRAMMES else None
                   for cell, number in told.items()}
    before = bound_nested(tiers, truth, in_villages, households)
    n_few = 0
    for cell, (least, most) in bound_nested(tiers, truth, told, households).items():
        assert least <= truth[cell] <= most, (cell, least, most, truth[cell])
        if is_few(truth[cell]):
            n_few += 1
            assert least < most or before[cell] == (least, most), f"{cell} must be {least}"
            assert most >= 5 or is_told_by_programmes(truth, cell), f"{cell} must be below 5"
    return n_few


def is_told_by_programmes(truth, cell):
    """Villages' pages say which of their programmes are small: what these make up is small too."""
    region, group = cell
    name = group.removeprefix("rest ")
    inside = [truth[region, programme] for programme in STRATEGIES.get(name, [name])
              if programme in PROGRAMMES]
    if name == group:
        return name != "reached" and sum(inside) < 5
    return any(0 < truth[region, "rest " + programme] < 5 for programme in PROGRAMMES
               if (region, programme) in truth)


def test_what_the_team_report_hides_cannot_be_worked_out(root):
    n_few = 0
    for seed in (10, 11):
        folder = root / f"tiers-{seed}"
        folder.mkdir()
        population = Population(seed, TIERED, 90 if seed % 2 else 250)
        take_in(folder, population)
        areas = sorted({village[:n] for village in TIERED for n in (2, 5, 8, 13)})
        documents = {area: json.loads(report(folder, "tkpk", area).stdout) for area in areas}
        rows, strategies = {}, {}
        for document in documents.values():
            for row in document["rows"]:
                assert rows.setdefault(row["code"], row) == row, "tiers tell differently"
        strategies = {tag: set(found) for tag, found in STRATEGIES.items()}
        tiers = Tiers(Count(population.batches, folder), strategies)
        assert sorted(rows) == tiers.regions, (sorted(rows), tiers.regions)
        n_few += attack_all(tiers, rows)
    assert n_few > 50, n_few


def attack_all(tiers, rows):
    assert all(rows[r]["households"] == tiers.row(r)["households"] for r in tiers.regions)
    n_few = attack_table(tiers, rows, "desil", {name: (lambda row, name=name: row["desil"][name])
                                                for name in DESIL_GROUPS}, True, False)
    n_few += attack_table(tiers, rows, "reach", {name: (lambda row, name=name: row[name])
                                                 for name in ("reached", "unreached")}, True, False)
    for table, names, adds_up, is_told in (
            ("programmes", [n for n in PROGRAMMES if n != "PMT"], True, True),
            ("strategies", STRATEGIES, True, False), ("people", ["dtsen", "dtks", "p3ke", "pk"],
                                                       False, False)):
        for name in names:
            n_few += attack_table(tiers, rows, f"{table} {name}", {
                name: lambda row, table=table, name=name: row[table][name]}, adds_up, is_told)
    return n_few + attack_nested(tiers, rows)


CATEGORIES = ["tidak-cair", "kartu", "petugas-pungutan"]


def add_cases(folder, chance):
    """Headers as cases leave them: (village, topic, programme, month, state)."""
    cases = []
    with contextlib.closing(sqlite3.connect(folder / "hub/hub.db")) as store:
        for number in range(chance.choice([40, 120])):
            kind = chance.choice(["complaint", "complaint", "proposal"])
            category = chance.choice(CATEGORIES) if kind == "complaint" else ""
            programme = chance.choice(["PKH", "PIP", "RTLH", None])
            state = chance.choice(["received", "in_progress", "answered", "closed"])
            month, due = chance.choice(["2026-04", "2026-05"]), chance.choice(["1999-01-01",
                                                                              "2999-01-01"])
            village = chance.choice(TIERED + TIERED[:2] * 5)
            store.execute(
                "INSERT INTO tickets (region, number, uuid, submission, kind, category, programme,"
                " sensitive, state, submitted, due, follow_sha256)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, x'00')",
                (village, f"T{number}", f"U{number}", number, kind, category, programme, state,
                 f"{month}-07", due))
            late = {"1999-01-01": "late", "2999-01-01": "open"}[due]
            cases.append((village, f"{kind}:{category}".rstrip(":"), programme or "-", month,
                          state if state in ("answered", "closed") else late))
        store.commit()
    return cases


def pool_cases(cases):
    """Village → the code it is counted under."""
    totals = collections.Counter(case[0] for case in cases)
    leaves = {village: village for village, n in totals.items() if n >= 5}
    for width in (8, 5, 2):
        rest = collections.Counter()
        for village, n in totals.items():
            if village not in leaves:
                rest[village[:width]] += n
        leaves |= {village: village[:width] + ".~" for village in totals
                   if village not in leaves and rest[village[:width]] >= 5}
    return leaves


class Cases:
    """As Tiers, of findings."""

    GROUPS = {"topics": 1, "programmes": 2, "months": 3, "states": 4}

    def __init__(self, cases):
        leaves = pool_cases(cases)
        self.cases = [(leaves[case[0]], *case[1:]) for case in cases if case[0] in leaves]
        parts = [leaf.split(".") for leaf in leaves.values()]
        self.regions = sorted({".".join(part[:n]) for part in parts for n in range(1, 5)})
        self.villages = []

    def row(self, area):
        inside = [case for case in self.cases if lies_in(case[0], area)]
        row = {name: collections.Counter(case[at] for case in inside)
               for name, at in self.GROUPS.items()}
        return row | {"households": len(inside)}


def test_what_findings_hide_cannot_be_worked_out(root):
    n_few = 0
    for seed in range(10, 13):
        folder = root / "tiers-10" if seed == 10 else root / f"findings-{seed}"
        if not folder.exists():
            folder.mkdir()
            call(HUB, "init", "--data-dir", folder / "hub")
        tiers = Cases(add_cases(folder, random.Random(seed)))
        rows = {}
        for area in sorted({village[:n] for village in TIERED for n in (2, 5, 8, 13)}):
            for row in json.loads(report(folder, "findings", area).stdout)["rows"]:
                assert rows.setdefault(row["code"], row) == row, "tiers tell differently"
        assert sorted(rows) == tiers.regions, (sorted(rows), tiers.regions)
        for code, row in rows.items():
            assert row["cases"] == tiers.row(code)["households"] >= 5, row
            check_strategies(row)
        for table in Cases.GROUPS:
            names = sorted({name for row in rows.values() for name in row[table]})
            n_few += attack_table(tiers, rows, table, {
                name: lambda row, table=table, name=name: row[table][name] for name in names},
                True, False)
    assert n_few > 25, n_few


def check_strategies(row):
    """Sums of what is printed of their programmes, or nothing."""
    for tag, codes in STRATEGIES.items():
        programmes = [row["programmes"][code] for code in codes if code in row["programmes"]]
        expected = None if None in programmes else sum(programmes)
        assert row["strategies"].get(tag, 0) == expected, (tag, row)


def test_three_regencies_are_right_to_the_last_person(root):
    """The demo's files are counted here, by dictionaries; who has no NIK is found by name, birth date
    and village, where that fits one person only, as `reconcile` must have found them."""
    source = pathlib.Path(os.environ["ANJ_SOURCE_ROOT"]) / "data/default-config.json"
    bad = {state["code"] for state in json.loads(source.read_text(encoding="utf-8"))["status_codes"]
           if state["class"] in ("excluded", "failed")}
    for area, seed in (("35.09", 3), ("18.02", 4), ("31.71", 5)):
        folder = root / area
        folder.mkdir()
        call(HUB, "init", "--data-dir", folder / "hub")
        call(HUB, "demo", "--data-dir", folder / "hub", "--area", area, "--residents", 900,
             "--seed", seed)
        for links in ({}, find_links(folder)):
            count = Count(read_demo(folder), folder / "hub/demo", bad, links)
            check_demo(folder, count, area)
            if not links:
                call(HUB, "reconcile", "--data-dir", folder / "hub")
        check_worklists(folder, count, area)


def count_at_risk(count, area):
    newest = {row["nik"]: row for row in count.rows("pk")}
    return sum(row["risiko_stunting"] == "ya" and not count.dead.get(nik, False)
               and count.region[nik].startswith(area + ".") for nik, row in newest.items())


def check_worklists(folder, count, area):
    """As many as are counted, for the owner's eyes, written once, and noted without a name."""
    numbers = {"siikep": json.loads(report(folder, "siikep", area).stdout)["worklist"],
               "zero": json.loads(report(folder, "zero", area).stdout)["unreached"],
               "stunting": count_at_risk(count, area)}
    for name, expected in numbers.items():
        path = folder / f"{name}.csv"
        order = [HUB, "worklist", name, "--area", area, "--output", path, "--by", "Rini",
                 "--reason", "kunjungan", "--data-dir", folder / "hub"]
        call(*order)
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        column = "no_kk" if name == "zero" else "nik"
        assert len({row[column] for row in rows}) == expected > 0, (name, expected)
        told = "tahun" if name == "stunting" else "alasan"
        assert all(row["nama"] and row["sumber"] and row[told] for row in rows)
        assert path.stat().st_mode & 0o777 == 0o600
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert call(*order, check=False).returncode == os.EX_CANTCREAT
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
        with contextlib.closing(sqlite3.connect(folder / "hub/hub.db")) as store:
            noted = [row for (row,) in store.execute("SELECT row FROM audit")
                     if "worklist-written" in row and digest in row]
        assert len(noted) == 1 and not any(row["nik"] in noted[0] for row in rows), noted


def read_demo(folder):
    """The demo's files and what they were imported as; no row comes from there."""
    with contextlib.closing(sqlite3.connect(folder / "hub/hub.db")) as store:
        return [Batch(register, date, file_of(name), [])
                for name, register, date in store.execute("SELECT id, register, date FROM batches")
                if register not in ("petugas", "titik", "wilayah")]


def file_of(batch):
    """"demo-20261122-35.09-s7-n20000-dtsen-1" is of dtsen-1.csv."""
    return batch.split("-", 5)[5]


def find_links(folder):
    """id_p3ke → NIK"""
    people, found = collections.defaultdict(set), {}
    count = Count(read_demo(folder), folder / "hub/demo")
    for row in count.rows("dtsen", "dtks", "p3ke", "pk"):
        people[row["nama"], row["tanggal_lahir"], row["kode_wilayah"]].add(row["nik"])
    for row in count.rows("p3ke"):
        niks = people[row["nama"], row["tanggal_lahir"], row["kode_wilayah"]] - {""}
        if row["nik"] == "" and len(niks) == 1:
            found[row["id_p3ke"]] = niks.pop()
    assert found, "nobody without NIK"
    return found


def check_demo(folder, count, area):
    villages = sorted({code for code in count.region.values() if code.startswith(area)})
    for place in [area, *sorted({code[:8] for code in villages})[:2], villages[len(villages) // 2]]:
        siikep = json.loads(report(folder, "siikep", place).stdout)
        assert siikep["buckets"] == count.siikep(place), (place, siikep, count.siikep(place))
        zero = json.loads(report(folder, "zero", place).stdout)
        now, others = count.zero(place)
        assert {name: zero[name] for name in now} == now, (place, zero, now)
        assert zero["people_without_no_kk"] == others, (place, zero, others)
        for part in zero["parts"]:
            expected = count.zero(part["code"])[0]
            assert {name: part[name] for name in expected} == expected, (part, expected)
    assert sum(sum(bucket.values()) for bucket in count.siikep(area).values()) >= 900


def test_spreadsheet_and_page_say_the_same_and_name_nobody(root):
    folder = root / "population-0"
    document = json.loads(report(folder, "siikep", "35.09").stdout)
    lines = list(csv.DictReader(report(folder, "siikep", "35.09", "csv").stdout.splitlines()))
    assert {line["bucket"]: {"aid": int(line["aid"]), "no_aid": int(line["no_aid"])}
            for line in lines} == document["buckets"], lines
    zero = json.loads(report(folder, "zero", "35.09").stdout)
    lines = list(csv.DictReader(report(folder, "zero", "35.09", "csv").stdout.splitlines()))
    assert [(line["date"], int(line["unreached"])) for line in lines if line["code"] == "35.09"] == [
        (point["date"], point["unreached"]) for point in zero["trend"]], lines
    for name in ("siikep", "zero"):
        page = report(folder, name, "35.09", "html").stdout
        assert page.startswith("<!DOCTYPE html>") and page.endswith("</html>\n"), page
        assert "Kabupaten Jember" in page and "Slamet" not in page and "src=" not in page
    assert f"<strong>{document['worklist']}</strong>" in report(folder, "siikep", "35.09",
                                                                "html").stdout


def test_what_cannot_be_counted_is_refused_with_advice(root):
    folder = root / "population-0"
    for name, area, form, code, words in (
            ("siikep", "35.9", "json", 64, "no region"), ("zero", "35.09.01.9999", "json", 64,
                                                          "no region"),
            ("siikep", "31.71", "csv", 66, "import registers"), ("zero", "18", "html", 66, "18"),
            ("nothing", "35", "json", 64, "siikep"), ("zero", "35", "pdf", 64, "html")):
        done = report(folder, name, area, form, check=False)
        assert done.returncode == code and words in done.stderr and not done.stdout, done
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def main():
    with tempfile.TemporaryDirectory(prefix="anjungan-reports-") as name:
        return tap.run("__main__", pathlib.Path(name))


if __name__ == "__main__":
    sys.exit(main())
