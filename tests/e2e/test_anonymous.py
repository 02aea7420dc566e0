#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What "anonymous" promises (docs/protocol.md, Cases): no number, a date only, an id without a
time, a wait of random length, another order, no trace that ties a complaint to a look-up."""

import json
import re
import sqlite3
import sys
import time

import tap
from village import Village

WORDS = "pendamping minta uang seratus ribu"
N_CASES = 15
# over twice the tick on which the line looks into the pool: one time in 10⁴ one tick takes all
HOLD_S = 70
LONG_HOLD_S = 86400
# the last tick, a jittered wait, the line's own pace on a shared machine
ARRIVAL_TIMEOUT_S = HOLD_S + 90
BODY = {"category": "kartu", "text": WORDS, "anonymous": True, "secret": False}
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def person_of(village):
    return next(person for person in village.people() if person["nik"] and person["no_kk"])


def dump(path):
    """Every row of a database, as text."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return {line for line in database.iterdump() if line.startswith("INSERT")}


def numbers_at_hub(village):
    return [ticket["number"] for ticket in village.ctl_json("ticket", "list")]


def rows_at_hub(village):
    """(header, time of arrival in µs) of every case, in the order of the terminal's chain."""
    with sqlite3.connect(f"file:{village.hub_data}/hub.db?mode=ro", uri=True) as database:
        return [(json.loads(header), received) for header, received in database.execute(
            "SELECT header, received_us FROM submissions ORDER BY terminal, seq")]


def test_a_number_in_an_anonymous_complaint_is_refused(village):
    person = person_of(village)
    for member in ("nik", "no_kk"):
        done = village.ask("send", "complaint", body=BODY | {member: person[member]})
        assert done.returncode != 0 and f"/{member}" in done.stderr, done


def test_the_terminal_keeps_no_time_and_no_tie_to_the_look_up(village):
    village.configure(anonymous_hold_s=LONG_HOLD_S)
    village.wait(lambda: village.is_configured(), 60, "the longer hold")
    person = person_of(village)
    before = dump(village.state / "ledger.db")
    village.households([(person["nik"], person["no_kk"])])
    looked_up = dump(village.state / "ledger.db")
    hour = time.strftime("%Y-%m-%dT%H")
    looks = [row for row in looked_up - before if '"looked"' in row]
    assert looks and not any(hour in row for row in looks), "the look-up itself is noted, sealed"
    number = village.send(BODY)[1]
    added = dump(village.state / "ledger.db") - looked_up
    waiting = dump(village.state / "outbox.db")
    assert any('"pooled"' in row for row in added), added
    assert not any(hour in row or str(int(time.time()))[:6] in row for row in added), added
    for rows in (added, waiting):
        assert not any(WORDS in row or person["nik"] in row or number in row for row in rows), rows
    assert number not in numbers_at_hub(village)


def test_they_leave_at_random_times_in_another_order(village):
    village.configure(anonymous_hold_s=HOLD_S)
    village.wait(lambda: village.is_configured(), 60, "the shorter hold")
    sent = []
    for _ in range(N_CASES):
        person = person_of(village)
        village.households([(person["nik"], person["no_kk"])])
        sent.append(village.send(BODY)[1])
    village.wait(lambda: set(sent) <= set(numbers_at_hub(village)), ARRIVAL_TIMEOUT_S,
                 "the anonymous cases at the hub")
    rows = [(header["number"], at) for header, at in rows_at_hub(village)
            if header["number"] in sent]
    assert [number for number, _ in rows] != sent, "they came as they were sent"
    assert len({at // 1_000_000 for _, at in rows}) > 1, "they came all at once"


def test_the_hub_learns_a_date_and_a_random_id_and_no_name(village):
    person = person_of(village)
    headers = [header for header, _ in rows_at_hub(village)]
    assert len(headers) >= N_CASES
    for header in headers:
        assert UUID4.fullmatch(header["id"]), header
        assert header["anonymous"] is True
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", header["submitted"]), header
        assert person["nik"] not in json.dumps(header)
    case = json.loads(village.ctl("--json", "ticket", "show", headers[0]["number"], "--key",
                                  village.keys / "intake").stdout)
    assert case["body"]["text"] == WORDS and "nik" not in case["body"], case["body"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", case["header"]["submitted"])


def test_a_complaint_with_a_name_has_its_time_and_leaves_at_once(village):
    person = person_of(village)
    body = BODY | {"anonymous": False, "nik": person["nik"], "no_kk": person["no_kk"]}
    number = village.send(body)[1]
    village.wait(lambda: number in numbers_at_hub(village), 30, "the case with a name")
    header = next(header for header, _ in rows_at_hub(village) if header["number"] == number)
    assert "T" in header["submitted"] and not UUID4.fullmatch(header["id"])


if __name__ == "__main__":
    with Village(residents=60) as made:
        sys.exit(tap.run(__name__, made))
