"""Which language a person writes, as against the one that a pasted page is in."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from bot.core.question.sentences.words import words_of

_ENOUGH: Final = 2
"""One word alone may be a name, or another language's."""

_READ: Final = 20_000
"""Characters. Who writes more than that writes the same language further down."""


class Language(Struct, frozen=True, kw_only=True):
    """A language that people write here.

    Attributes:
        tag: BCP 47.
        name: In English.
        line: Says in the language itself that answers are in English; "" for English.
        words: By which it is known that somebody speaks for themselves, as `words_of` spells them.
        parts: The same where words are not told apart by spaces.
    """

    tag: str
    name: str
    line: str = ""
    words: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()


def written_language(text: str, languages: Sequence[Language]) -> Language | None:
    """The language of a person's own words; None where they are English, few or not told apart.

    Pages of programs ask nothing and never say "I", so what is pasted does not count. Of several
    that fit alike, the first one listed is taken.
    """
    read = text[:_READ].casefold()
    words = frozenset(words_of(read))
    scores = [_score(language, words, read) for language in languages]
    most = max(scores, default=0)
    if most < _ENOUGH:
        return None
    best = languages[scores.index(most)]
    return best if best.line else None


def _score(language: Language, words: frozenset[str], text: str) -> int:
    return len(language.words & words) + sum(part in text for part in language.parts)
