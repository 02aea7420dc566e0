#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Language packs as an admin drops them in: what is judged, and what production may offer."""

import json
import os
import pathlib
import shutil
import sys

import tap
from village import BUILD, CTL, Village, call

OWN = ("id", "en")
DRAFTS = ("jv", "su", "mad")
BAD_DATA, NO_FILE = os.EX_DATAERR, os.EX_NOINPUT


class Packs:
    """The shipped packs, copied so that they can be changed."""

    def __init__(self, village):
        self.village = village
        self.folder = village.folder / "packs"

    def reset(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(BUILD / "packs", self.folder)

    def check(self, language, *options):
        return call(CTL, *options, "--packs", self.folder, "pack", "check", self.folder / language,
                    check=False)

    def change(self, language, **members):
        path = self.folder / language / "manifest.json"
        manifest = json.loads(path.read_text())
        manifest.update(members)
        path.write_text(json.dumps(manifest))

    def check_config(self, **members):
        """`config check` of the hub's configuration with these members changed."""
        document = self.village.ctl_json("config", "show")
        document.update(members)
        source = self.village.folder / "config-of-packs.json"
        source.write_text(json.dumps(document, ensure_ascii=False))
        return call(CTL, "--packs", self.folder, "config", "check", source, check=False)


def assert_refused(done, code, *words):
    assert done.returncode == code, done
    assert done.stdout == "" and len(done.stderr.splitlines()) == 1, done
    for word in words:
        assert word in done.stderr, (word, done.stderr)


def test_the_shipped_packs_are_good(packs):
    packs.reset()
    for language in OWN + DRAFTS:
        done = packs.check(language, "--json")
        assert done.returncode == 0, done
        facts = json.loads(done.stdout)
        assert facts["reviewed"] == (language in OWN), facts
        assert facts["translated"] + len(facts["missing"]) == facts["texts"], facts
        assert facts["production"] == facts["reviewed"], facts
        assert facts["texts_with_clip"] == facts["clips"] == 0, facts
    assert json.loads(packs.check("en", "--json").stdout)["missing"] == []
    assert "unreviewed" in packs.check("jv").stdout


def test_what_is_not_translated_is_named(packs):
    packs.reset()
    catalogue = packs.folder / "jv/LC_MESSAGES/anjungan.mo"
    source = packs.folder / "jv.po"
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
                      'msgid "Kembali"\nmsgstr "Wangsul"\n')
    call("msgfmt", "--output-file", catalogue, source)
    facts = json.loads(packs.check("jv", "--json").stdout)
    assert facts["translated"] == 1 and "Lanjut" in facts["missing"], facts
    assert "missing: Lanjut\n" in packs.check("jv").stdout


def test_damage_is_refused_with_its_place(packs):
    packs.reset()
    (packs.folder / "jv/LC_MESSAGES/anjungan.mo").write_bytes(b"\xde\x12\x04\x95 cut")
    assert_refused(packs.check("jv"), BAD_DATA, "jv/LC_MESSAGES/anjungan.mo")
    (packs.folder / "jv/LC_MESSAGES/anjungan.mo").unlink()
    assert_refused(packs.check("jv"), NO_FILE, "jv/LC_MESSAGES/anjungan.mo")
    packs.change("su", version=0)
    assert_refused(packs.check("su"), BAD_DATA, "su/manifest.json", "/version")
    packs.change("mad", texts={"status": "reviewed", "reviewers": []})
    assert_refused(packs.check("mad"), BAD_DATA, "mad/manifest.json", "/texts/reviewers")
    assert_refused(packs.check("min"), NO_FILE, "min/manifest.json")


def test_a_clip_is_the_one_that_was_heard(packs):
    packs.reset()
    clips = packs.folder / "jv/clips"
    clips.mkdir()
    (clips / "kembali.opus").write_bytes(b"another recording")
    packs.change("jv", voice={"status": "unreviewed", "reviewers": [], "speaker": "Sri"},
                 clips=[{"text": "Wangsul", "file": "clips/kembali.opus", "sha256": "0" * 64}])
    done = packs.check("jv")
    assert done.returncode == BAD_DATA and "/clips/0" in done.stderr, done


def test_production_needs_a_native_readers_name(packs):
    packs.reset()
    assert packs.check_config(languages=["id", "jv"]).returncode == 0
    assert packs.check_config(production=True, languages=["id", "en"]).returncode == 0
    assert_refused(packs.check_config(production=True, languages=["id", "jv"]), BAD_DATA,
                   "/languages/1", "jv", "/texts/reviewers")
    packs.change("jv", texts={"status": "reviewed", "reviewers": ["Sri W., Jember"]})
    assert packs.check_config(production=True, languages=["id", "jv"]).returncode == 0
    packs.change("jv", voice={"status": "unreviewed", "reviewers": [], "speaker": "Sri"},
                 clips=[{"text": "Wangsul", "file": "clips/kembali.opus", "sha256": "0" * 64}])
    assert_refused(packs.check_config(production=True, languages=["id", "jv"]), BAD_DATA,
                   "/languages/1", "/voice/reviewers")
    shutil.rmtree(packs.folder / "jv")
    assert_refused(packs.check_config(production=True, languages=["id", "jv"]), BAD_DATA,
                   "/languages/1", "--packs")


def test_what_production_refuses_is_not_signed(packs):
    packs.reset()
    village = packs.village
    document = village.ctl_json("config", "show")
    document.update(production=True, languages=["id", "mad"], version=document["version"] + 1)
    source, bundle = village.folder / "production.json", village.folder / "production.cms"
    source.write_text(json.dumps(document, ensure_ascii=False))
    done = call(CTL, "--packs", packs.folder, "config", "sign", source, "--signer",
                village.keys / "config-signer", "--out", bundle, check=False)
    assert_refused(done, BAD_DATA, "/languages/1")
    assert not pathlib.Path(bundle).exists()


def main():
    village = Village(residents=10)
    try:
        village.make_hub()
        village.start_hub()
        return tap.run(__name__, Packs(village))
    finally:
        village.close()


if __name__ == "__main__":
    sys.exit(main())
