"""Finds every known fragment in one pass over the text."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from bot.core.symptoms.shapes import Kind, Symptom
from bot.core.symptoms.skeleton import Skeleton, bones, garbled_skeleton
from bot.core.vocabulary import Problem

GAP: Final = "…"
_NUMBER_LAST: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{3,5}\W*$")
_SHORTEST_GARBLED: Final = 10
"""Bytes. What is shorter without its accented letters could be anything."""
_SHORTEST_CODE: Final = 12
"""Bytes. With a slip in it, what is shorter could be another word."""
_REPEATS: Final = 50
"""A symptom that stands in a text this often is looked for no further."""


_RANKS: Final = {
    Kind.DENIAL: 8,
    Kind.SENTENCE: 7,
    Kind.CODE: 6,
    Kind.ELSEWHERE: 4,
    Kind.DESCRIBED: 3,
    Kind.GENERIC: 2,
}
_RANK_OF_A_CHOICE: Final = 5
_RANK_OF_A_WRAPPER: Final = 1
_WRAPPERS: Final = frozenset({Problem.OTHER_TLS, Problem.HANDSHAKE_FAILURE, Problem.UNCLEAR})
"""What is printed around any other failure of a connection."""
_TOLD: Final = frozenset({Kind.SENTENCE, Kind.CODE, Kind.ELSEWHERE})
"""Beside a program's own text nobody's description of it counts."""
_WORDS: Final = frozenset({Kind.DESCRIBED, Kind.OTHER_SENSE})

Span = tuple[int, int]
"""A stretch of the skeleton, in bytes; the end is not part of it."""


class Hit(NamedTuple):
    """A symptom that stands in the text.

    Attributes:
        rank: The higher, the more it tells; what leaves a choice ranks below what names a cause.
        start: Where the first part of the fragment begins, in bytes of the skeleton.
        parts: Where the parts of the fragment stand, in order.
    """

    rank: int
    start: int
    parts: tuple[Span, ...]
    symptom: Symptom


class _Use(NamedTuple):
    """What a pattern completes: the last part of a fragment, and the patterns before it."""

    symptom: Symptom
    rank: int
    before: tuple[int, ...]


class Matcher:
    """All symptoms as one automaton; built once, never changed, shared by all threads."""

    def __init__(self, symptoms: Iterable[Symptom]) -> None:
        patterns: dict[bytes, int] = {}
        uses: defaultdict[int, list[_Use]] = defaultdict(list)
        solid: set[bytes] = set()
        for symptom in symptoms:
            solid.update(_solid(symptom))
            for parts in _spellings(symptom):
                *before, last = [patterns.setdefault(part, len(patterns)) for part in parts]
                uses[last].append(_Use(symptom, rank_of(symptom), tuple(before)))
        self._uses: Final = [tuple(uses[number]) for number in range(len(patterns))]
        self._numeric: Final = [part[:1].isdigit() or part[-1:].isdigit() for part in patterns]
        self._solid: Final = [part in solid for part in patterns]
        self._automaton: Final = BytesAhoCorasick(list(patterns) or [b"\0"])
        self.codes: Final = {
            part.decode(): use.symptom
            for part, number in patterns.items()
            for use in self._uses[number]
            if "_" in use.symptom.code and len(part) >= _SHORTEST_CODE
        }

    def find(self, text: Skeleton) -> list[Hit]:
        """Every symptom in a text, by where it ends; linear in the text."""
        hits: list[Hit] = []
        seen: dict[int, Span] = {}
        counts: dict[str, int] = {}
        found = self._automaton.find_matches_as_indexes(text.bones, overlapping=True)
        for pattern, start, end in found:
            span = (start, end)
            if self._numeric[pattern] and (
                _cuts_a_number(text, span) or (self._solid[pattern] and _is_torn(text, end))
            ):
                continue
            for symptom, rank, before in self._uses[pattern]:
                parts = _parts(before, span, seen, symptom.gap) if before else (span,)
                if parts and (count := counts.get(symptom.id, 0)) < _REPEATS:
                    counts[symptom.id] = count + 1
                    hits.append(Hit(rank, parts[0][0], parts, symptom))
            seen[pattern] = span
        return _fitting(hits, text)


def rank_of(symptom: Symptom) -> int:
    """How much a symptom tells against others."""
    if symptom.also and symptom.kind in {Kind.SENTENCE, Kind.CODE}:
        return _RANK_OF_A_CHOICE
    if symptom.kind is Kind.GENERIC and symptom.problem in _WRAPPERS:
        return _RANK_OF_A_WRAPPER
    return _RANKS.get(symptom.kind, 0)


def _parts(
    before: tuple[int, ...], last: Span, seen: dict[int, Span], gap: int
) -> tuple[Span, ...]:
    """All parts in order and near enough to one another; empty where one is missing."""
    parts: tuple[Span, ...] = (last,)
    for pattern in reversed(before):
        earlier = seen.get(pattern)
        if earlier is None or not 0 <= parts[0][0] - earlier[1] <= gap:
            return ()
        parts = (earlier, *parts)
    return parts


def _fitting(hits: list[Hit], text: Skeleton) -> list[Hit]:
    """Those whose marks are written and whose words are whole; looked at only where it counts."""
    said = [hit for hit in hits if hit.symptom.kind not in _WORDS and _is_written(hit, text)]
    words = [hit for hit in hits if hit.symptom.kind in _WORDS]
    if any(hit.symptom.kind in _TOLD for hit in said):
        return said
    if not any(hit.symptom.kind is Kind.DESCRIBED for hit in words):
        return said
    return said + [hit for hit in words if _is_whole(hit, text)]


def _is_written(hit: Hit, text: Skeleton) -> bool:
    mark = hit.symptom.written
    if hit.symptom.whole and not _is_whole(hit, text):
        return False
    if not mark:
        return True
    start, end = text.places[hit.start], text.places[hit.parts[-1][1] - 1] + 1
    return text.flesh.find(mark.encode(), start, end) >= 0


def _is_whole(hit: Hit, text: Skeleton) -> bool:
    return not any(text.is_joined(edge) for part in hit.parts for edge in part)


def _cuts_a_number(text: Skeleton, span: Span) -> bool:
    """A fragment that begins or ends with a digit must not stand inside a longer number."""
    return any(
        text.bones[edge - 1 : edge].isdigit()
        and text.bones[edge : edge + 1].isdigit()
        and text.is_joined(edge)
        for edge in span
    )


def _is_torn(text: Skeleton, end: int) -> bool:
    """The number at the end is none: its digits stand apart, as in "5 + 22"."""
    last = end - 1
    while text.bones[last - 1 : last].isdigit():
        if not text.is_joined(last):
            return True
        last -= 1
    return False


def _solid(symptom: Symptom) -> Iterable[bytes]:
    """Last parts that end in a short number of one piece ("526", not "1.2")."""
    for fragment in symptom.fragments:
        if fragment[-1:].isdigit() or fragment[-2:-1].isdigit():
            last = fragment.rpartition(GAP)[2]
            if _NUMBER_LAST.search(last):
                yield bones(last)


def _spellings(symptom: Symptom) -> Iterable[tuple[bytes, ...]]:
    """The parts of every fragment, and what a wrong code page leaves of them."""
    for fragment in symptom.fragments:
        parts = fragment.split(GAP)
        yield tuple(map(bones, parts))
        if not fragment.isascii():
            garbled = tuple(garbled_skeleton(part).bones for part in parts)
            if all(len(part) >= _SHORTEST_GARBLED for part in garbled):
                yield garbled
