# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets where none may be: in files and in the memory of running processes."""

import base64
import os
import pathlib
import subprocess

from village import BUILD

FIND_BYTES = BUILD / "tests/tools/find-bytes"
# shorter ones would be found by chance; a PIN has six digits
LEAST_BYTES, PIN_DIGITS = 8, 6
# what stands between the groups in which a number is shown
BETWEEN_DIGITS = (" ", "\u00a0", "\u2009", "-", ".")
# as X servers know the digits of a keyboard, and the keysyms of a pad's
KEYCODES = dict(zip("1234567890", range(10, 20)))
FIRST_PAD_KEYSYM = 0xffb0
# of a photo or a recording
PIECE_BYTES, N_PIECES, HEAD_BYTES = 24, 40, 1024


def _encodings(text):
    return {text.encode(), text.encode("utf-16-le"), text.encode("utf-32-le")}


def _groups(digits, size, between):
    return between.join(digits[at:at + size] for at in range(0, len(digits), size))


def _as_keys(digits):
    """As arrays of what a keyboard sends: codes, and a pad's keysyms."""
    codes = [KEYCODES[digit] for digit in digits]
    keysyms = [FIRST_PAD_KEYSYM + int(digit) for digit in digits]
    return {bytes(codes), b"".join(code.to_bytes(4, "little") for code in codes),
            b"".join(keysym.to_bytes(4, "little") for keysym in keysyms)}


def spellings(secret):
    """A secret in the forms in which bytes commonly lie about; bytes: as they are and in hex."""
    if isinstance(secret, bytes):
        return {secret, secret.hex().encode()}
    plain = secret.encode()
    forms = _encodings(secret) | {plain.hex().encode(), plain.hex().upper().encode()}
    for shift in range(3):
        # base64 of the secret at any of the three offsets, without the edges that depend on it
        coded = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")
        forms.add(coded[4 if shift else 0:-2])
    if not secret.isdigit():
        forms |= _encodings(secret.lower()) | _encodings(secret.upper())
        return {form for form in forms if len(form) >= LEAST_BYTES}
    for size in (1, 2, 3, 4):
        for between in BETWEEN_DIGITS:
            forms |= _encodings(_groups(secret, size, between))
    forms = {form for form in forms | _as_keys(secret) if len(form) >= LEAST_BYTES}
    return forms | {plain} if len(plain) == PIN_DIGITS else forms


def pieces_of(path):
    """Of a photo or a recording, from all over it; none that any other file would have: its head is
    everybody's, and a test picture is plain nearly everywhere."""
    data = path.read_bytes()[HEAD_BYTES:]
    every = [data[at:at + PIECE_BYTES] for at in range(0, len(data) - PIECE_BYTES, PIECE_BYTES)]
    telling = [piece for piece in every if len(set(piece)) > PIECE_BYTES // 2 and piece[-1]]
    return telling[::max(1, len(telling) // N_PIECES)]


def search(secrets, pids=(), files=()):
    """(place, mapping, secret) of each hit in the readable memory of @pids, which needs root, and in
    @files; a place is a process id or a path."""
    forms = [(form, secret) for secret in secrets for form in sorted(spellings(secret))]
    places = [str(place) for place in (*pids, *files)]
    if not forms or not places:
        return []
    done = subprocess.run([FIND_BYTES, *places], text=True, capture_output=True, check=False,
                          input="".join(form.hex() + "\n" for form, _ in forms))
    if done.returncode != 0:
        raise (PermissionError if done.returncode == os.EX_NOPERM else ValueError)(done.stderr)
    hits = [line.split(" ", 3) for line in done.stdout.splitlines()]
    return [(int(place) if place.isdigit() else place, mapping, forms[int(number)][1])
            for number, place, _, mapping in hits]


def files_in(folder):
    """All files under @folder, which may be one."""
    folder = pathlib.Path(folder)
    return [path for path in (folder, *folder.rglob("*")) if path.is_file()]


def in_files(folder, secrets):
    """(path, secret) of each hit under @folder, which may be a file."""
    return [(path, secret) for path, _, secret in search(secrets, files=files_in(folder))]


def in_memory(pid, secrets):
    """(pid, mapping, secret) of each hit in the readable memory of @pid; needs root."""
    return search(secrets, pids=[pid])


def descendants(pid):
    """@pid and all that it started and that still runs."""
    found, queue = [], [pid]
    while queue:
        current = queue.pop()
        found.append(current)
        for task in pathlib.Path(f"/proc/{current}/task").glob("*/children"):
            try:
                queue += [int(child) for child in task.read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                pass  # it ended while we looked
    return found
