#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hub's two listeners as a stranger meets them: real TLS, plain curl and openssl."""

import base64
import json
import subprocess
import sys
import tempfile
import pathlib

import tap
from certs import Authority
from village import Village, call


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


def terminal_cert(village):
    return village.state / "identity/cert.pem", village.state / "identity/key.pem"


def admin_cert(village):
    return village.keys / "admin/cert.pem", village.keys / "admin/key.pem"


def terminal_id(village):
    subject = call("openssl", "x509", "-in", village.state / "identity/cert.pem", "-noout",
                   "-subject", "-nameopt", "multiline").stdout
    return next(line.split("=", 1)[1].strip() for line in subject.splitlines()
                if "commonName" in line)


def hub_authority(village):
    return Authority(village.folder / "authority", village.hub_data / "ca/cert.pem",
                     village.hub_data / "ca/key.pem")


def refused(status):
    return status in (0, 401, 403)


def test_own_certificate_is_let_in(village):
    status, body = curl(village, "/v1/cache?since=0", cert=terminal_cert(village))
    assert status == 200, (status, body[:300])
    lines = [json.loads(line) for line in body.splitlines()]
    assert "place" in lines[0] and "cursor" in lines[-1]
    assert any("record" in line for line in lines)


def test_no_certificate_is_refused(village):
    for path in ("/v1/cache?since=0", "/v1/channel?config=1.1&since=0", "/v1/config/1"):
        status, _ = curl(village, path)
        assert refused(status), (path, status)


def test_foreign_certificate_is_refused(village):
    stranger = Authority(village.folder / "stranger")
    cert = stranger.issue("t", f"/CN={terminal_id(village)}/OU={village.area}/serialNumber=0+131072")
    status, _ = curl(village, "/v1/cache?since=0", cert=cert)
    assert refused(status), status


def test_expired_certificate_is_refused(village):
    cert = hub_authority(village).issue(
        "expired", f"/CN={terminal_id(village)}/OU={village.area}/serialNumber=0+131072",
        end="20210101000000Z")
    status, _ = curl(village, "/v1/cache?since=0", cert=cert)
    assert refused(status), status


def test_wrong_usage_is_refused(village):
    cert = hub_authority(village).issue(
        "server", f"/CN={terminal_id(village)}/OU={village.area}/serialNumber=0+131072",
        usage="server")
    status, _ = curl(village, "/v1/cache?since=0", cert=cert)
    assert refused(status), status


def test_unknown_terminal_of_the_right_ca_is_refused(village):
    cert = hub_authority(village).issue(
        "unknown", f"/CN=t-000000000000/OU={village.area}/serialNumber=0+131072")
    status, _ = curl(village, "/v1/cache?since=0", cert=cert)
    assert refused(status), status


def test_terminal_is_no_admin_and_admin_no_terminal(village):
    status, _ = curl(village, "/admin/v1/terminals", cert=terminal_cert(village), admin=True)
    assert refused(status), status
    status, _ = curl(village, "/v1/cache?since=0", cert=admin_cert(village))
    assert refused(status), status
    status, _ = curl(village, "/admin/v1/terminals", cert=admin_cert(village), admin=True)
    assert status == 200, status


def test_older_tls_is_refused(village):
    done = subprocess.run(["openssl", "s_client", "-tls1_2", "-connect",
                           f"127.0.0.1:{village.hub_port}"], input=b"", capture_output=True,
                          check=False)
    assert b"Cipher is (NONE)" in done.stdout or done.returncode != 0


def test_problem_documents_are_rfc_9457(village):
    status, body = curl(village, "/v1/nothing", "--include", cert=terminal_cert(village))
    assert status == 404
    head, _, text = body.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head.lower()
    problem = json.loads(text)
    assert problem["status"] == 404 and "title" in problem and "type" in problem


def test_unknown_cursor_is_gone(village):
    status, body = curl(village, "/v1/cache?since=nonsense", cert=terminal_cert(village))
    assert status == 410, (status, body)


def test_ten_megabytes_are_refused_before_they_are_read(village):
    big = village.folder / "big"
    big.write_bytes(b" " * 10_000_000)
    status, _ = curl(village, "/v1/submissions", "--data-binary", f"@{big}",
                     "--header", "Content-Type: application/json", cert=terminal_cert(village))
    assert status == 413, status
    status, _ = curl(village, "/v1/submissions", "--data-binary", f"@{big}", "--header",
                     "Transfer-Encoding: chunked", "--header", "Content-Type: application/json",
                     cert=terminal_cert(village))
    assert status == 413, status


