#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages on the glass: each can be chosen, and production shows no draft."""

import json
import shutil
import sys
import time

import tap
from display import Display, start_screen
from steps import Stage, greet
from village import BUILD, CTL, Village, call

# name, the sentence under "check aid", the help bar's word for starting over
SPOKEN = (
    ("Bahasa Indonesia", "Lihat bantuan keluarga Anda.", "Mulai lagi"),
    ("Basa Jawa", "Pirsani bantuan kulawarga panjenengan.", "Wiwit malih"),
    ("Basa Sunda", "Tingali bantuan kulawarga anjeun.", "Mimitian deui"),
    ("Bhâsa Madhurâ", "Tèngalè bhântowan kalowarghâna panjhennengngan.", "Molaè polè"),
    ("English", "See your family's aid.", "Start over"),
)
DRAFTS = ("Basa Jawa", "Basa Sunda", "Bhâsa Madhurâ")


def publish_production(village):
    """What an admin's mistake looks like: packs that say on their machine that they are reviewed."""
    packs = village.folder / "packs"
    shutil.copytree(BUILD / "packs", packs)
    for language in ("jv", "su", "mad"):
        path = packs / language / "manifest.json"
        manifest = json.loads(path.read_text())
        manifest["texts"] = {"status": "reviewed", "reviewers": ["Nobody"]}
        path.write_text(json.dumps(manifest))
    document = village.ctl_json("config", "show")
    document.update(production=True, version=document["version"] + 1)
    village.published = document["version"]
    source, bundle = village.folder / "production.json", village.folder / "production.cms"
    source.write_text(json.dumps(document, ensure_ascii=False))
    call(CTL, "--packs", packs, "config", "sign", source, "--signer",
         village.keys / "config-signer", "--out", bundle)
    village.ctl("config", "publish", bundle)
    village.wait(village.is_configured, 30, "the new configuration")


def is_offered_no_draft(resident):
    """Goes to the languages; where the old configuration still stands, the next screen's turn."""
    if resident.page() == "sapaan":
        resident.touch_part(0.5, 0.78)
        time.sleep(0.5)
    if resident.page() != "bahasa":
        return False
    names = resident.names()
    if not set(DRAFTS) & set(names):
        return "English" in names
    resident.touch("Mulai lagi")
    return False


def test_each_language_is_chosen_by_one_touch(stage):
    for name, sentence, again in SPOKEN:
        greet(stage, name)
        stage.resident.wait_text(sentence)
        stage.resident.touch(again)
        stage.resident.wait_page("sapaan")


def test_a_language_is_changed_in_the_middle_of_a_number(stage):
    resident = stage.resident
    greet(stage)
    resident.touch("Cek bantuan", starts=True)
    resident.wait_page("nik")
    resident.type_keys(stage.person["nik"][:15])
    resident.touch("Bahasa")
    resident.wait_page("bahasa")
    resident.touch("Basa Sunda", starts=True)
    resident.wait_page("nik")
    resident.wait_text("Serat NIK anjeun")
    # the fifteen digits are there: one more and it goes on
    resident.type_keys(stage.person["nik"][15:])
    resident.touch("Teraskeun")
    resident.wait_page("kk")
    resident.touch("Mimitian deui")
    resident.wait_page("sapaan")


def test_production_shows_no_draft_and_says_why(stage):
    resident, log = stage.resident, stage.village.folder / "screen.log"
    publish_production(stage.village)
    # the greeting that stands goes with the old configuration, the next one says what it leaves out
    resident.wait(lambda: "language jv is not offered" in log.read_text(), "nothing in the log")
    resident.wait(lambda: is_offered_no_draft(resident), "drafts are still offered")


def main():
    with Village(residents=60) as village, Display():
        screen = start_screen(village)
        try:
            return tap.run("__main__", Stage(village, Display, None))
        finally:
            screen.stop()


if __name__ == "__main__":
    sys.exit(main())
