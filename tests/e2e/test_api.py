#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hub's two listeners as a stranger meets them: real TLS, plain curl and openssl."""

import base64
import hashlib
import http.client
import json
import pathlib
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import tap
from certs import Authority, terminal_subject
from village import Village, call

SUBMISSIONS_MAX_BYTES = 4 << 20


def curl(village, path, *arguments, cert=None, admin=False):
    """Returns (status, body); status 0 when TLS itself failed."""
    url = (village.admin_url if admin else village.hub_url) + path
    command = ["curl", "--silent", "--show-error", "--tlsv1.3", "--max-time", "20",
               "--cacert", village.hub_data / "ca/cert.pem", "--write-out", "\n%{http_code}"]
    if cert is not None:
        command += ["--cert", cert[0], "--key", cert[1]]
    done = subprocess.run([str(part) for part in [*command, *arguments, url]],
                          capture_output=True, check=False)
    body, _, status = done.stdout.rpartition(b"\n")
    return int(status or 0), body


def expect_problem(answer, status, key):
    """Holds an answer of curl() against the problem it should be, for its own reason."""
    got, body = answer
    assert got == status, answer
    problem = json.loads(body)
    assert problem["type"] == f"about:blank#{key}" and problem["status"] == status, problem
    assert problem["title"] and problem["detail"], problem


def send(village, path, body, method="POST", **options):
    """curl() with a body of bytes."""
    file = village.folder / "body"
    file.write_bytes(body)
    return curl(village, path, "--request", method, "--data-binary", f"@{file}", **options)


def terminal_cert(village):
    return village.state / "identity/cert.pem", village.state / "identity/key.pem"


def admin_cert(village):
    return village.keys / "admin/cert.pem", village.keys / "admin/key.pem"


def name_of(cert):
    subject = call("openssl", "x509", "-in", cert, "-noout", "-subject", "-nameopt",
                   "multiline").stdout
    return next(line.split("=", 1)[1].strip() for line in subject.splitlines()
                if "commonName" in line)


def terminal_id(village):
    return name_of(terminal_cert(village)[0])


def hub_authority(village):
    return Authority(village.folder / "authority", village.hub_data / "ca/cert.pem",
                     village.hub_data / "ca/key.pem")


def connect(village, cert):
    """A connection that stays open over several requests."""
    context = ssl.create_default_context(cafile=village.hub_data / "ca/cert.pem")
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(*cert)
    return http.client.HTTPSConnection("127.0.0.1", village.hub_port, context=context, timeout=30)


def test_own_certificate_is_let_in(village):
    status, body = curl(village, "/v1/cache?since=0", cert=terminal_cert(village))
    assert status == 200, (status, body[:300])
    lines = [json.loads(line) for line in body.splitlines()]
    assert "place" in lines[0] and "cursor" in lines[-1]
    assert any(line.get("households", {}).get("rows") for line in lines)


def test_no_certificate_is_refused(village):
    for path in ("/v1/cache?since=0", "/v1/channel?config=1.1&since=0", "/v1/config/1"):
        expect_problem(curl(village, path), 401, "certificate-missing")
    expect_problem(send(village, "/v1/submissions", b"{}"), 401, "certificate-missing")
    expect_problem(curl(village, "/admin/v1/tickets", admin=True), 401, "certificate-missing")


def test_foreign_certificate_is_refused(village):
    """A CA of the same name and a subject that is right to the letter."""
    stranger = Authority(village.folder / "stranger")
    cert = stranger.issue("t", terminal_subject(terminal_id(village), village.area))
    expect_problem(curl(village, "/v1/cache?since=0", cert=cert), 403, "certificate-invalid")
    admin = stranger.issue("a", "/CN=admin/OU=admin")
    expect_problem(curl(village, "/admin/v1/tickets", cert=admin, admin=True), 403,
                   "certificate-invalid")


