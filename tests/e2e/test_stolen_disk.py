#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal's disk in a thief's hands, who also has a list of everybody's numbers: with key files
he reads the village's households, and `check` said so before; with a TPM he reads none."""

import json
import os
import sys

import tap
from thief import Disk, case_key, open_attachment, open_row, serial_of
from tpm import Tpm
from village import AGENT, ASK, Village, call

RESIDENTS = 24
WORDS = b"Ada potongan dana."
TO_INSPECTORS = {"category": "petugas-pungutan", "text": WORDS.decode(), "secret": False}
RESTART = 75  # EX_TEMPFAIL: whoever started the agent starts it again


def numbers(village):
    people = [person for person in village.people() if person["nik"] and person["no_kk"]]
    return sorted({each["nik"] for each in people}), sorted({each["no_kk"] for each in people})


def check(state, env=None):
    return call(AGENT, "check", "--state-dir", state, check=False, env=env).stdout


def fleet_says(village):
    return village.ctl_json("terminal", "list")[0].get("key")


def look_up(village):
    person = village.people()[0]
    return village.households([(person["nik"], person["no_kk"])])[0]


def complain(village):
    return village.send({"category": "lain", "text": "Bantuan tidak datang.", "anonymous": False,
                         "secret": False, "nik": village.people()[0]["nik"]})


def start_fails(village):
    """The agent that does not start: (exit code, its last words)."""
    done = call(AGENT, "run", "--state-dir", village.state, "--bootstrap", village.bootstrap,
                "--socket", village.socket, check=False, timeout=30)
    return done.returncode, done.stderr


def steal(village, name):
    return Disk(village.state, village.folder / name)


def ask_hub(village, key):
    identity = village.state / "identity"
    return call("curl", "--silent", "--compressed", "--cacert", identity / "ca.pem",
                "--cert", identity / "cert.pem", "--key", key, "--resolve",
                f"localhost:{village.hub_port}:127.0.0.1",
                f"https://localhost:{village.hub_port}/v1/cache?since=0", check=False)


def private_keys(state):
    return [path for path in state.rglob("*") if path.is_file()
            and b"PRIVATE KEY" in path.read_bytes()]


def test_with_key_files_every_household_opens_and_check_says_so(village, _tpm):
    assert "store keys from files (the weaker case" in check(village.state)
    village.wait(lambda: fleet_says(village) == "file", 20, "the fleet list says file")
    assert "file" in village.ctl("terminal", "list").stdout
    village.agent.stop()
    disk = steal(village, "stolen-files")
    keys = disk.find_keys()
    assert len(keys) == 1, keys
    recognised, households = disk.try_all(*numbers(village), keys.pop())
    assert recognised == len(households) == len(disk.rows) > RESIDENTS / 2, recognised
    assert all(each["household"]["members"] for each in households), households[0]
    # and until an admin revokes it he is this terminal
    assert '"members"' in ask_hub(village, disk.state / "identity/key.pem").stdout


def readers(village):
    """role → what names it in a CMS"""
    found = {role: serial_of(village.keys / role / "cert.pem")
             for role in ("intake", "sensitive", "recovery")}
    assert len(set(found.values())) == 3 and min(map(len, found.values())) >= 8, found
    return found


def steal_with_cases(village, name):
    """While two cases wait, one of them for the inspectors, and two without a name, for them too."""
    look_up(village)
    village.stop_hub()
    complain(village)
    village.send(TO_INSPECTORS | {"anonymous": False, "nik": village.people()[0]["nik"]})
    village.send(TO_INSPECTORS | {"anonymous": True})
    photo = village.folder / f"{name}.jpg"
    call("convert", "-size", "320x240", "plasma:", photo)
    call(ASK, "--agent", village.socket, "send", "complaint", "--photo", photo,
         stdin=json.dumps(TO_INSPECTORS | {"anonymous": True}))
    village.agent.stop()
    village.start_hub()
    return steal(village, name)


