# SPDX-License-Identifier: GPL-3.0-or-later
"""Another terminal, written from docs/protocol.md, docs/derivations.md and data/schema alone.

It shares no code with the programs: what it cannot do by those pages is missing in those pages.
CMS is done by the openssl command.
"""

import base64
import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import secrets
import ssl
import subprocess
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

DIGITS = [chr(code) for code in range(ord("#"), ord("~") + 1) if chr(code) != "\\"]
LETTERS, FIGURES = "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789"
PIECE_BYTES = 64 * 1024
MAX_PIECE_BYTES = 256 * 1024
MISSING = object()


# columns

def read_node(node, n):
    """The n values that NODE stands for."""
    kinds = node["kinds"] * n if len(node["kinds"]) == 1 else node["kinds"]
    assert len(kinds) == n, "counts that do not agree"
    sources = {
        "v": iter(read_column(node["values"], kinds.count("v")) if "v" in kinds else []),
        "o": iter(read_objects(node["objects"], kinds.count("o")) if "o" in kinds else []),
        "a": iter(read_arrays(node["arrays"], kinds.count("a")) if "a" in kinds else []),
    }
    return [MISSING if kind == "." else next(sources[kind]) for kind in kinds]


def read_objects(form, n):
    objects = [dict(same) for same in read_column(form["same"], n)] if "same" in form else \
        [{} for _ in range(n)]
    for name, node in form["members"].items():
        for item, value in zip(objects, read_node(node, n)):
            if value is not MISSING:
                item[name] = value
    return objects


def read_arrays(form, n):
    counts = read_column(form["counts"], n)
    items = iter(read_node(form["items"], sum(counts)))
    arrays = [[] for _ in range(n)]
    for position in range(max(counts, default=0)):
        for array, count in zip(arrays, counts):
            if position < count:
                array.append(next(items))
    return arrays


def read_column(column, m):
    """The m values that COLUMN stands for."""
    if isinstance(column, list):
        values = column
    elif "all" in column:
        values = [column["all"]] * m
    elif "of" in column:
        width = 1
        while len(DIGITS) ** width < len(column["of"]):
            width += 1
        codes = column["codes"]
        assert len(codes) == width * m, "counts that do not agree"
        values = []
        for i in range(m):
            index = 0
            for digit in range(width):
                index = index * len(DIGITS) + DIGITS.index(codes[digit * m + i])
            values.append(column["of"][index])
    else:
        parts = column["parts"]
        counts = read_column(column["counts"], m) if "counts" in column else [len(parts)] * m
        words = [[] for _ in range(m)]
        for position, part in enumerate(parts):
            longer = [text for text, count in zip(words, counts) if count > position]
            for text, word in zip(longer, read_column(part, len(longer))):
                text.append(word)
        values = [column["join"].join(text) for text in words]
    assert len(values) == m, "counts that do not agree"
    return values


# rows

def mask(number):
    return number[:4] + "********" + number[12:]


def complete(target, name, compute):
    """Fills in what was left out; null says that there is nothing."""
    if name not in target:
        target[name] = compute()
    elif target[name] is None:
        del target[name]


def rebuild_row(row, key):
    """The long row of one that came by the wire."""
    def tag(label, number):
        return hmac.new(bytes.fromhex(key), (label + number).encode(), hashlib.sha256).hexdigest()

    no_kk = row.pop("no_kk")
    household = row["document"]["household"]
    pairs = list(zip(row["people"], household["members"]))
    complete(row, "record", lambda: tag("record", no_kk)[:32])
    complete(household, "no_kk", lambda: mask(no_kk))
    for person in row["people"]:
        complete(person, "no_kk", lambda: no_kk)
    for person, member in pairs:
        complete(member, "nik", lambda person=person: mask(person["nik"]))
        complete(member, "id", lambda person=person: "m-" + tag("member", person["nik"])[:12])
        complete(person, "member", lambda member=member: member["id"])
    return row


# keys and numbers

def follow_key(pin, region, number):
    return hashlib.scrypt(pin.encode(), salt=(region + number).encode(), n=16384, r=8, p=1,
                          maxmem=64 << 20, dklen=32)


def hkdf(key, purpose):
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(key)


def draw_index(key, first, size, sequence):
    half = 1
    while 2 ** (2 * half) < size:
        half += 1
    low, x = 2 ** half - 1, sequence
    while True:
        left, right = x >> half, x & low
        for turn in range(10):
            text = bytes([turn]) + b"".join(value.to_bytes(4, "big")
                                            for value in (first, size, right))
            word = int.from_bytes(hmac.new(key, text, hashlib.sha256).digest()[:4], "big")
            left, right = right, left ^ (word & low)
        x = left << half | right
        if x < size:
            return first + x


def write_number(index):
    text = ""
    for alphabet in (FIGURES,) * 4 + (LETTERS,) * 3:
        index, digit = divmod(index, len(alphabet))
        text = alphabet[digit] + text
    union = FIGURES + LETTERS
    total = sum(3 ** i * union.index(character) for i, character in enumerate(text))
    return f"{text[:3]}-{text[3:]}-{union[11 * (31 - total % 31) % 31]}"


