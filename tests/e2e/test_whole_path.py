#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look-up, complaint, officer, answer; then the same with the hub away. Without pixels."""

import json
import sys

import tap
from village import AGENT, ASK, Village, call

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


def test_bad_numbers_are_named_and_the_rest_goes_on(village):
    person = first_person(village)
    lines = f"350901540383900 {person['no_kk']}\n{person['nik']} {person['no_kk']}\n"
    done = call(ASK, "--agent", village.socket, "household", stdin=lines, check=False)
    assert "16" in done.stderr, done.stderr
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
    done = call(ASK, "--agent", village.socket, "send", "complaint",
                stdin=json.dumps({"category": "tidak-ada", "text": "x", "anonymous": False,
                                  "secret": False}), check=False)
    assert done.returncode == 65 and "category" in done.stderr, (done.returncode, done.stderr)


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


def test_a_forged_configuration_from_the_real_hub_changes_nothing(village):
    """The hub is broken into: its database serves a bundle that nobody may sign."""
    import sqlite3  # pylint: disable=import-outside-toplevel
    from certs import Authority  # pylint: disable=import-outside-toplevel

    before = village.status()["config_version"]
    forger = Authority(village.folder / "forger")
    cert, key = forger.issue("signer", "/CN=Anjungan configuration signer")
    source = json.loads(village.ctl("--json", "config", "show").stdout)
    source["version"] += 50
    path = village.folder / "forged.json"
    path.write_text(json.dumps(source))
    call("openssl", "cms", "-sign", "-binary", "-nodetach", "-in", path, "-signer", cert,
         "-inkey", key, "-outform", "DER", "-out", village.folder / "forged.cms")
    village.stop_hub()
    database = sqlite3.connect(village.hub_data / "hub.db")
    columns = [row[1] for row in database.execute("pragma table_info(config)")]
    row = dict(zip(columns, database.execute(
        "select * from config order by epoch desc, version desc limit 1").fetchone()))
    blob = next(name for name, value in row.items() if isinstance(value, bytes))
    row["version"], row[blob] = source["version"], (village.folder / "forged.cms").read_bytes()
    database.execute(f"insert into config ({','.join(columns)}) values "
                     f"({','.join('?' * len(columns))})", [row[name] for name in columns])
    database.commit()
    database.close()
    village.start_hub()
    village.wait(lambda: village.status().get("config_error"), 60, "the refusal")
    assert village.status()["config_version"] == before
    person = first_person(village)
    assert village.households([(person["nik"], person["no_kk"])])[0]["found"]


def test_another_hubs_bootstrap_file_is_refused(village):
    with Village(residents=20, seed=2) as other:
        state = village.folder / "foreign"
        other.ctl("terminal", "token", "--region", other.area, "--out", other.folder / "enrol2")
        bootstrap = json.loads((other.folder / "enrol2/bootstrap.json").read_text())
        bootstrap["hub"] = village.hub_url
        mixed = village.folder / "mixed.json"
        mixed.write_text(json.dumps(bootstrap))
        done = call(AGENT, "enrol", "--state-dir", state, "--bootstrap", mixed, "--token-file",
                    other.folder / "enrol2/token", check=False)
        assert done.returncode != 0 and done.stderr.strip(), done
        assert not (state / "identity/cert.pem").exists()


def main():
    with Village(residents=120) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
