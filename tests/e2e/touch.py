# SPDX-License-Identifier: GPL-3.0-or-later
"""True touch: Xorg with a display that is not there, and a touch panel that is a socket.

Xorg brings both drivers, dummy and inputtest (man 4 inputtestdrv); it needs root. What its touch
panel gets is a touch for every program, down to GTK's gestures; nothing of a mouse is in it. Cage,
the compositor of a terminal, runs on top of it as a window, and hands touches on by Wayland.
"""

import os
import pathlib
import shutil
import socket
import struct
import subprocess
import time

from display import Display, screen_command
from resident import Resident
from tap import Skip
from village import HUB, SCREEN, Daemon, Failure
from x11 import XServer

XORG = "/usr/lib/xorg/Xorg"
DRIVER = "/usr/lib/xorg/modules/input/inputtest_drv.so"
DUMMY = "/usr/lib/xorg/modules/drivers/dummy_drv.so"
START_S = 15
NOBODY = 65534

# xf86-input-inputtest-protocol.h
VERSION = (1, 1)
CLIENT_VERSION, WAIT_FOR_SYNC, TOUCH = 0, 1, 6
SERVER_VERSION, SYNC_FINISHED = 0, 1
BEGIN, UPDATE, END = 18, 19, 20
N_VALUATORS = 64
AXIS_MAX = 0xffff

CONFIGURATION = """
Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AllowMouseOpenFail" "true"
  Option "BlankTime" "0"
  Option "DontVTSwitch" "true"
  Option "DontZap" "true"
EndSection
Section "InputDevice"
  Identifier "panel"
  Driver "inputtest"
  Option "SocketPath" "{socket}"
  Option "DeviceType" "Touch"
  Option "TouchCount" "10"
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5-1000
  VertRefresh 5-200
  Modeline "panel" {modeline}
EndSection
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "panel"
    Virtual {width} {height}
  EndSubSection
EndSection
Section "ServerLayout"
  Identifier "layout"
  Screen "screen"
  InputDevice "panel"
EndSection
"""


def why_not():
    """What this machine lacks for true touch; None: nothing."""
    if os.geteuid() != 0:
        return "Xorg with a touch panel of its own needs root"
    for path in (XORG, DRIVER, DUMMY):
        if not os.path.exists(path):
            return f"there is no {path}"
    return None


def modeline(width, height):
    """60 Hz with some blanking; nobody sees it."""
    across, down = width + 400, height + 60
    return (f"{across * down * 60 / 1e6:.2f} {width} {width + 80} {width + 200} {across} "
            f"{height} {height + 3} {height + 13} {down}")


class Panel:
    """The touch panel's cable. The driver takes one connection in its life."""

    def __init__(self, path, width, height):
        self.width, self.height = width, height
        self.n_touches = 0
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(START_S)
        self.socket.connect(path)
        self._send(CLIENT_VERSION, struct.pack("HH", *VERSION))
        self._read(SERVER_VERSION)

    def _send(self, kind, body=b""):
        self.socket.sendall(struct.pack("II", 8 + len(body), kind) + body)

    def _read(self, kind):
        header = self.socket.recv(8, socket.MSG_WAITALL)
        length, answered = struct.unpack("II", header)
        self.socket.recv(length - 8, socket.MSG_WAITALL) if length > 8 else None
        if answered != kind:
            raise Failure(f"the touch panel answered {answered}, not {kind}")

    def send(self, finger, what, x, y):
        """@what: BEGIN, UPDATE or END of the touch @finger, at pixels."""
        values = [x * AXIS_MAX / self.width, y * AXIS_MAX / self.height]
        values += [0.0] * (N_VALUATORS - len(values))
        body = struct.pack("II", finger, what)
        body += struct.pack("I8s4x", 0, bytes([3]) + bytes(7))
        body += struct.pack(f"{N_VALUATORS}d", *values) + bytes(8 * N_VALUATORS)
        self._send(TOUCH, body)

    def sync(self):
        """Until the server has taken what was sent."""
        self._send(WAIT_FOR_SYNC)
        self._read(SYNC_FINISHED)

    def begin(self, x, y):
        """A finger comes down; returns which."""
        self.n_touches += 1
        self.send(self.n_touches, BEGIN, x, y)
        self.sync()
        return self.n_touches

    def move(self, finger, x, y):
        self.send(finger, UPDATE, x, y)
        self.sync()

    def end(self, finger, x, y):
        self.send(finger, END, x, y)
        self.sync()

    def tap(self, x, y, held_s=0.06):
        finger = self.begin(x, y)
        time.sleep(held_s)
        self.end(finger, x, y)

    def close(self):
        self.socket.close()


