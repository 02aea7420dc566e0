# SPDX-License-Identifier: GPL-3.0-or-later
"""`report` against a count that shares nothing with it but the files.

Populations are drawn by chance and written as an agency's CSV files. The hub imports them; this
test reads the same files, counts with dictionaries and compares (definitions: docs/reports.md).
"""

import collections
import csv
import json
import pathlib
import random
import sys
import tempfile

import tap
from village import HUB, call

VILLAGES = ["35.09.01.2001", "35.09.01.2002", "35.09.02.2001", "35.09.02.2003"]
AREAS = ["35", "35.09", "35.09.01", "35.09.02", "35.09.01.2001", "35.09.02.2003"]
GOOD = ["SI", "TOP UP", "PROSES SPM", "CALON PENERIMA", "KODE BARU"]
BAD = ["EXCLUDE", "EXCLUDE PEKERJAAN", "GAGAL CEK REKENING", "TIDAK TRANSAKSI", "-"]
FAMILY_PROGRAMMES = {"PKH", "SEMBAKO"}
PROGRAMMES = ["PKH", "SEMBAKO", "PBI-JK", "BLT-DD", "PIP", "PMT"]

Batch = collections.namedtuple("Batch", "register date name rows")


class Population:
    """What agencies would send of some hundred families, hard cases among them."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.serial = 1000
        self.families = [self.make_family() for _ in range(150)]
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
        no_kk, village = self.number("010110"), self.chance.choice(VILLAGES)
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
            kode_wilayah=lambda person: self.chance.choice(VILLAGES) if self.likely(0.1)
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
        """One member of a family; at times somebody whom no register has."""
        rows = []
        for family in self.some(self.families, share):
            for programme in self.some(programmes, 0.3):
                person = self.chance.choice(family)
                nik = self.number("010180") if self.likely(0.05) else person["nik"]
                rows.append({"program": programme, "nik": nik, "no_kk": person["no_kk"],
                             "komponen": "", "periode": period, "tahap": "", "jumlah": "200000",
                             "saluran": "KKS", "kode_status": self.chance.choice(GOOD + BAD),
                             "tanggal": "", "keterangan": ""})
        return rows

    def write(self, folder):
        for batch in self.batches:
            with open(folder / f"{batch.name}.csv", "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, batch.rows[0].keys())
                writer.writeheader()
                writer.writerows(batch.rows)


class Count:
    """The independent count: the files' rows and dictionaries, nothing else."""

    def __init__(self, batches, folder):
        self.batches = []
        for batch in sorted(batches, key=lambda batch: batch.date):
            with open(folder / f"{batch.name}.csv", encoding="utf-8", newline="") as file:
                self.batches.append(batch._replace(rows=list(csv.DictReader(file))))
        self.no_kk, self.region, self.dead = self.find_homes()
        present = sorted((nik for nik in self.no_kk if not self.dead.get(nik, False)), reverse=True)
        self.place = {self.no_kk[nik]: self.region[nik] for nik in present if nik in self.region}

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
            no_kk[row["nik"]], region[row["nik"]] = row["no_kk"], row["kode_wilayah"]
            known.add(row["nik"])
            if batch.register == "dtsen":
                dead[row["nik"]] = row["status"] == "meninggal"
        for nik in paid - known:
            del no_kk[nik]
        return no_kk, region, dead

    def newest(self, date="9999"):
        """Programme → its newest batch up to @date."""
        return {row["program"]: batch.name for batch, row in self.of("penerima")
                if batch.date <= date}

    def aid(self, date="9999"):
        newest = self.newest(date)
        return [row for batch, row in self.of("penerima") if newest.get(row["program"]) == batch.name
                and row["kode_status"] not in BAD]

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
            assert document == {"area": area, "as_of": "2026-06-01", "buckets": buckets,
                                "worklist": buckets["both"]["no_aid"]}, (seed, document, buckets)
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
    assert f"<strong>{document['worklist']} orang</strong>" in report(folder, "siikep", "35.09",
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
