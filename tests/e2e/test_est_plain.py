#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal's identity for life, with clients made of plain openssl and curl, with the agent, and
behind nginx: enrolment, renewal, revocation, and a change of the hub's CA."""

import base64
import http.client
import json
import os
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time

import tap
from certs import Authority
from village import AGENT, HUB, Daemon, Village, call

ENROL = "/.well-known/est/simpleenroll"
REENROL = "/.well-known/est/simplereenroll"
CASE = {"category": "lain", "text": "Beras saya belum datang.", "anonymous": False, "secret": False,
        "nik": "3509014101800001"}
LONG_AGO = {"start": "20210101000000Z", "end": "20210401000000Z"}
NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  upstream hub {{
    server unix:{folder}/hub.sock;
    keepalive 16;
  }}
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {data}/server/cert.pem;
    ssl_certificate_key {data}/server/key.pem;
    ssl_protocols TLSv1.3;
    ssl_verify_client optional_no_ca;
    client_max_body_size 4m;
    location / {{
      proxy_pass http://hub;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Client-Cert $ssl_client_escaped_cert;
      proxy_read_timeout 1900s;
      proxy_request_buffering off;
      proxy_buffering off;
    }}
  }}
}}
"""


def curl(village, path, *arguments, url=None, root=None):
    """Returns (status, body)."""
    done = subprocess.run(
        [str(part) for part in
         ["curl", "--silent", "--show-error", "--tlsv1.3", "--max-time", "20", "--cacert",
          root or village.hub_data / "ca/cert.pem", "--write-out", "\n%{http_code}", *arguments,
          (url or village.hub_url) + path]], capture_output=True, check=False)
    body, _, status = done.stdout.rpartition(b"\n")
    return int(status or 0), body


def problem(answer, status, key):
    got, body = answer
    assert got == status, answer
    assert json.loads(body)["type"] == f"about:blank#{key}", answer


class Plain:
    """A terminal made of openssl, curl and a folder."""

    def __init__(self, village, name, url=None):
        self.village, self.url = village, url
        self.folder = village.folder / name
        self.folder.mkdir()
        self.key, self.cert = self.folder / "key.pem", self.folder / "cert.pem"
        self.csr = self.folder / "csr"
        call("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.key)

    def request(self, subject):
        """PKCS #10, base64, as EST wants it."""
        call("openssl", "req", "-new", "-key", self.key, "-subj", subject, "-out", self.csr)
        lines = self.csr.read_text().splitlines()
        body = self.folder / "csr.b64"
        body.write_text("\n".join(line for line in lines if "-----" not in line) + "\n")
        return body

    def post(self, path, body, kind, *arguments):
        return curl(self.village, path, "--header", f"Content-Type: {kind}", "--data-binary",
                    f"@{body}", *arguments, url=self.url)

    def identity(self, cert=None):
        return "--cert", cert or self.cert, "--key", self.key

    def take(self, answer):
        """The certificate of an answer; it becomes ours."""
        status, body = answer
        assert status == 200, answer
        bag = self.folder / "answer.p7"
        bag.write_bytes(base64.b64decode(body))
        text = call("openssl", "pkcs7", "-inform", "DER", "-in", bag, "-print_certs").stdout
        end = "-----END CERTIFICATE-----\n"
        begin = text.index("-----BEGIN")
        self.cert.write_text(text[begin:text.index(end) + len(end)])
        return self.cert.read_text()

    def enrol(self):
        self.village.ctl("terminal", "token", "--region", self.village.area, "--out",
                         self.folder / "token")
        password = (self.folder / "token/token").read_text().strip()
        self.take(self.post(ENROL, self.request("/CN=anything"), "application/pkcs10", "--user",
                            f"token:{password}"))
        return self

    def subject(self, cert=None):
        return call("openssl", "x509", "-in", cert or self.cert, "-noout", "-subject", "-nameopt",
                    "multiline,-esc_msb").stdout

    def fields(self):
        pairs = (line.split("=", 1) for line in self.subject().splitlines()[1:])
        return {name.strip(): value.strip() for name, value in pairs}

    @property
    def id(self):
        return self.fields()["commonName"]

    def openssl_subject(self):
        fields = self.fields()
        slice_ = fields["serialNumber"].replace("+", "\\+")
        return f"/CN={fields['commonName']}/OU={fields['organizationalUnitName']}" \
               f"/serialNumber={slice_}"

    def public_key(self, cert=None):
        return call("openssl", "x509", "-in", cert or self.cert, "-noout", "-pubkey").stdout

    def end(self):
        return call("openssl", "x509", "-in", self.cert, "-noout", "-enddate").stdout

    def reenrol(self, cert=None):
        return self.post(REENROL, self.request(self.openssl_subject()), "application/pkcs10",
                         *self.identity(cert))

    def sign_request(self, cert=None, key=None):
        """PKCS #10 in CMS, signed by the certificate: what /v1/renew takes."""
        self.request(self.openssl_subject())
        der, signed = self.folder / "csr.der", self.folder / "renew.cms"
        call("openssl", "req", "-in", self.csr, "-outform", "DER", "-out", der)
        call("openssl", "cms", "-sign", "-binary", "-nodetach", "-in", der, "-signer",
             cert or self.cert, "-inkey", key or self.key, "-outform", "DER", "-out", signed)
        return signed

    def renew(self, cert=None, key=None):
        return self.post("/v1/renew", self.sign_request(cert, key), "application/cms")

    def ask_back(self):
        """The certificate, by its key alone."""
        return self.post("/v1/certificate", self.request("/CN=anything"), "application/pkcs10")

    def reissue(self, name, authority, **options):
        """A certificate of @authority's for our own key and subject."""
        return authority.issue(f"{self.folder.name}-{name}", self.openssl_subject(), key=self.key,
                               **options)[0]

    def grow_old(self, cert):
        """The hub takes @cert for the newest it gave."""
        der = self.folder / "old.der"
        call("openssl", "x509", "-in", cert, "-outform", "DER", "-out", der)
        database = sqlite3.connect(self.village.hub_data / "hub.db", timeout=10)
        database.execute("update terminals set certificate = ?, not_after_us = 1 where id = ?",
                         (der.read_bytes(), self.id))
        database.commit()
        database.close()


