#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/fuzz/corpus and tests/fuzz/signed anew, with the real programs and demo people.

Every private key dies with the village that this starts: nothing new can be signed under the
certificates in tests/fuzz/signed. Files named found-… are inputs that once broke something; they
stay. Formats change, so run it when one has:  ANJ_BUILD_ROOT=build tests/fuzz/corpus.py
"""

import base64
import hashlib
import json
import pathlib
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from other_terminal import OtherTerminal, read_node, to_json  # noqa: E402
from village import Village, call  # noqa: E402

CORPUS, SIGNED = ROOT / "tests/fuzz/corpus", ROOT / "tests/fuzz/signed"
RESIDENTS = 8
PHOTO = (ROOT / "tests/data/photo.jpg").read_bytes()[:64]
# as in target-attachment.c, target-cursor.c and target-ticket-query.c
CONTENT = b"An attachment as a case names it; forty-eight B\n"
GENERATION = "0123456789abcdef0123456789abcdef"
FOLLOW = "07" * 32
ID_DIGITS = 16  # of a command (core/anj-remote.h)


def keep(target, name, data):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def forget_old():
    for path in CORPUS.glob("*/*"):
        if not path.name.startswith("found-"):
            path.unlink()
    SIGNED.mkdir(exist_ok=True)


def sign_as(folder, content, *options):
    """CMS as other tools write it."""
    return subprocess.run(["openssl", "cms", "-sign", "-binary", "-nodetach", "-outform", "DER",
                           "-signer", folder / "cert.pem", "-inkey", folder / "key.pem",
                           *options], input=content, capture_output=True, check=True).stdout


# configuration

def make_small(document):
    """The least that a configuration holds, and one of each form."""
    small = dict(document)
    for name in ("update_fields", "proposal_reasons", "objection_reasons", "service_standards",
                 "ppks_types", "aliases", "contacts",
                 "announcements", "kinds", "attachments", "retention", "indicators"):
        small.pop(name, None)
    small["announcements"] = []
    for name in ("status_codes", "services", "categories"):
        small[name] = small[name][:2]
    small["programmes"] = [min(document["programmes"], key=lambda one: len(str(one)))]
    return small


def check(village, document):
    path = village.folder / "checked.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path, village.ctl("config", "check", path, check=False)


def make_config(village):
    full = village.ctl_json("config", "show")
    small = make_small(full)
    path, said = check(village, small)
    assert said.returncode == 0, said.stderr + said.stdout
    keep("config", "small.json", to_json(small))
    one_more = dict(small, announcements=[
        {"id": "posyandu", "region": "35.09", "title": {"id": "Posyandu", "en": "Clinic"},
         "text": {"id": "Hari Senin pukul 09.00.", "en": "Monday at 9."}}])
    if check(village, one_more)[1].returncode == 0:
        keep("config", "announcement.json", to_json(one_more))
    for name in ("aliases", "ppks_types", "opening_hours", "update_fields", "kinds",
                 "attachments", "retention", "service_standards", "proposal_reasons", "contacts"):
        part = full.get(name, [])
        more = dict(small, **{name: part if isinstance(part, dict) else part[:2]})
        if check(village, more)[1].returncode == 0:
            keep("config", f"{name.replace('_', '-')}.json", to_json(more))
    keep("config", "no-recipients.json", to_json(dict(small, recipients=[])))
    sign_all(village, small)


def sign_all(village, small):
    signer, folder = village.keys / "config-signer", village.folder
    (SIGNED / "config-ca.pem").write_bytes((signer / "ca.pem").read_bytes())
    hashes = []
    for version in (1, 2):
        source = to_json(dict(small, version=version)).encode()
        hashes.append(hashlib.sha256(source).hexdigest())
        (folder / "source").write_bytes(source)
        village.ctl("config", "sign", folder / "source", "--signer", signer, "--out",
                    folder / "bundle")
        keep("bundle", f"version-{version}.der", (folder / "bundle").read_bytes())
    # as other tools sign: with attributes; by key identifier; with the root beside; in BER
    for name, *options in (("attributes",), ("by-key", "-keyid"),
                           ("with-root", "-certfile", signer / "ca.pem"),
                           ("streamed", "-stream"), ("bare", "-noattr"),
                           ("sha512", "-md", "sha512")):
        keep("bundle", f"{name}.der", sign_as(signer, source, *options))
    (SIGNED / "contents.sha256").write_text("".join(f"{line}\n" for line in hashes))


# what travels

def make_answers(village, terminal):
    """Enrolment, channel, page, households."""
    certificate = (village.hub_data / "ca/cert.pem").read_bytes()
    (SIGNED / "hub-ca.pem").write_bytes(certificate)
    folder = terminal.folder
    for name, curve in (("request.b64", "P-256"), ("other-curve.b64", "P-384")):
        done = subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
                               f"ec_paramgen_curve:{curve}", "-nodes", "-keyout", "/dev/null",
                               "-subj", "/CN=terminal", "-outform", "DER"], capture_output=True,
                              check=True)
        keep("est-request", name, base64.encodebytes(done.stdout) if curve == "P-256" else
             base64.b64encode(done.stdout))
    keep("est-request", "none.b64", base64.b64encode(b"not a request"))
    terminal.connect()
    keep("est-answer", "cacerts.b64", terminal.request("GET", "/.well-known/est/cacerts"))
    answers = []
    plain_request = terminal.request
    terminal.request = lambda *a, **k: answers.append(plain_request(*a, **k)) or answers[-1]
    terminal.enrol((village.folder / "other-enrol/token").read_text().strip())
    terminal.request = plain_request
    keep("est-answer", "simpleenroll.b64", answers[-1])
    key = subprocess.run(["openssl", "x509", "-in", folder / "cert.pem", "-noout", "-pubkey"],
                         capture_output=True, check=True).stdout
    key = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key,
                         capture_output=True, check=True).stdout
    (SIGNED / "terminals").write_text(f"{terminal.id} {hashlib.sha256(key).hexdigest()}\n")


def make_signed(terminal):
    """What the terminal says under its own key: let me go on, and this is what I run."""
    (SIGNED / "terminal.pem").write_bytes((terminal.folder / "cert.pem").read_bytes())
    request = subprocess.run(["openssl", "x509", "-x509toreq", "-in", terminal.folder / "cert.pem",
                              "-signkey", terminal.folder / "key.pem"], capture_output=True,
                             check=True).stdout
    request = subprocess.run(["openssl", "req", "-outform", "DER"], input=request,
                             capture_output=True, check=True).stdout
    keep("renew", "bare.der", sign_as(terminal.folder, request, "-noattr"))
    keep("renew", "attributes.der", sign_as(terminal.folder, request))
    keep("renew", "other.der", sign_as(terminal.folder, b"no request"))
    about = {"epoch": 1, "version": 2, "sha256": "ab" * 32}
    hashes = []
    for name, more in {"kept": {}, "probation": {}, "refused": {
            "rejected": {**about, "reason": "not for this place"}}, "told": {}}.items():
        content = to_json({"terminal": terminal.id, **about, "effective_sha256": "cd" * 32,
                           "state": name, **more, "time": "2026-11-20T03:00:00Z"}).encode()
        hashes.append(hashlib.sha256(content).hexdigest())
        keep("config-state", f"{name}.der", sign_as(terminal.folder, content, "-noattr"))
    (SIGNED / "reports.sha256").write_text("".join(f"{line}\n" for line in hashes))


def make_page(terminal):
    page = terminal.request("GET", "/v1/cache?since=0").decode()
    keep("page", "first.jsonl", page)
    lines = page.splitlines()
    last = lines[-1]
    keep("page", "nothing-new.jsonl", last + "\n")
    keep("page", "deleted.jsonl", '{"delete":"0123456789abcdef0123456789abcdef"}\n' + last)
    keep("page", "no-cursor.jsonl", lines[0])
    households = next(line for line in map(json.loads, lines) if "households" in line)["households"]
    keep("columns", "page.json", to_json({name: households[name] for name in ("rows", "columns")}))
    row = read_node(households["columns"], households["rows"])[0]
    keep("household", "demo.json", to_json({**terminal.look_up(
        row["people"][0]["nik"], row["people"][0].get("no_kk", row["no_kk"]))}))


def make_columns():
    """A column in each of its forms."""
    values = {"kinds": "v", "values": ["a", 1, None, 1.5, True]}
    keep("columns", "plain.json", to_json({"rows": 5, "columns": {
        "kinds": "o", "objects": {"members": {"x": values}}}}))
    keep("columns", "codes.json", to_json({"rows": 3, "columns": {
        "kinds": "o", "objects": {"same": {"all": {"y": 1}}, "members": {
            "x": {"kinds": "v.v", "values": {"of": ["a", "b"], "codes": "#$"}}}}}}))
    keep("columns", "arrays.json", to_json({"rows": 2, "columns": {
        "kinds": "o", "objects": {"members": {"x": {"kinds": "a", "arrays": {
            "counts": [2, 1], "items": {"kinds": "v", "values": {
                "parts": [["a", "b", "c"], ["d", "e"]], "join": " ", "counts": [2, 2, 1]}}}}}}}}))


def make_cases(village, terminal):
    """Submissions, receipts, headers of every kind."""
    plain = {"category": "tidak-cair", "text": "Uang belum masuk ke kartu saya"}
    cases = [terminal.write_case("complaint", plain),
             terminal.write_case("complaint", {**plain, "programme": "PKH"}, photos=[PHOTO]),
             terminal.write_case("complaint", {**plain, "category": "petugas-pungutan"}),
             terminal.write_case("proposal", {"reasons": ["x"]}),
             terminal.write_case("feedback", {"rating": 3})]
    headers = [case["header"] for case in cases]
    keep("submissions", "headers.txt", "\n".join(headers))
    for index, header in enumerate(headers):
        keep("submissions", f"header-{index}.txt", header)
    day_only = json.loads(headers[0])
    day_only.update(anonymous=True, submitted="2026-11-20",
                    id=day_only["id"][:14] + "4" + day_only["id"][15:])
    keep("submissions", "anonymous.txt", to_json(day_only))
    keep("submissions", "same-twice.txt", headers[0] + "\n" + headers[0])
    submissions = [terminal.link(case) for case in cases]
    submissions[3]["header"] += " "  # no longer what the link names: a tombstone
    keep("case", "complaint.json", to_json(submissions[0]))
    keep("case", "attachment.json", to_json(submissions[1]))
    keep("submissions", "body.json", to_json({"submissions": submissions[:1], "front_seq": 0}))
    lost = [{"first_seq": 1, "last_seq": 2, "head": 64 * "7"},
            {"first_seq": 3, "last_seq": 3, "head": 64 * "8"}]
    keep("submissions", "lost.json",
         to_json({"submissions": [], "lost": lost, "front_seq": 0}))
    answer = terminal.request("POST", "/v1/submissions",
                              {"submissions": submissions, "front_seq": 0})
    signed = base64.b64decode(json.loads(answer)["receipt"])
    receipt = terminal.verify(signed, "hub_ca")
    assert json.loads(receipt)["tombstones"] and json.loads(receipt)["missing"], receipt
    keep("receipt", "full.json", receipt)
    bare = {**json.loads(receipt), "tombstones": []}
    del bare["missing"]
    keep("receipt", "bare.json", to_json(bare))
    keep("receipt", "lost.json",
         to_json({**bare, "lost": [{"first_seq": bare["first_seq"],
                                    "last_seq": bare["last_seq"]}]}))
    keep("bundle", "receipt.der", signed)  # well signed, but not under this root


def make_news(terminal, answer):
    """What the channel tells: as it did, and with all that it may."""
    keep("channel-answer", "first.json", answer)
    told = json.loads(answer)
    state = {"kind": "complaint", "category": "lain", "state": "answered",
             "submitted": "2026-11-20T03:00:00Z", "due": "2026-12-04",
             "history": [{"state": "received", "time": "2026-11-20T03:00:00Z"}]}
    told.update(cache=True, config={"epoch": 1, "version": 2}, missing=["ab" * 32], last_seq=0,
                backed_up_seq=1, tickets=[{"region": terminal.region, "number": "AAA-2222-5",
                                           "state": state}])
    keep("channel-answer", "all.json", to_json(told))
    for kind in ("lock", "unlock", "sync", "restart", "renew", "logs", "wipe"):
        told["commands"] = [{"id": "c-" + kind.encode().hex().ljust(ID_DIGITS, "0")[:ID_DIGITS],
                             "kind": kind, "expires": "2099-01-01T00:00:00Z"}]
        keep("channel-answer", f"{kind}.json", to_json(told))
    keep("channel-answer", "idle.json", to_json({"generation": "0" * 32, "last_seq": 1,
                                                 "head": "0" * 64, "backed_up_seq": 0}))


# questions to the hub

def make_questions():
    number = "AAA-2222-5"
    for name, body in {
        "right": {"region": "35.09.01.2001", "number": number, "follow": FOLLOW},
        "typed": {"region": "35.09.01.2001", "number": "aaa 2222 5", "follow": FOLLOW},
        "wrong-pin": {"region": "35.09.01.2001", "number": number, "follow": "08" * 32},
        "elsewhere": {"region": "35.09.01.2002", "number": number, "follow": FOLLOW},
        "short": {"region": "35.09.01.2001", "number": number, "follow": "07"},
    }.items():
        keep("ticket-query", f"{name}.json", to_json(body))
    keep("telemetry", "all.json", to_json({
        "outbox": 3, "config_version": 2, "data_date": "2026-11-20", "key": "credential",
        "version": "0.1.0", "throttle_level": 1, "free_bytes": 123456789012}))
    keep("telemetry", "least.json", to_json(
        {"outbox": 0, "config_version": "2", "key": "tpm", "version": "1"}))
    keep("command-report", "done.json", to_json({"state": "done"}))
    keep("command-report", "failed.json", to_json({"state": "failed", "detail": "é" * 210}))
    keep("command-report", "log.txt", "Nov 20 03:00 agent: ready\nsecond line: é\n")
    for name, query in {"first": "since=0&config=0.0&hold=1", "nothing": "",
                        "other-database": "since=ffffffff-12-34&config=1.1&hold=300",
                        "long": "since=0&config=1.1&hold=2147483647",
                        "escaped": "since=%30&config=1%2E1&hold=30"}.items():
        keep("channel", f"{name}.txt", query)
    for name, cursor in {"start": "0", "place": f"{GENERATION}.12", "far":
                         f"{GENERATION}.9223372036854775807", "other": "f" * 32 + ".12",
                         "zeros": f"{GENERATION}.0012"}.items():
        keep("cursor", f"{name}.txt", cursor)
    total = len(CONTENT)
    whole = f"bytes 0-{total - 1}/{total}\n".encode() + CONTENT
    first = f"bytes 0-9/{total}\n".encode() + CONTENT[:10]
    rest = f"bytes 10-{total - 1}/{total}\n".encode() + CONTENT[10:]
    asked = f"bytes */{total}".encode()
    for name, pieces in {"whole": [whole], "pieces": [asked, first, asked, rest, asked],
                         "again": [first, first, rest, rest], "damaged": [
                             whole[:-2] + b"X\n", whole], "overlap": [first, whole]}.items():
        keep("attachment", f"{name}.txt", b"\n--\n".join(pieces))


# files

def make_registers(village):
    for path in sorted((village.hub_data / "demo").glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > 1:
            keep("csv", path.name, "\n".join(lines[:5]) + "\n")
    dtsen = (CORPUS / "csv/dtsen-1.csv").read_text(encoding="utf-8")
    keep("csv", "semicolons.csv", "sep=;\r\n" + dtsen.replace(",", ";").replace("\n", "\r\n"))
    keep("csv", "tabs-utf16.csv", b"\xff\xfe" + dtsen.replace(",", "\t").encode("utf-16-le"))
    keep("csv", "big-endian.csv", b"\xfe\xff" + dtsen.encode("utf-16-be"))
    keep("csv", "windows.csv", dtsen.replace("Dusun", "Désa").encode("cp1252"))
    keep("csv", "marked.csv", b"\xef\xbb\xbf" + dtsen.encode())
    keep("csv", "quoted.csv", 'a,b\n"x ""y""","two\nlines"\n"open,1\n3,4\n')
    keep("csv", "wilayah.csv", "kode_wilayah,nama,kode_lama,kode_bps\n"
                               "35.09.01.2001,PASEBAN,,3509010001\n")


