"""Phrases of one language found in a person's words, by one automaton in linear time."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

GAP: Final = "…"
OPEN: Final = "*"

_LONGEST_GAP: Final = 32
"""Characters between the parts of one phrase."""

_PARAGRAPH: Final = re.compile(r"\n[ \t\r]*\n")
_ENDS: Final = re.compile(
    r"([.!?;:\u061f\u037e\u06d4…]+)(?=\s|$)|([\u3002\uff01\uff1f\u061f\u0964])"
)
_QUESTIONS: Final = frozenset("?\uff1f\u061f\u037e")
_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u3099\u309a]"
)
"""Accents and the points of vowels, of which most people leave out some."""
_ELISION: Final = re.compile(r"'(?=\w{3})")
_OTHER: Final = re.compile(r"(?:[^\w?@\n]|_)+")
_NO_WORD: Final = re.compile(r"(?:[^\w?@\n^$]|_)+")
"""The same in a phrase, which may begin or end where a sentence does."""
_LETTERS: Final = str.maketrans(
    {
        "\u0131": "i",
        "\u0142": "l",
        "\u00f8": "o",
        "\u0111": "d",
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u2019": "'",
        "\u02bc": "'",
    }
)
"""Letters that are no others with an accent to Unicode, but to people who type in a hurry."""
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words, or hang their endings on them (Hangul, decomposed)."""


class _Part(NamedTuple):
    """What a pattern of the automaton completes.

    Attributes:
        alone: Bits of the groups that it is a phrase of.
        after: Bits of the groups that it ends a phrase of where another pattern, by its number,
            stands shortly before.
        begins: Another pattern waits for it.
    """

    alone: int
    after: tuple[tuple[int, int], ...]
    begins: bool


class Phrases:
    """All phrases of one language; built once, never changed."""

    def __init__(self, groups: Mapping[str, Iterable[str]], bits: Mapping[str, int]) -> None:
        """Takes the phrases by group, and the bit of each group; groups without one don't count.

        A phrase is whole words; `*` opens it to longer words, `…` is a gap, `^` and `$` are the
        ends of a sentence.
        """
        alone: defaultdict[str, int] = defaultdict(int)
        after: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for group, phrases in groups.items():
            for phrase in phrases if group in bits else ():
                *heads, last = map(_pattern, phrase.split(GAP))
                if heads:
                    after[last].append((heads[-1], bits[group]))
                else:
                    alone[last] |= bits[group]
        begun = {head for heads in after.values() for head, _ in heads}
        patterns = [*dict.fromkeys((*alone, *after, *begun))]
        numbers = {pattern: number for number, pattern in enumerate(patterns)}
        self._parts: Final = [
            _Part(
                alone.get(pattern, 0),
                tuple((numbers[head], bit) for head, bit in after.get(pattern, ())),
                pattern in begun,
            )
            for pattern in patterns
        ]
        self._found_in: Final = AhoCorasick(patterns or ["\0"]).find_matches_as_indexes

    def of(self, sentence: str) -> int:
        """The bits of the groups that a sentence, as `sentences_of` gives it, has phrases of."""
        groups = 0
        ends: dict[int, int] = {}
        for number, start, end in self._found_in(sentence, overlapping=True):
            alone, after, begins = self._parts[number]
            groups |= alone
            for head, bit in after:
                if head in ends and -1 <= start - ends[head] <= _LONGEST_GAP:
                    groups |= bit
            if begins:
                ends[number] = end
        return groups


class Stems:
    """The first test: whether a text may hold anything in a language, before it is loaded."""

    def __init__(self, languages: Mapping[str, Iterable[str]]) -> None:
        """Takes what stands in a text of each language, as `stems_of` finds it."""
        known: defaultdict[str, set[str]] = defaultdict(set)
        for tag, stems in languages.items():
            for stem in stems:
                known[stem].add(tag)
        self._tags: Final = [frozenset(tags) for tags in known.values()]
        self._found_in: Final = AhoCorasick([*known] or ["\0"]).find_matches_as_indexes

    def languages(self, text: str) -> frozenset[str]:
        """Those that the sentences of a text, one a line, may be in."""
        found = {number for number, _, _ in self._found_in(text, overlapping=True)}
        return frozenset[str]().union(*(self._tags[number] for number in found))


def stems_of(phrases: Iterable[str], common: Iterable[str] = ()) -> Iterator[str]:
    """The longest word of each phrase, none that begins with another.

    Args:
        phrases: Of one language.
        common: Phrases of all the world's; what stands in them tells no language.
    """
    known = "".join(map(_pattern, common))
    stems = {
        _longest([word for word in _words(phrase) if word not in known]) for phrase in phrases
    }
    stems.discard("")
    for stem in sorted(stems):
        if not any(stem[:size] in stems for size in range(1, len(stem))):
            yield stem


def _words(phrase: str) -> Iterator[str]:
    return map(_pattern, re.split(f"[ {GAP}]+", phrase))


def _longest(words: Iterable[str]) -> str:
    return max(words, key=len, default="")


def sentences_of(text: str) -> list[str]:
    """Words without case and accents, with one space around each.

    `?` and `@` are words, and so are `^` and `$`, which stand at the ends of a sentence.
    """
    text = _PARAGRAPH.sub(" . ", text.casefold()).replace("\n", " ")
    text = _levelled(_ENDS.sub(_ended, text))
    sentences = (_OTHER.sub(" ", sentence) for sentence in text.split("\n"))
    return [f" ^ {sentence.strip()} $ " for sentence in sentences if not sentence.isspace()]


def _levelled(text: str) -> str:
    """Without accents and apostrophes: "don't" is one word, "l'adresse" are two."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS)))
    return _ELISION.sub(" ", text).replace("'", "") if "'" in text else text


def _ended(found: re.Match[str]) -> str:
    return " ?\n " if _QUESTIONS & set(found[0]) else " \n "


def _pattern(text: str) -> str:
    """What the automaton seeks: with a space on each side where a word begins or ends there."""
    text = text.strip()
    bare = _NO_WORD.sub(" ", _levelled(text.strip(OPEN).casefold())).strip()
    is_open = text.startswith(OPEN) or _UNSPACED.match(bare)
    before = "" if is_open else " "
    is_open = text.endswith(OPEN) or _UNSPACED.match(bare[-1:])
    return before + bare + ("" if is_open else " ")
