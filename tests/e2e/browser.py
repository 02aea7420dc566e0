# SPDX-License-Identifier: GPL-3.0-or-later
"""GTK's Broadway: a window that a web browser draws."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from village import Failure

SERVER = "gtk4-broadwayd"
START_TIMEOUT_S = 10
BROWSER_SIZE_S = 2
ESTABLISHED = "01"
LISTENING = "0A"


def connections(port, state):
    """How many TCP connections of this machine have @port at this end, in @state."""
    count = 0
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in pathlib.Path(table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            count += int(fields[1].rsplit(":", 1)[1], 16) == port and fields[3] == state
    return count


class Broadway:
    """The server between program and browser; on loopback only."""

    def __init__(self, port):
        self.port = port
        self.server = self.runtime = None
        self.url = f"http://127.0.0.1:{port}/"

    def __enter__(self):
        if connections(self.port, LISTENING):
            raise Failure(f"port {self.port} is taken; choose another with --port")
        self.runtime = tempfile.mkdtemp(prefix="anjungan-run-")
        self.server = subprocess.Popen(
            [SERVER, "--address", "127.0.0.1", "--port", str(self.port), ":1"],
            env={**os.environ, "XDG_RUNTIME_DIR": self.runtime}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait(lambda: connections(self.port, LISTENING), START_TIMEOUT_S)
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.runtime, ignore_errors=True)

    def _wait(self, condition, timeout_s=None):
        end = time.monotonic() + timeout_s if timeout_s else None
        while not condition():
            if self.server.poll() is not None or (end and time.monotonic() > end):
                raise Failure(f"{SERVER} does not answer on port {self.port}")
            time.sleep(0.1)

    def wait_browser(self):
        """Until a browser is there: without one nothing is painted, and the supervisor would take
        every screen for broken. It tells its size a moment later, and windows keep to that."""
        self._wait(lambda: connections(self.port, ESTABLISHED))
        time.sleep(BROWSER_SIZE_S)

    def environment(self):
        """What a program needs to draw there. Broadway paints with its own renderer only."""
        return {**os.environ, "XDG_RUNTIME_DIR": self.runtime, "GDK_BACKEND": "broadway",
                "BROADWAY_DISPLAY": ":1", "GSK_RENDERER": "broadway"}
