"""What somebody answered to the question that stands, in their own words."""

import re
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.message import LayAnswers, Question

_WORD: Final = re.compile(r"[^\W_]+")
_MOST_WORDS: Final = 40
"""Longer texts are reports, not answers."""


class ReplyWords(Struct, frozen=True, kw_only=True):
    """Phrases by what they mean for one question; each is words in lower case.

    Attributes:
        true, false: Looked for anywhere; the longest that is found counts.
        unknown: Somebody doesn't know; then the question falls.
    """

    true: frozenset[str]
    false: frozenset[str]
    unknown: frozenset[str]


class Replied(Struct, frozen=True, kw_only=True):
    """An answer that was understood; `value` is None where somebody doesn't know."""

    question: Question
    value: bool | None

    def added_to(self, answers: LayAnswers) -> LayAnswers:
        """The answers with this one; other questions change nothing there."""
        field = _FIELDS.get(self.question)
        return replace(answers, **{field: self.value}) if field else answers


_FIELDS: Final = {
    Question.ONE_SITE: "one_site",
    Question.MOBILE: "gone_on_mobile",
    Question.CLOCK: "clock_right",
}


def replied(question: Question, text: str, words: ReplyWords) -> Replied | None:
    """The answer to this question that the text gives; None where it gives none."""
    spoken = _WORD.findall(text.casefold())
    if not spoken or len(spoken) > _MOST_WORDS:
        return None
    line = f" {' '.join(spoken)} "
    lengths = {
        value: max((len(p) for p in phrases if f" {p} " in line), default=0)
        for value, phrases in ((True, words.true), (False, words.false), (None, words.unknown))
    }
    longest = max(lengths.values())
    meant = [value for value, length in lengths.items() if length == longest]
    if not longest or len(meant) > 1:
        return None
    return Replied(question=question, value=meant[0])
