#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a hub: backup, restore, audit, retention, start and stop, with the real programs."""

import json
import os
import pathlib
import shutil
import socket
import sqlite3
import sys
import tempfile
import threading

import tap
import test_attachments as evidence
from village import HUB, Daemon, Village, call

ENROL_COPY = "terminal-2"


def hub(*arguments, check=True):
    return call(HUB, *arguments, check=check)


def make_elsewhere():
    """A folder on another device than the village's, as a backup disk is."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="anjungan-", dir="/dev/shm"))
    assert folder.stat().st_dev != os.stat(tempfile.gettempdir()).st_dev, "no second device here"
    return folder


def complain(village, words):
    person = village.people()[0]
    return village.send({"category": "tidak-cair", "text": words, "programme": "PKH",
                         "anonymous": False, "secret": False, "nik": person["nik"],
                         "no_kk": person["no_kk"]})


def tickets(village):
    """(region, number) of every case at the hub, in order."""
    return sorted((ticket["region"], ticket["number"])
                  for ticket in village.ctl_json("ticket", "list"))


def wait_receipted(village):
    village.wait(lambda: village.status().get("outbox") == 0, 60, "a receipt for every case")


def query(database, sql, *values):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return connection.execute(sql, values).fetchall()


def backed_up_seq(village):
    return query(village.hub_data / "hub.db", "SELECT max(backed_up_seq) FROM terminals")[0][0]


def backup(village, *arguments, check=True):
    return hub("backup", "--data-dir", village.hub_data, "--backup-dir", village.backups,
               *arguments, check=check)


def newest_backup(village):
    return max(path for path in village.backups.iterdir() if path.name[0].isdigit())


def log(village):
    return (village.folder / "hub.log").read_text()


def test_a_hub_without_backups_says_so(village):
    assert "no --backup-dir" in log(village)


def test_a_backup_on_the_same_device_is_warned_of_and_frees_nothing(village):
    near = village.folder / "near"
    village.stop_hub()
    village.hub_options = ["--backup-dir", near, "--backup-every", 1]
    village.start_hub()
    assert "on the same device" in log(village)
    complain(village, "Pertama")
    wait_receipted(village)
    village.wait(lambda: len(list(near.glob("2*"))) >= 2, 30, "the second backup")
    complain(village, "Kedua")
    wait_receipted(village)
    assert village.status()["kept"] == 2, village.status()
    assert backed_up_seq(village) == 0


def test_a_backup_elsewhere_lets_the_terminal_let_go(village):
    village.stop_hub()
    village.hub_options = ["--backup-dir", village.backups, "--backup-every", 1]
    village.start_hub()
    village.wait(lambda: backed_up_seq(village) == 2, 30, "a backup elsewhere")
    complain(village, "Ketiga")  # its receipt tells of the backup, as the next poll would
    wait_receipted(village)
    village.wait(lambda: village.status()["kept"] <= 1, 30, "that the terminal let go")
    assert log(village).count("on the same device") == 1
    for path in village.backups.rglob("*"):
        mode = path.stat().st_mode & 0o777
        assert mode == (0o700 if path.is_dir() else 0o600), (path, oct(mode))
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in village.backups.rglob("*")
                   if path.is_file())
    assert len(list(village.backups.glob("2*"))) <= 24 + 7


def test_a_backup_by_hand_beside_a_serving_hub(village):
    village.stop_hub()
    village.hub_options = ["--backup-dir", village.backups]
    village.start_hub()
    done = backup(village)
    assert not done.stderr, done
    manifest = json.loads((newest_backup(village) / "manifest.json").read_text())
    assert manifest["generation"] and len(manifest["database_sha256"]) == 64
    numbers = query(newest_backup(village) / "hub.db", "SELECT region, number FROM tickets")
    assert sorted(numbers) == tickets(village)
    assert backup(village, "--nonsense", check=False).returncode == 64
    other = village.folder / "other"
    hub("init", "--data-dir", other)
    done = hub("backup", "--data-dir", other, "--backup-dir", village.backups, check=False)
    assert done.returncode == 78 and "another hub" in done.stderr, done


def attachments(folder):
    return {path.name for path in (folder / "attachments").iterdir() if len(path.name) == 64}


def lose_hub(village):
    """The data's disk is gone; the newest backup is put in its place. Returns what restore said."""
    village.stop_hub()
    lost = pathlib.Path(tempfile.mkdtemp(prefix="lost-", dir=village.folder)) / "hub"
    village.hub_data.rename(lost)
    done = hub("restore", "--data-dir", village.hub_data, "--backup-dir", village.backups,
               "--keys", lost)
    shutil.copy(lost / "demo-people.csv", village.hub_data)
    village.start_hub()
    return done.stdout


