#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rollouts with real terminals: a hub that is killed in the middle, evidence that openssl verifies,
and what an admin sees and may do."""

import json
import os
import random
import sqlite3
import sys
import time

import tap
from village import AGENT, HUB, Daemon, Village, call

N_TERMINALS = 4
USAGE, DATA, UNAVAILABLE = 64, 65, 69


class Fleet(Village):
    """A hub with several terminals; only the first has a name of its own."""

    def __init__(self):
        super().__init__(residents=20)
        self.others = []

    def start_others(self):
        for number in range(2, N_TERMINALS + 1):
            state = self.folder / f"terminal-{number}"
            self.enrol(state)
            self.others.append(Daemon(AGENT, "run", "--state-dir", state, "--bootstrap",
                                      self.bootstrap, "--socket",
                                      self.folder / f"agent-{number}.sock",
                                      log=self.folder / f"agent-{number}.log").start())

    def close(self):
        for other in self.others:
            other.stop()
        super().close()

    def sign_next(self, **members):
        """The published configuration changed, signed; returns its version and the file."""
        document = self.ctl_json("config", "show")
        versions = [entry["version"] for entry in self.ctl_json("rollout", "list")]
        document.update(members, version=max([document["version"], *versions]) + 1)
        source = self.folder / "next.json"
        bundle = self.folder / f"next-{document['version']}.cms"
        source.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        self.ctl("config", "sign", source, "--signer", self.keys / "config-signer", "--out", bundle)
        return document["version"], bundle

    def roll_out(self, bundle, *options):
        return self.ctl_json("rollout", "start", bundle, *options)["id"]

    def rollout(self, name):
        return self.ctl_json("rollout", "show", name)

    def versions(self):
        """What each terminal runs, as it says when it polls."""
        with sqlite3.connect(f"file:{self.hub_data / 'hub.db'}?mode=ro", uri=True) as connection:
            return sorted(version for version, in
                          connection.execute("SELECT config_version FROM terminals"))


def count(rollout, what):
    return sum(group[what] for group in rollout["groups"])


def test_a_hub_that_is_killed_goes_on(fleet):
    """Killed again and again, wherever it is."""
    seed = int(os.environ.get("ANJ_SIM_SEED", time.time()))
    chance = random.Random(seed)
    version, bundle = fleet.sign_next(announcements=[])
    name = fleet.roll_out(bundle, "--groups", "25%,100%", "--soak", "1s", "--answer", "5m")
    for _ in range(3):
        time.sleep(chance.uniform(0.1, 2))
        fleet.hub.kill()
        fleet.start_hub()
        rollout = fleet.rollout(name)
        assert rollout["state"] in ("running", "finished"), (seed, rollout)
    fleet.wait(lambda: fleet.rollout(name)["state"] == "finished", 60, f"the end (seed {seed})")
    fleet.wait(lambda: fleet.versions() == [version] * N_TERMINALS, 30, f"all (seed {seed})")
    rollout = fleet.rollout(name)
    assert count(rollout, "kept") == count(rollout, "told") == N_TERMINALS, (seed, rollout)
    assert [group["told"] for group in rollout["groups"]] == [1, 3], (seed, rollout)
    assert fleet.ctl_json("config", "show")["version"] == version
    audit = call(HUB, "verify-audit", "--data-dir", fleet.hub_data)
    assert audit.returncode == 0, audit


def test_what_a_terminal_signed_is_verified_by_openssl(fleet):
    newest = fleet.ctl_json("rollout", "list")[0]
    terminal = fleet.ctl_json("terminal", "list")[0]["id"]
    evidence = fleet.folder / "evidence.der"
    fleet.ctl("rollout", "evidence", newest["id"], terminal, "--out", evidence)
    done = call("openssl", "cms", "-verify", "-inform", "DER", "-in", evidence, "-purpose",
                "sslclient", "-CAfile", fleet.hub_data / "ca/cert.pem")
    said = json.loads(done.stdout)
    assert said["terminal"] == terminal and said["state"] == "kept", said
    assert said["version"] == newest["version"], said


def test_a_stopped_one_goes_no_further(fleet):
    before = fleet.versions()[0]
    version, bundle = fleet.sign_next(announcements=[])
    name = fleet.roll_out(bundle, "--groups", "25%,100%", "--soak", "1h")
    fleet.wait(lambda: count(fleet.rollout(name), "told") == 1, 60, "the canary")
    second = fleet.ctl("rollout", "start", bundle, check=False)
    assert second.returncode == DATA and "rollout" in second.stderr, second
    for verb in ("pause", "resume", "stop"):
        fleet.ctl("rollout", verb, name)
    again = fleet.ctl("rollout", "resume", name, check=False)
    assert again.returncode == DATA and "stopped" in again.stderr, again
    same = fleet.ctl("rollout", "start", bundle, check=False)
    assert same.returncode == DATA and "version" in same.stderr, same
    shown = fleet.ctl("rollout", "show", name).stdout
    assert "stopped: an admin said so" in shown, shown
    fleet.wait(lambda: fleet.versions() == [before] * 3 + [version], 30, "that only one has it")


def test_slips_of_the_hand_are_named(fleet):
    _, bundle = fleet.sign_next(announcements=[])
    for options, word in ((("--groups", "10%,x"), "percentages"), (("--soak", "soon"), "30m"),
                          (("--success", "all"), "percentage")):
        done = fleet.ctl("rollout", "start", bundle, *options, check=False)
        assert done.returncode == USAGE and word in done.stderr, done
    for options, word in ((("--groups", "10%,50%"), "100"), (("--window", "20-05"), "window"),
                          (("--region", "11"), "no terminal")):
        done = fleet.ctl("rollout", "start", bundle, *options, check=False)
        assert done.returncode == DATA and word in done.stderr, done
    done = fleet.ctl("rollout", "show", "r-00000000", check=False)
    assert done.returncode == UNAVAILABLE, done


def main():
    with Fleet() as fleet:
        fleet.start_others()
        return tap.run(__name__, fleet)


if __name__ == "__main__":
    sys.exit(main())