def authority_of(village):
    return Authority(village.folder / "authority", village.hub_data / "ca/cert.pem",
                     village.hub_data / "ca/key.pem")


def count_renewals(village, name):
    return count_events(village, "terminal-renewed", name)


def count_events(village, event, name):
    """Rows of the audit."""
    database = sqlite3.connect(village.hub_data / "hub.db", timeout=10)
    count = database.execute("select count(*) from audit where instr(row, ?) and instr(row, ?)",
                             (event, name)).fetchone()[0]
    database.close()
    return count


def lasts(cert):
    return call("openssl", "x509", "-in", cert, "-noout", "-checkend", "86400",
                check=False).returncode == 0


def replace_certificate(village, **dates):
    """The terminal's certificate becomes one for the same key and subject, of other dates."""
    own = Plain(village, f"own-{time.monotonic_ns()}")
    own.key.write_bytes((village.state / "identity/key.pem").read_bytes())
    own.cert.write_bytes((village.state / "identity/cert.pem").read_bytes())
    cert = own.reissue("other", authority_of(village), **dates)
    (village.state / "identity/cert.pem").write_bytes(cert.read_bytes())
    return own


def test_a_certificate_is_renewed_on_its_connection(village):
    plain = Plain(village, "connection").enrol()
    first = plain.cert.read_text()
    assert plain.take(plain.reenrol()) == first, "a young certificate is given again"
    old = plain.reissue("old", authority_of(village), end="20300101000000Z")
    plain.grow_old(old)
    before = plain.subject(), plain.public_key(), plain.end()
    status, body = plain.reenrol(old)
    assert plain.take((status, body)) != first
    assert (plain.subject(), plain.public_key()) == before[:2]
    assert count_renewals(village, plain.id) == 1
    assert curl(village, "/v1/cache?since=0", *plain.identity())[0] == 200
    log = (village.hub_data / "terminals.log").read_text()
    assert f'"event":"renewed","terminal":"{plain.id}"' in log.replace(" ", ""), log[-500:]


def test_an_ended_certificate_is_renewed_by_its_key(village):
    plain = Plain(village, "ended").enrol()
    ended = plain.reissue("ended", authority_of(village), **LONG_AGO)
    problem(plain.reenrol(ended), 403, "certificate-expired")
    plain.grow_old(ended)
    signed = plain.sign_request(ended)
    answers = {plain.take(plain.post("/v1/renew", signed, "application/cms")) for _ in range(3)}
    assert len(answers) == 1, "a request that is sent again has no effect"
    assert count_renewals(village, plain.id) == 1
    assert curl(village, "/v1/cache?since=0", *plain.identity())[0] == 200


