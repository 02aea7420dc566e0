# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates that a hub should refuse, made with plain openssl."""

import pathlib

from village import call

EXTENSIONS = """
[client]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
[server]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
[email]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
[ca]
default_ca = one
[one]
new_certs_dir = {folder}
database = {folder}/index.txt
serial = {folder}/serial
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
organizationalUnitName = optional
serialNumber = optional
"""


def terminal_subject(terminal, region, first=0):
    """A terminal's subject as docs/protocol.md has it, for openssl's -subj."""
    return f"/CN={terminal}/OU={region}/serialNumber={first}\\+131072"


class Authority:
    """Signs what it is asked to: with the hub's own CA key, or with a stranger's."""

    def __init__(self, folder, cert=None, key=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "index.txt").touch()
        if not (self.folder / "serial").exists():
            (self.folder / "serial").write_text("1000\n")
        self.config = self.folder / "openssl.cnf"
        self.config.write_text(EXTENSIONS.format(folder=self.folder))
        self.cert, self.key = cert, key
        if cert is None:
            self.cert, self.key = self.folder / "ca.pem", self.folder / "ca-key.pem"
            call("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key, "-out", self.cert,
                 "-subj", "/CN=Anjungan hub CA", "-days", "30")

    def issue(self, name, subject, usage="client", start="20200101000000Z",
              end="20400101000000Z", key=None):
        """Gives (certificate, key) paths; the key is new where none is given."""
        request, cert = (self.folder / f"{name}.{kind}" for kind in ("csr", "pem"))
        if key is None:
            key = self.folder / f"{name}.key"
            call("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
        call("openssl", "req", "-new", "-key", key, "-out", request, "-subj", subject)
        call("openssl", "ca", "-batch", "-notext", "-config", self.config, "-cert", self.cert,
             "-keyfile", self.key, "-in", request, "-out", cert, "-extensions", usage,
             "-startdate", start, "-enddate", end)
        return cert, key

    def sign(self, source, out, usage="email"):
        """Signs a file as a configuration is signed (CMS, DER)."""
        cert, key = self.issue("signer", "/CN=Anjungan configuration signer", usage=usage)
        call("openssl", "cms", "-sign", "-binary", "-nodetach", "-in", source, "-signer", cert,
             "-inkey", key, "-outform", "DER", "-out", out)
        return out
