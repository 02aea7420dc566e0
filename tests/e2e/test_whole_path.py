#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look-up, complaint, officer, answer; then the same with the hub away. Without pixels."""

import base64
import hashlib
import http.client
import json
import shutil
import sqlite3
import ssl
import subprocess
import sys
import threading
import time

import memory
import tap
from rogue import Rogue
from village import AGENT, ASK, Failure, Village, call

WORDS = "Uang PKH tahap tiga belum masuk ke kartu saya"


def first_person(village):
    return village.people()[0]


def test_every_demo_resident_is_found(village):
    people = [person for person in village.people() if person["nik"] and person["no_kk"]][:40]
    documents = village.households([(person["nik"], person["no_kk"]) for person in people])
    assert len(documents) == len(people)
    for person, document in zip(people, documents):
        assert document["found"], person
        household = document["household"]
        assert household["no_kk"] == person["no_kk"][:4] + "********" + person["no_kk"][-4:]
        assert household["region"] == village.area
        masked = person["nik"][:4] + "********" + person["nik"][-4:]
        assert masked in [member["nik"] for member in household["members"]]


def test_unknown_nik_and_wrong_kk_are_the_same_answer(village):
    person = first_person(village)
    wrong_kk = person["no_kk"][:-1] + ("1" if person["no_kk"][-1] != "1" else "2")
    unknown = "3509014101809998"
    answers = village.households([(person["nik"], wrong_kk), (unknown, person["no_kk"])])
    assert answers == [{"found": False}, {"found": False}], answers


def ask(village, *arguments, stdin):
    """anjungan-ask with bytes, whatever they are."""
    return subprocess.run([str(ASK), "--agent", str(village.socket), *arguments], input=stdin,
                          capture_output=True, timeout=60, check=False)


def test_bad_numbers_are_named_and_the_rest_goes_on(village):
    person = first_person(village)
    nik, no_kk = person["nik"], person["no_kk"]
    bad = (("350901540383900", "15"), ("35090154038390011", "17"), ("3509013202800001", "date"),
           ("9999010703800001", "district"), ("3509010703800000", "0000"),
           ("35090107O3800001", "digit"), ("3,50912E+15", "spreadsheet"),
           ("\udcff\udcfe", "line 8"))
    lines = "".join(f"{number} {no_kk}\n" for number, _ in bad) + f"{nik} {no_kk}\n"
    done = ask(village, "household", stdin=lines.encode(errors="surrogateescape"))
    errors = done.stderr.decode().splitlines()
    assert done.returncode == 65 and len(errors) == len(bad), errors
    for number, (line, (_, words)) in enumerate(zip(errors, bad), 1):
        assert f"line {number}" in line and words in line, (line, words)
    assert json.loads(done.stdout.splitlines()[-1])["found"]


def wait_at_hub(village, region, number):
    village.wait(lambda: any(ticket["number"] == number and ticket["region"] == region
                             for ticket in village.ctl_json("ticket", "list")),
                 60, f"arrival of {region}/{number}")


def complain(village, **fields):
    person = first_person(village)
    return village.send({"category": "tidak-cair", "text": WORDS, "programme": "PKH",
                         "anonymous": False, "secret": False, "nik": person["nik"],
                         "no_kk": person["no_kk"], **fields})


def test_a_complaint_reaches_the_officer_and_the_answer_comes_back(village):
    region, number, pin = complain(village)
    wait_at_hub(village, region, number)
    shown = village.ctl_json("ticket", "show", f"{region}/{number}", "--key",
                             str(village.keys / "intake"))
    assert shown["body"]["text"] == WORDS
    assert shown["header"]["number"] == number and "history" in shown
    village.ctl("ticket", "answer", f"{region}/{number}", "--key", village.keys / "intake",
                "--state", "answered", "--text", "Uang masuk hari Senin.")
    village.wait(lambda: (json.loads(village.follow(region, number, pin).stdout).get("answer")
                          or {}).get("text") == "Uang masuk hari Senin.", 60, "the answer")


def test_the_recovery_key_opens_and_the_sensitive_key_does_not(village):
    region, number, _ = complain(village)
    wait_at_hub(village, region, number)
    ticket = f"{region}/{number}"
    shown = village.ctl_json("ticket", "show", ticket, "--key", str(village.keys / "recovery"))
    assert shown["body"]["text"] == WORDS
    done = village.ctl("ticket", "show", ticket, "--key", village.keys / "sensitive", check=False)
    assert done.returncode != 0 and WORDS not in done.stdout + done.stderr