def test_nobody_else_renews_it(village):
    plain = Plain(village, "matrix").enrol()
    authority, stranger = authority_of(village), Authority(village.folder / "stranger")
    other = Plain(village, "other").enrol()
    problem(plain.renew(plain.reissue("foreign", stranger)), 403, "certificate-invalid")
    problem(plain.renew(plain.reissue("mail", authority, usage="email")), 403, "certificate-invalid")
    selfsigned = plain.folder / "self.pem"
    plain.request(plain.openssl_subject())
    call("openssl", "x509", "-req", "-in", plain.csr, "-signkey", plain.key, "-out", selfsigned)
    problem(plain.renew(selfsigned), 403, "certificate-invalid")
    problem(curl(village, "/v1/cache?since=0", *plain.identity(selfsigned)), 403,
            "certificate-invalid")
    admin = village.keys / "admin"
    problem(plain.renew(admin / "cert.pem", admin / "key.pem"), 403, "forbidden")
    # another terminal's certificate and key, asking in our name, and with our key
    problem(plain.renew(other.cert, other.key), 400, "csr-invalid")
    problem(plain.post(REENROL, plain.request(plain.openssl_subject()), "application/pkcs10",
                       *other.identity()), 400, "csr-invalid")
    # who has stolen the CA's key: our name, but a key that the hub never saw
    forger = Plain(village, "forger")
    forger.cert.write_bytes(plain.cert.read_bytes())
    forged = forger.reissue("forged", authority)
    problem(curl(village, "/v1/cache?since=0", *forger.identity(forged)), 403, "terminal-unknown")
    problem(forger.renew(forged), 403, "terminal-unknown")
    village.ctl("terminal", "revoke", plain.id)
    problem(plain.renew(), 403, "terminal-revoked")
    problem(plain.reenrol(), 403, "terminal-revoked")


def test_a_token_binds_to_its_village(village):
    folder = village.folder / "elsewhere"
    village.ctl("terminal", "token", "--region", "35.09.01.2002", "--out", folder)
    done = call(AGENT, "enrol", "--state-dir", folder / "state", "--bootstrap", village.bootstrap,
                "--token-file", folder / "token", check=False)
    assert done.returncode != 0 and "35.09.01.2002" in done.stderr, done
    assert not (folder / "state/identity/cert.pem").exists()


