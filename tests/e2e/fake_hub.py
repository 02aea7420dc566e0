# SPDX-License-Identifier: GPL-3.0-or-later
"""A hub in a thief's hands, and signers of configurations who may or may not be the right ones."""

import base64
import datetime
import hashlib
import json
import re
import shutil
import threading

from certs import Authority
from rogue import Rogue
from village import CTL, Failure, call

HOLD_S = 5
ROOT_NAME = "/CN=Anjungan configuration CA"
ROOT = """[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
"""


def timestamp(seconds=0):
    """So many seconds from now, as documents have it."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class FakeHub(Rogue):
    """Holds the real hub's keys, offers what it likes, and keeps what terminals tell. It gives good
    receipts: a hub that cheats in one thing only is the hardest to see."""

    def __init__(self, village):
        super().__init__(village)
        self.village = village
        self.news = threading.Condition()
        self.offered = (0, 0)
        self.insists = False  # answers at once, news or not
        self.is_over = False
        self.states = []  # what was told at /v1/config-state, verified
        self.state_answer = (204, b"")
        self.last_seq, self.head = 0, "0" * 64

    def offer(self, number, bundle, insists=False):
        """From now on the channel tells of @number (epoch, version); @bundle is what comes."""
        self.answers = [("/v1/config/", bundle)]
        with self.news:
            self.states.clear()
            self.asked.clear()
            self.insists, self.offered = insists, number
            self.news.notify_all()

    def answer(self, path, body):
        if path.startswith("/v1/channel"):
            return self._channel(path)
        if path.startswith("/v1/config-state"):
            return self._take_state(body)
        if path.startswith("/v1/submissions"):
            return self._give_receipt(json.loads(body)["submissions"])
        if path.startswith("/v1/telemetry"):
            return (204, b"")
        return super().answer(path, body)

    def _channel(self, path):
        known = tuple(map(int, re.search(r"config=(\d+)\.(\d+)", path).groups()))
        hold_s = min(int(re.search(r"hold=(\d+)", path)[1]), HOLD_S)
        with self.news:
            self.news.wait_for(lambda: self.insists or self.is_over or self.offered > known, hold_s)
            epoch, version = self.offered
        return json.dumps({
            "generation": "x", "last_seq": self.last_seq, "head": self.head, "backed_up_seq": 0,
            "config": {"epoch": epoch, "version": version}, "cursor": "0",
            "time": timestamp()}).encode()

    def _give_receipt(self, submissions):
        links = [one["link"] for one in submissions]
        first, last = json.loads(links[0]), json.loads(links[-1])
        self.last_seq, self.head = last["seq"], hashlib.sha256(links[-1].encode()).hexdigest()
        source, der = (self.village.folder / f"fake-receipt.{kind}" for kind in ("json", "cms"))
        source.write_text(json.dumps({
            "terminal": last["terminal"], "first_seq": first["seq"], "last_seq": self.last_seq,
            "head": self.head, "backed_up_seq": 0, "hub_generation": "x", "time": timestamp(),
            "tombstones": []}), encoding="utf-8")
        keys = self.village.hub_data / "receipts"
        call("openssl", "cms", "-sign", "-binary", "-nodetach", "-in", source, "-signer",
             keys / "cert.pem", "-inkey", keys / "key.pem", "-outform", "DER", "-out", der)
        return json.dumps({"receipt": base64.b64encode(der.read_bytes()).decode()}).encode()

    def _take_state(self, body):
        """Evidence counts only under the terminal's own certificate."""
        der = self.village.folder / f"state-{threading.get_ident()}.cms"
        der.write_bytes(body)
        done = call("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", der,
                    "-CAfile", self.village.hub_data / "ca/cert.pem", "-purpose", "sslclient",
                    "-no_check_time")
        with self.news:
            self.states.append(json.loads(done.stdout))
        return self.state_answer

    def told(self, state, version):
        """The first evidence of this state and version, else None."""
        with self.news:
            return next((one for one in self.states if one["state"] == state and
                         one.get("rejected", one)["version"] == version), None)

    def __exit__(self, *args):
        with self.news:
            self.is_over = True
            self.news.notify_all()
        super().__exit__(*args)


class Root(Authority):
    """A configuration root; each has the first one's name (docs/operations.md)."""

    @classmethod
    def new(cls, folder):
        folder.mkdir()
        cert, key, extensions = (folder / name for name in ("root.pem", "root.key", "root.cnf"))
        extensions.write_text(ROOT)
        call("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", key, "-out", cert, "-subj", ROOT_NAME, "-days", "3000", "-config",
             extensions, "-extensions", "root")
        return cls(folder, cert, key)

    def sign_root(self, other):
        """The cross-certificate: @other's key and name, signed by this root."""
        request, cert = (other.folder / f"cross.{kind}" for kind in ("csr", "pem"))
        call("openssl", "req", "-new", "-key", other.key, "-subj", ROOT_NAME, "-config",
             other.folder / "root.cnf", "-out", request)
        call("openssl", "x509", "-req", "-in", request, "-CA", self.cert, "-CAkey", self.key,
             "-CAcreateserial", "-CAserial", self.folder / "cross.srl", "-days", "3000", "-sha256",
             "-extfile", other.folder / "root.cnf", "-extensions", "root", "-out", cert)
        return cert


class Signer:
    """Signs documents as anjunganctl does."""

    def __init__(self, village, folder, chain=None):
        self.village, self.folder, self.chain = village, folder, chain

    @classmethod
    def under(cls, village, root, name, chain=None):
        """A new one with a certificate of @root."""
        cert, key = root.issue(name, f"/CN={name}", usage="email")
        folder = root.folder / name
        folder.mkdir()
        shutil.copy(cert, folder / "cert.pem")
        shutil.copy(key, folder / "key.pem")
        return cls(village, folder, chain)

    def fingerprint(self):
        done = call("openssl", "x509", "-in", self.folder / "cert.pem", "-noout", "-fingerprint",
                    "-sha256")
        return done.stdout.split("=")[1].strip().replace(":", "").lower()

    def sign(self, epoch, version, **members):
        """The bundle of the village's document with these members changed."""
        document = dict(self.village.document, epoch=epoch, version=version, **members)
        source, bundle = self.folder / "source.json", self.folder / "bundle.cms"
        source.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        chain = ["--chain", self.chain] if self.chain else []
        done = call(CTL, "config", "sign", source, "--signer", self.folder, "--out", bundle, *chain,
                    check=False)
        if done.returncode != 0:
            raise Failure(done.stderr)
        return bundle.read_bytes()
