# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual screen with a session bus of its own, for programs that have windows."""

import os
import secrets
import shutil
import subprocess
import tempfile

from village import PATIENCE, SCREEN, Daemon, Failure

WIDTH, HEIGHT = 1080, 1920
PX_PER_MM = 4.034


def add_cookie(file, display, cookie):
    subprocess.run(["xauth", "-q", "-f", file, "add", display, ".", cookie], check=True,
                   stderr=subprocess.DEVNULL)


class Display:
    """An X server and dbus-daemon; sets DISPLAY, XAUTHORITY and DBUS_SESSION_BUS_ADDRESS for all that
    follows. The cookie keeps out the windows of whoever else uses this machine."""

    def __init__(self, width=WIDTH, height=HEIGHT):
        self.width, self.height = width, height
        self.server = self.bus = self.runtime = None

    def server_command(self, authority, display_fd):
        return ["Xvfb", "-displayfd", str(display_fd), "-auth", authority, "-screen", "0",
                f"{self.width}x{self.height}x24", "-nolisten", "tcp", "-noreset"]

    def server_started(self):
        """It answers; nothing else runs yet."""

    def stop_server(self):
        self.server.terminate()
        self.server.wait()

    def __enter__(self):
        # the accessibility bus puts its socket here: a folder that a sandboxed screen can see
        self.runtime = tempfile.mkdtemp(prefix="anjungan-run-")
        os.environ["XDG_RUNTIME_DIR"] = self.runtime
        cookie, authority = secrets.token_hex(16), os.path.join(self.runtime, "authority")
        add_cookie(authority, ":0", cookie)  # the server looks at the cookie only
        readable, writable = os.pipe()
        self.server = subprocess.Popen(
            self.server_command(authority, writable), pass_fds=[writable],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writable)
        with os.fdopen(readable) as file:
            number = file.readline().strip()
        if not number:
            self.server.wait()
            raise Failure("the X server does not start")
        self.server_started()
        self.bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        add_cookie(authority, f":{number}", cookie)
        os.environ["DISPLAY"], os.environ["XAUTHORITY"] = f":{number}", authority
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = self.bus.stdout.readline().strip()
        for name in ("WAYLAND_DISPLAY", "GTK_A11Y", "AT_SPI_BUS_ADDRESS"):
            os.environ.pop(name, None)
        os.environ["GDK_BACKEND"] = "x11"
        return self

    def __exit__(self, *_):
        if self.bus is not None:
            self.bus.terminate()
            self.bus.wait()
        self.stop_server()
        shutil.rmtree(self.runtime, ignore_errors=True)

    @staticmethod
    def screenshot(path):
        subprocess.run(["import", "-window", "root", str(path)], check=True)

    @staticmethod
    def pixel_column(x, height=HEIGHT):
        """Raw RGB of one column: cheap enough to poll for a flash."""
        return subprocess.run(["import", "-window", "root", "-crop", f"1x{height}+{x}+0",
                               "-depth", "8", "rgb:-"], check=True, capture_output=True).stdout


def screen_command(village, width=WIDTH, height=HEIGHT, px_per_mm=PX_PER_MM, patience=PATIENCE):
    """The terminal's supervisor with its screens, on the whole virtual screen."""
    patient = ["--test-patience", patience] if patience > 1 else []
    return [SCREEN, "--agent", village.socket, "--allow-unsandboxed", "--test-accessibility",
            "--size", f"{width}x{height}", "--px-per-mm", px_per_mm, *patient]


def start_screen(village, width=WIDTH, height=HEIGHT, px_per_mm=PX_PER_MM, patience=PATIENCE):
    """The terminal's supervisor with its screens, on the whole virtual screen; to be stopped."""
    return Daemon(*screen_command(village, width, height, px_per_mm, patience),
                  log=village.folder / "screen.log").start()