def test_a_revoked_terminal_is_out_within_a_second(village):
    """On a connection that stands, on one that resumes, and in a held poll."""
    plain = Plain(village, "revoked").enrol()
    context = ssl.create_default_context(cafile=village.hub_data / "ca/cert.pem")
    context.load_cert_chain(plain.cert, plain.key)

    def connect(session=None):
        line = socket.create_connection(("127.0.0.1", village.hub_port), timeout=20)
        return context.wrap_socket(line, server_hostname="localhost", session=session)

    def ask(tls):
        tls.sendall(b"GET /v1/cache?since=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = http.client.HTTPResponse(tls)
        answer.begin()
        return answer.status, answer.read()

    standing = connect()
    assert ask(standing)[0] == 200
    resumed = connect(standing.session)
    assert ask(resumed)[0] == 200 and resumed.session_reused
    session = resumed.session
    resumed.close()
    held = hold(village, plain, village.hub_url)
    village.ctl("terminal", "revoke", plain.id)
    begun = time.monotonic()
    held.join(20)
    problem(held.answer, 403, "terminal-revoked")
    problem(ask(standing), 403, "terminal-revoked")
    again = connect(session)
    problem(ask(again), 403, "terminal-revoked")
    assert again.session_reused
    assert time.monotonic() - begun < 1, time.monotonic() - begun
    standing.close()
    again.close()


def test_a_terminal_with_an_ended_certificate_helps_itself(village):
    village.agent.stop()
    own = replace_certificate(village, **LONG_AGO)
    village.start_agent(wait_synced=False)
    village.wait(lambda: village.status().get("online"), 30, "the terminal's line")
    cert = village.state / "identity/cert.pem"
    village.wait(lambda: lasts(cert), 30, "the renewal")
    assert own.subject(cert) == own.subject() and own.public_key(cert) == own.public_key()


def test_a_lost_certificate_is_given_back_to_its_key(village):
    plain = Plain(village, "lost").enrol()
    first = plain.cert.read_text()
    stranger = Plain(village, "unknown")
    problem(stranger.ask_back(), 403, "terminal-unknown")
    problem(plain.post("/v1/certificate", plain.cert, "application/pkcs10"), 400, "csr-invalid")
    for _ in range(3):
        assert plain.take(plain.ask_back()) == first
    problem(plain.ask_back(), 429, "certificate-returns")
    assert count_events(village, "certificate-returned", plain.id) == 3
    other = Plain(village, "lost-revoked").enrol()
    village.ctl("terminal", "revoke", other.id)
    problem(other.ask_back(), 403, "terminal-revoked")


class Broken:
    """The village's terminal, stopped without a line, with a case that waits."""

    def __init__(self, village):
        self.village, self.state = village, village.state
        self.id = own_of(village).id
        village.stop_hub()
        if village.agent.process is None:
            village.start_agent(wait_synced=False)
        region, number, _ = village.send(CASE)
        self.ticket = f"{region}/{number}"
        village.agent.stop()

    def start_fails(self):
        done = call(AGENT, "run", "--state-dir", self.state, "--bootstrap", self.village.bootstrap,
                    "--socket", self.village.socket, check=False, timeout=60)
        assert done.returncode not in (0, None), done
        return done.stderr

    def check_arrived(self, *damage):
        """Under its own id; what was damaged is written down."""
        village = self.village
        village.start_agent(wait_synced=False)
        village.wait(lambda: village.status().get("outbox") == 0, 60, "the case's arrival")
        village.ctl("ticket", "show", self.ticket, "--key", village.keys / "intake")
        assert own_of(village).id == self.id
        check = call(AGENT, "check", "--state-dir", self.state, check=False).stdout
        assert check.startswith("key: ok"), check
        for name in damage:
            assert f"identity/{name} replaced" in check, check


def test_a_damaged_identity_heals_without_a_line(village):
    """From its copy at the start, from memory while the agent runs; case and line go on."""
    broken = Broken(village)
    damaged = bytearray((village.state / "identity/cert.pem").read_bytes())
    damaged[300] ^= 1
    (village.state / "identity/cert.pem").write_bytes(damaged)
    (village.state / "identity/key.pem").unlink()
    (village.state / "identity/ca.pem").unlink()
    given = village.bootstrap.rename(village.bootstrap.with_suffix(".away"))
    village.start_agent(wait_synced=False)
    village.agent.stop()
    village.start_hub()
    broken.check_arrived("cert.pem", "key.pem", "ca.pem")
    given.rename(village.bootstrap)
    for name in ("cert.pem", "key.pem"):
        (village.state / "identity" / name).unlink()
    village.ctl("terminal", "sync", broken.id)
    village.wait(lambda: (village.state / "identity/cert.pem").exists() and
                 (village.state / "identity/key.pem").exists(), 30, "cert.pem and key.pem again")


def test_a_lost_certificate_comes_back_by_itself(village):
    broken = Broken(village)
    (village.state / "identity.copy").unlink()
    (village.state / "identity/cert.pem").unlink()
    words = broken.start_fails()
    assert "identity/cert.pem is gone; asked" in words and "connect" in words, words
    village.start_hub()
    broken.check_arrived("cert.pem")
    assert count_events(village, "certificate-returned", broken.id) == 1


def test_the_recovery_office_brings_the_outbox_key_back(village):
    broken = Broken(village)
    key, office = village.state / "outbox.key", village.keys / "recovery"
    key.unlink()
    words = broken.start_fails()
    assert "outbox.key" in words and "the recovery office opens outbox.recovery" in words, words
    call("openssl", "cms", "-decrypt", "-inform", "DER", "-in", village.state / "outbox.recovery",
         "-recip", office / "cert.pem", "-inkey", office / "key.pem", "-out", key)
    key.chmod(0o600)
    village.start_hub()
    broken.check_arrived()


def test_a_terminal_without_its_key_goes_on_with_another(village):
    broken = Broken(village)
    village.start_hub()
    old = own_of(village)
    old.key.write_bytes((village.state / "identity/key.pem").read_bytes())
    (village.state / "identity.copy").unlink()
    (village.state / "identity/key.pem").unlink()
    advice = f"anjunganctl terminal token --replace {broken.id} --out DIR;"
    assert advice in broken.start_fails()
    folder = village.folder / "replace"
    village.ctl("terminal", "token", "--replace", broken.id, "--out", folder)

    def enrol(*options, check=True):
        return call(AGENT, "enrol", "--state-dir", village.state, "--bootstrap",
                    folder / "bootstrap.json", "--token-file", folder / "token", *options,
                    check=check)

    plain = enrol(check=False)
    assert plain.returncode == 78 and advice in plain.stderr, plain
    wrong = enrol("--replace", "t-000000000000", check=False)
    assert wrong.returncode != 0 and "are not those of t-000000000000" in wrong.stderr, wrong
    assert curl(village, "/v1/cache?since=0", *old.identity())[0] == 200
    assert enrol("--replace", broken.id).stdout == f"enrolled {broken.id}\n"
    problem(curl(village, "/v1/cache?since=0", *old.identity()), 403, "terminal-revoked")
    problem(old.ask_back(), 403, "terminal-unknown")
    broken.check_arrived()
    assert count_events(village, "terminal-rekeyed", broken.id) == 1


class Proxied:
    """The village's hub on a Unix socket, nginx before it."""

    def __init__(self, village):
        self.village = village
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"https://localhost:{self.port}"
        self.hub = self.nginx = None

    def __enter__(self):
        village, folder = self.village, self.village.folder
        village.stop_hub()
        self.hub = Daemon(HUB, "serve", "--data-dir", village.hub_data, "--listen",
                          f"unix:{folder}/hub.sock", "--admin-listen",
                          f"127.0.0.1:{village.admin_port}", "--public-url", self.url,
                          log=folder / "hub.log").start()
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, data=village.hub_data, port=self.port,
                                       user="user root;" if os.geteuid() == 0 else ""))
        self.nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", str(config), "-e",
                                       str(folder / "nginx.log")])
        village.wait(self.answers, 20, "nginx")
        return self

    def answers(self):
        return curl(self.village, "/.well-known/est/cacerts", url=self.url)[0] == 200

    def __exit__(self, *_):
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait(20)
        self.hub.stop()
        self.village.start_hub()


