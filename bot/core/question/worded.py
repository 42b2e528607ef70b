"""Patterns that begin with words, tried only where these words stand."""

import re
from collections.abc import Iterator
from typing import Final

_LOOK_AROUND: Final = re.compile(r"(?:\(\?<[!=][^()]*\)|\\b|\(\?=)+")
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

    def __init__(self, *alternatives: str, after: str = "") -> None:
        """Takes what may stand first, each in small letters, and what follows each.

        Raises:
            ValueError: An alternative does not begin with words.
        """
        self._words = _fewest({_beginning(one) for one in alternatives})
        self._pattern = re.compile(f"(?:{'|'.join(alternatives)}){after}", re.IGNORECASE)

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


def _beginning(alternative: str) -> str:
    """The words that it begins with, whatever must stand before them."""
    before = _LOOK_AROUND.match(alternative)
    words = _WORDS.match(alternative, before.end() if before else 0)
    if words is None or words[0] != words[0].lower():
        raise ValueError(f"{alternative!r} does not begin with words in small letters")
    return words[0]


def _fewest(words: set[str]) -> tuple[str, ...]:
    """Those that begin with no other one, whose places are the same."""
    return tuple(
        word
        for word in sorted(words)
        if not any(word.startswith(other) for other in words - {word})
    )
