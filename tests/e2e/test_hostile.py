#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal meets tokens, bootstrap files and hubs that are not what they should be."""

import base64
import hashlib
import json
import shutil
import sqlite3
import sys
import time

import tap
from certs import Authority
from rogue import Rogue
from village import AGENT, HUB, Village, call

WORDS = "Beras yang kami terima berkutu dan berbau"


def sysexit(done, code, *words):
    """Holds a program's failure against its exit code and what its one line says."""
    assert done.returncode == code, (done.returncode, done.stderr)
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def make_token(village, name):
    folder = village.folder / name
    village.ctl("terminal", "token", "--region", village.area, "--out", folder)
    return folder / "bootstrap.json", folder / "token"


def enrol(state, bootstrap, token):
    return call(AGENT, "enrol", "--state-dir", state, "--bootstrap", bootstrap, "--token-file",
                token, check=False)


def looks_up(village):
    person = village.people()[0]
    return village.households([(person["nik"], person["no_kk"])])[0]["found"]


def complain(village):
    person = village.people()[0]
    return village.send({"category": "kurang-dipotong", "text": WORDS, "anonymous": False,
                         "secret": False, "nik": person["nik"], "no_kk": person["no_kk"]})


def restart_agent(village):
    """Begins anew also what the agent waits between tries."""
    village.agent.kill()
    village.start_agent(wait_synced=False)


def test_a_used_token_is_refused(village, _):
    bootstrap, token = make_token(village, "used")
    assert enrol(village.folder / "used/first", bootstrap, token).returncode == 0
    done = enrol(village.folder / "used/second", bootstrap, token)
    sysexit(done, 77, "used already")
    assert not (village.folder / "used/second/identity/cert.pem").exists()


def test_an_expired_token_is_refused(village, _):
    bootstrap, token = make_token(village, "late")
    digest = hashlib.sha256(token.read_text().strip().encode()).digest()
    village.stop_hub()
    database = sqlite3.connect(village.hub_data / "hub.db")
    assert database.execute("update tokens set expires_us = created_us where sha256 = ?",
                            (digest,)).rowcount == 1
    database.commit()
    database.close()
    village.start_hub()
    sysexit(enrol(village.folder / "late/state", bootstrap, token), 77, "expired")


def test_a_foreign_token_is_refused(village, other):
    bootstrap, _ = make_token(village, "mine")
    _, token = make_token(other, "theirs")
    sysexit(enrol(village.folder / "mine/state", bootstrap, token), 77, "does not know this token")
    assert token.exists()


def test_another_hubs_bootstrap_file_is_refused(village, other):
    """The other hub's CA at this hub's address: nothing is sent, not even the token."""
    theirs, token = make_token(other, "mixed")
    bootstrap = json.loads(theirs.read_text())
    bootstrap["hub"] = village.hub_url
    mixed = village.folder / "mixed.json"
    mixed.write_text(json.dumps(bootstrap))
    state = village.folder / "mixed"
    sysexit(enrol(state, mixed, token), 76, "not the hub that the bootstrap file names")
    assert not (state / "identity/cert.pem").exists()
    assert enrol(state, theirs, token).returncode == 0, "the token was not burnt"


def test_an_enrolled_terminal_refuses_another_hubs_bootstrap_file(village, other):
    theirs, _ = make_token(other, "other")
    done = call(AGENT, "run", "--state-dir", village.state, "--bootstrap", theirs, "--socket",
                village.folder / "other.sock", check=False, timeout=20)
    assert done.returncode == 78 and len(done.stderr.strip().splitlines()) == 1, done


def test_bad_bootstrap_files_are_named(village, _):
    good = json.loads(village.bootstrap.read_text())
    _, token = make_token(village, "good")
    bad = [b"", b"\xff\xfe", b"{}", b"[]", json.dumps(good | {"hub": "http://x"}).encode(),
           json.dumps(good | {"hub_ca": "PEM"}).encode(),
           json.dumps(good | {"config_ca": good["hub_ca"][:200]}).encode(),
           json.dumps(good | {"region": "35.09"}).encode()]
    for content in bad:
        path = village.folder / "bad.json"
        path.write_bytes(content)
        done = enrol(village.folder / "bad", path, token)
        assert done.returncode in (65, 78), (content, done.returncode, done.stderr)
        assert len(done.stderr.strip().splitlines()) == 1, (content, done.stderr)
        assert not (village.folder / "bad/identity/cert.pem").exists()