def test_behind_nginx_all_is_the_same(village):
    if not os.access("/usr/sbin/nginx", os.X_OK):
        raise tap.Skip("nginx is not installed")
    with Proxied(village) as proxy:
        plain = Plain(village, "proxied", proxy.url).enrol()
        assert curl(village, "/v1/cache?since=0", *plain.identity(), url=proxy.url)[0] == 200
        problem(curl(village, "/v1/cache?since=0", url=proxy.url), 401, "certificate-missing")
        plain.take(plain.reenrol())
        ended = plain.reissue("ended", authority_of(village), **LONG_AGO)
        status, body = plain.reenrol(ended)
        assert status == 400 and b"about:blank" not in body, (status, body)
        newest = plain.take(plain.renew(ended))
        assert plain.take(plain.ask_back()) == newest
        # nobody but the proxy says who somebody is
        escaped = plain.cert.read_text().replace("\n", "%0A").replace(" ", "%20").replace("+", "%2B")
        problem(curl(village, "/v1/cache?since=0", "--header", f"X-Client-Cert: {escaped}",
                     url=proxy.url), 401, "certificate-missing")
        held = hold(village, plain, proxy.url)
        agent_behind(village, proxy)
        village.ctl("terminal", "revoke", plain.id)
        begun = time.monotonic()
        held.join(20)
        assert time.monotonic() - begun < 1 and not held.is_alive()
        problem(held.answer, 403, "terminal-revoked")
        problem(curl(village, "/v1/cache?since=0", *plain.identity(), url=proxy.url), 403,
                "terminal-revoked")


def hold(village, plain, url):
    """A poll that the hub holds, in a thread; its answer is left in .answer."""
    status, body = curl(village, "/v1/channel?config=0.0&since=0", *plain.identity(), url=url)
    assert status == 200, (status, body)
    news = json.loads(body)
    config = f"{news['config']['epoch']}.{news['config']['version']}"
    path = f"/v1/channel?config={config}&since={news['cursor']}&hold=18"

    class Held(threading.Thread):
        answer = None

        def run(self):
            self.answer = curl(village, path, *plain.identity(), url=url)

    held = Held()
    held.start()
    held.join(1)
    assert held.is_alive(), held.answer
    return held


