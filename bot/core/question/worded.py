"""Patterns that begin with words, tried only where these words stand."""

import re
from collections.abc import Collection, Iterator
from typing import Final

_TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?<?[=!:]|.", re.DOTALL)
_LOOK_AROUND: Final = re.compile(r"(?:\(\?<[!=](?:[^()\[]|\[[^\]]*\])*\)|\\b|\(\?=)+")
_WORDS: Final = re.compile(r"[^.^$*+?{}\[\]\\|()]+(?![?*{])")
_ALIKE: Final = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s"})


def lowered(text: str) -> str:
    """In small letters as `re.IGNORECASE` takes them, character for character."""
    return text.lower() if text.isascii() else text.translate(_ALIKE).lower()


class Worded:
    """Alternatives of one pattern, whatever their case.

    What a search of the whole pattern finds is found, and in the same order. Looking for plain
    words takes a tenth of the time, and most texts hold none of them. An alternative that takes up
    no room must be the only one with its words.
    """

    def __init__(self, *alternatives: str, before: str = "", after: str = "") -> None:
        """Takes what may stand first, in small letters, and what stands around each.

        Raises:
            ValueError: An alternative does not begin with words.
        """
        joined = "|".join(alternatives)
        self._words = fewest(set(_beginnings(joined)))
        self._pattern = re.compile(f"{before}(?:{joined}){after}", re.IGNORECASE)

    @property
    def marks(self) -> frozenset[str]:
        """One of them stands in all that is found, however its words are spaced."""
        return frozenset(max(word.split(), key=len) for word in self._words)

    def may_stand_in(self, low: str) -> bool:
        """One of the words stands in a text that is `lowered`."""
        return any(word in low for word in self._words)

    def finditer(self, text: str, low: str) -> Iterator[re.Match[str]]:
        """All places in a text, none overlapping; `low` is the text as `lowered` gives it."""
        starts: list[int] = []
        for word in self._words:
            at = low.find(word)
            while at >= 0:
                starts.append(at)
                at = low.find(word, at + 1)
        end = 0
        for start in sorted(starts):
            if start >= end and (found := self._pattern.match(text, start)):
                yield found
                end = found.end()

    def search(self, text: str, low: str) -> re.Match[str] | None:
        """The first place."""
        return next(self.finditer(text, low), None)


def _beginnings(pattern: str) -> Iterator[str]:
    """The words that a pattern can begin with, whatever must stand before them."""
    for one in _alternatives(pattern):
        around = _LOOK_AROUND.match(one)
        rest = one[around.end() :] if around else one
        inside, behind = _first_group(rest)
        if inside and behind[:1] not in {"?", "*", "{"}:
            yield from _beginnings(inside)
            continue
        words = _WORDS.match(rest)
        if words is None or words[0] != words[0].lower():
            raise ValueError(f"{one!r} does not begin with words in small letters")
        yield words[0]


def _alternatives(pattern: str) -> Iterator[str]:
    """What stands between the bars that stand in no bracket."""
    start = depth = 0
    for token in _TOKEN.finditer(pattern):
        depth += token[0].startswith("(") - (token[0] == ")")
        if token[0] == "|" and not depth:
            yield pattern[start : token.start()]
            start = token.end()
    yield pattern[start:]


def _first_group(pattern: str) -> tuple[str, str]:
    """What stands in the group that a pattern begins with, and behind it; "" where in none."""
    depth = 0
    for token in _TOKEN.finditer(pattern if pattern.startswith("(?:") else ""):
        depth += token[0].startswith("(") - (token[0] == ")")
        if not depth:
            return pattern[3 : token.start()], pattern[token.end() :]
    return "", pattern


def fewest(words: Collection[str]) -> tuple[str, ...]:
    """Without those that begin with another one, whose places are among that one's."""
    return tuple(
        word
        for word in sorted(words)
        if not any(word.startswith(other) for other in words if other != word)
    )