def test_a_case_counts_as_backed_up_only_with_its_photo(village):
    """The photo is damaged on the hub's disk while the backup runs, and whole at the next one."""
    photo = evidence.make_photo(village.folder / "damaged.jpg", 21, "320x240")
    complain(village, "Sebelum foto")
    wait_receipted(village)
    before = attachments(village.hub_data)
    n_before = len(tickets(village))
    evidence.send(village, "--photo", photo)
    evidence.wait_done(village)
    complain(village, "Sesudah foto")
    wait_receipted(village)
    sealed = village.hub_data / "attachments" / (attachments(village.hub_data) - before).pop()
    whole = sealed.read_bytes()
    sealed.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = backup(village)
    assert "1 attachment" in done.stdout + done.stderr, done
    assert sealed.name not in attachments(village.backups)
    assert backed_up_seq(village) == n_before, (backed_up_seq(village), n_before)
    sealed.write_bytes(whole)
    backup(village)
    assert sealed.name in attachments(village.backups)
    assert backed_up_seq(village) == n_before + 2


def test_a_photo_comes_back_with_the_restored_hub(village):
    """Once it is backed up the terminal has let go of it: only the backup can give it."""
    photo = evidence.make_photo(village.folder / "kept.jpg", 22, "640x480")
    region, number, _ = evidence.send(village, "--photo", photo)
    evidence.wait_done(village)
    backup(village)
    complain(village, "Sesudah cadangan")  # its receipt tells the terminal of the backup
    wait_receipted(village)
    village.wait(lambda: not attachments(village.state), 30, "that the terminal let go of it")
    after = tickets(village)
    lose_hub(village)
    village.wait(lambda: tickets(village) == after, 120, "that every case is there again")
    evidence.assert_arrived(village, region, number, photo)


def enrol_second(village):
    """Another terminal of the village; returns its id."""
    before = {entry["id"] for entry in village.ctl_json("terminal", "list")}
    village.enrol(village.folder / ENROL_COPY)
    shutil.rmtree(village.folder / ENROL_COPY)
    return ({entry["id"] for entry in village.ctl_json("terminal", "list")} - before).pop()


def states(village):
    return {entry["id"]: entry["state"] for entry in village.ctl_json("terminal", "list")}