def agent_behind(village, proxy):
    """An agent enrols, renews an ended certificate and polls, all through nginx."""
    folder = village.folder / "behind"
    village.ctl("terminal", "token", "--region", village.area, "--out", folder)
    bootstrap = folder / "bootstrap.json"
    assert json.loads(bootstrap.read_text())["hub"] == proxy.url
    call(AGENT, "enrol", "--state-dir", folder / "state", "--bootstrap", bootstrap,
         "--token-file", folder / "token")
    state = village.state
    village.state = folder / "state"
    replace_certificate(village, **LONG_AGO)
    village.state = state
    agent = Daemon(AGENT, "run", "--state-dir", folder / "state", "--bootstrap", bootstrap,
                   "--socket", folder / "agent.sock", log=folder / "agent.log").start()

    def is_online():
        done = call("dbus-send", f"--peer=unix:path={folder}/agent.sock", "--print-reply=literal",
                    "/id/anjungan/Agent", "id.anjungan.Agent1.Status", check=False)
        return done.returncode == 0 and json.loads(done.stdout).get("online")

    try:
        village.wait(is_online, 30, "the line through nginx")
        # a refusal is a line as well
        village.wait(lambda: lasts(folder / "state/identity/cert.pem"), 30, "the renewal")
    finally:
        agent.stop()


def test_on_tcp_no_header_says_who_somebody_is(village):
    plain = Plain(village, "header").enrol()
    escaped = plain.cert.read_text().replace("\n", "%0A").replace(" ", "%20").replace("+", "%2B")
    problem(curl(village, "/v1/cache?since=0", "--header", f"X-Client-Cert: {escaped}"), 401,
            "certificate-missing")


def list_cas(village):
    lines = call(HUB, "ca", "list", "--data-dir", village.hub_data).stdout.splitlines()
    return {line.split()[0]: int(line.split()[-1]) for line in lines if " until " in line}


def test_the_hub_changes_its_ca_and_the_terminal_follows(village):
    data = village.hub_data
    first = (data / "ca/cert.pem").read_text()
    old_root = village.folder / "first.pem"
    old_root.write_text(first)
    left = Plain(village, "left").enrol()
    village.ctl("terminal", "token", "--region", village.area, "--out", village.folder / "before")
    call(HUB, "ca", "new", "--data-dir", data)
    second = (data / "ca-next/cert.pem").read_text()
    refused = call(HUB, "ca", "switch", "--data-dir", data, check=False)
    assert refused.returncode == 69 and "in use" in refused.stderr, refused
    village.stop_hub()
    call(HUB, "ca", "switch", "--data-dir", data)
    village.start_hub()
    admin = village.keys / "siti"
    call(HUB, "ca", "admin", "--data-dir", data, "--name", "siti", "--out", admin)
    (village.keys / "admin").rename(village.keys / "admin-old")
    admin.rename(village.keys / "admin")

    village.agent.stop()  # one whose line was cut so often waits for minutes
    village.start_agent(wait_synced=False)
    # who knows the first root alone takes the server for the hub, and is let in
    status, _ = curl(village, "/v1/cache?since=0", *left.identity(), root=old_root)
    assert status == 200, status
    village.wait(lambda: village.status().get("online"), 60, "the terminal's line")
    village.ctl("terminal", "token", "--region", village.area, "--out", village.folder / "after")
    for name, root in ("before", first), ("after", second):
        bootstrap = village.folder / name / "bootstrap.json"
        assert json.loads(bootstrap.read_text())["hub_ca"] == root, name
        state = village.folder / name / "state"
        call(AGENT, "enrol", "--state-dir", state, "--bootstrap", bootstrap, "--token-file",
             village.folder / name / "token")
        check = call(AGENT, "check", "--state-dir", state, "--bootstrap", bootstrap, check=False)
        assert "hub: ok" in check.stdout, check
    village.configure(hub_cas=[second])
    village.wait(village.is_configured, 60, "the configuration")
    assert list_cas(village)["present"] == 2, list_cas(village)
    village.ctl("terminal", "renew", own_of(village).id)
    village.wait(lambda: list_cas(village)["present"] == 3, 60, "the terminal's renewal")
    assert (village.state / "identity/ca.pem").read_text() == second

    village.stop_hub()
    refused = call(HUB, "ca", "drop", "--data-dir", data, check=False)
    assert refused.returncode != 0 and "active terminals" in refused.stderr, refused
    call(HUB, "ca", "drop", "--force", "--data-dir", data)
    village.start_hub()
    problem(curl(village, "/v1/cache?since=0", *left.identity(), root=old_root), 403,
            "certificate-invalid")
    village.agent.stop()
    village.start_agent(wait_synced=False)
    village.wait(lambda: village.status().get("online"), 30, "the terminal's line")


def own_of(village):
    own = Plain(village, f"own-{time.monotonic_ns()}")
    own.cert.write_bytes((village.state / "identity/cert.pem").read_bytes())
    return own


if __name__ == "__main__":
    with Village(residents=30) as the_village:
        sys.exit(tap.run(__name__, the_village))
