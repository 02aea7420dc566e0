#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Camera and microphone: from a touch to the officer, and what of it the agent ever holds."""

import os
import pathlib
import struct
import sys

import journeys
import memory
import tap
from display import Display, start_screen
from steps import choose_letters
from village import Village


def test_a_complaint_can_be_spoken_and_shown(stage_of):
    journeys.play(journeys.show_and_tell, stage_of())


def is_recorder(pid):
    try:
        comm = pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False  # it ended while we looked
    return comm.startswith("anjungan-rec")


def recorders(village):
    return [pid for pid in memory.descendants(village.agent.pid) if is_recorder(pid)]


def test_the_camera_is_on_only_while_its_page_is_shown(stage_of):
    stage = stage_of()
    resident, village = stage.resident, stage.village
    journeys.greet(stage)
    resident.touch("Pengaduan", starts=True)
    resident.wait_page("jenis")
    resident.touch("Bantuan belum cair")
    resident.wait_page("nama")
    resident.touch("Tanpa nama", starts=True)
    if resident.page() == "nama":
        resident.touch("Lanjut")
    resident.wait_page("cerita")
    assert not recorders(village)
    resident.type_keys("uang")
    resident.touch("Lanjut")
    resident.wait_page("foto")
    resident.wait_text("Wajah dan tempat di foto bisa dikenali orang")
    resident.wait_text("Kamera menyala")
    assert len(recorders(village)) == 1
    choose_letters(resident, 1)  # the page is made anew, and so is the stream
    resident.wait_page("foto")
    resident.wait_text("Kamera menyala")
    resident.touch("Kembali")
    resident.wait_page("cerita")
    village.wait(lambda: not recorders(village), 5, "the end of the recorder")
    resident.touch("Lanjut")
    resident.wait_page("foto")
    resident.wait_text("Kamera menyala")
    resident.touch("Mulai lagi")
    resident.wait_page("sapaan")
    village.wait(lambda: not recorders(village), 5, "the end of the recorder with the session")


class Session:
    """A session of our own at the agent's socket."""

    def __init__(self, village):
        from gi.repository import Gio, GLib  # pylint: disable=import-outside-toplevel

        self.glib = GLib
        self.connection = Gio.DBusConnection.new_for_address_sync(
            f"unix:path={village.socket}", Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT, None, None)

    def open(self, kind):
        _, fds = self.connection.call_with_unix_fd_list_sync(
            None, "/id/anjungan/Agent", "id.anjungan.Agent1", "OpenDevice",
            self.glib.Variant("(s)", (kind,)), None, 0, 5000, None, None)
        return os.fdopen(fds.get(0), "rb")

    def close(self):
        self.connection.close_sync(None)


def holds(pid, needle):
    return bool(memory.in_memory(pid, [needle]))


def test_no_frame_and_no_sound_is_ever_in_the_agent(stage_of):
    village = stage_of().village
    session = Session(village)
    try:
        with session.open("camera") as camera, session.open("microphone") as microphone:
            for _ in range(5):
                frame = camera.read(struct.unpack(">I", camera.read(4))[0])
            samples = b""
            while len(samples) < 64000:
                samples += microphone.read(3200)
            # what no two files have in common: where the bytes differ most
            pieces = [max((data[at:at + 32] for at in range(0, len(data) - 32, 32)),
                          key=lambda piece: len(set(piece))) for data in (frame, samples)]
            assert all(holds(os.getpid(), piece) for piece in pieces)
            assert len(recorders(village)) == 2
            assert not any(holds(village.agent.pid, piece) for piece in pieces)
    finally:
        session.close()
    village.wait(lambda: not recorders(village), 5, "the end of the recorders")


def main():
    with Village(residents=60) as village, Display():
        screen = start_screen(village)

        def stage_of():
            return journeys.Stage(village, Display, None)
        try:
            return tap.run("__main__", stage_of)
        finally:
            screen.stop()


if __name__ == "__main__":
    sys.exit(main())
