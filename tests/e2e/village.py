# SPDX-License-Identifier: GPL-3.0-or-later
"""A village made of real programs: a hub, an enrolled terminal, its agent and its screen.

Used by `./run` and by the end-to-end tests, so that what is shown is what is tested.
"""

import csv
import json
import os
import pathlib
import selectors
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(os.environ.get("ANJ_SOURCE_ROOT", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("ANJ_BUILD_ROOT", ROOT / "build"))
HUB = BUILD / "hub/anjungan-hub"
AGENT = BUILD / "app/anjungan-agent"
ASK = BUILD / "app/anjungan-ask"
CTL = BUILD / "kiosk-config/anjunganctl"
SCREEN = BUILD / "ui/anjungan"
AREA = "35.09.01.2001"
# how many times as long as usual everything may take: sanitizers make programs slow
PATIENCE = int(os.environ.get("ANJ_TEST_PATIENCE", "1"))
READY_TIMEOUT_S = 60 * PATIENCE


class Failure(Exception):
    """A program did not do what it should; the message has its error output."""


def call(*command, stdin=None, check=True, timeout=300, env=None):
    """Runs a program to its end; returns the completed process with text output."""
    done = subprocess.run([str(part) for part in command], input=stdin, text=True,
                          capture_output=True, timeout=timeout, env=env, check=False)
    if check and done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr}")
    return done