def test_a_sensitive_case_goes_past_the_intake(village):
    region, number, _ = complain(village, category="petugas-pungutan")
    wait_at_hub(village, region, number)
    ticket = f"{region}/{number}"
    assert village.ctl("ticket", "show", ticket, "--key", village.keys / "intake",
                       check=False).returncode != 0
    shown = village.ctl_json("ticket", "show", ticket, "--key", str(village.keys / "sensitive"))
    assert shown["body"]["text"] == WORDS


def test_a_wrong_pin_and_an_unknown_number_look_alike(village):
    region, number, pin = complain(village)
    wait_at_hub(village, region, number)
    wrong = f"{(int(pin) + 1) % 1_000_000:06d}"
    one = village.follow(region, number, wrong, check=False)
    other = village.follow(region, "AAA-2222-2", wrong, check=False)
    assert one.returncode != 0 and other.returncode != 0
    assert one.returncode == other.returncode and "2222" not in one.stdout


def test_a_bad_body_is_refused_with_its_place(village):
    good = {"category": "lain", "text": WORDS, "anonymous": False, "secret": False,
            "nik": first_person(village)["nik"]}
    nameless = {name: value for name, value in good.items() if name != "nik"}
    depth = village.status()["outbox"]
    cases = ((good | {"category": "tidak-ada"}, "category"), (good | {"text": ""}, "text"),
             (good | {"text": "x" * 100_000}, "text"), (good | {"nik": "350901"}, "nik"),
             (good | {"anonymous": "yes"}, "anonymous"), (good | {"other": 1}, "other"),
             ({"category": "lain"}, "text"), (nameless, "nik"))
    for body, place in cases:
        done = ask(village, "send", "complaint", stdin=json.dumps(body).encode())
        assert done.returncode == 65 and place.encode() in done.stderr, (body, done)
    big = json.dumps(good | {"text": "x" * 10_000_000}).encode()
    for body in (b"", b"{", b"[]", b'{"text": "\xff\xfe"}', b"\xff", b"[" * 100_000, big):
        done = ask(village, "send", "complaint", stdin=body)
        assert done.returncode == 65 and done.stderr.count(b"\n") == 1, (body[:80], done)
    assert ask(village, "send", "nonsense", stdin=json.dumps(good).encode()).returncode == 65
    assert village.status()["outbox"] == depth


def test_without_the_hub_everything_goes_on_and_arrives_once(village):
    person = first_person(village)
    village.stop_hub()
    document = village.households([(person["nik"], person["no_kk"])])[0]
    assert document["found"] and document["as_of"]
    tickets = [complain(village) for _ in range(3)]
    assert len({number for _, number, _ in tickets}) == 3
    region, number, pin = tickets[0]
    waiting = json.loads(village.follow(region, number, pin).stdout)
    assert waiting["state"]["state"] == "waiting", waiting
    assert waiting["state"]["offline"] is True
    village.agent.kill()
    village.start_agent(wait_synced=False)
    village.wait(lambda: village.status().get("synced"), 30, "synced from the disk alone")
    assert village.status()["outbox"] == 3, village.status()
    village.start_hub()
    for region, number, _ in tickets:
        wait_at_hub(village, region, number)
    village.wait(lambda: village.status().get("outbox") == 0, 60, "an empty outbox")
    arrived = [ticket["number"] for ticket in village.ctl_json("ticket", "list")]
    for _, number, _ in tickets:
        assert arrived.count(number) == 1, (number, arrived)


def test_check_and_outbox_tell_without_content(village):
    done = call(AGENT, "check", "--state-dir", village.state, check=False)
    assert len(done.stdout.splitlines()) >= 4, done.stdout + done.stderr
    outbox = call(AGENT, "outbox", "--state-dir", village.state).stdout
    assert "0" in outbox and WORDS not in outbox


