# SPDX-License-Identifier: GPL-3.0-or-later
"""A TPM 2.0 made of software (swtpm), and tpm2-tools at it."""

import os
import pathlib
import subprocess
import time

from village import Failure, call

PCR_7_OTHERWISE = "7:sha256=" + "5a" * 32


class Tpm:
    """One chip; it keeps what is in it while its power is off."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).absolute()  # swtpm takes no other
        self.folder.mkdir(parents=True)
        self.socket = self.folder / "socket"
        self.process = None

    @property
    def address(self):
        return f"swtpm:path={self.socket}"

    def start(self):
        for left in (self.socket, pathlib.Path(f"{self.socket}.ctrl")):
            left.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.folder}",
             "--server", f"type=unixio,path={self.socket}",
             "--ctrl", f"type=unixio,path={self.socket}.ctrl",
             "--flags", "not-need-init,startup-clear"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while self.tool("tpm2_getcap", "properties-fixed", check=False).returncode != 0:
            if time.monotonic() > end or self.process.poll() is not None:
                raise Failure("swtpm did not start")
            time.sleep(0.02)
        return self

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def boot(self):
        """Off and on again: PCRs and what was loaded are gone."""
        self.stop()
        self.start()

    def tool(self, *command, check=True):
        return call(*command, env=os.environ | {"TPM2TOOLS_TCTI": self.address}, check=check)

    def change_secure_boot(self):
        self.tool("tpm2_pcrextend", PCR_7_OTHERWISE)

    def lock_out(self):
        """By a wrong password, as somebody would who wants the terminal to stand still."""
        self.tool("tpm2_dictionarylockout", "--setup-parameters", "--max-tries=1",
                  "--recovery-time=1000", "--lockout-recovery-time=1000")
        self.tool("tpm2_nvdefine", "0x1500001", "-s", "8", "-a", "authread|authwrite", "-p", "right")
        self.tool("tpm2_nvread", "0x1500001", "-P", "wrong", check=False)
        state = self.tool("tpm2_getcap", "properties-variable").stdout
        assert "inLockout:                 1" in state, state

    def clear(self):
        self.tool("tpm2_clear")

    def read(self, index, folder):
        """What lies at @index, as whoever has the whole machine can read it; None: nothing."""
        session, out = folder / "session", folder / "read"
        self.tool("tpm2_startauthsession", "--policy-session", "-S", session)
        try:
            self.tool("tpm2_policypcr", "-S", session, "-l", "sha256:7")
            done = self.tool("tpm2_nvread", "-P", f"session:{session}", "-o", out, hex(index),
                             check=False)
        finally:
            self.tool("tpm2_flushcontext", session)
        return out.read_bytes() if done.returncode == 0 else None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
