"""How hard a text is to read: words, sentences, and the Flesch-Kincaid grade."""

import re
from typing import Final

import pyphen  # type: ignore[import-untyped]

_HYPHENATION: Final = pyphen.Pyphen(lang="en_US")
_VOWELS: Final = re.compile("[aeiouy]+")
_HIATUS: Final = re.compile("(?<![cgst])i(?=[aeo])|(?<![gq])u(?=[aeo])")  # issu-er, previ-ous
_SENTENCE_END: Final = re.compile(r"[.?](?=\s|$)")  # not the dots inside a host name


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9][\w'./-]*", text)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def grade(text: str) -> float:
    """Flesch-Kincaid grade level (Kincaid and others, 1975)."""
    counted = words(text)
    per_sentence = len(counted) / len(sentences(text))
    return 0.39 * per_sentence + 11.8 * sum(map(syllables, counted)) / len(counted) - 15.59


def syllables(word: str) -> int:
    """The higher of two counts, since hyphenation leaves short first syllables together."""
    plain = re.sub("'s$", "", word.lower())
    spoken = re.sub("(?<=[^aeiouyl])e[ds]?$", "", plain)
    groups = _VOWELS.findall(_HIATUS.sub(r"\g<0>-", spoken))
    return max(1, len(_HYPHENATION.positions(plain)) + 1, len(groups))
