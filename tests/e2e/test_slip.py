#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slips, from a touch on the screen to the dots on the paper."""

import functools
import sys

import journeys
import tap
from display import Display, start_screen
from printer import Printer, read_code
from steps import end, greet, send, write_numbers, write_words
from village import AREA, BUILD, Village

SCREENS = BUILD / "screens"


def look_up(stage):
    greet(stage)
    stage.resident.touch("Cek bantuan", starts=True)
    write_numbers(stage, stage.person)
    stage.resident.wait_page("hasil")


def complain_about_a_programme(stage):
    """Without a name, after a look-up: over a connection of its own."""
    resident = stage.resident
    look_up(stage)
    resident.touch("PKH", starts=True)
    resident.wait_page("rincian")
    resident.touch("Uang belum diterima")
    resident.wait_page("nama")
    resident.touch("Tanpa nama", starts=True)
    if resident.page() == "nama" and "Lanjut" in resident.names():
        resident.touch("Lanjut")
    write_words(stage)
    send(stage)


def test_a_case_without_a_name_prints_its_slip_once(stage_of, printer):
    stage = stage_of("slip")
    resident = stage.resident
    complain_about_a_programme(stage)
    resident.picture("terkirim")
    resident.touch("Cetak struk")
    resident.wait_text("Sudah dicetak")
    resident.picture("tercetak")
    slip = printer.take_slip()
    assert slip.width == 576
    picture = slip.save(SCREENS / "slip-case.png")
    assert read_code(picture) == f"{AREA}/{stage.ticket[0]}"
    resident.touch("Sudah dicetak")
    resident.wait_text("Struk hanya dicetak sekali.")
    resident.picture("sekali")
    assert printer.take_slip() is None
    end(stage)


def test_a_result_is_printed_once_a_look_up(stage_of, printer):
    stage = stage_of("slip-result")
    resident = stage.resident
    look_up(stage)
    resident.picture("hasil")
    resident.touch("Cetak")
    resident.wait_text("Sudah dicetak")
    resident.picture("tercetak")
    slip = printer.take_slip()
    assert slip.width == 576
    slip.save(SCREENS / "slip-result.png")
    resident.touch("Sudah dicetak")
    resident.wait_text("Struk hanya dicetak sekali.")
    resident.picture("sekali")
    assert printer.take_slip() is None
    end(stage)


def test_without_paper_the_number_is_to_be_written_down(stage_of, printer):
    stage = stage_of("slip-no-paper")
    resident = stage.resident
    complain_about_a_programme(stage)
    printer.has_paper = False
    resident.touch("Cetak struk")
    resident.wait_text("Mohon catat nomor ini.")
    resident.picture("kertas-habis")
    assert printer.take_slip() is None
    printer.has_paper = True
    resident.touch("Cetak struk")
    resident.wait_text("Sudah dicetak")
    assert not any("Kertas habis" in name for name in resident.names())
    picture = printer.take_slip().save(SCREENS / "slip-after-paper.png")
    assert read_code(picture) == f"{AREA}/{stage.ticket[0]}"
    end(stage)


def main():
    with Printer() as printer, Village(residents=60, printer=printer.path) as village, Display() as display:
        screen = start_screen(village)
        stage_of = functools.partial(journeys.Stage, village, display, SCREENS)
        try:
            return tap.run("__main__", stage_of, printer)
        finally:
            screen.stop()


if __name__ == "__main__":
    sys.exit(main())
