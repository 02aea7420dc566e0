# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident before the screen: reads names by AT-SPI, touches places with xdotool."""

import subprocess
import time

from village import PATIENCE, Failure

TIMEOUT_S = 20
# a screen takes a second touch sooner than that, of the same thing or of what took its place, for a
# trembling hand
BETWEEN_TOUCHES_S = 0.35


class Resident:
    """Drives the window that is shown. Make it inside a Display: pyatspi reads its bus at import.

    With `checks_places`, a page that comes must have every button on the panel. Pictures are named
    @name, a number, what they show.
    """

    def __init__(self, display, pictures=None, name="", checks_places=False):
        import pyatspi  # pylint: disable=import-outside-toplevel

        self.atspi = pyatspi
        self.display = display
        self.pictures = pictures
        self.name = name
        self.n_pictures = 0
        self.touched = 0.0
        self.checks_places = checks_places
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)

    # looking

    def _windows(self):
        desktop = self.atspi.Registry.getDesktop(0)
        for application in desktop:
            try:
                if application is not None and application.name.startswith("anjungan"):
                    yield from (window for window in application if window is not None)
            except Exception:  # pylint: disable=broad-except
                continue  # it ended while we looked

    def window(self):
        """The window that is shown: a waiting one has no page yet."""
        for window in self._windows():
            try:
                if window.description and window.description != "waiting":
                    return window
            except Exception:  # pylint: disable=broad-except
                continue
        return None

    def page(self):
        """Id of the page that is shown, or None."""
        try:
            window = self.window()
            return window.description if window is not None else None
        except Exception:  # pylint: disable=broad-except
            return None

    def _walk(self, node):
        yield node
        for child in node:
            if child is not None:
                yield from self._walk(child)

    def names(self):
        """All accessible names on the page."""
        window = self.window()
        return [node.name for node in self._walk(window) if node.name] if window else []

    def find(self, name, starts=False):
        """The touchable thing (else any thing) of that name."""
        found = None
        for node in self._walk(self.window()):
            if node.name == name or (starts and node.name.startswith(name)):
                if node.getRole() in (self.atspi.ROLE_PUSH_BUTTON, self.atspi.ROLE_TOGGLE_BUTTON):
                    return node
                found = found or node
        return found

    # waiting

    def wait(self, condition, what, timeout_s=TIMEOUT_S):
        end = time.monotonic() + timeout_s * PATIENCE
        while time.monotonic() < end:
            try:
                value = condition()
            except Exception:  # pylint: disable=broad-except
                value = None  # widgets come and go while we look
            if value:
                return value
            time.sleep(0.05)
        raise Failure(f"{what} within {timeout_s} s; page {self.page()}, names {self.names()}")

    def wait_page(self, page, timeout_s=TIMEOUT_S):
        self.wait(lambda: self.page() == page, f"no page «{page}»", timeout_s)
        time.sleep(0.1)  # the first frame
        if self.checks_places:
            self.check_places()

    def wait_text(self, text, timeout_s=TIMEOUT_S):
        self.wait(lambda: any(text in name for name in self.names()), f"no «{text}»", timeout_s)

    # touching

    def tap_all(self, taps):
        """Each of @taps, (seconds to wait, x, y), one after the other."""
        steps = []
        for pause_s, x, y in taps:
            steps += ["sleep", str(pause_s), "mousemove", str(int(x)), str(int(y)), "click", "1"]
        subprocess.run(["xdotool", *steps], check=True)

    def _look_and_tap(self, taps):
        time.sleep(max(0.0, self.touched + BETWEEN_TOUCHES_S - time.monotonic()))
        self.tap_all(taps)
        self.touched = time.monotonic()

    def touch_at(self, x, y):
        self._look_and_tap([(0, x, y)])

    def touch_part(self, across, down):
        """Touches the window where these shares of its width and height meet."""
        window = self.wait(self.window, "no window")
        box = window.queryComponent().getExtents(self.atspi.WINDOW_COORDS)
        self.touch_at(box.x + box.width * across, box.y + box.height * down)

    def _place(self, name, starts):
        """Where it is; None before it is laid out."""
        box = self.find(name, starts).queryComponent().getExtents(self.atspi.WINDOW_COORDS)
        return box if box.width > 0 and box.height > 0 else None

    def touch(self, name, starts=False):
        """Touches the centre of what is called so."""
        box = self.wait(lambda: self._place(name, starts), f"nothing named «{name}» that has a place")
        self.touch_at(box.x + box.width / 2, box.y + box.height / 2)
        time.sleep(0.05)

    def _keys(self, names):
        """Where the keys of these names are; they stay where they are while one types."""
        places = {}
        for node in self._walk(self.window()):
            if node.name in names and node.getRole() == self.atspi.ROLE_PUSH_BUTTON:
                box = node.queryComponent().getExtents(self.atspi.WINDOW_COORDS)
                if box.width > 0 and box.height > 0:
                    places[node.name] = (box.x + box.width / 2, box.y + box.height / 2)
        return places if len(places) == len(names) else None

    def type_keys(self, keys):
        """By keypad or keyboard; a person does not hit one key twice within 300 ms."""
        names = ["spasi" if key == " " else key for key in keys]
        places = self.wait(lambda: self._keys(set(names)), f"no keys for «{keys}»")
        pauses_s = [BETWEEN_TOUCHES_S if name == before else 0.02
                    for name, before in zip(names, [None, *names])]
        self._look_and_tap([(pause_s, *places[name]) for name, pause_s in zip(names, pauses_s)])

    # what holds on every page

    def check_places(self):
        """Every button is on the panel, whole: a page that is too large makes the window grow."""
        width, height = self.display.width, self.display.height
        for node in self._walk(self.wait(self.window, "no window")):
            if node.getRole() not in (self.atspi.ROLE_PUSH_BUTTON, self.atspi.ROLE_TOGGLE_BUTTON):
                continue
            if not node.getState().contains(self.atspi.STATE_SHOWING):
                continue
            place = node.queryComponent().getExtents(self.atspi.WINDOW_COORDS)
            if (place.x < 0 or place.y < 0 or place.x + place.width > width or
                    place.y + place.height > height):
                raise Failure(f"page {self.page()}: «{node.name}» at {place} leaves "
                              f"{width}x{height}")

    def picture(self, name, once=False):
        """With @once: unless another journey took it."""
        if self.pictures is None or once and list(self.pictures.glob(f"*-[0-9][0-9]-{name}.png")):
            return
        self.n_pictures += 1
        time.sleep(0.25)
        self.display.screenshot(self.pictures / f"{self.name}-{self.n_pictures:02}-{name}.png")
