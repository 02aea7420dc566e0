#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a text for residents has a sentence that is too long, or a word they should not meet.

Looks at the messages of ui/ and at the Indonesian texts of the default configuration."""

import ast
import json
import re

import project

MAX_WORDS = 12
FORBIDDEN = re.compile(r"\b(invalid|error|submit|login|nik\s+salah|ditolak\s+sistem)\b",
                       re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n\n+")
STRINGS = r'"(?:[^"\\]|\\.)*"(?:\n"(?:[^"\\]|\\.)*")*'


def message_texts(root):
    names = [name for name in project.files(root)
             if name.startswith(("ui/", "app/session/")) and name.endswith(".c")]
    entries = re.split(r"\n\n", project.pot(root, names))
    for entry in entries[1:]:
        places = re.search(r"^#: (\S+)", entry, re.MULTILINE)
        for match in re.finditer(rf"^msgid(?:_plural)? ({STRINGS})", entry, re.MULTILINE):
            text = "".join(ast.literal_eval(line) for line in match[1].split("\n"))
            yield places[1] if places else "ui", text


def config_texts(value, place="data/default-config.json"):
    if isinstance(value, dict):
        for key, inner in value.items():
            # {"id": text, "en": text, …}: a text in languages
            if key == "id" and isinstance(inner, str):
                yield place, inner
            else:
                yield from config_texts(inner, f"{place}: {key}" if ":" not in place
                                        else f"{place}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from config_texts(inner, f"{place}[{i}]")


def check(place, text):
    for sentence in SENTENCE_END.split(text):
        words = [word for word in sentence.split() if re.search(r"\w|%", word)]
        if len(words) > MAX_WORDS:
            yield f"{place}: {len(words)} words, at most {MAX_WORDS}: {sentence.strip()}"
    if found := FORBIDDEN.search(text):
        yield f"{place}: “{found[0]}” is not in use: {text}"


def main():
    root = project.root()
    config = json.loads((root / "data/default-config.json").read_text())
    texts = [*message_texts(root), *config_texts(config)]
    problems = [problem for place, text in texts for problem in check(place, text)]
    project.finish(problems, f"{len(texts)} texts keep the rules for words")


main()