def test_a_restored_hub_is_given_what_it_lost(village):
    """Three more cases, an answer, a revocation and an enrolment after the backup; then the data's
    disk is gone."""
    thief = enrol_second(village)
    before = tickets(village)
    backup(village)
    generation = query(village.hub_data / "hub.db",
                       "SELECT value FROM meta WHERE key = 'generation'")
    sent = [complain(village, words) for words in ("Keempat", "Kelima", "Keenam")]
    wait_receipted(village)
    region, number, _ = sent[0]
    village.ctl("ticket", "answer", f"{region}/{number}", "--key", village.keys / "intake",
                "--state", "answered", "--text", "Sudah diurus.")
    village.ctl("terminal", "revoke", thief)
    newcomer = enrol_second(village)
    after = tickets(village)
    assert len(after) == len(before) + 3

    said = lose_hub(village)
    assert "1 terminals enrolled and 1 revoked since" in said, said
    village.wait(lambda: tickets(village) == after, 120, "that every case is there again")
    wait_receipted(village)
    assert tickets(village) == after
    database = village.hub_data / "hub.db"
    assert query(database, "SELECT value FROM meta WHERE key = 'generation'") != generation
    assert query(database, "SELECT count(*), count(DISTINCT uuid) FROM submissions"
                           " WHERE tombstone IS NULL") == [(len(after), len(after))]
    shown = village.ctl_json("ticket", "show", f"{region}/{number}", "--key",
                             str(village.keys / "intake"))
    assert shown["body"]["text"] == "Keempat"
    assert [entry["state"] for entry in shown["history"]] == ["received"], shown["history"]
    assert states(village)[thief] == "revoked" and states(village)[newcomer] == "active"
    village.wait(lambda: village.status().get("online"), 60, "the terminal's line")
    village.ctl("ticket", "answer", f"{region}/{number}", "--key", village.keys / "intake",
                "--state", "answered", "--text", "Sudah diurus.")


def test_a_database_put_back_by_hand_admits_no_thief(village):
    """Somebody copies the backup's file over hub.db instead of restoring."""
    backup(village)
    thief = enrol_second(village)
    village.ctl("terminal", "revoke", thief)
    village.stop_hub()
    for name in ("hub.db", "hub.db-wal", "hub.db-shm"):
        (village.hub_data / name).unlink(missing_ok=True)
    shutil.copy(newest_backup(village) / "hub.db", village.hub_data)
    village.start_hub()
    assert states(village)[thief] == "revoked"
    assert "older than terminals.log" in log(village)


def test_restore_refuses_what_it_should(village):
    newest = ["restore", "--backup-dir", village.backups]
    done = hub(*newest, "--data-dir", village.hub_data, "--replace", check=False)
    assert done.returncode == 69 and "stop the hub" in done.stderr, done
    village.stop_hub()
    done = hub(*newest, "--data-dir", village.hub_data, check=False)
    assert done.returncode == 73 and "--replace" in done.stderr, done
    village.start_hub()
    empty = village.folder / "empty"
    done = hub(*newest, "--data-dir", empty, "--at", "2001-01-01T00:00:00Z", check=False)
    assert done.returncode == 66, done
    assert hub(*newest, "--data-dir", empty, "--at", "gestern", check=False).returncode == 64
    damaged = village.folder / "damaged"
    shutil.copytree(village.backups, damaged)
    path = damaged / newest_backup(village).name / "hub.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = hub("restore", "--backup-dir", damaged, "--data-dir", empty, check=False)
    assert done.returncode == 65 and not (empty / "hub.db").exists(), done
    done = hub(*newest, "--data-dir", empty)
    assert (empty / "hub.db").exists() and "lacks ca/" in done.stderr, done


