# SPDX-License-Identifier: GPL-3.0-or-later
"""The school grade of a text by Fry's graph (E. Fry, Journal of Reading 21, 1977, pages 242-252).

The graph has syllables in 100 words along, and sentences in 100 words up on an axis that is even in
words a sentence. Here the lines between its grades are the ends that one reads off the graph. For
Indonesian, whose words have more syllables, syllables count 0.6 (the correction in use for the graph
in Indonesia)."""

import re

INDONESIAN_SYLLABLES = 0.6
# upper border of grade 1, 2 …: (syllables, sentences) at both ends
BORDERS = (
    ((109.0, 10.0), (132.2, 23.0)),
    ((109.0, 7.9), (140.2, 23.0)),
    ((109.0, 6.5), (142.0, 18.0)),
    ((109.55, 5.8), (144.3, 14.3)),
    ((109.55, 5.15), (146.0, 12.5)),
    ((112.0, 4.2), (149.0, 11.2)),
    ((120.0, 3.58), (153.0, 9.1)),
)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouâéèê]+", re.IGNORECASE)


def syllables(word):
    return max(1, len(VOWELS.findall(word)))


def grade_at(n_syllables, n_sentences):
    """The grade of so many syllables and sentences in 100 words; one above the last border's: 8."""
    for grade, ((left, left_up), (right, right_up)) in enumerate(BORDERS, start=1):
        share = (n_syllables - left) / (right - left)
        longest = 100 / left_up + share * (100 / right_up - 100 / left_up)
        if 100 / n_sentences <= longest:
            return grade
    return len(BORDERS) + 1


def grade(sentences):
    """The grade of Indonesian sentences."""
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    n_syllables = INDONESIAN_SYLLABLES * sum(map(syllables, words))
    return grade_at(100 * n_syllables / len(words), 100 * len(sentences) / len(words))