def test_with_key_files_he_reads_which_cases_go_to_the_inspectors(village, _tpm):
    """But no words. With the TPM he looks for the same and finds nothing."""
    village.start_agent()
    disk = steal_with_cases(village, "stolen-with-cases")
    k_out = (disk.state / "outbox.key").read_bytes()[:32]
    key, known = case_key(k_out, b"anjungan outbox row v1"), readers(village)
    payloads = [open_row(key, payload, f"outbox {seq} payload")
                for seq, payload in disk.rows_of("outbox.db", "SELECT seq, payload FROM entry")]
    pooled = [open_row(key, row[0], "anonymous pool payload")
              for row in disk.rows_of("outbox.db", "SELECT payload FROM pool")]
    photos = [open_attachment(k_out, path.name, path.read_bytes())
              for path in (disk.state / "attachments").iterdir()]
    assert [known["sensitive"] in payload for payload in payloads] == [False, True], len(payloads)
    assert [known["intake"] in payload for payload in payloads] == [True, False]
    assert len(pooled) == 2 and all(known["sensitive"] in payload for payload in pooled)
    assert len(photos) == 1 and known["sensitive"] in photos[0]
    assert WORDS not in b"".join(payloads + pooled)


def test_keys_move_from_files_to_the_tpm(village, tpm):
    village.agent_options = ["--tpm", tpm.address]
    village.start_agent()
    assert not {"store.key", "outbox.key"} & set(os.listdir(village.state))
    assert not private_keys(village.state)
    assert (village.state / "outbox.recovery").exists()
    assert "store keys from the TPM" in check(village.state)
    village.wait(lambda: fleet_says(village) == "tpm", 20, "the fleet list says tpm")
    assert look_up(village)["household"]
    village.agent.stop()
    tpm.boot()
    village.start_agent()
    assert look_up(village)["household"]
    assert "TPM" not in village.agent.log_path.read_text()


def test_a_terminal_enrols_with_its_keys_in_the_tpm_alone(village, tpm):
    state, folder = village.folder / "enrolled", village.bootstrap.parent
    village.ctl("terminal", "token", "--region", village.area, "--out", folder)
    call(AGENT, "enrol", "--state-dir", state, "--bootstrap", village.bootstrap,
         "--token-file", folder / "token", "--tpm", tpm.address)
    assert {path.name for path in state.iterdir()} == {"bootstrap.json", "identity", "tpm.json"}
    assert not private_keys(state) and "store keys from the TPM" in check(state)


def assert_tells_nothing_of_cases(village, disk):
    """Neither to whom those that wait go, nor of what kind they are, nor who was looked up."""
    bytes_of_cases = disk.read_cases()
    for role, serial in readers(village).items():
        assert serial not in bytes_of_cases, role
    lengths = disk.rows_of("outbox.db", "SELECT length (sealed) FROM entry")
    assert len(lengths) >= 2 and len(set(lengths)) == 1, lengths
    assert len(disk.rows_of("outbox.db", "SELECT 1 FROM pool")) >= 2
    records = {row[0] for row in disk.rows.values()}
    looks = disk.rows_of("ledger.db", "SELECT 1 FROM looked")
    assert looks and not [record for record in records if record.encode() in bytes_of_cases]
    assert not disk.rows_of("ledger.db", "SELECT * FROM viewed")


def test_a_disk_without_its_machine_opens_nothing_and_names_nobody(village, _tpm):
    disk = steal_with_cases(village, "stolen-tpm")
    assert len(disk.rows) > RESIDENTS / 2 and not disk.find_keys()
    assert not private_keys(disk.state), "nor is he this terminal at the hub"
    assert_tells_nothing_of_cases(village, disk)
    for key in (b"", bytes(32)):
        assert disk.try_all(*numbers(village), key) == (0, [])
        niks, no_kks = numbers(village)
        assert disk.open_any_row(niks[:8], no_kks, key) == 0
    with Tpm(village.folder / "other-tpm") as other:
        place = disk.state / "tpm.json"
        place.write_text(json.dumps(json.loads(place.read_text()) | {"tcti": other.address}))
        assert "this TPM was cleared or is another machine's" in check(disk.state)
    village.start_agent()


def systemd_creds(folder, *arguments):
    return call("systemd-creds", *arguments, check=False,
                env=os.environ | {"SYSTEMD_CREDENTIAL_SECRET": str(folder / "host-secret")})