def make_catalogue(village):
    """A pack's texts, compiled by msgfmt."""
    po = village.folder / "few.po"
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n'
                  'Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
                  'msgid "Kembali"\nmsgstr "Back"\n\n'
                  'msgid "%s dari %u <b>orang</b>"\nmsgstr "%s of %u <b>people</b>"\n\n'
                  'msgctxt "hari"\nmsgid "Senin"\nmsgstr "Monday"\n\n'
                  'msgid "%u hari\\nlagi"\nmsgid_plural "%u hari\\nlagi"\n'
                  'msgstr[0] "%u day\\nmore"\nmsgstr[1] "%u days\\nmore"\n\n'
                  'msgid "%2$s, %1$s"\nmsgstr "%1$s %2$s"\n', encoding="utf-8")
    for name, *options in (("few",), ("no-hash", "--no-hash")):
        out = village.folder / "few.mo"
        subprocess.run(["msgfmt", *options, "-o", out, po], check=True)
        keep("mo", f"{name}.mo", out.read_bytes())
    keep("mo", "empty.mo", struct.pack("<7I", 0x950412de, 0, 0, 28, 28, 0, 28))


def make_json():
    keep("json", "all.json", '{"a":[1,-2.5e3,"\\u00e9\\ud83d\\ude00\\n",true,false,null,{}],'
                             '"id":{"id":"x","en":"y"},"n":9223372036854775807}')
    keep("json", "deep.json", '{"a":' * 63 + "1" + "}" * 63)
    keep("json", "spaces.json", ' \t\r\n{ "a" : [ ] } \n')
    keep("household", "sample.json",
         (ROOT / "tests/data/household-sample.json").read_text(encoding="utf-8"))
    keep("household", "unmasked.json", to_json({"found": False, "note": "3509010101900001"}))
    keep("household", "none.json", '{"found":false}')


class Source(Village):
    """A hub without a terminal of ours."""

    def __enter__(self):
        self.make_hub()
        self.start_hub()
        self.ctl("terminal", "token", "--region", self.area, "--out", self.folder / "other-enrol")
        return self


def main():
    forget_old()
    with Source(residents=RESIDENTS) as village:
        terminal = OtherTerminal(village.folder / "other",
                                 village.folder / "other-enrol/bootstrap.json")
        make_config(village)
        make_answers(village, terminal)
        make_signed(terminal)
        make_news(terminal, terminal.request("GET", "/v1/channel?config=0.0&since=0&hold=1"))
        terminal.poll()
        make_page(terminal)
        make_cases(village, terminal)
        make_registers(village)
        make_catalogue(village)
    make_columns()
    make_questions()
    make_json()
    files = [path for path in CORPUS.glob("*/*")]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files)} bytes")


main()
