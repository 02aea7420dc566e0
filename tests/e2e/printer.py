# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer: a pty that takes bytes, says whether it has paper, and shows what it printed."""

import os
import pathlib
import subprocess
import threading
import tty

ASK_PAPER = b"\x10\x04\x04"  # DLE EOT 4
HAS_PAPER, HAS_NO_PAPER = b"\x12", b"\x72"
BEGIN, FEED, BAND, CUT = b"\x1b@", b"\x1bd", b"\x1dv0\0", b"\x1dV\x01"
EDGE = 32  # white paper around the dots, for eyes and for who reads the code


class Slip:
    """The dots of one slip."""

    def __init__(self, data):
        self.rows, self.width = [], None
        at = len(BEGIN)
        while at < len(data):
            if data.startswith(BAND, at):
                row_bytes = int.from_bytes(data[at + 4:at + 6], "little")
                n_rows = int.from_bytes(data[at + 6:at + 8], "little")
                at += 8
                self.width = row_bytes * 8
                self.rows += [data[at + row * row_bytes:at + (row + 1) * row_bytes]
                              for row in range(n_rows)]
                at += n_rows * row_bytes
            elif data.startswith(FEED, at):
                at += 3
            else:
                assert data[at:] == CUT, data[at:at + 16]
                at += len(CUT)

    def save(self, path):
        """As a picture; the folder is made."""
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        header = f"P4 {self.width} {len(self.rows)}\n".encode()
        subprocess.run(["convert", "pbm:-", "-bordercolor", "white", "-border", str(EDGE),
                        str(path)], input=header + b"".join(self.rows), check=True)
        return path


def read_code(picture):
    """What the QR code on @picture says."""
    return subprocess.run(["zbarimg", "-q", "--raw", "--nodbus", str(picture)], check=True,
                          capture_output=True, text=True).stdout.strip()


class Printer:
    """Use as a context; `path` is the device for the agent. @on_slip is called with each slip that
    is cut; without it they are kept for take_slip()."""

    def __init__(self, on_slip=None):
        self.on_slip = on_slip
        self.fd, self.line = os.openpty()
        tty.setraw(self.line)
        self.path = os.ttyname(self.line)
        self.has_paper = True
        self.data = b""
        self.reader = threading.Thread(target=self._read, daemon=True)

    def _read(self):
        while True:
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                return
            if piece.endswith(ASK_PAPER):
                piece = piece.removesuffix(ASK_PAPER)
                os.write(self.fd, HAS_PAPER if self.has_paper else HAS_NO_PAPER)
            self.data += piece
            if self.on_slip and self.data.endswith(CUT):
                self.on_slip(self.take_slip())

    def __enter__(self):
        self.reader.start()
        return self

    def __exit__(self, *_):
        os.close(self.line)  # the other end hears of it, and its reader ends
        self.reader.join(5)
        os.close(self.fd)

    def take_slip(self):
        """The one slip that came since the last call; None: nothing came."""
        data, self.data = self.data, b""
        if not data:
            return None
        assert data.startswith(BEGIN) and data.endswith(CUT), (data[:16], data[-16:])
        return Slip(data)
