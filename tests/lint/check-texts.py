#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a text for residents is too long, too hard, misspelt or English.

Looks at the messages of ui/ and app/ with their translations, and at the texts of the default
configuration. Of every language: no sentence of more than 12 words; a translation keeps the pieces
of its text (%s, <b>, line breaks). Of Indonesian: 8 words a sentence in the mean; only words that
hunspell's id_ID knows or words-id.txt names, none of them only English; nothing of grade 5 or
above by Fry's graph (fry.py), in all texts together and in each sample of 100 words and more; no
word that is not in use (design: "Words")."""

import ast
import json
import re
import subprocess

import fry
import project

MAX_WORDS = 12
MAX_MEAN_WORDS = 8
MAX_GRADE = 4
SAMPLE_WORDS = 100
# a shorter one is a label, not a sentence that is read
MIN_SENTENCE_WORDS = 3
FORBIDDEN = re.compile(r"\b(invalid|error|submit|login|nik\s+salah|ditolak\s+sistem)\b",
                       re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
STRINGS = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ENTRY = re.compile(rf"^msgid {STRINGS}(?:^msgid_plural {STRINGS})?((?:^msgstr(?:\[\d\])? {STRINGS})+)",
                   re.MULTILINE)
PIECE = re.compile(r"%%|%(?:\d\$)?[-+0#']*\d*(?:\.\d+)?[a-z]+?(?<=[diuxsc])|</?[a-z]+>|\n")
LANGUAGES = ("id", "en", "jv", "su", "mad")


def unquote(strings):
    return "".join(ast.literal_eval(line) for line in strings.split("\n") if line.strip())


def catalogue(text):
    """(message, [translations]) of a .po or .pot; its header has the empty message."""
    for match in ENTRY.finditer(text):
        forms = re.findall(rf"^msgstr(?:\[\d\])? {STRINGS}", match[3], re.MULTILINE)
        yield unquote(match[1]), [unquote(form) for form in forms]


def message_texts(root):
    """(place, text) of every Indonesian message."""
    names = [name for name in project.files(root)
             if name.startswith(("ui/", "app/session/", "app/slip/")) and name.endswith(".c")]
    for entry in project.pot(root, names).split("\n\n")[1:]:
        places = re.search(r"^#: (\S+):\d+", entry, re.MULTILINE)
        for message, _ in catalogue(entry + "\n"):
            yield places[1] if places else "ui", message


def config_texts(value, place="data/default-config.json:"):
    """(place, {language: text}) of the default configuration."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str) and set(value) <= set(LANGUAGES):
            yield place, value
            return
        for key, inner in value.items():
            yield from config_texts(inner, f"{place}/{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from config_texts(inner, f"{place}/{i}")


def sentences(text):
    return [part for part in SENTENCE_END.split(re.sub(r"<[^>]*>", "", text)) if part.strip()]


def words(sentence):
    return [word for word in sentence.split() if re.search(r"\w|%", word)]


def check_length(place, text):
    for sentence in sentences(text):
        n_words = len(words(sentence))
        if n_words > MAX_WORDS:
            yield f"{place}: {n_words} words, at most {MAX_WORDS}: {sentence.strip()}"


def check_use(place, text):
    if found := FORBIDDEN.search(text):
        yield f"{place}: “{found[0]}” is not in use: {text}"


def pieces(text):
    return sorted(piece for piece in PIECE.findall(text) if piece != "%%")


def check_translations(root, language):
    """The problems of one catalogue, and how many messages it translates."""
    name = f"po/{language}.po"
    problems, n_translated = [], 0
    for message, forms in catalogue((root / name).read_text()):
        if not message:
            continue
        n_translated += all(forms)
        for form in filter(None, forms):
            problems += check_length(name, form)
            if pieces(form) != pieces(message):
                problems.append(f"{name}: has other pieces than “{message}”: {form}")
    return problems, n_translated


def unknown(dictionary, listed):
    """The words of `listed` that hunspell does not know."""
    done = subprocess.run([project.tool("hunspell"), "-i", "utf-8", "-d", dictionary, "-l"],
                          input="\n".join(sorted(listed)), capture_output=True, text=True)
    if done.returncode != 0 or "Can't open" in done.stderr:
        return None
    return set(done.stdout.split())


def check_spelling(root, texts):
    names = (root / "tests/lint/words-id.txt").read_text().split("\n")
    known = {name.lower() for name in names if name and not name.startswith("#")}
    places = {}
    for place, text in texts:
        bare = re.sub(r"%(?:\d\$)?[-+0#']*\d*[a-z]|<[^>]*>", " ", text)
        for word in fry.WORD.findall(bare):
            if len(word) > 1:
                places.setdefault(word, place)
    misspelt = unknown("id_ID", places)
    if misspelt is None:
        yield "hunspell has no id_ID: run ./setup"
        return
    misspelt = {word for word in misspelt if word.lower() not in known}
    not_english = unknown("en_US", misspelt)
    if not_english is None:
        yield "hunspell has no en_US: run ./setup"
        return
    for word in sorted(misspelt):
        kind = "is not in id_ID nor in words-id.txt" if word in not_english else "is English"
        yield f"{places[word]}: “{word}” {kind}"
    used = {word.lower() for word in places}
    for word in sorted(known - used):
        yield f"tests/lint/words-id.txt: no text has “{word}”"


def check_ease(texts):
    """Mean length and grade: of all, and of each place with enough words."""
    samples = {"all texts": []}
    for place, text in texts:
        whole = [s for s in sentences(text) if len(words(s)) >= MIN_SENTENCE_WORDS]
        samples["all texts"] += whole
        samples.setdefault(re.sub(r"/\d+.*", "", place), []).extend(whole)
    for place, sample in samples.items():
        n_words = sum(len(words(sentence)) for sentence in sample)
        if n_words < SAMPLE_WORDS:
            continue
        if n_words / len(sample) > MAX_MEAN_WORDS:
            yield f"{place}: {n_words / len(sample):.1f} words a sentence, at most {MAX_MEAN_WORDS}"
        if (grade := fry.grade(sample)) > MAX_GRADE:
            yield f"{place}: grade {grade} by Fry's graph, at most {MAX_GRADE}"


def main():
    root = project.root()
    config = list(config_texts(json.loads((root / "data/default-config.json").read_text())))
    messages = list(message_texts(root))
    indonesian = messages + [(place, texts["id"]) for place, texts in config]
    problems = [problem for place, text in indonesian
                for problem in (*check_length(place, text), *check_use(place, text))]
    problems += check_spelling(root, indonesian)
    problems += check_ease(indonesian)
    for place, texts in config:
        for language, text in texts.items():
            if language != "id":
                problems += check_length(f"{place}/{language}", text)
    shares = []
    for language in (root / "po/LINGUAS").read_text().split():
        found, n_translated = check_translations(root, language)
        problems += found
        shares.append(f"{language} {n_translated}")
    project.finish(problems, f"{len(indonesian)} Indonesian texts keep the rules for words; "
                             f"translated of {len(set(messages))}: {', '.join(shares)}")


main()