def test_a_published_configuration_reaches_the_terminal(village):
    source = json.loads(village.ctl("--json", "config", "show").stdout)
    source["version"] += 1
    source["announcements"] = [{"id": "posyandu", "text": {"id": "Posyandu hari Senin."}}]
    path = village.folder / "next.json"
    path.write_text(json.dumps(source))
    village.ctl("config", "check", path)
    village.ctl("config", "sign", path, "--signer", village.keys / "config-signer", "--out",
                village.folder / "next.cms")
    village.ctl("config", "publish", village.folder / "next.cms")
    village.wait(lambda: str(village.status().get("config_version", "")).endswith(
        str(source["version"])), 30, "the new configuration")


def test_kills_in_the_middle_lose_and_double_nothing(village):
    """Hub and agent are killed with -9 again and again while complaints are on their way."""
    accepted, n_tries = [], 40
    for number in range(n_tries):
        if number % 8 == 3:
            village.hub.kill()
        if number % 8 == 7:
            village.start_hub()
        if number % 10 == 5:
            village.agent.kill()
            village.start_agent(wait_synced=False)
        text = f"Pengaduan bernomor {number:04} {WORDS}"
        killer = threading.Timer(0.05 + number % 7 / 50, village.agent.process.kill)
        if number % 5 == 4:
            killer.start()
        try:
            accepted.append((text, *complain(village, text=text)))
        except Failure:
            assert number % 5 == 4, f"complaint {number} was refused though nothing was killed"
        if number % 5 == 4:
            killer.join()
            village.agent.kill()
            village.start_agent(wait_synced=False)
    if village.hub.process is None:
        village.start_hub()
    village.agent.kill()
    village.start_agent()
    village.wait(lambda: village.status().get("outbox") == 0, 60, "an empty outbox")
    arrived = texts_at_hub(village, {number for _, _, number, _ in accepted}, "Pengaduan bernomor")
    for text, _, number, _ in accepted:
        assert arrived.get(number) == text, (number, text, arrived.get(number))
    assert len(set(arrived.values())) == len(arrived) <= n_tries, "one came twice"
    assert len(accepted) >= n_tries * 4 // 5
    print(f"# {n_tries - len(accepted)} complaints were cut off by the agent's end")
    check_chain(village)


def test_a_receipt_that_is_lost_is_given_again(village):
    """The hub has the case on its disk, the line breaks before the terminal hears of it."""
    village.stop_hub()
    text = f"Kuitansi hilang {WORDS}"
    _, number, _ = complain(village, text=text)
    asked_port, village.hub_port = village.hub_port, 0
    village.start_hub()
    real_port, village.hub_port = village.hub_port, asked_port
    context = ssl.create_default_context(cafile=village.hub_data / "ca/cert.pem")
    context.load_cert_chain(village.state / "identity/cert.pem", village.state / "identity/key.pem")
    statuses = []

    def pass_on_and_break(body):
        real = http.client.HTTPSConnection("127.0.0.1", real_port, context=context, timeout=20)
        real.request("POST", "/v1/submissions", body)
        statuses.append(real.getresponse().status)
        raise ConnectionResetError

    with Rogue(village) as rogue:
        rogue.answers = [("/v1/submissions", pass_on_and_break)]
        for n_times in (1, 2):
            village.agent.kill()
            village.start_agent(wait_synced=False)
            village.wait(lambda: len(statuses) >= n_times, 30, "a post")  # pylint: disable=W0640
    assert set(statuses) == {200}, statuses
    assert village.status()["outbox"] == 1
    village.stop_hub()
    village.start_hub()
    village.wait(lambda: village.status().get("outbox") == 0, 60, "an empty outbox")
    assert list(texts_at_hub(village, {number}, "Kuitansi hilang").values()) == [text]
    check_chain(village)


def test_a_hub_killed_while_it_takes_a_batch_has_all_of_it_once(village):
    village.stop_hub()
    numbers = {complain(village, text=f"Rombongan {index:02} {WORDS}")[1] for index in range(24)}
    for index in range(12):
        village.agent.kill()
        village.start_hub()
        village.start_agent(wait_synced=False)
        time.sleep(index / 200)
        village.hub.kill()
    village.start_hub()
    village.agent.kill()
    village.start_agent()
    village.wait(lambda: village.status().get("outbox") == 0, 60, "an empty outbox")
    arrived = texts_at_hub(village, numbers, "Rombongan")
    assert set(arrived) == numbers and len(set(arrived.values())) == len(numbers), arrived
    check_chain(village)


