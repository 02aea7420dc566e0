# SPDX-License-Identifier: GPL-3.0-or-later
"""The same first pages as a web kiosk: one static file from the screen's own theme and pictures."""

import base64
import pathlib
import re

from display import PX_PER_MM

ROOT = pathlib.Path(__file__).resolve().parents[1]
HELP = [("mulai-lagi", "Mulai lagi"), ("suara", "Suara"), ("bahasa", "Bahasa"),
        ("ukuran-huruf", "Huruf")]


# where the pavilion of the greeting stands, as in ui/anj-dawn.c
PAVILION = {"@X@": "0", "@Y@": "900", "@SKALA@": "1"}


def picture(name, width, height):
    """Of resources/pictures, as SVG of that many pixels."""
    text = (ROOT / f"resources/pictures/{name}.svg").read_text(encoding="utf-8")
    for word, value in {"@W@": str(width), "@H@": str(height), **PAVILION}.items():
        text = text.replace(word, value)
    return text


def icon(name, size_mm):
    side = round(float(size_mm) * PX_PER_MM)
    text = (ROOT / f"resources/icons/{name}.svg").read_text(encoding="utf-8")
    return text.replace('width="48" height="48"', f'width="{side}" height="{side}"', 1)


def colours():
    theme = (ROOT / "resources/theme-mori.css").read_text(encoding="utf-8")
    return " ".join(f"--{name}: {value};"
                    for name, value in re.findall(r"@define-color (\S+) (\S+);", theme))


def tile():
    """The motif behind the pavilion."""
    faint = picture("kawung-ubin", 96, 96).replace("<svg ", '<svg opacity="0.13" ', 1)
    text = base64.b64encode(faint.encode()).decode()
    return f'url("data:image/svg+xml;base64,{text}")'


def help_bar():
    buttons = "".join(f"<button>{icon(name, 9)}{word}</button>" for name, word in HELP)
    return (f'<div class="help"><button class="officer">{icon("panggil-petugas", 13)}'
            f"Panggil<br>petugas</button>{buttons}</div>")


def head():
    return (f'<div class="head pavilion">{picture("anjungan-mark-terang", 60, 60)}'
            "<p><b>Desa Sumber Kencana</b><br>Kabupaten Jember</p></div>")


def write(path):
    """The page, whole, without a request to anybody."""
    words = {"mm": lambda: str(PX_PER_MM), "colours": colours, "tile": tile, "help": help_bar,
             "head": head, "picture": picture, "icon": icon}

    def fill(match):
        word, *arguments = match[1].split()
        return words[word](*arguments)
    template = (ROOT / "benches/web-kiosk.html").read_text(encoding="utf-8")
    path.write_text(re.sub(r"\{\{([^}]*)\}\}", fill, template), encoding="utf-8")


def command(folder, width, height):
    """Chromium on the whole panel, with a profile of its own in @folder; nothing leaves the
    machine. --no-sandbox: as root it starts without one only."""
    page = folder / "kiosk.html"
    write(page)
    return ["chromium", "--kiosk", "--no-sandbox", "--no-first-run", "--disable-gpu",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--password-store=basic", "--lang=id", f"--user-data-dir={folder / 'profile'}",
            "--window-position=0,0", f"--window-size={width},{height}", page.as_uri()]