def test_expired_certificate_is_refused(village):
    subject = terminal_subject(terminal_id(village), village.area)
    authority = hub_authority(village)
    key = terminal_cert(village)[1]
    good = authority.issue("good", subject, key=key)
    assert curl(village, "/v1/cache?since=0", cert=good)[0] == 200
    cert = authority.issue("expired", subject, end="20210101000000Z", key=key)
    expect_problem(curl(village, "/v1/cache?since=0", cert=cert), 403, "certificate-expired")
    cert = authority.issue("early", subject, start="20390101000000Z", key=key)
    expect_problem(curl(village, "/v1/cache?since=0", cert=cert), 403, "certificate-expired")


def test_certificates_of_another_usage_are_refused(village):
    subject = terminal_subject(terminal_id(village), village.area)
    for usage in ("server", "email"):
        cert = hub_authority(village).issue(usage, subject, usage=usage)
        status, body = curl(village, "/v1/cache?since=0", cert=cert)
        expect_problem((status, body), 403, "certificate-invalid")
    own = village.hub_data / "server/cert.pem", village.hub_data / "server/key.pem"
    expect_problem(curl(village, "/v1/cache?since=0", cert=own), 403, "certificate-invalid")


def test_unknown_terminal_of_the_right_ca_is_refused(village):
    cert = hub_authority(village).issue("unknown",
                                        terminal_subject("t-000000000000", village.area))
    expect_problem(curl(village, "/v1/cache?since=0", cert=cert), 403, "terminal-unknown")


def test_terminal_is_no_admin_and_admin_no_terminal(village):
    expect_problem(curl(village, "/admin/v1/terminals", cert=terminal_cert(village), admin=True),
                   403, "forbidden")
    expect_problem(curl(village, "/v1/cache?since=0", cert=admin_cert(village)), 403, "forbidden")
    status, _ = curl(village, "/admin/v1/terminals", cert=admin_cert(village), admin=True)
    assert status == 200, status


def test_the_listeners_share_no_route(village):
    expect_problem(curl(village, "/admin/v1/terminals", cert=admin_cert(village)), 404, "not-found")
    expect_problem(curl(village, "/v1/cache?since=0", cert=terminal_cert(village), admin=True), 404,
                   "not-found")


def test_older_tls_is_refused(village):
    for port in (village.hub_port, village.admin_port):
        protocols = {}
        for option in ("-tls1_2", "-tls1_3"):
            done = subprocess.run(["openssl", "s_client", option, "-connect", f"127.0.0.1:{port}"],
                                  input=b"", capture_output=True, check=False)
            protocols[option] = b"BEGIN CERTIFICATE" in done.stdout
        assert protocols == {"-tls1_2": False, "-tls1_3": True}, protocols


def test_problem_documents_are_rfc_9457(village):
    status, body = curl(village, "/v1/nothing", "--include", cert=terminal_cert(village))
    assert status == 404
    head, _, text = body.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower()
    expect_problem((status, text), 404, "not-found")
    status, body = curl(village, "/v1/cache", "--include", "--request", "DELETE",
                        cert=terminal_cert(village))
    assert status == 405 and b"allow: get" in body.lower(), (status, body)


def test_unknown_cursor_is_gone(village):
    for cursor in ("nonsense", "-1", "1", "%ff%fe"):
        status, body = curl(village, f"/v1/cache?since={cursor}", cert=terminal_cert(village))
        expect_problem((status, body), 410, "cursor-unknown")


def test_ten_megabytes_are_refused(village):
    big = b" " * 10_000_000
    for header in ("Expect: 100-continue", "Expect:", "Transfer-Encoding: chunked"):
        file = village.folder / "body"
        file.write_bytes(big)
        answer = curl(village, "/v1/submissions", "--data-binary", f"@{file}", "--header", header,
                      cert=terminal_cert(village))
        expect_problem(answer, 413, "too-large")
    answer = curl(village, "/v1/cache?since=0", cert=terminal_cert(village))
    assert answer[0] == 200, "the hub goes on"


