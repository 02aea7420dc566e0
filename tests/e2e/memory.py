# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for secrets where none may be: in files and in the memory of running processes."""

import base64
import os
import pathlib

PIECE_BYTES = 16 << 20


def spellings(secret):
    """A secret in the forms in which bytes commonly lie about; bytes stay as they are."""
    if isinstance(secret, bytes):
        return {secret}
    plain = secret.encode()
    forms = {plain, secret.encode("utf-16-le"), secret.encode("utf-32-le"),
             plain.hex().encode(), plain.hex().upper().encode()}
    for shift in range(3):
        # base64 of the secret at any of the three offsets, without the edges that depend on it
        coded = base64.b64encode(b"\0" * shift + plain).rstrip(b"=")
        forms.add(coded[4 if shift else 0:-2])
    return {form for form in forms if len(form) >= 8}


def in_files(folder, secrets):
    """(path, secret) of each hit under @folder, which may be a file."""
    hits = []
    forms = {secret: spellings(secret) for secret in secrets}
    folder = pathlib.Path(folder)
    for path in (folder, *folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            hits += [(str(path), secret) for secret, all_forms in forms.items()
                     if any(form in data for form in all_forms)]
    return hits


def descendants(pid):
    """@pid and all that it started."""
    found, queue = [], [pid]
    while queue:
        current = queue.pop()
        found.append(current)
        for task in pathlib.Path(f"/proc/{current}/task").glob("*/children"):
            queue += [int(child) for child in task.read_text().split()]
    return found


def in_memory(pid, secrets):
    """(pid, region, secret) of each hit in the readable memory of @pid; needs root."""
    hits, n_read = [], 0
    forms = {secret: spellings(secret) for secret in secrets}
    overlap = max((len(form) for all_forms in forms.values() for form in all_forms), default=0)
    try:
        maps = pathlib.Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
        memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    except (FileNotFoundError, ProcessLookupError):
        return hits
    try:
        for line in maps:
            span, permissions, *rest = line.split(maxsplit=5)
            if "r" not in permissions or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            first, last = (int(edge, 16) for edge in span.split("-"))
            for data in _read_pieces(memory, first, last, overlap):
                n_read += len(data)
                hits += [(pid, rest[-1] if rest else "", secret)
                         for secret, all_forms in forms.items()
                         if any(form in data for form in all_forms)]
    finally:
        os.close(memory)
    if n_read == 0 and pathlib.Path(f"/proc/{pid}/exe").exists():
        raise PermissionError(f"the memory of process {pid} cannot be read; be root")
    return hits


def _read_pieces(memory, first, last, overlap):
    """The region in pieces that overlap, so that what lies on an edge is seen; holes left out."""
    while first < last:
        length = min(last - first, PIECE_BYTES)
        try:
            yield os.pread(memory, length, first)
        except OSError:
            pass
        first += length if first + length == last else length - overlap