def test_a_forged_configuration_changes_nothing(village, _):
    """Served by a hub that holds the right TLS key, its CA's and its receipt signer's key too."""
    first = village.folder / "first.cms"
    shutil.copy(village.state / "config/current.cms", first)
    source = village.folder / "source.json"
    document = json.loads(village.ctl("--json", "config", "show").stdout)
    document["version"] += 1
    source.write_text(json.dumps(document))
    village.ctl("config", "sign", source, "--signer", village.keys / "config-signer", "--out",
                village.folder / "newer.cms")
    village.ctl("config", "publish", village.folder / "newer.cms")
    village.wait(lambda: village.status().get("config_version") == document["version"], 60,
                 "the newer configuration")
    # an agent that is killed again and again while one is on trial goes back
    village.wait(lambda: not village.status().get("config_on_trial"), 60, "that it is kept")
    good = (village.folder / "newer.cms").read_bytes()
    document["version"] += 50
    source.write_text(json.dumps(document))
    by_hub = Authority(village.folder / "by-hub", village.hub_data / "ca/cert.pem",
                       village.hub_data / "ca/key.pem")
    call("openssl", "cms", "-sign", "-binary", "-nodetach", "-in", source, "-signer",
         village.hub_data / "receipts/cert.pem", "-inkey", village.hub_data / "receipts/key.pem",
         "-outform", "DER", "-out", village.folder / "receipts.cms")
    forgeries = {
        "a stranger's": Authority(village.folder / "forger").sign(
            source, village.folder / "stranger.cms").read_bytes(),
        "the hub CA's": by_hub.sign(source, village.folder / "hub.cms").read_bytes(),
        "the receipt signer's": (village.folder / "receipts.cms").read_bytes(),
        "unsigned": source.read_bytes(),
        "cut off": good[:-100],
        "a flipped bit": good[:200] + bytes([good[200] ^ 1]) + good[201:],
        "an older one": first.read_bytes(),
        "nothing": b"",
        "invalid UTF-8": b"\xff\xfe" * 1000,
        "ten megabytes": b"0" * 10_000_000,
    }
    before = (village.state / "config/current.cms").read_bytes()
    news = {"generation": "x", "last_seq": 0, "head": "0" * 64, "backed_up_seq": 0,
            "config": {"epoch": document["epoch"], "version": document["version"]}, "cache": False,
            "tickets": [], "cursor": "0", "time": "2026-01-01T00:00:00Z"}
    version = village.status()["config_version"]
    village.stop_hub()
    for name, bundle in forgeries.items():
        with Rogue(village) as rogue:
            rogue.answers = [("/v1/channel", json.dumps(news).encode()), ("/v1/config/", bundle)]
            restart_agent(village)
            # the second poll comes after the first answer was judged
            village.wait(lambda: rogue.was_asked("/v1/config/") and
                         sum(path.startswith("/v1/channel") for path in rogue.asked) > 1, 60, name)
            assert village.status()["config_version"] == version, name
            assert looks_up(village), name
        assert (village.state / "config/current.cms").read_bytes() == before, name
    restart_agent(village)
    assert village.status()["config_version"] == version
    village.start_hub()


def test_a_refused_configuration_shows_in_status(village, _):
    source = village.folder / "source.json"
    forged = Authority(village.folder / "forger2").sign(source, village.folder / "again.cms")
    document = json.loads(source.read_text())
    news = {"config": {"epoch": document["epoch"], "version": document["version"]}, "last_seq": 0,
            "cursor": "0"}
    village.stop_hub()
    with Rogue(village) as rogue:
        rogue.answers = [("/v1/channel", json.dumps(news).encode()),
                         ("/v1/config/", forged.read_bytes())]
        restart_agent(village)
        village.wait(lambda: village.status().get("config_error"), 30, "the refusal")
    village.start_hub()
    restart_agent(village)
    village.wait(lambda: village.status().get("online"), 30, "the line")
    assert not village.status().get("config_error")


def test_a_hub_with_a_forged_configuration_in_its_database_does_not_serve(village, _):
    village.stop_hub()
    database = sqlite3.connect(village.hub_data / "hub.db")
    database.execute("insert into configs (epoch, version, bundle, published_us) values (9, 9, ?, "
                     "1)", ((village.folder / "stranger.cms").read_bytes(),))
    database.commit()
    try:
        done = call(HUB, "serve", "--data-dir", village.hub_data, "--listen", "127.0.0.1:0",
                    "--admin-listen", "127.0.0.1:0", check=False, timeout=20)
        sysexit(done, 78, "configuration does not hold")
    finally:
        database.execute("delete from configs where epoch = 9")
        database.commit()
        database.close()
    village.start_hub()


