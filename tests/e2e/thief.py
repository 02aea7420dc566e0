# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has a terminal's disk, this source code, and a list of everybody's numbers."""

import concurrent.futures
import contextlib
import functools
import hashlib
import hmac
import json
import pathlib
import shutil
import sqlite3

KEY_BYTES = 32


def hkdf(key, salt, purpose):
    """docs/derivations.md, HKDF and its purposes"""
    return hmac.digest(hmac.digest(salt, key, "sha256"), purpose + b"\x01", "sha256")


@functools.lru_cache(maxsize=None)
def look_up_key(nik, no_kk, salt, cost):
    """docs/derivations.md, Look-up key: (index, proof)"""
    n, r, p = cost
    key = hashlib.scrypt((nik + no_kk).encode(), salt=salt, n=n, r=r, p=p, dklen=48)
    return key[:16], key[16:]


def unseal(key, sealed, aad):
    """The plain bytes; None: it is another key."""
    from cryptography.exceptions import InvalidTag  # pylint: disable=C0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # pylint: disable=C0415
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], aad)
    except InvalidTag:
        return None


def case_key(k_out, purpose):
    return hkdf(k_out, b"", purpose)


def open_row(key, sealed, place):
    """docs/derivations.md, Rows of `outbox.db`: what lies first; None: it is another key."""
    plain = unseal(key, sealed, place.encode())
    if plain is None:
        return None
    first = int.from_bytes(plain[:4], "big") & 0x7FFFFFFF
    return plain[8:8 + first]


def open_attachment(k_out, name, data):
    """docs/derivations.md, Files of `attachments/`"""
    key, piece = case_key(k_out, b"anjungan attachment v1"), 65536 + 28
    assert data[:8] == b"anjseal1", data[:8]
    return b"".join(unseal(key, data[at:at + piece], f"attachment {name} {index}".encode())
                    for index, at in enumerate(range(8, len(data), piece)))


def serial_of(certificate):
    """As a CMS names it beside the issuer."""
    from cryptography import x509  # pylint: disable=C0415
    number = x509.load_pem_x509_certificate(certificate.read_bytes()).serial_number
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


class Disk:
    """A copy of a state directory."""

    def __init__(self, state, copy):
        self.state = pathlib.Path(shutil.copytree(state, copy))
        with contextlib.closing(sqlite3.connect(self.state / "cache.db")) as cache:
            (generation, self.salt, self.mark, *cost) = cache.execute(
                "SELECT id, salt, key_mark, n, r, p FROM generation WHERE complete = 1"
                " ORDER BY id DESC").fetchone()
            self.cost = tuple(cost)
            self.rows = {row[0]: row[1:] for row in cache.execute(
                "SELECT idx, person.record, wrapped, aad, sealed FROM person JOIN record USING"
                " (generation, record) WHERE generation = ?", (generation,))}

    def read_cases(self):
        """All bytes of all files that hold cases, and what is known of them."""
        names = ("outbox.db*", "ledger.db*", "attachments/*", "quarantine/*")
        return b"".join(path.read_bytes() for name in names for path in self.state.glob(name))

    def rows_of(self, name, select):
        with contextlib.closing(sqlite3.connect(self.state / name)) as db:
            return db.execute(select).fetchall()

    def is_key(self, key):
        return hkdf(key, self.salt, b"anjungan cache key v1")[:16] == self.mark

    def find_keys(self):
        """Whatever 32 bytes of any file are k_seal."""
        found = set()
        for path in self.state.rglob("*"):
            data = path.read_bytes().strip(b"\0") if path.is_file() else b""  # the reserve is empty
            found |= {data[at:at + KEY_BYTES] for at in range(len(data) - KEY_BYTES + 1)
                      if self.is_key(data[at:at + KEY_BYTES])}
        return found

    def try_all(self, niks, no_kks, key):
        """Every NIK with every No. KK: (how many are recognised, the households that open)."""
        pairs = [(nik, no_kk) for nik in niks for no_kk in no_kks]
        with concurrent.futures.ThreadPoolExecutor() as threads:
            keys = list(threads.map(lambda pair: look_up_key(*pair, self.salt, self.cost), pairs))
        recognised, households = 0, []
        for index, proof in keys:
            hidden = hkdf(key, index, b"anjungan cache index v1")[:16]
            recognised += index in self.rows or hidden in self.rows
            # who does not believe the index tries each row
            for record, wrapped, aad, sealed in {self.rows[hidden]} if hidden in self.rows else ():
                secret = unseal(hkdf(key, proof, b"anjungan cache row v1"), wrapped, record.encode())
                plain = secret and unseal(secret[:KEY_BYTES], sealed, aad)
                if plain:
                    households.append(json.loads(plain))
        return recognised, households

    def open_any_row(self, niks, no_kks, key):
        """The same without the index: each pair at each row; slow."""
        wraps = [hkdf(key, look_up_key(nik, no_kk, self.salt, self.cost)[1], b"anjungan cache row v1")
                 for nik in niks for no_kk in no_kks]
        return sum(unseal(wrap, wrapped, record.encode()) is not None for wrap in wraps
                   for record, wrapped, _, _ in self.rows.values())
