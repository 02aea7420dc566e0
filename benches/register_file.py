# SPDX-License-Identifier: GPL-3.0-or-later
"""Register files of any size, made of people who do not exist; the same number, the same file."""

import csv
import random

from village import ROOT

DTSEN_HEADER = ("id_keluarga,no_kk,nik,nama,tanggal_lahir,jenis_kelamin,hubungan,alamat,rt,rw,"
                "kode_wilayah,desil,pekerjaan,status")
NAMES = ("Slamet", "Siti", "Budi", "Sri", "Agus", "Dewi", "Joko", "Wati", "Hadi", "Rahayu",
         "Bambang", "Lestari", "Suparman", "Nurhayati", "Mulyono", "Kartini")
WORK = ("Buruh tani", "Petani", "Mengurus rumah tangga", "Pelajar", "Buruh harian lepas", "")
RELATIONS = ("Kepala keluarga", "Istri", "Anak", "Anak")


def write_dtsen(path, n_rows):
    """Families of four in the villages of 35.09, as a regency delivers them: village by village."""
    draw = random.Random(1)
    with open(ROOT / "data/regions/villages-3509.csv", encoding="utf-8", newline="") as file:
        villages = [row["code"] for row in csv.DictReader(file)]
    n_families = -(-n_rows // len(RELATIONS))
    with open(path, "w", encoding="ascii") as file:
        file.write(DTSEN_HEADER + "\n")
        for family in range(n_families):
            village = villages[family * len(villages) // n_families]
            district = village[:8].replace(".", "")
            card = f"{district}{family // 9999 % 28 + 1:02}0109{family % 9999 + 1:04}"
            address = f"Jl. Mawar {draw.randrange(200)}"
            desil = draw.randrange(1, 11)
            for member in range(min(len(RELATIONS), n_rows - family * len(RELATIONS))):
                year, month, day = draw.randrange(50, 100), draw.randrange(1, 13), family % 28 + 1
                is_female = member % 2
                serial = (family // 28 * len(RELATIONS) + member) % 9999 + 1
                nik = f"{district}{day + 40 * is_female:02}{month:02}{year}{serial:04}"
                file.write(f"K{family},{card},{nik},{draw.choice(NAMES)} {draw.choice(NAMES)},"
                           f"19{year}-{month:02}-{day:02},{'LP'[is_female]},{RELATIONS[member]},"
                           f"{address},{draw.randrange(1, 9)},{draw.randrange(1, 9)},{village},"
                           f"{desil},{draw.choice(WORK)},aktif\n")
