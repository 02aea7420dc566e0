# SPDX-License-Identifier: GPL-3.0-or-later
"""A resident with a 12-key pad and ears: presses its keys, and reads what the voice wrote down."""

import json
import subprocess
import time

from resident import Resident
from village import Failure

# the screen takes the same key again after half a second, letters sooner
STRIKE_S, TAP_S = 0.53, 0.12
# a letter stands once its key was left alone for so long
NEXT_LETTER_S = 1.6

LETTERS = {"2": "abc2", "3": "def3", "4": "ghi4", "5": "jkl5", "6": "mno6", "7": "pqrs7",
           "8": "tuv8", "9": "wxyz9", "0": " 0"}
# as a numeric pad sends them: without a shift key, which could come apart from its key
KEYSYMS = {"*": "KP_Multiply", "#": "KP_Enter"}


class Pad(Resident):
    """As a Resident, without a finger. @log: the file of --test-utterances."""

    def __init__(self, display, log):
        super().__init__(display)
        self.log = log
        self.last, self.last_time = None, 0.0

    # keys

    def _press(self, key, again_s):
        """One key; not so soon after itself that it would count once."""
        if key == self.last:
            time.sleep(max(0, self.last_time + again_s - time.monotonic()))
        subprocess.run(["xdotool", "key", KEYSYMS.get(key, key)], check=True)
        self.last, self.last_time = key, time.monotonic()

    def press(self, keys):
        for key in keys:
            self._press(key, STRIKE_S)
        time.sleep(0.05)

    def hold(self, key, seconds):
        subprocess.run(["xdotool", "keydown", KEYSYMS.get(key, key), "sleep", str(seconds), "keyup",
                        KEYSYMS.get(key, key)], check=True)
        self.last, self.last_time = key, time.monotonic()

    def write(self, text, letters=None):
        """By repeated keys; @letters: those that can stand there, in place of all."""
        written = None
        for letter in text:
            key, choices = next((key, choices) for key, choices in LETTERS.items()
                                if letter in choices)
            choices = [choice for choice in choices if letters is None or choice in letters]
            if key == written:
                time.sleep(NEXT_LETTER_S)
            for _ in range(choices.index(letter) + 1):
                self._press(key, TAP_S)
            written = key

    def focus(self):
        """Name of what the keys have reached, or None."""
        for node in self._walk(self.window()):
            if (node.getRole() in (self.atspi.ROLE_PUSH_BUTTON, self.atspi.ROLE_TOGGLE_BUTTON)
                    and node.getState().contains(self.atspi.STATE_FOCUSED)):
                return node.name
        return None

    def go_to(self, name, key="8", limit=24):
        """Walks until something of that name is reached."""
        for _ in range(limit):
            self.press(key)
            if (self.focus() or "").startswith(name):
                return
        raise AssertionError(f"the keys do not reach «{name}» on {self.page()}")

    def choose(self, name, key="8"):
        self.go_to(name, key)
        self.press("5")

    # ears

    def heard(self):
        """All that became sound so far, in order."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def _is_cap(self, node):
        """The one character on a key of a pad: said when it is pressed."""
        parent = node.parent
        while parent is not None and parent.getRole() != self.atspi.ROLE_FRAME:
            if parent.getRole() == self.atspi.ROLE_PUSH_BUTTON:
                return len(node.name) <= 1
            parent = parent.parent
        return False

    def shown(self):
        """Every text that can be seen now."""
        texts = []
        for node in self._walk(self.window()):
            if node.getRole() != self.atspi.ROLE_LABEL or not node.name:
                continue
            if not node.getState().contains(self.atspi.STATE_SHOWING) or self._is_cap(node):
                continue
            if len(node.name) == 1 and self.page() == "ikuti-nomor":
                continue  # the boxes of a number are said as a whole
            box = node.queryComponent().getExtents(self.atspi.WINDOW_COORDS)
            if box.width > 0 and box.height > 0 and box.y >= 0:
                texts.append(node.name)
        return texts

    def unheard(self, since=0):
        said = {line["text"] for line in self.heard()[since:]}
        return [text for text in self.shown() if text not in said]

    def listen(self, page, timeout_s=20):
        """To all of the page, without a key: every text that is shown is said."""
        try:
            self.wait_page(page, timeout_s)
        except Failure as failure:
            raise Failure(f"{failure}; heard {[line['text'] for line in self.heard()[-12:]]}") \
                from failure
        end = time.monotonic() + timeout_s
        while self.unheard() and time.monotonic() < end:
            time.sleep(0.1)
        assert not self.unheard(), (page, self.unheard(), [line["text"] for line in self.heard()])