def audit_copy(village, *changes):
    """A data directory whose audit table was tampered with."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=village.folder))
    with sqlite3.connect(village.hub_data / "hub.db") as source, \
            sqlite3.connect(folder / "hub.db") as copy:
        source.backup(copy)
        for change in changes:
            copy.execute(change)
    return folder


def verify(village, folder, *arguments):
    return hub("verify-audit", "--data-dir", folder, *arguments, check=False)


def test_verify_audit_names_what_was_done_to_the_chain(village):
    done = verify(village, village.hub_data)
    assert done.returncode == 0 and "cannot be seen without --backup-dir" in done.stdout, done
    changes = {"row 3 of 20": ["UPDATE audit SET row = replace(row, 'Z', 'z') WHERE id = 3"],
               "row 2 is missing": ["DELETE FROM audit WHERE id = 2"],
               "row 1 is missing": ["DELETE FROM audit WHERE id = 1"],
               "row 2 of": ["UPDATE audit SET id = -1 WHERE id = 2",
                            "UPDATE audit SET id = 2 WHERE id = 3",
                            "UPDATE audit SET id = 3 WHERE id = -1"]}
    for words, statements in changes.items():
        if words == "row 3 of 20":
            statements = ["UPDATE audit SET row = replace(row, 'hub', 'bob'),"
                          " sha256 = x'00' WHERE id = 3"]
        done = verify(village, audit_copy(village, *statements))
        assert done.returncode == 65 and words in done.stderr, (words, done)


def test_a_cut_tail_is_seen_against_the_newest_backup(village):
    backup(village)
    against = ["--backup-dir", village.backups]
    assert verify(village, village.hub_data, *against).returncode == 0
    cut = audit_copy(village, "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)")
    assert verify(village, cut).returncode == 0
    done = verify(village, cut, *against)
    assert done.returncode == 65 and "cut off" in done.stderr, done


def test_retain_tells_first_and_then_does(village):
    done = hub("retain", "--data-dir", village.hub_data, "--preview")
    assert done.stdout.startswith("would go: 0 cases"), done
    done = hub("retain", "--data-dir", village.hub_data)
    assert done.stdout.startswith("gone: 0 cases"), done


def test_every_command_has_a_help_text(_village):
    for command in ("serve", "backup", "restore", "verify-audit", "retain"):
        done = hub(command, "--help")
        assert "--data-dir" in done.stdout and len(done.stdout) > 400, (command, done.stdout)
        assert command in hub("--help").stdout


class Notifications:
    """What a program tells systemd."""

    def __init__(self, folder):
        self.path = str(folder / "notify.sock")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(10)

    def next(self):
        return self.socket.recv(4096).decode()


def spare_hub(village, name, **options):
    """A hub of its own on a Unix socket."""
    data = village.folder / name
    hub("init", "--data-dir", data)
    return data, Daemon(HUB, "serve", "--data-dir", data, "--listen", f"unix:{data}/hub.sock",
                        "--admin-listen", "127.0.0.1:0", log=village.folder / f"{name}.log",
                        **options)


def test_systemd_is_told_of_start_and_stop(village):
    notifications = Notifications(village.folder)
    _, daemon = spare_hub(village, "notified",
                          env=os.environ | {"NOTIFY_SOCKET": notifications.path})
    daemon.start()
    assert "READY=1" in notifications.next()
    assert daemon.stop() == 0
    assert "STOPPING=1" in notifications.next()


def test_a_stale_socket_is_replaced_and_a_live_one_is_not(village):
    data, daemon = spare_hub(village, "stale")
    daemon.start()
    assert daemon.ready[0] == f"unix:{data}/hub.sock", daemon.ready
    second = hub("serve", "--data-dir", data, "--listen", f"unix:{data}/hub.sock",
                 "--admin-listen", "127.0.0.1:0", check=False)
    assert second.returncode == 69 and "in use" in second.stderr, second
    daemon.kill()
    assert (data / "hub.sock").exists()
    daemon.start()
    assert daemon.stop() == 0


def test_sigterm_answers_held_requests_and_ends(village):
    """The terminal's long poll is held; the hub answers it, ends at once, and nothing is lost."""
    village.agent.stop()  # one whose polls were cut so often waits for minutes
    village.start_agent()
    village.wait(lambda: village.status().get("online"), 60, "the terminal's line")
    thread_status = []
    thread = threading.Thread(target=lambda: thread_status.append(village.hub.stop()))
    thread.start()
    thread.join(15)
    assert thread_status == [0], thread_status
    village.start_hub()
    _, number, _ = complain(village, "Ketujuh")
    wait_receipted(village)
    assert [found for _, found in tickets(village)].count(number) == 1


def main():
    elsewhere = make_elsewhere()
    try:
        with Village(residents=60) as village:
            village.backups = elsewhere / "backups"
            return tap.run("__main__", village)
    finally:
        shutil.rmtree(elsewhere)


if __name__ == "__main__":
    sys.exit(main())
