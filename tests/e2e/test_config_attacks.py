#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attacks of The Update Framework, by a hub in a thief's hands: it holds the TLS key, and no
signer of configurations. A terminal takes none of what it should not, and goes on serving."""

import pathlib
import sys
import time

import tap
from fake_hub import FakeHub, Root, Signer, timestamp
from village import Village

MIB = 1 << 20
BUNDLE_MAX = 2 * MIB
LAST_VERSION = 2**53 - 1


def peak_kib(pid):
    """The most memory that a process ever held."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))


def assert_serves(village):
    person = village.people()[0]
    began = time.monotonic()
    assert village.households([(person["nik"], person["no_kk"])])[0]["found"]
    assert time.monotonic() - began < 5


def restart(village):
    """Begins anew also what the agent waits between tries."""
    village.agent.kill()
    village.start_agent(wait_synced=False)


def number(village):
    status = village.status()
    return status.get("config_epoch"), status.get("config_version")


def assert_refused(village, hub, offered, bundle, *words):
    before = number(village)
    hub.offer(offered, bundle)
    restart(village)
    village.wait(lambda: hub.told("refused", offered[1]), 20, f"refusal of {offered}")
    reason = hub.told("refused", offered[1])["rejected"]["reason"]
    assert all(word in reason for word in words), reason
    assert number(village) == before, (before, village.status())
    assert village.status()["config_error"] == reason
    assert_serves(village)


def assert_ignored(village, hub, offered, bundle):
    """It is not even asked for, however often the hub offers it."""
    hub.offer(offered, bundle, insists=True)
    restart(village)
    village.wait(lambda: sum(path.startswith("/v1/channel") for path in hub.asked) > 2, 20, "polls")
    assert not hub.was_asked("/v1/config/")


def take(village, hub, offered, bundle):
    hub.offer(offered, bundle)
    village.wait(lambda: number(village) == offered, 20, f"{offered} in force: {hub.states}")


def keep(village, hub, offered, bundle):
    take(village, hub, offered, bundle)
    village.wait(lambda: hub.told("kept", offered[1]), 20, f"{offered} kept")


def complain(village):
    """A case, and with its receipt the hub's word for what time it is."""
    village.send({"category": "lain", "text": "Lampu balai desa mati", "anonymous": False,
                  "secret": False, **{name: village.people()[0][name] for name in ("nik", "no_kk")}})
    village.wait(lambda: village.status().get("outbox") == 0, 20, "the receipt")


def test_mix_and_match(village, hub, signer):
    """A newer version under another one's number; another epoch's of the same version."""
    assert_refused(village, hub, (1, 6), signer.sign(1, 5), "1.5", "other")
    assert_refused(village, hub, (1, 5), signer.sign(2, 5), "2.5", "other")


def test_wrong_selector(village, hub, signer):
    bundle = signer.sign(1, 5, selector={"regions": ["11.01"]})
    assert_refused(village, hub, (1, 5), bundle, "/selector")


def test_expired(village, hub, signer):
    issued, expires = timestamp(-2), timestamp(-1)
    complain(village)
    bundle = signer.sign(1, 5, issued=issued, expires=expires)
    assert_refused(village, hub, (1, 5), bundle, "expired")


def test_unknown_signer(village, hub, _):
    root = Root.new(village.folder / "stranger")
    bundle = Signer.under(village, root, "signer").sign(1, 5)
    assert_refused(village, hub, (1, 5), bundle, "issuer certificate")


def test_wrong_content_type(village, hub, signer):
    types, hub.types = hub.types, [("/", "text/html")]
    assert_refused(village, hub, (1, 5), signer.sign(1, 5), "text/html")
    hub.types = types