def test_the_hub_warns_of_keys_that_belong_off_it(village, _):
    log = village.folder / "hub.log"
    assert "belongs off this server" not in log.read_text()
    village.stop_hub()
    for role in ("intake", "sensitive", "recovery", "config-signer"):
        shutil.copytree(village.keys / role, village.hub_data / role)
    try:
        village.start_hub()
    finally:
        for role in ("intake", "sensitive", "recovery", "config-signer"):
            shutil.rmtree(village.hub_data / role)
    warnings = [line for line in log.read_text().splitlines() if "belongs off this server" in line]
    assert len(warnings) >= 4, warnings


def test_forged_receipts_release_nothing(village, _):
    """Receipts by a stranger, by the configuration signer, of another chain; then the real hub."""
    terminal = next(entry["id"] for entry in village.ctl_json("terminal", "list")
                    if entry["state"] == "active" and entry["config_version"])
    village.stop_hub()
    region, number, _ = complain(village)
    depth = village.status()["outbox"]
    stranger = Authority(village.folder / "receipts-forger")
    own = Authority(village.folder / "by-hub2", village.hub_data / "ca/cert.pem",
                    village.hub_data / "ca/key.pem")
    receipt = village.folder / "receipt.json"

    def forge(authority, head):
        def answer(body):
            links = [json.loads(one["link"]) for one in json.loads(body)["submissions"]]
            receipt.write_text(json.dumps({
                "terminal": terminal, "first_seq": links[0]["seq"], "last_seq": links[-1]["seq"],
                "head": head, "backed_up_seq": links[-1]["seq"], "hub_generation": "x",
                "time": "2026-01-01T00:00:00Z", "tombstones": []}))
            der = authority.sign(receipt, village.folder / "receipt.cms").read_bytes()
            return json.dumps({"receipt": base64.b64encode(der).decode()}).encode()
        return answer

    answers = {"a stranger's": forge(stranger, "0" * 64), "another head": forge(own, "0" * 64),
               "no base64": b'{"receipt": "***"}', "no receipt": b"{}", "no JSON": b"\xff\xfe",
               "cut off": lambda body: forge(own, "0" * 64)(body)[:-300] + b'"}'}
    for name, answer in answers.items():
        with Rogue(village) as rogue:
            rogue.answers = [("/v1/submissions", answer)]
            restart_agent(village)
            village.wait(lambda: rogue.was_asked("/v1/submissions"), 30, name)
            time.sleep(0.3)
            assert village.status()["outbox"] == depth, name
    village.start_hub()
    restart_agent(village)
    village.wait(lambda: village.status().get("outbox") == 0, 60, "an empty outbox")
    arrived = [ticket["number"] for ticket in village.ctl_json("ticket", "list")]
    assert arrived.count(number) == 1, (region, number, arrived)


def test_a_hub_that_talks_nonsense_harms_nothing(village, _):
    village.stop_hub()
    for nonsense in (b"", b"\xff\xfe", b"[]", b'{"cursor": 5}', b'{"cache": true, "cursor": "x"}',
                     b"[" * 100_000, b'{"tickets": [5, {}], "config": 7, "last_seq": -1}'):
        with Rogue(village) as rogue:
            rogue.answers = [("/v1/channel", nonsense), ("/v1/cache", nonsense)]
            restart_agent(village)
            village.wait(lambda: rogue.was_asked("/v1/channel"), 30, "a poll")
            time.sleep(0.2)
            assert village.agent.process.poll() is None, nonsense
            assert looks_up(village), nonsense
    village.start_hub()
    restart_agent(village)
    village.wait(lambda: village.status().get("online"), 60, "the line")


def test_a_revoked_terminal_loses_no_case(village, _):
    """What it has stays on its disk: a person decides what becomes of it."""
    terminal = max(village.ctl_json("terminal", "list"), key=lambda entry: entry["last_seen"] or "")
    village.ctl("terminal", "revoke", terminal["id"])
    _, number, _ = complain(village)
    restart_agent(village)
    time.sleep(1)
    assert village.agent.process.poll() is None
    assert village.status()["outbox"] == 1, village.status()
    arrived = [ticket["number"] for ticket in village.ctl_json("ticket", "list")]
    assert number not in arrived


def main():
    with Village(residents=60) as village, Village(residents=20, seed=2) as other:
        return tap.run("__main__", village, other)


if __name__ == "__main__":
    sys.exit(main())
