"""Finds every known symptom in a text, and drops what stands there by chance."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import Final, Protocol

from msgspec.structs import replace

from bot.core.symptoms.fragments import Automaton, Fragment, Hit, Span
from bot.core.symptoms.shapes import Kind, Symptom, is_dated
from bot.core.symptoms.skeleton import Skeleton, bones_of_all, garbled_bones
from bot.core.vocabulary import Problem

GAP: Final = "…"
_NUMBER_LAST: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{3,5}\W*$")
_LONGEST_ADDRESS: Final = 200
"""Bytes on either side of a word that are looked at."""
_WORD_BEFORE: Final = re.compile(rb"[^\s<>\"|]+\Z")
_WORD_AFTER: Final = re.compile(rb"[^\s<>\"|]+")
_ADDRESS: Final = re.compile(rb"://|[\w-]\.[\w-]{1,63}\.[a-z]{2,24}\b")
"""A link, or a name of three labels; of two it could be sentences without a space between."""
_SET_OFF_BEFORE: Final = re.compile(rb"(?:\A|[:(\[{|>=;*#]|[.!?)]\s*\n|\n\s*\n|\s-)\s*['\"`*_]*\Z")
_SET_OFF_AFTER: Final = re.compile(rb"['\"`*_]*\s*(?:\Z|[)\]}|<;:(!*\\\n]|[.,](?:\W|\Z)|-\s)")
_MARKS: Final = 40
"""Bytes on either side in which marks are sought that set a few words off."""
_SHORTEST_GARBLED: Final = 10
"""Bytes. What is shorter without its accented letters could be anything."""
_LEFT_FOR_ONE_LOST: Final = 3
_SHORTEST_CODE: Final = 11
"""Bytes. With a slip in it, what is shorter could be another word."""
_TOLD: Final = frozenset({Kind.SENTENCE, Kind.CODE, Kind.ELSEWHERE})
"""Beside a program's own text nobody's description of it counts."""
_WORDS: Final = frozenset({Kind.DESCRIBED, Kind.OTHER_SENSE})


class Search(Protocol):
    """Whatever finds fragments in a text."""

    def find(self, text: Skeleton) -> list[Hit]:
        """Every symptom in a text, by where it ends."""


class Matcher:
    """All symptoms of all languages; built once, never changed, shared by all threads.

    Attributes:
        codes: By their bones, those long enough to be known with a slip in them.
    """

    def __init__(
        self,
        symptoms: Iterable[Symptom],
        search: Callable[[Sequence[Fragment]], Search] = Automaton,
    ) -> None:
        """Takes what is known, and how it is to be sought."""
        known = tuple((_lean(symptom), symptom.fragments) for symptom in symptoms)
        whole = tuple(_whole(known))
        garbled = tuple(fragment for one in known for fragment in _garbled(*one))
        self._all: Final = search(whole + garbled)
        self._garbled: Final = search(garbled)
        self.codes: Final = {
            parts[0].decode(): symptom
            for symptom, parts, _ in whole
            if "_" in symptom.code and len(parts[0]) >= _SHORTEST_CODE
        }

    def find(self, text: Skeleton) -> list[Hit]:
        """Every symptom in a text, also where "?" stands for letters that were lost."""
        return _fitting(self._all.find(text), text)

    def find_garbled(self, text: Skeleton) -> list[Hit]:
        """What is known although letters that are not ASCII have been left out of the text."""
        return _fitting(self._garbled.find(text), text)


def possible(symptoms: Iterable[Symptom], may_hold: Callable[[Fragment], bool]) -> list[Symptom]:
    """Those of which a fragment may stand in a text, and codes, which may have a slip in them."""
    known = [(symptom, symptom.fragments) for symptom in symptoms]
    fragments = chain(_whole(known), *(_garbled(*one) for one in known))
    seen = {fragment.symptom.id for fragment in fragments if may_hold(fragment)}
    return [symptom for symptom, _ in known if symptom.id in seen or "_" in symptom.code]


def _fitting(hits: list[Hit], text: Skeleton) -> list[Hit]:
    """Those whose marks are written and whose words are whole; looked at only where it counts.

    "SSL error" may be any failure of a connection: what the program says of it decides.
    """
    said = [hit for hit in hits if hit.symptom.kind not in _WORDS and _is_written(hit, text)]
    words = [hit for hit in hits if hit.symptom.kind in _WORDS]
    if any(hit.symptom.kind in _TOLD for hit in said):
        return said
    if any(hit.symptom.kind is Kind.GENERIC for hit in said):
        words = [hit for hit in words if not _is_vague(hit)]
    if not any(hit.symptom.kind is Kind.DESCRIBED for hit in words):
        return said
    return said + _telling([hit for hit in words if _counts(hit, text)])


def _telling(words: list[Hit]) -> list[Hit]:
    """Without "SSL error" where the person says more."""
    told = [hit for hit in words if not _is_vague(hit)]
    return told if any(hit.symptom.kind is Kind.DESCRIBED for hit in told) else words


def _is_vague(hit: Hit) -> bool:
    return Problem.HANDSHAKE_FAILURE in hit.symptom.also


def _is_written(hit: Hit, text: Skeleton) -> bool:
    if hit.symptom.whole and not _is_whole(hit, text):
        return False
    if hit.symptom.apart and not _is_apart(hit, text):
        return False
    mark = hit.symptom.written
    if not mark:
        return True
    start, end = text.place(hit.start), text.place(hit.parts[-1][1] - 1) + 1
    return text.flesh.find(mark.encode(), start, end) >= 0


def _is_whole(hit: Hit, text: Skeleton) -> bool:
    return not any(text.is_joined(edge) for part in hit.parts for edge in part)


def _counts(hit: Hit, text: Skeleton) -> bool:
    is_apart = not hit.symptom.apart or _is_apart(hit, text)
    return is_apart and _is_whole(hit, text) and _is_said(hit, text)


def _is_apart(hit: Hit, text: Skeleton) -> bool:
    """Marks on both sides set it off from what is said around it."""
    start, end = text.place(hit.start), text.place(hit.parts[-1][1] - 1) + 1
    before = text.flesh[max(0, start - _MARKS) : start]
    after = text.flesh[end : end + _MARKS]
    return bool(_SET_OFF_BEFORE.search(before) and _SET_OFF_AFTER.match(after))


def _is_said(hit: Hit, text: Skeleton) -> bool:
    """Stands in a sentence and not in an address, whose words (`/expired`) tell nothing."""
    return not any(_is_in_address(text, part) for part in hit.parts)


def _is_in_address(text: Skeleton, part: Span) -> bool:
    first, last = text.place(part[0]), text.place(part[1] - 1) + 1
    before = _WORD_BEFORE.search(text.flesh, max(0, first - _LONGEST_ADDRESS), first)
    after = _WORD_AFTER.match(text.flesh, last, last + _LONGEST_ADDRESS)
    around = (before[0] if before else b"") + text.flesh[first:last] + (after[0] if after else b"")
    return _ADDRESS.search(around) is not None


def _lean(symptom: Symptom) -> Symptom:
    """Without what only its author reads: there are thousands, and they stay in memory."""
    reads_on = symptom.names or symptom.clock or is_dated(symptom)
    fragments = symptom.fragments if reads_on else ()
    return replace(symptom, fragments=fragments, source="", example="")


def _whole(known: Iterable[tuple[Symptom, tuple[str, ...]]]) -> Iterable[Fragment]:
    split = [(one, text.split(GAP)) for one, texts in known for text in texts]
    reduced = iter(bones_of_all(part for _, parts in split for part in parts))
    for symptom, parts in split:
        last = parts[-1]
        is_solid = last[-1:].isdigit() and _NUMBER_LAST.search(last) is not None
        yield Fragment(symptom, tuple(islice(reduced, len(parts))), is_solid)


def _garbled(symptom: Symptom, fragments: tuple[str, ...]) -> Iterable[Fragment]:
    """What a wrong code page leaves of fragments with accented letters."""
    for fragment in fragments:
        if not fragment.isascii():
            parts = fragment.split(GAP)
            if all(map(_survives, parts)):
                yield Fragment(symptom, tuple(map(garbled_bones, parts)), is_solid=False)


def _survives(part: str) -> bool:
    """Enough is left and little lost: English words must not stand for a Greek sentence."""
    left = len(garbled_bones(part))
    lost = len(part) - len(part.encode("ascii", "ignore"))
    return left >= max(_SHORTEST_GARBLED, _LEFT_FOR_ONE_LOST * lost)