def texts_at_hub(village, known, start):
    """number → words of the cases whose words begin so; all of @known must be there."""
    texts = {}
    for ticket in village.ctl_json("ticket", "list"):
        done = village.ctl("--json", "ticket", "show", f"{ticket['region']}/{ticket['number']}",
                           "--key", village.keys / "recovery")
        text = json.loads(done.stdout)["body"]["text"]
        if text.startswith(start):
            texts[ticket["number"]] = text
    assert known <= set(texts), known - set(texts)
    return texts


def check_chain(village):
    """Every link at the hub continues the one before it, by plain SHA-256."""
    database = sqlite3.connect(village.hub_data / "hub.db")
    rows = database.execute("select seq, link, header, payload, tombstone from submissions "
                            "order by terminal, seq").fetchall()
    database.close()
    previous = "0" * 64
    for expected, (seq, link, header, payload, tombstone) in enumerate(rows, 1):
        fields = json.loads(link)
        assert tombstone is None and seq == fields["seq"] == expected, (seq, tombstone)
        assert fields["prev"] == previous, seq
        assert fields["header_sha256"] == hashlib.sha256(header).hexdigest(), seq
        assert fields["payload_sha256"] == hashlib.sha256(payload).hexdigest(), seq
        previous = hashlib.sha256(link).hexdigest()


def test_nothing_readable_lies_on_the_terminals_disk(village):
    """After all the tests before; the scanner is shown first that it finds what is there."""
    people = village.people()
    secrets = {WORDS, "Pengaduan bernomor", "Uang masuk hari Senin"}
    for person in people[:60]:
        secrets |= {person["nik"], person["no_kk"], person["name"]}
    secrets.discard("")
    assert len(secrets) > 60
    planted = village.folder / "planted"
    planted.mkdir()
    for shift in range(3):
        (planted / f"base64-{shift}").write_bytes(base64.b64encode(b"x" * shift + WORDS.encode()))
    (planted / "hex").write_bytes(people[0]["nik"].encode().hex().encode())
    (planted / "utf16").write_bytes(people[0]["name"].encode("utf-16-le"))
    assert len({path for path, _ in memory.in_files(planted, secrets)}) == 5
    shutil.rmtree(planted)
    files = [path for path in village.state.rglob("*") if path.is_file()]
    names = {path.name for path in files}
    assert {"outbox.db", "ledger.db", "cache.db", "current.cms"} <= names, names
    assert memory.in_files(village.state, secrets) == []
    logs = {path: path.read_bytes() for path in village.folder.glob("*.log")}
    for path, text in logs.items():
        assert not [secret for secret in secrets if secret.encode() in text], path


def test_no_words_of_a_complaint_lie_at_the_hub(village):
    """It has the registers, but what residents write stays sealed to the offices."""
    words = {WORDS, "Pengaduan bernomor", "Uang masuk hari Senin"}
    assert memory.in_files(village.hub_data, words) == []


def test_a_referral_reaches_its_office_and_its_state_comes_back(village):
    person = first_person(village)
    numbers = {"nik": person["nik"], "no_kk": person["no_kk"]}
    body = {**numbers, "programme": "BAZNAS", "documents": ["ktp", "kk", "sktm"],
            "ppks": "fakir-miskin"}
    region, number, pin = village.send(body, "referral")
    wait_at_hub(village, region, number)
    ticket = f"{region}/{number}"
    shown = village.ctl_json("ticket", "show", ticket, "--key", str(village.keys / "sensitive"))
    assert shown["body"] == body and shown["header"]["sensitive"] is True, shown
    assert village.ctl("ticket", "show", ticket, "--key", village.keys / "intake",
                       check=False).returncode != 0
    village.ctl("ticket", "answer", ticket, "--key", village.keys / "sensitive", "--state",
                "in_progress", "--text", "Rapat hari Senin.")
    told = json.loads(village.follow(region, number, pin).stdout)
    assert told["state"]["state"] == "in_progress", told
    assert told["answer"]["text"] == "Rapat hari Senin.", told
    for refused, place in (({"programme": "UPT-PPSAA"}, "attendant"),
                           ({"programme": "PKH"}, "/programme"),
                           # a kind of need that no session is told
                           ({"programme": "UPT-PSBR", "member": "m-1", "ppks": "anak-telantar"},
                            "/ppks")):
        done = village.ask("send", "referral", body={**numbers, **refused})
        assert done.returncode == 65 and place in done.stderr, done


def main():
    with Village(residents=120) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