def test_a_body_is_refused_before_it_is_sent(village):
    """When the client waits to be asked for it, and when it is longer than is thrown away."""
    for length, expect in ((10_000_000, "100-continue"), (10**12, None)):
        connection = connect(village, terminal_cert(village))
        connection.putrequest("POST", "/v1/submissions")
        connection.putheader("Content-Length", str(length))
        if expect is not None:
            connection.putheader("Expect", expect)
        connection.endheaders()
        response = connection.getresponse()
        expect_problem((response.status, response.read()), 413, "too-large")
        connection.close()


def test_the_limit_of_a_body_is_exact(village):
    text = b'{"submissions": []}'
    at_limit = text + b" " * (SUBMISSIONS_MAX_BYTES - len(text))
    expect_problem(send(village, "/v1/submissions", at_limit, cert=terminal_cert(village)), 400,
                   "bad-request")
    expect_problem(send(village, "/v1/submissions", at_limit + b" ", cert=terminal_cert(village)),
                   413, "too-large")


def test_invalid_utf8_and_json_are_named(village):
    bad = (b'{"submissions": "\xff\xfe"}', b"{", b"[]", b'{"submissions": 5}', b"",
           b'{"submissions": [5]}', b'{"submissions": [{"header": "\xc3"}]}',
           b'{"submissions": [{"header": "{}", "link": "{}", "payload": "*"}]}',
           b"[" * 100_000, b'{"submissions": ' + b"[" * 5000 + b"]" * 5000 + b"}", b"{\x00}")
    for body in bad:
        answer = send(village, "/v1/submissions", body, cert=terminal_cert(village))
        expect_problem(answer, 400, "bad-request")
    for path in ("/v1/tickets/query", "/v1/telemetry"):
        for body in (b'{"region": "\xff"}', b"nonsense", b"{}"):
            expect_problem(send(village, path, body, cert=terminal_cert(village)), 400,
                           "bad-request")
    for body in (b'{"region": "\xff"}', b'{"region": "35.09"}', b'{"region": 5}', b""):
        expect_problem(send(village, "/admin/v1/tokens", body, cert=admin_cert(village),
                            admin=True), 400, "bad-request")


def test_someone_elses_submission_is_refused(village):
    header = json.dumps({"id": "x"})
    link = {"terminal": "t-000000000000", "seq": 1, "prev": "0" * 64,
            "header_sha256": hashlib.sha256(header.encode()).hexdigest(),
            "payload_sha256": hashlib.sha256(b"x").hexdigest()}
    body = json.dumps({"submissions": [{"header": header, "link": json.dumps(link),
                                        "payload": base64.b64encode(b"x").decode()}]})
    answer = send(village, "/v1/submissions", body.encode(), cert=terminal_cert(village))
    expect_problem(answer, 400, "bad-request")
    link |= {"terminal": terminal_id(village), "seq": 7}
    body = json.dumps({"submissions": [{"header": header, "link": json.dumps(link),
                                        "payload": base64.b64encode(b"x").decode()}]})
    answer = send(village, "/v1/submissions", body.encode(), cert=terminal_cert(village))
    expect_problem(answer, 409, "chain")
    assert json.loads(answer[1])["last_seq"] == 0, answer


def token(village):
    status, body = curl(village, "/admin/v1/tokens", "--json",
                        json.dumps({"region": village.area}), cert=admin_cert(village), admin=True)
    assert status == 201, (status, body)
    return json.loads(body)["token"]