def test_invalid_utf8_and_json_are_named(village):
    for body in (b'{"submissions": "\xff\xfe"}', b"{", b"[]", b'{"submissions": 5}', b""):
        path = village.folder / "body"
        path.write_bytes(body)
        status, answer = curl(village, "/v1/submissions", "--data-binary", f"@{path}",
                              cert=terminal_cert(village))
        assert status == 400, (body, status, answer)
        assert json.loads(answer)["detail"]


def token(village):
    status, body = curl(village, "/admin/v1/tokens", "--json",
                        json.dumps({"region": village.area}), cert=admin_cert(village), admin=True)
    assert status == 201, (status, body)
    return json.loads(body)["token"]


def enrol(village, password, name="new"):
    """EST with nothing but openssl and curl; returns (status, certificate or problem)."""
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
    pem = call("openssl", "pkcs7", "-inform", "DER", "-in", folder / "p7.der", "-print_certs").stdout
    (folder / "cert.pem").write_text(pem)
    return status, folder


def test_est_serves_plain_openssl_and_curl(village):
    status, body = curl(village, "/.well-known/est/cacerts")
    assert status == 200, status
    bag = village.folder / "cacerts.p7"
    bag.write_bytes(base64.b64decode(body))
    assert "BEGIN CERTIFICATE" in call("openssl", "pkcs7", "-inform", "DER", "-in", bag,
                                       "-print_certs").stdout
    status, folder = enrol(village, token(village))
    assert status == 200, folder
    text = call("openssl", "x509", "-in", folder / "cert.pem", "-noout", "-text").stdout
    assert "TLS Web Client Authentication" in text and "TLS Web Server" not in text
    assert village.area in text and "99.99.99.9999" not in text
    status, _ = curl(village, "/v1/cache?since=0", cert=(folder / "cert.pem", folder / "key.pem"))
    assert status == 200, status


def test_a_token_works_once(village):
    password = token(village)
    assert enrol(village, password)[0] == 200
    status, body = enrol(village, password)
    assert status == 401 and b"token-used" in body, (status, body)
    status, body = enrol(village, "ANJ1-" + "0" * 26)
    assert status == 401 and b"token-unknown" in body, (status, body)


def test_two_enrolments_get_different_slices(village):
    slices = set()
    for _ in range(2):
        status, folder = enrol(village, token(village))
        assert status == 200
        slices.add(call("openssl", "x509", "-in", folder / "cert.pem", "-noout", "-subject").stdout
                   .rpartition("serialNumber")[2])
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
    stranger = Authority(village.folder / "forger")
    cert, key = stranger.issue("signer", "/CN=Anjungan configuration signer")
    forged = village.folder / "forged.cms"
    source = village.folder / "source.json"
    source.write_text(json.dumps({"epoch": 9, "version": 9, "announcements": []}))
    call("openssl", "cms", "-sign", "-binary", "-nodetach", "-in", source, "-signer", cert,
         "-inkey", key, "-outform", "DER", "-out", forged)
    status, _ = curl(village, "/admin/v1/config", "--request", "PUT", "--data-binary",
                     f"@{forged}", cert=admin_cert(village), admin=True)
    assert status == 400, status


def test_a_revoked_terminal_is_out_at_once_on_an_open_connection(village):
    status, folder = enrol(village, token(village))
    assert status == 200
    cert = (folder / "cert.pem", folder / "key.pem")
    name = call("openssl", "x509", "-in", cert[0], "-noout", "-subject", "-nameopt",
                "multiline").stdout
    terminal = next(line.split("=", 1)[1].strip() for line in name.splitlines()
                    if "commonName" in line)
    assert curl(village, "/v1/config/1", cert=cert)[0] == 200
    village.ctl("terminal", "revoke", terminal)
    assert refused(curl(village, "/v1/config/1", cert=cert)[0])
    states = {entry["id"]: entry["state"] for entry in village.ctl_json("terminal", "list")}
    assert states[terminal] == "revoked", states


def main():
    with Village(residents=60) as village:
        return tap.run("__main__", village)


if __name__ == "__main__":
    sys.exit(main())
