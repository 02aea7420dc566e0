# SPDX-License-Identifier: GPL-3.0-or-later
"""What travels: the first sync, a day's delta, an idle day."""

import json
import pathlib
import subprocess
import sys
import time

from village import HUB, call
from wire import Wire

ROOT = pathlib.Path(__file__).resolve().parents[1]
IDLE_DAY_GOAL_BYTES = 30_000
POLL_HOLD_S = 1800
TELEMETRY_BYTES = 600  # more than one takes
TLS_FLIGHTS = 2
DAY_S = 86400
N_CHANGED = 20
N_POLLS = 20


def fetch(village, cursor):
    """(bytes of the body with zstd, its lines) of a page."""
    identity = village.state / "identity"
    command = ["curl", "--silent", "--fail", "--cacert", str(identity / "ca.pem"), "--cert",
               str(identity / "cert.pem"), "--key", str(identity / "key.pem")]
    url = f"{village.hub_url}/v1/cache?since={cursor}"
    packed = subprocess.run([*command, "--header", "Accept-Encoding: zstd", url],
                            capture_output=True, check=True).stdout
    plain = subprocess.run([*command, url], capture_output=True, check=True).stdout
    return len(packed), [json.loads(line) for line in plain.splitlines()]


def read_households(line):
    """What a page's households say, as a terminal written from the protocol's page reads them."""
    # it takes what ./setup installs; options are read before
    from other_terminal import read_node, rebuild_row  # pylint: disable=import-outside-toplevel

    for row in read_node(line["columns"], line["rows"]):
        row = rebuild_row(row, line["key"])
        yield {"people": row["people"], "document": row["document"]}


def fetch_all(village, cursor="0"):
    """(bytes of all bodies from @cursor on, the cursor after them, their households)."""
    total, more, households = 0, True, []
    while more:
        n_bytes, lines = fetch(village, cursor)
        total += n_bytes
        cursor, more = lines[-1]["cursor"], lines[-1]["more"]
        for line in lines:
            if "households" in line:
                households += read_households(line["households"])
    return total, cursor, households


def to_lines(households):
    """Their plain JSON, as short as JSON gets, a line each."""
    return "".join(json.dumps(household, ensure_ascii=False, separators=(",", ":")) + "\n"
                   for household in households)


def bench_first_sync(rows, village, name):
    ours, cursor, households = fetch_all(village)
    peer = float(call(sys.executable, ROOT / "benches/peer-columns.py",
                      stdin=to_lines(households)).stdout)
    rows.append((f"{name}, bodies", "KiB", ours / 1024, "columns, zstd -19", peer / 1024, 1.2))
    return cursor


def bench_delta(rows, village, cursor):
    """A payment each for residents of as many households, as a day's file of `penerima` has it."""
    lines, seen = ["program,nik,no_kk,komponen,periode,tahap,jumlah,saluran,kode_status,tanggal,"
                   "keterangan"], set()
    for person in village.people():
        if person["no_kk"] and person["nik"] and person["no_kk"] not in seen:
            seen.add(person["no_kk"])
            lines.append(f"BLT-DD,{person['nik']},{person['no_kk']},,2026-11,,300000,Tunai,"
                         "TERSALUR,2026-11-20,")
        if len(seen) == N_CHANGED:
            break
    path = village.folder / "delta.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    call(HUB, "import", "penerima", path, "--data-dir", village.hub_data, "--batch",
         "delta", "--date", time.strftime("%Y-%m-%d"))
    ours, _, changed = fetch_all(village, cursor)
    peer = len(subprocess.run(["zstd", "-19", "--stdout"], input=to_lines(changed).encode(),
                              capture_output=True, check=True).stdout)
    name = f"delta of {len(changed)} households, body"
    rows.append((name, "KiB", ours / 1024, "their JSON, zstd -19", peer / 1024, 1.0))


def set_poll_hold(village, hold_s):
    """Signs and publishes the configuration with another hold."""
    current = village.ctl_json("config", "show")
    document = {**current, "poll_hold_s": hold_s, "version": current["version"] + 1}
    source, bundle = village.folder / "config.json", village.folder / "config.cms"
    source.write_text(json.dumps(document), encoding="utf-8")
    village.ctl("config", "sign", source, "--signer", village.keys / "config-signer", "--out",
                bundle)
    village.ctl("config", "publish", bundle)


def bench_idle_day(rows, village):
    """Bytes a poll over many short ones, times a day's polls, with one new connection, after which
    telemetry is told, and telemetry once more (it is told every twelve hours). How long a poll was
    held does not change its bytes."""
    wire = Wire(village.hub_port)
    bootstrap = json.loads(village.bootstrap.read_text(encoding="utf-8"))
    bootstrap["hub"] = f"https://127.0.0.1:{wire.port}"
    village.bootstrap.write_text(json.dumps(bootstrap), encoding="utf-8")
    village.agent.stop()
    set_poll_hold(village, 1)
    village.start_agent()
    time.sleep(8)  # what the start brings is over: configuration, telemetry
    connections, before, first = wire.connections, wire.total(), wire.sent
    village.wait(lambda: wire.sent - first >= N_POLLS, 120, f"{N_POLLS} polls")
    a_poll = (wire.total() - before) / (wire.sent - first)
    assert wire.connections == connections, "an idle terminal opened a connection"
    a_connection = connection_bytes(village, wire, a_poll)
    day = a_poll * DAY_S / POLL_HOLD_S + a_connection + TELEMETRY_BYTES
    wire.close()
    rows.append((f"idle day, {a_poll:.0f} B a poll", "KB", day / 1000, "limit",
                 IDLE_DAY_GOAL_BYTES / 1000, 1.0))


def connection_bytes(village, wire, a_poll):
    """What a start of the agent takes but for its polls: the handshake, and telemetry once."""
    village.agent.stop()
    before, first = wire.total(), wire.sent
    village.start_agent()
    time.sleep(4)
    return wire.total() - before - (wire.sent - first - TLS_FLIGHTS - 1) * a_poll
