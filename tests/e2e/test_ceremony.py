#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration's keys: the steps of docs/operations.md, run as they stand there, with plain
openssl, and what terminals that know one root or another make of it."""

import json
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import time

import tap
from village import CTL, HUB, ROOT, call

PACKS = ROOT / "packs"


def read_steps():
    """{heading: [shell steps]} of the section on keys."""
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    section = text.split("\n## Keys of the configuration\n")[1].split("\n## ")[0]
    steps, heading = {}, "first"
    for number, part in enumerate(section.split("```")):
        if number % 2 == 1:
            steps.setdefault(heading, []).append(part.removeprefix("sh\n"))
        for line in part.splitlines():
            if number % 2 == 0 and line.startswith("### "):
                heading = line.removeprefix("### ")
    return steps


class Safe:
    """A folder with root/ and signer/, as `init` made them."""

    def __init__(self, folder):
        self.folder = folder
        self.steps = read_steps()
        call(HUB, "init", "--data-dir", folder / "hub")
        made = folder / "hub/config-signer"
        for name, files in (("root", ("ca.pem", "ca-key.pem")), ("signer", ("cert.pem", "key.pem"))):
            (folder / name).mkdir()
            for file in files:
                shutil.copy(made / file, folder / name)
        self.know("first", "root")
        database = sqlite3.connect(folder / "hub/hub.db")
        (folder / "first.cms").write_bytes(database.execute("SELECT bundle FROM configs")
                                           .fetchone()[0])
        database.close()
        self.document = json.loads(self.openssl_reads("first.cms", "root"))

    def run(self, heading, index=0):
        return call("bash", "-euc", self.steps[heading][index]).stdout

    def know(self, who, root):
        """Somebody who trusts that root."""
        (self.folder / who).mkdir()
        shutil.copy(self.folder / root / "ca.pem", self.folder / who / "config_ca.pem")

    def openssl_reads(self, bundle, root):
        return call("openssl", "cms", "-verify", "-inform", "DER", "-in", bundle, "-CAfile",
                    f"{root}/ca.pem").stdout

    def write(self, **members):
        self.document |= members
        self.document["version"] += 1
        self.document["issued"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        (self.folder / "next.json").write_text(json.dumps(self.document), encoding="utf-8")

    def sign(self, signer, check=True):
        return call(CTL, "config", "sign", "next.json", "--signer", signer, "--out", "next.cms",
                    "--packs", PACKS, check=check)

    def obeys(self, who):
        done = call(CTL, "config", "show", "next.cms", "--identity", who,
                    check=False)
        return done.returncode == 0


def test_a_new_signer_signs_at_once(safe):
    safe.run("first")
    safe.run("A new signer")
    safe.write()
    safe.sign("signer-2")
    assert safe.obeys("first")


def test_a_signer_that_is_revoked_cannot_sign_for_itself(safe):
    fingerprint = safe.run("A signer's key is lost or stolen").split()[0]
    safe.write(trust={"revoked": [fingerprint]})
    safe.sign("signer")
    assert not safe.obeys("first")
    safe.sign("signer-2")
    assert safe.obeys("first")


def test_who_knows_the_old_root_follows_to_the_new_one(safe):
    safe.run("A new root")
    root = (safe.folder / "root-2/ca.pem").read_text(encoding="ascii")
    safe.write(trust=safe.document["trust"] | {"roots": [root]})
    safe.sign("signer-3")
    safe.know("second", "root-2")
    assert safe.obeys("first") and safe.obeys("second")
    # the old root's signer is none under the new root, and the new one's without its chain none
    # under the old
    safe.sign("signer-2")
    assert not safe.obeys("first") and not safe.obeys("second")
    (safe.folder / "signer-3/chain.pem").rename(safe.folder / "chain.pem")
    safe.sign("signer-3")
    assert not safe.obeys("first") and safe.obeys("second")
    (safe.folder / "chain.pem").rename(safe.folder / "signer-3/chain.pem")


def test_openssl_alone_reads_and_signs(safe):
    safe.sign("signer-3")
    before = (safe.folder / "next.cms").read_bytes()
    safe.run("A new root", 1)
    assert (safe.folder / "next.cms").read_bytes() != before
    assert safe.obeys("first") and safe.obeys("second")
    assert json.loads(safe.openssl_reads("next.cms", "root-2")) == safe.document


def test_check_lists_every_mistake(safe):
    safe.write(poll_hold_s="x", tema=1)
    done = call(CTL, "config", "check", "next.json", "--packs", PACKS, check=False)
    assert done.returncode == 65, done
    assert "next.json: /poll_hold_s: " in done.stderr and "next.json: /tema: " in done.stderr, done
    assert done.stderr.endswith("anjunganctl: next.json: 2 mistakes\n"), done.stderr
    del safe.document["tema"]
    safe.write(poll_hold_s=1800)


def test_check_warns_of_an_end_that_has_come(safe):
    safe.write(expires="2020-01-01T00:00:00Z")
    done = call(CTL, "config", "check", "next.json", "--packs", PACKS)
    assert done.stdout == "next.json: good\n", done
    assert done.stderr == "next.json: /expires: lies in the past; terminals refuse it\n", done
    del safe.document["expires"]


def test_each_value_has_its_origin(safe):
    safe.write(overrides=[{"for": {"region": "35.09"}, "set": {"poll_hold_s": 600}},
                          {"for": {"label": "pasar"}, "set": {"theme": "black-yellow"}}])
    done = call(CTL, "config", "show", "next.json", "--region", "35.09.01.2001", "--label", "pasar",
                "--origin", "--json")
    origins = {value["pointer"]: value for value in json.loads(done.stdout)}
    assert origins["/poll_hold_s"] == {"pointer": "/poll_hold_s", "value": 600,
                                       "origin": "regency 35.09"}
    assert origins["/theme"]["origin"] == "label pasar"
    assert origins["/idle/other_s"]["origin"] == "country"
    elsewhere = call(CTL, "config", "show", "next.json", "--region", "18.02.01.2001")
    assert json.loads(elsewhere.stdout)["poll_hold_s"] == 1800


def test_diff_names_what_changed(safe):
    (safe.folder / "before.json").write_text(json.dumps(safe.document), encoding="utf-8")
    safe.write(poll_hold_s=900)
    done = call(CTL, "config", "diff", "before.json", "next.json")
    assert "/poll_hold_s: 1800 → 900\n" in done.stdout, done.stdout
    assert done.stdout.count("\n") in (2, 3), done.stdout  # version, perhaps issued
    same = call(CTL, "config", "diff", "next.json", "next.json")
    assert same.stdout == "", same.stdout


def main():
    with tempfile.TemporaryDirectory(prefix="anjungan-") as folder:
        # nobody's own ctl.conf
        os.environ["XDG_CONFIG_HOME"] = folder
        os.chdir(folder)
        return tap.run(__name__, Safe(pathlib.Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
