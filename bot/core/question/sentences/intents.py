"""What a person wants: a question, a person, a way past, or nothing but to talk."""

import re
from collections.abc import Sequence
from typing import Final

from bot.core.message import Intent
from bot.core.question.sentences.forms import Forms
from bot.core.question.sentences.phrasebook import Phrasebook
from bot.core.question.sentences.words import ADDRESS, BREAK, words_of
from bot.core.target import Target

ABOUT_ADDRESS: Final = "about_address"
"""Of forms that ask about an address, where others only mention one."""

SETTLED: Final = "settled"
"""Of forms that say of an address that all is well."""

SHARED_LINK: Final = "shared_link"
"""Of forms in which an address is passed on for others to read."""

OTHER_SAFETY: Final = "other_safety"
"""Of forms in which something else is safe or not: water, roads, branches."""

SWITCHES_OFF: Final = "switches_off"
"""Of forms that hold an option by which a program checks nothing any more."""

ASKS_HOW: Final = "asks_how"
"""Of forms that ask how a thing is done, where others ask whether it may be."""

OWN_HINT: Final = "own_hint"
"""Of forms in which a program itself names such an option, beside its error."""

_READ: Final = 4_000
_AT_END: Final = 1_000
_FEW_WORDS: Final = 6
_MOST_TARGETS: Final = 20

_GLUED: Final = re.compile(
    "[\u0590-\u06ff\u0e00-\u0e7f\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]"
)
_ASCII: Final = re.compile(r"[!-~]+")

# What was asked for first is answered first: nobody who wants a person is taught what a
# certificate is, and nobody who wants a way past is told that all is well.
_ORDER: Final = (
    Intent.WANTS_PERSON,
    Intent.TYPED_ALREADY,
    Intent.IS_IT_SAFE,
    Intent.GET_PAST,
    Intent.IS_IT_GENUINE,
    Intent.WHAT_IS_SELF_SIGNED,
    Intent.WHAT_IS_CERTIFICATE,
)


class Spoken:
    """What one text says, by the forms and the phrasebook.

    Attributes:
        words: Of the parts that people write themselves.
        told: By its phrases.
    """

    def __init__(
        self, text: str, targets: Sequence[Target], forms: Forms, phrasebook: Phrasebook
    ) -> None:
        own = _marked(_own_words(text), targets)
        self.words = words_of(own)
        self.told = phrasebook.read(own)
        found = (forms.meant_by(self.words) | self.told.wishes) - self.told.no_wishes
        if SWITCHES_OFF in found and OWN_HINT not in found:
            found |= {Intent.GET_PAST}
        if OTHER_SAFETY in found or (ASKS_HOW in found and Intent.GET_PAST in found):
            found -= {Intent.IS_IT_SAFE}
        self._found = found

    @property
    def question(self) -> Intent | None:
        """What is asked or wished for, whatever else the text reports."""
        return next((intent for intent in _ORDER if intent in self._found), None)

    @property
    def says_typed(self) -> bool:
        """They typed a secret there already, whatever they ask for first."""
        return Intent.TYPED_ALREADY in self._found

    @property
    def small_talk(self) -> Intent:
        """What a text is that reports and asks nothing."""
        return Intent.THANKS if Intent.THANKS in self._found else Intent.CHAT

    @property
    def is_about_address(self) -> bool:
        """An address is asked about: there is little beside it, or a form says so."""
        others = sum(word not in {ADDRESS, BREAK} for word in self.words)
        is_bare = others <= _FEW_WORDS and SHARED_LINK not in self._found
        return (is_bare or ABOUT_ADDRESS in self._found) and SETTLED not in self._found

    @property
    def is_one_sentence(self) -> bool:
        """Whoever asks in one sentence quotes in it, and tells nothing beside it."""
        ends = [place for place, word in enumerate(self.words) if word == BREAK]
        return not ends or (ends[0] == len(self.words) - 1)


def _own_words(text: str) -> str:
    """People write before and after what they paste; the middle of a long text is a machine's."""
    if len(text) <= _READ + _AT_END:
        return text
    return f"{text[:_READ]}\n\n{text[-_AT_END:]}"


def _marked(text: str, targets: Sequence[Target]) -> str:
    """Every address becomes one word."""
    hosts = tuple(
        spelling.casefold()
        for target in targets[:_MOST_TARGETS]
        for spelling in (target.host, target.input)
    )
    if not hosts:
        return text
    shortest = min(map(len, hosts))
    return " ".join(
        _chunk(chunk, hosts) if len(chunk) >= shortest else chunk
        for chunk in text.casefold().replace("\n\n", " . ").split()
    )


def _chunk(chunk: str, hosts: Sequence[str]) -> str:
    if not any(host in chunk for host in hosts):
        return chunk
    if _GLUED.search(chunk):  # scripts without spaces go on before and behind an address
        return _ASCII.sub(lambda run: f" {_chunk(run[0], hosts)} ", chunk)
    return ADDRESS + chunk[-1] if chunk[-1] in ".?!;:," else ADDRESS