class Daemon:
    """A long-lived program that prints `ready …` once it answers."""

    def __init__(self, *command, log, env=None):
        self.command = [str(part) for part in command]
        self.log_path = pathlib.Path(log)
        self.env = env
        self.process = None
        self.ready = []

    def start(self, timeout=READY_TIMEOUT_S):
        with open(self.log_path, "ab") as log:
            # a session of its own: Ctrl-C ends who started it, who then ends this in good order
            self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=log,
                                            text=True, env=self.env, start_new_session=True)
        self.ready = self._wait_ready(timeout)
        return self

    def _wait_ready(self, timeout):
        end = time.monotonic() + timeout
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while time.monotonic() < end:
                if not selector.select(0.2):
                    if self.process.poll() is None:
                        continue
                line = self.process.stdout.readline()
                if line.startswith("ready"):
                    return line.split()[1:]
                if not line:
                    break
        self.kill()
        raise Failure(f"{self.command[0]} did not get ready:\n{self.log_path.read_text()[-4000:]}")

    @property
    def pid(self):
        return self.process.pid

    def stop(self, timeout=20):
        """Asks it to end and waits; returns the exit status."""
        if self.process is None:
            return None
        self.process.terminate()
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self._forget()
        return status

    def kill(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self._forget()

    def _forget(self):
        self.process.stdout.close()
        self.process = None


class Village:
    """One hub with one terminal, in one temporary folder."""

    def __init__(self, folder=None, residents=400, seed=1, area=AREA, tell=lambda step: None,
                 printer=None):
        self.tell = tell
        self.own_folder = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="anjungan-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.residents, self.seed, self.area = residents, seed, area
        self.hub_data = self.folder / "hub"
        self.keys = self.folder / "keys"
        self.state = self.folder / "terminal"
        self.bootstrap = self.folder / "enrol/bootstrap.json"
        # a folder that holds nothing else: the screen's sandbox then sees a new socket in it too
        self.socket = self.folder / "run/agent.sock"
        self.socket.parent.mkdir(exist_ok=True)
        self.hub = self.agent = None
        self.printer = printer  # path of its device
        self.hub_options = []  # beside folder and addresses
        self.agent_options = []  # beside folders and devices
        self.published = 1  # version of the configuration
        self.hub_port = self.admin_port = 0

    # the hub

    def make_hub(self):
        self.tell("making the hub and its keys")
        call(HUB, "init", "--data-dir", self.hub_data, "--host", "localhost")
        self.tell(f"making {self.residents} demo residents")
        call(HUB, "demo", "--data-dir", self.hub_data, "--residents", self.residents,
             "--seed", self.seed, "--area", self.area)
        self.take_keys_away()

    def take_keys_away(self):
        """The keys that belong off the server go to where officers and signers keep theirs."""
        self.keys.mkdir(exist_ok=True)
        for name in ("admin", "intake", "sensitive", "recovery", "config-signer"):
            shutil.move(self.hub_data / name, self.keys / name)

    def start_hub(self):
        """Starts the hub on loopback; the second time on the same ports."""
        self.hub = Daemon(HUB, "serve", "--data-dir", self.hub_data,
                          "--listen", f"127.0.0.1:{self.hub_port}",
                          "--admin-listen", f"127.0.0.1:{self.admin_port}", *self.hub_options,
                          log=self.folder / "hub.log").start()
        ports = [int(url.rsplit(":", 1)[1].rstrip("/")) for url in self.hub.ready]
        self.hub_port, self.admin_port = ports[0], ports[1]

    def stop_hub(self):
        self.hub.stop()

    @property
    def hub_url(self):
        return f"https://127.0.0.1:{self.hub_port}"

    @property
    def admin_url(self):
        return f"https://127.0.0.1:{self.admin_port}"

    def ctl(self, *arguments, check=True, stdin=None):
        """Runs anjunganctl as the first admin."""
        return call(CTL, "--admin", self.admin_url, "--identity", self.keys / "admin",
                    *arguments, check=check, stdin=stdin)

    def ctl_json(self, *arguments):
        return json.loads(self.ctl("--json", *arguments).stdout)

    def configure(self, **members):
        """Signs and publishes the next configuration, with these members changed."""
        document = self.ctl_json("config", "show")
        document.update(members, version=document["version"] + 1)
        self.published = document["version"]
        source, bundle = self.folder / "config.json", self.folder / "config.cms"
        source.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        self.ctl("config", "sign", source, "--signer", self.keys / "config-signer", "--out", bundle)
        self.ctl("config", "publish", bundle)

    # the terminal

    def enrol(self, state=None):
        state = state or self.state
        folder = self.bootstrap.parent
        self.ctl("terminal", "token", "--region", self.area, "--out", folder)
        call(AGENT, "enrol", "--state-dir", state, "--bootstrap", self.bootstrap,
             "--token-file", folder / "token")

    def start_agent(self, wait_synced=True):
        printer = ["--printer", self.printer] if self.printer else []
        self.agent = Daemon(AGENT, "run", "--state-dir", self.state, "--bootstrap", self.bootstrap,
                            "--socket", self.socket, "--camera", "test", "--microphone", "test",
                            *printer, *self.agent_options, log=self.folder / "agent.log").start()
        if wait_synced:
            self.wait(lambda: self.status().get("synced"), 120 + self.residents / 20,
                      "the first sync")

    def status(self):
        """The agent's Status, as any D-Bus client sees it."""
        done = call("dbus-send", f"--peer=unix:path={self.socket}", "--print-reply=literal",
                    "/id/anjungan/Agent", "id.anjungan.Agent1.Status", check=False)
        return json.loads(done.stdout) if done.returncode == 0 else {}

    def is_configured(self):
        """Whether the terminal serves what was published last."""
        return self.status().get("config_version") == self.published

    @staticmethod
    def wait(condition, timeout_s, what):
        """Polls until @condition holds."""
        end = time.monotonic() + timeout_s * PATIENCE
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.1)
        raise Failure(f"{what} did not happen within {timeout_s} s")

    # residents

    def people(self):
        """The demo residents: dictionaries with nik, no_kk, name, village, case."""
        with open(self.hub_data / "demo-people.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def households(self, pairs):
        """Looks up (nik, no_kk) pairs; one document each."""
        lines = "".join(f"{nik} {no_kk}\n" for nik, no_kk in pairs)
        done = call(ASK, "--agent", self.socket, "household", stdin=lines)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def ask(self, *arguments, body):
        """anjungan-ask with a JSON body; the completed process, also of a refusal."""
        return call(ASK, "--agent", self.socket, *arguments, stdin=json.dumps(body), check=False)

    def send(self, body, kind="complaint"):
        """Sends a case; returns (region, number, pin)."""
        done = call(ASK, "--agent", self.socket, "send", kind, stdin=json.dumps(body))
        ticket, pin = done.stdout.split()
        region, number = ticket.split("/")
        return region, number, pin

    def follow(self, region, number, pin, check=True):
        return call(ASK, "--agent", self.socket, "ticket", f"{region}/{number}",
                    stdin=pin + "\n", check=check)

    # the end

    def close(self):
        for daemon in (self.agent, self.hub):
            if daemon is not None:
                daemon.stop()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self):
        """What is done at the hub before the terminal enrols; nothing here."""

    def __enter__(self):
        try:
            self.make_hub()
            self.tell("starting the hub")
            self.start_hub()
            self.prepare()
            self.tell("enrolling the terminal")
            self.enrol()
            self.tell("fetching and sealing the village's records")
            self.start_agent()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()
