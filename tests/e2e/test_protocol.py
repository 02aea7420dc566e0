#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal written from the pages alone works with the hub, and sees what ours sees."""

import json
import sys

import other_terminal
import tap
from other_terminal import OtherTerminal, Refused
from village import HUB, ROOT, Failure, Village, call

PEOPLE = 40
WORDS = "Uang PKH tahap tiga belum masuk ke kartu saya"
ANSWER = "Uang masuk hari Senin."
DTSEN = ("id_keluarga,no_kk,nik,nama,tanggal_lahir,jenis_kelamin,hubungan,alamat,rt,rw,"
         "kode_wilayah,desil,pekerjaan,status")


class OtherVillage(Village):
    """The village with a second terminal, of another make."""

    def prepare(self):
        # its token first: the same folder then gets ours
        self.ctl("terminal", "token", "--region", self.area, "--out", self.folder / "other-enrol")
        self.other = OtherTerminal(self.folder / "other", self.folder / "other-enrol/bootstrap.json")


def refusal(function, *arguments):
    try:
        function(*arguments)
    except Refused as refused:
        return refused
    raise Failure("the hub took it")


def test_the_numbers_on_the_page_come_out(_):
    key = bytes(range(32))
    for first, size, sequence, index, number in (
            (0, 131072, 0, 57251, "AAQ-9865-6"), (131072, 131072, 0, 136428, "ABM-4576-W"),
            (262144, 131072, 131071, 282629, "ADA-2227-J"), (0, 1, 0, 0, "AAA-2222-5"),
            (5, 1000, 7, 554, "AAA-3274-3"), (0, 49836032, 12345, 27873700, "PWX-2866-Q")):
        assert other_terminal.draw_index(key, first, size, sequence) == index
        assert other_terminal.write_number(index) == number
    page = (ROOT / "docs/derivations.md").read_text(encoding="utf-8")
    assert other_terminal.follow_key("073915", "35.09.01.2001", "FTB-2738-5").hex() in page


def test_without_a_certificate_the_hub_refuses(village):
    village.other.connect()
    refused = refusal(village.other.request, "GET", "/v1/cache?since=0")
    assert (refused.status, refused.key) == (401, "certificate-missing")


def test_it_enrols(village):
    token = (village.folder / "other-enrol/token").read_text().strip()
    refused = refusal(village.other.enrol, "ANJ1-" + "0" * 26)
    assert (refused.status, refused.key) == (401, "token-unknown")
    village.other.enrol(token)
    listed = {terminal["id"]: terminal for terminal in village.ctl_json("terminal", "list")}
    assert len(listed) == 2 and listed[village.other.id]["region"] == village.area


def test_the_channel_brings_configuration_and_records(village):
    news = village.other.poll()
    assert news["last_seq"] == 0 and news["head"] == "0" * 64, news
    assert village.other.config["version"] == 1 and village.other.households
    quiet = village.other.poll()
    assert {"config", "cache", "tickets", "cursor", "missing"}.isdisjoint(quiet), quiet
    shown = village.ctl_json("terminal", "show", village.other.id)
    assert shown["config_version"] == 1 and shown["last_seen"], shown
    assert village.other.id in village.ctl("terminal", "list").stdout
    totals = village.other.place["totals"]
    assert totals["households"] == len(village.other.households), totals
    assert totals["people"] >= sum(len(row["people"])
                                   for row in village.other.households.values())


def test_households_are_those_that_our_terminal_shows(village):
    pairs = [(person["nik"], person["no_kk"]) for person in village.people()
             if person["nik"] and person["no_kk"]]
    pairs = pairs[:PEOPLE] + [(pairs[0][0], pairs[1][1])]
    for pair, document in zip(pairs, village.households(pairs)):
        document.pop("last_viewed", None)
        assert village.other.look_up(*pair) == document, pair


def dtsen_row(person, no_kk, region):
    return ",".join(("1", no_kk, person["nik"], "Wartini", "1980-03-07", "P", "1", "Dusun Krajan",
                     "1", "1", region, "3", "", "aktif"))


def test_what_moves_and_leaves_is_the_same_at_both(village):
    rows = sorted(village.other.households.values(), key=lambda row: row["record"])
    mover, host, leaving = rows[0]["people"][0], rows[1]["people"][0], rows[2]
    lines = [DTSEN, dtsen_row(mover, host["no_kk"], village.area)]
    lines += [dtsen_row(person, person["no_kk"], "35.09.01.2002") for person in leaving["people"]]
    path = village.folder / "moves.csv"
    path.write_text("\n".join(lines) + "\n")
    call(HUB, "import", "dtsen", path, "--data-dir", village.hub_data, "--batch", "moves", "--date",
         "2026-11-20")
    assert village.other.poll(hold=30).get("cache"), "the channel told nothing"
    assert leaving["record"] not in village.other.households
    pairs = [(person["nik"], person["no_kk"]) for person in
             (mover, {**mover, "no_kk": host["no_kk"]}, host, leaving["people"][0])]
    village.wait(lambda: village.households([pairs[1]])[0]["found"], 60, "our terminal's sync")
    found = village.households(pairs)
    assert [document["found"] for document in found] == [False, True, True, False], found
    for pair, document in zip(pairs, found):
        document.pop("last_viewed", None)
        assert village.other.look_up(*pair) == document, pair