def test_keys_may_be_credentials_of_the_system(village, _tpm):
    """docs/operations.md, Where the keys lie"""
    state, folder = village.folder / "with-credentials", village.folder / "credentials"
    folder.mkdir()
    systemd_creds(village.folder, "setup")
    for name in ("store.key", "outbox.key"):
        plain, sealed = village.folder / "plain", village.folder / f"{name}.cred"
        plain.write_bytes(os.urandom(32))
        systemd_creds(village.folder, "encrypt", "--with-key=host", f"--name={name}", plain, sealed)
        assert plain.read_bytes() not in sealed.read_bytes()
        opened = systemd_creds(village.folder, "decrypt", f"--name={name}", sealed, folder / name)
        assert (folder / name).read_bytes() == plain.read_bytes(), opened.stderr
        stolen = systemd_creds(folder, "decrypt", f"--name={name}", sealed, "-")
        assert stolen.returncode != 0, "another machine opens it"
    village.ctl("terminal", "token", "--region", village.area, "--out", village.bootstrap.parent)
    given = os.environ | {"CREDENTIALS_DIRECTORY": str(folder)}
    call(AGENT, "enrol", "--state-dir", state, "--bootstrap", village.bootstrap,
         "--token-file", village.bootstrap.parent / "token", env=given)
    assert {path.name for path in state.iterdir()} == {"bootstrap.json", "identity"}
    assert "store keys from a system credential" in check(state, given)
    (state / "store.key").write_bytes(bytes(32))
    assert "remove store.key and outbox.key" in check(state, given)
    (state / "store.key").unlink()
    assert "key: fault" in check(state), "without them"


def seal_index(village):
    return json.loads((village.state / "tpm.json").read_text())["store_index"]


def test_the_whole_machine_opens_until_it_is_wiped(village, tpm):
    """Who has disk and chip and runs a system of his own reads the key; a wipe ends that, also for
    copies of the disk that were made before."""
    village.agent.stop()
    before = steal(village, "stolen-before-the-wipe")
    key = tpm.read(seal_index(village), village.folder)
    assert before.is_key(key) and before.try_all(*numbers(village), key)[1]
    village.start_agent()
    terminal = village.ctl_json("terminal", "list")[0]["id"]
    command = village.ctl_json("terminal", "wipe", terminal)["commands"][0]["id"]
    assert village.agent.process.wait(20) == RESTART, village.agent.log_path.read_text()
    again = tpm.read(seal_index(village), village.folder)
    assert again not in (None, key) and not before.is_key(again)
    assert before.try_all(*numbers(village), again) == (0, [])
    village.start_agent()
    village.wait(lambda: village.ctl_json("terminal", "commands", terminal)[0]["state"] == "DONE",
                 20, f"{command} DONE")
    detail = village.ctl_json("terminal", "commands", terminal)[0]["detail"]
    assert "no copy of the disk opens" in detail, detail
    assert look_up(village)["household"]


def wait_for_case(village, ticket):
    village.wait(lambda: village.ctl("ticket", "list").stdout.count(ticket[1]) == 1, 20,
                 "the case has left")


def test_other_secure_boot_costs_the_cache_and_no_case(village, tpm):
    village.stop_hub()
    ticket = complain(village)
    village.agent.stop()
    tpm.change_secure_boot()
    village.start_hub()
    village.start_agent()
    assert look_up(village)["household"]
    wait_for_case(village, ticket)
    assert "Secure Boot" in check(village.state), "the event"


def test_a_locked_out_chip_still_serves(village, tpm):
    village.agent.stop()
    tpm.lock_out()
    village.start_agent()
    assert look_up(village)["household"]


def test_without_the_chip_it_says_what_to_do(village, tpm):
    village.agent.stop()
    tpm.stop()
    code, words = start_fails(village)
    assert code == os.EX_UNAVAILABLE and "switched on in the firmware" in words, (code, words)
    tpm.start()


def test_cases_of_a_cleared_chip_are_brought_back_by_the_recovery_office(village, tpm):
    """docs/operations.md, A TPM that is gone"""
    village.start_agent()
    village.stop_hub()
    ticket = complain(village)
    village.agent.stop()
    tpm.clear()
    code, words = start_fails(village)
    assert code == os.EX_CONFIG and "recovery office opens outbox.recovery" in words, (code, words)
    key, recovery = village.state / "outbox.key", village.keys / "recovery"
    call("openssl", "cms", "-decrypt", "-inform", "DER", "-in", village.state / "outbox.recovery",
         "-recip", recovery / "cert.pem", "-inkey", recovery / "key.pem", "-out", key)
    (village.state / "tpm.json").unlink()
    village.start_hub()
    village.start_agent()
    wait_for_case(village, ticket)
    assert not key.exists() and "store keys from the TPM" in check(village.state)
    assert look_up(village)["household"]


def main():
    village = Village(residents=RESIDENTS)
    with Tpm(village.folder / "tpm") as tpm, village:
        return tap.run(__name__, village, tpm)


if __name__ == "__main__":
    sys.exit(main())