def test_endless_data(village, hub, _):
    """It is cut at the limit, and does not stay in memory."""
    sent = []

    def stream(_body):
        while True:
            sent.append(64 * 1024)
            yield b"0" * sent[-1]

    restart(village)
    before = peak_kib(village.agent.pid)
    hub.offer((1, 5), stream)
    village.wait(lambda: "longer" in village.status().get("config_error", ""), 20, "the cut")
    # what the kernels hold beside what was taken
    assert BUNDLE_MAX < sum(sent) < BUNDLE_MAX + 8 * MIB, sum(sent)
    assert peak_kib(village.agent.pid) - before < 8 * 1024
    assert_serves(village)


def test_slow_data(village, hub, signer):
    """A drop now and then: residents do not notice, and neither does who stops the agent."""
    bundle = signer.sign(1, 5)

    def drip(_body):
        for at in range(len(bundle)):
            yield bundle[at:at + 1]
            time.sleep(0.2)

    hub.offer((1, 5), drip)
    restart(village)
    village.wait(lambda: hub.was_asked("/v1/config/"), 20, "the request")
    assert_serves(village)
    began = time.monotonic()
    assert village.agent.stop() == 0 and time.monotonic() - began < 3
    hub.offer((1, 1), None)
    village.start_agent(wait_synced=False)


def test_garbage_for_evidence(village, hub, signer):
    """Whatever the hub answers to evidence, the configuration comes into force."""
    for version, answer in enumerate([(500, b"\xff\xfe"), (301, b""), (200, b"{" * 100_000)], 5):
        hub.state_answer = answer
        hub.offer((1, version), signer.sign(1, version))
        village.wait(lambda: number(village) == (1, version), 20, answer)
        village.wait(lambda: hub.told("probation", version), 20, answer)
    hub.state_answer = (204, b"")
    assert_serves(village)
    restart(village)


def test_freeze(village, hub, signer):
    """The hub keeps the newest back: what is in force ends, which shows, and serves on."""
    take(village, hub, (1, 8), signer.sign(1, 8, expires=timestamp(4)))
    assert not village.status().get("config_expired")
    time.sleep(4)
    complain(village)
    assert village.status().get("config_expired")
    assert_serves(village)


def test_rollback(village, hub, signer):
    """What was in force before, under its own number and under another one."""
    keep(village, hub, (1, 9), signer.sign(1, 9))
    assert_ignored(village, hub, (1, 8), signer.sign(1, 8))
    assert_refused(village, hub, (1, 10), signer.sign(1, 8), "1.8", "other")


def test_fast_forward(village, hub, signer):
    """A signer was made to sign the highest number there is: the next epoch heals it."""
    take(village, hub, (1, LAST_VERSION), signer.sign(1, LAST_VERSION))
    assert_ignored(village, hub, (1, 11), signer.sign(1, 11))
    take(village, hub, (2, 1), signer.sign(2, 1))


def test_rotation_in_the_dark_and_revoked_signers(village, hub, signer):
    """The terminal knows root 1; root 3 is in use. From then on root 1's signer is nobody."""
    roots = [Root(village.folder / "root1", village.keys / "config-signer/ca.pem",
                  village.keys / "config-signer/ca-key.pem")]
    chain = village.folder / "chain.pem"
    certs = roots[0].cert.read_bytes()
    for generation in (2, 3):
        roots.append(Root.new(village.folder / f"root{generation}"))
        certs += roots[-2].sign_root(roots[-1]).read_bytes()
    chain.write_bytes(certs)
    third = Signer.under(village, roots[2], "third", chain)
    fourth = Signer.under(village, roots[2], "fourth", chain)
    trust = {"roots": [roots[2].cert.read_text()], "revoked": [fourth.fingerprint()]}
    keep(village, hub, (2, 2), third.sign(2, 2, trust=trust))
    assert_refused(village, hub, (2, 3), signer.sign(2, 3), "issuer certificate")
    assert_refused(village, hub, (2, 4), fourth.sign(2, 4), "revoked")


def main():
    with Village(residents=40) as village:
        village.document = village.ctl_json("config", "show")
        village.stop_hub()
        signer = Signer(village, village.keys / "config-signer")
        with FakeHub(village) as hub:
            return tap.run(__name__, village, hub, signer)


if __name__ == "__main__":
    sys.exit(main())
