"""Finds fragments in one text without an automaton of them all."""

from collections.abc import Sequence
from typing import Final

from bot.core.symptoms.fragments import Automaton, Fragment, Hit
from bot.core.symptoms.skeleton import Skeleton

_WINDOW: Final = 6
"""Bytes by which a part is looked up; the few shorter ones are sought as they are."""


class Glimpse:
    """Texts as far as it takes to tell of most parts that they stand in none."""

    def __init__(self, *texts: bytes) -> None:
        """Takes the bones of each."""
        self._texts = texts
        self._windows = {
            text[at : at + _WINDOW] for text in texts for at in range(len(text) - _WINDOW + 1)
        }

    def may_hold(self, fragment: Fragment) -> bool:
        """Each part seems to stand somewhere."""
        return all(map(self._may_hold, fragment.parts))

    def _may_hold(self, part: bytes) -> bool:
        if len(part) >= _WINDOW:
            return part[:_WINDOW] in self._windows
        return any(part in text for text in self._texts)


class Sieve:
    """Keeps the fragments whose parts all seem to stand in a text, and seeks only those.

    For a process that reads one text: the automaton of all takes 28 MB and as long to build as
    thirty texts take here. Finds the same as it.
    """

    def __init__(self, fragments: Sequence[Fragment]) -> None:
        self._fragments = fragments

    def find(self, text: Skeleton) -> list[Hit]:
        """Every symptom in a text, by where it ends; linear in the text."""
        return Automaton(filter(Glimpse(text.bones).may_hold, self._fragments)).find(text)