def enrol(village, password, name="new"):
    """EST with nothing but openssl and curl; returns (status, folder or problem)."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=village.folder))
    call("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-keyout", folder / "key.pem", "-out", folder / "csr.der", "-outform", "DER",
         "-subj", f"/CN={name}/OU=99.99.99.9999", "-addext", "extendedKeyUsage=serverAuth")
    (folder / "csr.b64").write_bytes(base64.encodebytes((folder / "csr.der").read_bytes()))
    status, body = curl(village, "/.well-known/est/simpleenroll", "--user", f"token:{password}",
                        "--header", "Content-Type: application/pkcs10",
                        "--data-binary", f"@{folder / 'csr.b64'}")
    if status != 200:
        return status, body
    (folder / "p7.der").write_bytes(base64.b64decode(body))
    pem = call("openssl", "pkcs7", "-inform", "DER", "-in", folder / "p7.der",
               "-print_certs").stdout
    (folder / "cert.pem").write_text(pem)
    return status, folder


def enrolled_cert(village):
    status, folder = enrol(village, token(village))
    assert status == 200, folder
    return folder / "cert.pem", folder / "key.pem"


def test_est_serves_plain_openssl_and_curl(village):
    status, body = curl(village, "/.well-known/est/cacerts")
    assert status == 200, status
    bag = village.folder / "cacerts.p7"
    bag.write_bytes(base64.b64decode(body))
    assert "BEGIN CERTIFICATE" in call("openssl", "pkcs7", "-inform", "DER", "-in", bag,
                                       "-print_certs").stdout
    cert = enrolled_cert(village)
    text = call("openssl", "x509", "-in", cert[0], "-noout", "-text").stdout
    assert "TLS Web Client Authentication" in text and "TLS Web Server" not in text
    assert village.area in text and "99.99.99.9999" not in text
    status, _ = curl(village, "/v1/cache?since=0", cert=cert)
    assert status == 200, status


def test_a_bad_certificate_request_burns_no_token(village):
    password = token(village)
    for body in (b"", b"\xff\xfe", b"AAAA", base64.b64encode(b"\x30\x82" + b"x" * 200)):
        file = village.folder / "body"
        file.write_bytes(body)
        answer = curl(village, "/.well-known/est/simpleenroll", "--user", f"token:{password}",
                      "--data-binary", f"@{file}")
        expect_problem(answer, 400, "csr-invalid")
    assert enrol(village, password)[0] == 200


def test_a_token_works_once(village):
    password = token(village)
    assert enrol(village, password)[0] == 200
    expect_problem(enrol(village, password), 401, "token-used")
    expect_problem(enrol(village, "ANJ1-" + "0" * 26), 401, "token-unknown")


def test_an_expired_token_is_refused(village):
    password = token(village)
    database = sqlite3.connect(village.hub_data / "hub.db", timeout=10)
    digest = hashlib.sha256(password.encode()).digest()
    n_changed = database.execute("update tokens set expires_us = created_us where sha256 = ?",
                                 (digest,)).rowcount
    database.commit()
    database.close()
    assert n_changed == 1, "the hub keeps the token's SHA-256"
    expect_problem(enrol(village, password), 401, "token-expired")


def test_two_enrolments_get_different_slices(village):
    slices = {call("openssl", "x509", "-in", enrolled_cert(village)[0], "-noout",
                   "-subject").stdout.rpartition("serialNumber")[2] for _ in range(2)}
    assert len(slices) == 2, slices


def test_configuration_verifies_with_plain_openssl(village):
    status, body = curl(village, "/v1/config/1", cert=terminal_cert(village))
    assert status == 200, status
    bundle = village.folder / "bundle.cms"
    bundle.write_bytes(body)
    document = json.loads(call("openssl", "cms", "-verify", "-inform", "DER", "-in", bundle,
                               "-CAfile", village.keys / "admin/config_ca.pem").stdout)
    assert document["epoch"] == 1 and document["version"] == 1
    codes = {category["code"] for category in document["categories"]}
    assert {"tidak-cair", "kurang-dipotong", "kartu", "layak-tidak-terdaftar",
            "petugas-pungutan", "lain"} <= codes


def test_configuration_signed_by_another_is_not_published(village):
    """The same document, its version raised, passes when its own signer signs it."""
    source = village.folder / "source.json"
    document = json.loads(village.ctl("--json", "config", "show").stdout)
    document["version"] += 1
    source.write_text(json.dumps(document))
    forged = Authority(village.folder / "forger").sign(source, village.folder / "forged.cms")
    by_hub = hub_authority(village).sign(source, village.folder / "by-hub.cms")
    bodies = forged.read_bytes(), by_hub.read_bytes(), source.read_bytes(), b"\xff\xfe", b""
    for body in bodies:
        answer = send(village, "/admin/v1/config", body, "PUT", cert=admin_cert(village),
                      admin=True)
        expect_problem(answer, 400, "config-invalid")
    village.ctl("config", "sign", source, "--signer", village.keys / "config-signer", "--out",
                village.folder / "good.cms")
    good = (village.folder / "good.cms").read_bytes()
    status, body = send(village, "/admin/v1/config", good, "PUT", cert=admin_cert(village),
                        admin=True)
    assert status == 200 and json.loads(body)["version"] == document["version"], (status, body)
    answer = send(village, "/admin/v1/config", good, "PUT", cert=admin_cert(village), admin=True)
    expect_problem(answer, 409, "config-not-newer")


def test_a_revoked_terminal_is_out_at_once_on_an_open_connection(village):
    cert = enrolled_cert(village)
    connection = connect(village, cert)
    connection.request("GET", "/v1/cache?since=0")
    response = connection.getresponse()
    assert response.status == 200 and response.read()
    port = connection.sock.getsockname()
    village.ctl("terminal", "revoke", name_of(cert[0]))
    connection.request("GET", "/v1/cache?since=0")
    response = connection.getresponse()
    expect_problem((response.status, response.read()), 403, "terminal-revoked")
    assert connection.sock is None or connection.sock.getsockname() == port
    connection.close()
    expect_problem(curl(village, "/v1/cache?since=0", cert=cert), 403, "terminal-revoked")
    states = {entry["id"]: entry["state"] for entry in village.ctl_json("terminal", "list")}
    assert states[name_of(cert[0])] == "revoked", states
    assert states[terminal_id(village)] == "active", states


def test_a_revoked_terminals_held_channel_ends(village):
    cert = enrolled_cert(village)
    status, body = curl(village, "/v1/channel?config=0.0&since=0", cert=cert)
    assert status == 200, status
    news = json.loads(body)
    config = f"{news['config']['epoch']}.{news['config']['version']}"
    answers = []

    def hold():
        path = f"/v1/channel?config={config}&since={news['cursor']}&hold=15"
        start = time.monotonic()
        answers.append((curl(village, path, cert=cert), time.monotonic() - start))

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join(1)
    assert thread.is_alive(), answers
    village.ctl("terminal", "revoke", name_of(cert[0]))
    thread.join(20)
    answer, seconds = answers[0]
    expect_problem(answer, 403, "terminal-revoked")
    assert seconds < 5, seconds


def test_a_silent_or_babbling_client_harms_no_one(village):
    sockets = [socket.create_connection(("127.0.0.1", village.hub_port)) for _ in range(50)]
    for one in sockets[:25]:
        one.sendall(b"GET / HTTP/1.1\r\n\r\n\x00\xff" * 10)
    status, _ = curl(village, "/v1/config/1", cert=terminal_cert(village))
    assert status == 200, status
    for one in sockets:
        one.close()


def test_the_hub_runs_without_the_keys_that_belong_off_it(village):
    held = {str(path.relative_to(village.hub_data)) for path in village.hub_data.rglob("*")
            if path.is_file() and b"PRIVATE KEY" in path.read_bytes()}
    assert held == {"ca/key.pem", "server/key.pem", "receipts/key.pem"}, held
    assert "belongs off" not in (village.folder / "hub.log").read_text()


def test_ten_bad_tokens_shut_the_door_for_a_minute(village):
    statuses = [enrol(village, "ANJ1-" + "1" * 26)[0] for _ in range(11)]
    assert statuses[-1] == 429 and set(statuses) == {401, 429}, statuses
    good = token(village)
    expect_problem(enrol(village, good), 429, "token-tries")


def main():
    with Village(residents=60) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