class TouchDisplay(Display):
    """A display with a touch panel and no mouse."""

    panel = end = None

    def server_command(self, authority, display_fd):
        self.socket_path = os.path.join(self.runtime, "panel")
        configuration = os.path.join(self.runtime, "xorg.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(socket=self.socket_path, width=self.width,
                                            height=self.height,
                                            modeline=modeline(self.width, self.height)))
        return [XORG, "-displayfd", str(display_fd), "-auth", authority,
                "-config", configuration, "-logfile", os.path.join(self.runtime, "xorg.log"),
                "-noreset", "-novtswitch", "-sharevts", "-nolisten", "tcp", "-nocursor"]

    def stop_server(self):
        self.end.stdin.close()
        self.end.wait()
        self.server.wait()

    def log(self):
        path = os.path.join(self.runtime, "xorg.log")
        if not os.path.exists(path):
            return "no log"
        with open(path, encoding="utf-8") as file:
            return file.read()

    def server_started(self):
        # the server is root's; who wants it to end may be root no longer
        self.end = subprocess.Popen(["sh", "-c", 'read -r _; kill "$1"', "sh",
                                     str(self.server.pid)], stdin=subprocess.PIPE)
        self.panel = Panel(self.socket_path, self.width, self.height)

    def __enter__(self):
        missing = why_not()
        if missing is not None:
            raise Skip(missing)
        try:
            return super().__enter__()
        except Failure:
            reason = self.log()[-400:]
            if self.end is not None:
                self.stop_server()
            shutil.rmtree(self.runtime, ignore_errors=True)
            raise Skip(f"Xorg does not start here: {reason}") from None

    def __exit__(self, *error):
        self.panel.close()
        super().__exit__(*error)

    def start_screen(self, village):
        return Daemon(*screen_command(village), log=village.folder / "screen.log").start()


class CageDisplay(TouchDisplay):
    """The same, with cage between the panel and the screen: true Wayland touch. Cage refuses root,
    so this process becomes somebody else once the X server answers."""

    def __enter__(self):
        missing = [name for name in ("cage", "Xwayland") if shutil.which(name) is None]
        if missing:
            raise Skip("there is no " + " and no ".join(missing))
        return super().__enter__()

    def server_started(self):
        super().server_started()
        for path in (self.runtime, *pathlib.Path(self.runtime).iterdir()):
            os.chown(path, NOBODY, NOBODY)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        os.environ["HOME"] = self.runtime
        for program in (SCREEN, HUB):
            if not os.access(program, os.X_OK):
                raise Failure(f"only root may run {program}")

    def start_screen(self, village):
        environment = dict(os.environ, WLR_BACKENDS="x11", WLR_RENDERER="pixman",
                           GDK_BACKEND="wayland")
        cage = Daemon("cage", "--", *screen_command(village), env=environment,
                      log=village.folder / "screen.log").start()
        try:
            self.fill_panel()
        except BaseException:
            cage.stop()
            raise
        return cage

    def fill_panel(self):
        """Cage's window is small at first, and nobody here manages windows."""
        server = XServer()
        end = time.monotonic() + START_S
        while [window[3:] for window in server.windows()] != [(self.width, self.height)]:
            if time.monotonic() > end:
                raise Failure(f"cage's window does not fill the panel: {server.windows()}")
            for window, *_ in server.windows():
                server.place(window, self.width, self.height)
            time.sleep(0.1)
        server.close()


class TouchResident(Resident):
    """Touches with a finger where others click."""

    def tap_all(self, taps):
        for pause_s, x, y in taps:
            time.sleep(pause_s)
            self.display.panel.tap(int(x), int(y))