def uuid_v7():
    value = int(datetime.datetime.now().timestamp() * 1000).to_bytes(6, "big") + os.urandom(10)
    value = bytearray(value)
    value[6] = 0x70 | value[6] & 0x0F
    value[8] = 0x80 | value[8] & 0x3F
    text = value.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def to_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Refused(Exception):
    """A problem document."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem}")
        self.status = status
        self.key = problem["type"].removeprefix("about:blank#")
        self.problem = problem


class OtherTerminal:
    """One village's terminal in a folder of its own."""

    def __init__(self, folder, bootstrap):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.bootstrap = json.loads(pathlib.Path(bootstrap).read_text(encoding="utf-8"))
        for name in ("hub_ca", "config_ca"):
            (self.folder / f"{name}.pem").write_text(self.bootstrap[name])
        self.region = self.bootstrap["region"]
        self.order_key = os.urandom(32)
        self.sequence = 0
        self.seq, self.head = 0, "0" * 64
        self.channel_cursor = self.cache_cursor = "0"
        self.config_version = "0.0"
        self.config = None
        self.households, self.place, self.data_date = {}, None, None
        self.connection = None
        self.id = self.slice = None

    # the line

    def connect(self):
        context = ssl.create_default_context(cafile=str(self.folder / "hub_ca.pem"))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        if (self.folder / "cert.pem").exists():
            context.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        hub = urllib.parse.urlsplit(self.bootstrap["hub"])
        if self.connection is not None:
            self.connection.close()
        self.connection = http.client.HTTPSConnection(hub.hostname, hub.port, context=context,
                                                      timeout=60)

    def request(self, method, path, body=None, content_type="application/json", **headers):
        """The answer's bytes; raises Refused."""
        if isinstance(body, (dict, list)):
            body = to_json(body).encode()
        if body is not None:
            headers["Content-Type"] = content_type
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        data = response.read()
        if response.status >= 300:
            assert response.headers.get_content_type() == "application/problem+json", data
            raise Refused(response.status, json.loads(data))
        return data

    # enrolment

    def enrol(self, token):
        key = ec.generate_private_key(ec.SECP256R1())
        csr = x509.CertificateSigningRequestBuilder().subject_name(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "anything")])).sign(
                key, hashes.SHA256())
        (self.folder / "key.pem").write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
        self.connect()
        authority = pkcs7.load_der_pkcs7_certificates(
            base64.b64decode(self.request("GET", "/.well-known/est/cacerts")))
        assert x509.load_pem_x509_certificate(self.bootstrap["hub_ca"].encode()) in authority
        basic = base64.b64encode(f"token:{token}".encode()).decode()
        answer = self.request("POST", "/.well-known/est/simpleenroll",
                              base64.b64encode(csr.public_bytes(serialization.Encoding.DER)),
                              "application/pkcs10", Authorization=f"Basic {basic}")
        (cert,) = pkcs7.load_der_pkcs7_certificates(base64.b64decode(answer))
        (self.folder / "cert.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
        subject = {name: cert.subject.get_attributes_for_oid(name)[0].value for name in
                   (NameOID.COMMON_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.SERIAL_NUMBER)}
        assert subject[NameOID.ORGANIZATIONAL_UNIT_NAME] == self.region
        self.id = subject[NameOID.COMMON_NAME]
        self.slice = [int(part) for part in subject[NameOID.SERIAL_NUMBER].split("+")]
        self.connect()
        return cert

    # following the hub

    def poll(self, hold=1):
        """One turn of the channel, and what it tells to fetch; returns its answer."""
        news = json.loads(self.request(
            "GET", f"/v1/channel?config={self.config_version}&since={self.channel_cursor}"
                   f"&hold={hold}"))
        if "config" in news:
            self.take_config(news["config"]["epoch"], news["config"]["version"])
        if news.get("cache") or self.place is None:
            self.sync()
        self.channel_cursor = news.get("cursor", self.channel_cursor)
        return news

    def verify(self, signed, authority):
        """The content of a signed object."""
        return subprocess.run(
            ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-CAfile",
             str(self.folder / f"{authority}.pem")], input=signed, capture_output=True,
            check=True).stdout

    def take_config(self, epoch, version):
        bundle = self.request("GET", f"/v1/config/{version}")
        self.config = json.loads(self.verify(bundle, "config_ca"))
        assert (self.config["epoch"], self.config["version"]) == (epoch, version)
        self.config_version = f"{epoch}.{version}"

    def sync(self):
        while True:
            page = self.request("GET", f"/v1/cache?since={self.cache_cursor}")
            for line in map(json.loads, page.decode().splitlines()):
                if "place" in line:
                    self.place = line["place"]
                elif "delete" in line:
                    self.households.pop(line["delete"], None)
                elif "households" in line:
                    self.take_households(line["households"])
                else:
                    self.cache_cursor, self.data_date = line["cursor"], line["data_date"]
                    more = line["more"]
            if not more:
                return

    def take_households(self, page):
        assert page["schema"] == 2
        for row in read_node(page["columns"], page["rows"]):
            row = rebuild_row(row, page["key"])
            assert row["document"]["household"]["region"] == self.region
            self.households[row["record"]] = row

    def look_up(self, nik, no_kk):
        """The household document as a session of this person has it."""
        for row in self.households.values():
            for person in row["people"]:
                if (person["nik"], person["no_kk"]) == (nik, no_kk):
                    viewer = {"viewer": person["member"]} if "member" in person else {}
                    return {**row["document"], **viewer}
        return {"found": False}

    # sending

    def choose_recipients(self, kind, category, sensitive):
        """(role, certificate in PEM) of the office and of recovery."""
        def named(entries, code):
            return next((entry.get("recipient") for entry in entries if entry["code"] == code),
                        None)

        office = "sensitive" if sensitive else (named(self.config["categories"], category) or
                                                named(self.config["kinds"], kind) or "intake")
        for role in (office, "recovery"):
            near = [entry for entry in self.config["recipients"] if entry["role"] == role and
                    (self.region + ".").startswith(entry.get("region", self.region) + ".")]
            yield role, max(near, key=lambda entry: len(entry.get("region", "")))["certificate"]

    def seal(self, plain, recipients):
        command = ["openssl", "cms", "-encrypt", "-binary", "-aes-256-gcm", "-outform", "DER"]
        for role, certificate in recipients:
            path = self.folder / f"{role}.pem"
            path.write_text(certificate)
            command += ["-recip", str(path), "-keyopt", "ecdh_kdf_md:sha256"]
        return subprocess.run(command, input=plain, capture_output=True, check=True).stdout

    def write_case(self, kind, body, photos=()):
        """A case ready to be sent: header and payload, its ticket, PIN and sealed attachments."""
        category = body["category"] if kind == "complaint" else ""
        sensitive = any(entry["sensitive"] for entry in self.config["categories"]
                        if entry["code"] == category)
        recipients = list(self.choose_recipients(kind, category, sensitive))
        sealed = {sha256(data): data for data in (self.seal(photo, recipients)
                                                  for photo in photos)}
        number = write_number(draw_index(self.order_key, *self.slice, self.sequence))
        self.sequence += 1
        pin = f"{secrets.randbelow(1000000):06}"
        follow = follow_key(pin, self.region, number)
        header = {"id": uuid_v7(), "region": self.region, "number": number, "kind": kind,
                  "category": category}
        if "programme" in body:
            header["programme"] = body["programme"]
        header |= {
            "sensitive": sensitive, "anonymous": False,
            "submitted": datetime.datetime.utcnow().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "follow_hash": sha256(follow),
            "recipients": [{"role": role, "fingerprint": x509.load_pem_x509_certificate(
                pem.encode()).fingerprint(hashes.SHA256()).hex()} for role, pem in recipients],
            "attachments": [{"sha256": name, "bytes": len(data), "type": "image/jpeg"}
                            for name, data in sealed.items()]}
        text = to_json(header)
        plain = to_json({"header_sha256": sha256(text.encode()), "body": body,
                         "follow": follow.hex()})
        return {"header": text, "payload": self.seal(plain.encode(), recipients),
                "number": number, "pin": pin, "attachments": sealed}

    def link(self, case):
        """The submission that continues the chain."""
        self.seq += 1
        link = to_json({"terminal": self.id, "seq": self.seq, "prev": self.head,
                        "header_sha256": sha256(case["header"].encode()),
                        "payload_sha256": sha256(case["payload"])})
        self.head = sha256(link.encode())
        return {"header": case["header"], "link": link,
                "payload": base64.b64encode(case["payload"]).decode()}

    def submit(self, submissions):
        """The content of the receipt."""
        answer = json.loads(self.request("POST", "/v1/submissions",
                                         {"submissions": submissions, "front_seq": 0}))
        return json.loads(self.verify(base64.b64decode(answer["receipt"]), "hub_ca"))

    def put(self, name, first, piece, total):
        place = f"{first}-{first + len(piece) - 1}" if piece else "*"
        return json.loads(self.request("PUT", f"/v1/attachments/{name}", piece or None,
                                       "application/octet-stream",
                                       Content_Range=f"bytes {place}/{total}"))

    def upload(self, name, data):
        """Sends what the hub lacks; returns the number of pieces."""
        length, pieces = PIECE_BYTES, 0
        state = self.put(name, 0, b"", len(data))
        while not state["complete"]:
            first = state["bytes"]
            state = self.put(name, first, data[first:first + length], len(data))
            length = min(2 * length, MAX_PIECE_BYTES)
            pieces += 1
        return pieces

    # following a case

    def query(self, number, pin):
        """(state, answer or None)"""
        follow = follow_key(pin, self.region, number)
        told = json.loads(self.request("POST", "/v1/tickets/query", {
            "region": self.region, "number": number, "follow": follow.hex()}))
        if told["answer"] is None:
            return told["state"], None
        sealed = base64.b64decode(told["answer"])
        plain = AESGCM(hkdf(follow, "anjungan answer v1")).decrypt(
            sealed[:12], sealed[12:], f"{self.region}/{number}".encode())
        return told["state"], json.loads(plain)