def person_of(village):
    return next(person for person in village.people() if person["nik"] and person["no_kk"])


def make_photo(village):
    path = village.folder / "other.jpg"
    call("convert", "-size", "700x500", "-seed", "7", "xc:gray", "+noise", "Random", "-quality",
         "85", path)
    return path.read_bytes()


def test_cases_and_an_attachment_arrive(village):
    other, person, photo = village.other, person_of(village), make_photo(village)
    numbers = {"nik": person["nik"], "no_kk": person["no_kk"]}
    complaint = other.write_case("complaint", {
        "category": "tidak-cair", "text": WORDS, "programme": "PKH", "anonymous": False,
        "secret": False, **numbers})
    proposal = other.write_case("proposal", {"reason": "Rumah kami rusak.", **numbers}, [photo])
    submissions = [other.link(complaint), other.link(proposal)]
    receipt = other.submit(submissions)
    (name,) = proposal["attachments"]
    assert (receipt["first_seq"], receipt["last_seq"]) == (1, 2), receipt
    assert (receipt["terminal"], receipt["head"]) == (other.id, other.head), receipt
    assert receipt["tombstones"] == [] and receipt["missing"] == [name], receipt
    assert other.submit(submissions)["head"] == receipt["head"]
    village.complaint, village.proposal, village.photo = complaint, proposal, photo


def test_the_attachment_goes_on_where_it_stopped(village):
    other = village.other
    ((name, data),) = village.proposal["attachments"].items()
    assert refusal(other.put, "0" * 64, 0, b"", 10).key == "attachment-unknown"
    assert other.put(name, 0, data[:1000], len(data)) == {"bytes": 1000, "complete": False}
    refused = refusal(other.put, name, 2000, data[2000:3000], len(data))
    assert (refused.status, refused.key, refused.problem["bytes"]) == (409, "range", 1000)
    other.connect()
    assert other.upload(name, data) > 2
    assert other.poll().get("missing", []) == []


def test_the_officer_opens_both(village):
    shown = village.ctl_json("ticket", "show", f"{village.area}/{village.complaint['number']}",
                             "--key", village.keys / "intake")
    assert shown["body"]["text"] == WORDS, shown
    folder = village.folder / "other-opened"
    shown = village.ctl_json("ticket", "show", f"{village.area}/{village.proposal['number']}",
                             "--key", village.keys / "recovery", "--save", folder)
    assert shown["body"]["reason"] == "Rumah kami rusak."
    assert [entry["state"] for entry in shown["attachments"]] == ["present"]
    assert (folder / shown["attachments"][0]["name"]).read_bytes() == village.photo


def test_the_answer_opens_with_the_pin(village):
    other, number, pin = village.other, village.complaint["number"], village.complaint["pin"]
    other.poll()
    state, answer = other.query(number, pin)
    assert (state["state"], state["kind"], answer) == ("received", "complaint", None), state
    wrong = refusal(other.query, number, "000000" if pin != "000000" else "000001")
    assert (wrong.status, wrong.key) == (404, "ticket-unknown")
    village.ctl("ticket", "answer", f"{village.area}/{number}", "--key", village.keys / "intake",
                "--state", "answered", "--text", ANSWER)
    told = other.poll(hold=30)["tickets"]
    assert [(entry["number"], entry["state"]["state"]) for entry in told] == [
        (number, "answered")], told
    state, answer = other.query(number, pin)
    assert answer["text"] == ANSWER and answer["state"] == "answered", answer
    # and ours, which did not send it, asks the hub too
    assert json.loads(village.follow(village.area, number, pin).stdout)["answer"]["text"] == ANSWER


def test_what_breaks_the_chain_is_named(village):
    other = village.other
    case = other.write_case("complaint", {"category": "lain", "text": WORDS, "anonymous": False,
                                          "secret": False, "nik": person_of(village)["nik"]})
    seq, head = other.seq, other.head
    other.head = "1" * 64
    refused = refusal(other.submit, [other.link(case)])
    assert (refused.status, refused.key) == (409, "chain")
    assert (refused.problem["last_seq"], refused.problem["head"]) == (seq, head)
    other.seq, other.head = seq, head
    good = case["header"]
    case["header"] = good.replace(f'"{village.area}"', '"35.09.01.2002"')
    receipt = other.submit([other.link(case)])
    assert receipt["tombstones"] == [{"seq": seq + 1, "code": "region"}], receipt
    case["header"] = good
    assert other.submit([other.link(case)])["tombstones"] == []


def test_its_health_is_told_and_a_revoked_one_is_out(village):
    other = village.other
    assert other.request("POST", "/v1/telemetry", {
        "outbox": 0, "config_version": 1, "data_date": other.data_date, "key": "file",
        "version": "other 1", "free_bytes": 1 << 30, "throttle_level": 0}) == b""
    village.ctl("terminal", "revoke", other.id)
    refused = refusal(other.request, "GET", "/v1/cache?since=0")
    assert (refused.status, refused.key) == (403, "terminal-revoked")


def main():
    with OtherVillage(residents=1000, seed=3) as village:
        return tap.run(__name__, village)


if __name__ == "__main__":
    sys.exit(main())
