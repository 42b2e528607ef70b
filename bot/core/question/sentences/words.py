"""The words of a text, in the spelling that forms of sentences are compared in."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

ADDRESS: Final = "@"
"""Stands for any address."""

BREAK: Final = "."
"""Stands where a sentence ends."""

_SHORTEST_MENDED: Final = 7
_LONGEST_MENDED: Final = 20

_WORD: Final = re.compile(
    r"@|(?<!\S)-[a-z](?!\S)|[.?!;]+(?=\s|$)|[\u3002\uff01\uff1f\u2026]"
    r"|[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W_]+(?:['\u2019][^\W_]+)*"
)
"""An address, an option of one letter, the end of a sentence, or a word.

Scripts that put no spaces between words give one word a character.
"""

_PARAGRAPH: Final = re.compile(r"\n[ \t\r]*\n")
_ENDS: Final = frozenset(".?!;\u3002\uff01\uff1f\u2026")


def words_of(text: str) -> list[str]:
    """Without case, accents and punctuation; "don't" and "dont" are the same word."""
    folded = _PARAGRAPH.sub(" . ", text.casefold())
    return [BREAK if word[0] in _ENDS else _plain(word) for word in _WORD.findall(folded)]


def _plain(word: str) -> str:
    bare = word.replace("'", "").replace("\u2019", "")
    if bare.isascii():
        return bare
    parts = unicodedata.normalize("NFKD", bare)
    return "".join(part for part in parts if not unicodedata.combining(part))


class Vocabulary:
    """Known words, found again with one slip of the finger in them; short ones are too alike."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = frozenset(words)
        long = (word for word in self._known if len(word) >= _SHORTEST_MENDED)
        self._near = {cut: word for word in sorted(long) for cut in _with_one_less(word)}

    def mended(self, word: str) -> str:
        """The known word that this one misses by a letter; itself where there is none."""
        is_short = not _SHORTEST_MENDED - 1 <= len(word) <= _LONGEST_MENDED
        if is_short or word in self._known:
            return word
        near = self._near
        return next((near[cut] for cut in _with_one_less(word) if cut in near), word)

    def all_mended(self, words: Iterable[str]) -> list[str]:
        """Each of them; most are known, and told so at a glance."""
        known = self._known
        return [word if word in known else self.mended(word) for word in words]


def _with_one_less(word: str) -> Iterator[str]:
    """The word, and the word without one letter of it: near misses have one of these in common."""
    yield word
    for position in range(len(word)):
        yield word[:position] + word[position + 1 :]
