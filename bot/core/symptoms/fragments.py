"""One pass over a text for a set of fragments, with gaps; the only door to ahocorasick-rs."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from bot.core.symptoms.shapes import Kind, Symptom
from bot.core.symptoms.skeleton import Skeleton
from bot.core.vocabulary import Problem

_REPEATS: Final = 50
"""What stands in a text this often is looked at no further: it would tell no more."""
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

_GENERAL: Final = frozenset({Kind.GENERIC, Kind.DESCRIBED})

Span = tuple[int, int]
"""A stretch of the skeleton, in bytes; the end is not part of it."""

_Found = tuple[int, int, int]
"""A pattern that something may go on from, and its span."""


class Fragment(NamedTuple):
    """A text by which a symptom is known.

    Attributes:
        parts: Bones of what stands before, between and after the gaps; none is empty.
        is_solid: Ends in a short number that must be written in one piece ("526", not "1.2").
    """

    symptom: Symptom
    parts: tuple[bytes, ...]
    is_solid: bool


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


class Automaton:
    """Fragments as one automaton; built once, never changed, shared by all threads."""

    def __init__(self, fragments: Iterable[Fragment]) -> None:
        patterns: dict[bytes, int] = {}
        alone: defaultdict[int, list[_Use]] = defaultdict(list)
        after: defaultdict[int, defaultdict[int, list[_Use]]] = defaultdict(_lists)
        one: dict[int, _Use] = {}
        solid: set[int] = set()
        begun: set[int] = set()
        for symptom, parts, is_solid in fragments:
            *before, last = [patterns.setdefault(part, len(patterns)) for part in parts]
            use = one.get(id(symptom))
            if use is None:
                use = one[id(symptom)] = _Use(symptom, rank_of(symptom), ())
            if before:
                use = use._replace(before=tuple(before))
            (after[last][before[-1]] if before else alone[last]).append(use)
            begun.update(before)
            if is_solid:
                solid.add(last)
        self._after: Final = {last: dict(uses) for last, uses in after.items()}
        self._reach: Final = {last: _reach(uses.values()) for last, uses in after.items()}
        self._ends: Final = [number in alone or number in after for number in range(len(patterns))]
        same: dict[tuple[int, ...], tuple[_Use, ...]] = {}
        self._alone: Final = [
            same.setdefault(tuple(map(id, uses)), tuple(uses))
            for uses in (alone[number] for number in range(len(patterns)))
        ]
        self._begun: Final = frozenset(begun)
        self._solid: Final = frozenset(solid)
        self._numeric: Final = [part[:1].isdigit() or part[-1:].isdigit() for part in patterns]
        self._found_in: Final = BytesAhoCorasick(list(patterns) or [b"\0"]).find_matches_as_indexes

    def find(self, text: Skeleton) -> list[Hit]:
        """Every symptom in a text, by where it ends; linear in the text."""
        hits: list[Hit] = []
        begun: list[_Found] = []
        repeats: dict[int, int] = {}
        for pattern, start, end in self._found_in(text.bones, overlapping=True):
            span = (start, end)
            if self._numeric[pattern] and self._is_no_number(text, pattern, span):
                continue
            count = repeats.get(pattern, 0) if self._ends[pattern] else _REPEATS
            if count < _REPEATS and (completed := self._completed(pattern, span, begun)):
                hits += completed
                repeats[pattern] = count + 1
            if pattern in self._begun:
                begun.append((pattern, start, end))
        return hits

    def _completed(self, last: int, span: Span, begun: list[_Found]) -> list[Hit]:
        """Fragments that end here and began near enough; each from its nearest beginning."""
        hits = [Hit(rank, span[0], (span,), symptom) for symptom, rank, _ in self._alone[last]]
        after = self._after.get(last)
        if not after:
            return hits
        farthest = span[0] - self._reach[last]
        tried: set[int] = set()
        for index in range(len(begun) - 1, -1, -1):
            pattern, _, end = begun[index]
            if end < farthest:
                break
            if pattern not in after or end > span[0] or pattern in tried:
                continue
            tried.add(pattern)
            for symptom, rank, before in after[pattern]:
                if span[0] - end <= symptom.gap and (
                    parts := _earlier(before, begun, index, symptom.gap)
                ):
                    hits.append(Hit(rank, parts[0][0], (*parts, span), symptom))
        return hits

    def _is_no_number(self, text: Skeleton, pattern: int, span: Span) -> bool:
        return _cuts_a_number(text, span) or (pattern in self._solid and _is_torn(text, span[1]))


def rank_of(symptom: Symptom) -> int:
    """How much a symptom tells against others."""
    if symptom.also and symptom.kind in {Kind.SENTENCE, Kind.CODE}:
        return _RANK_OF_A_CHOICE
    if symptom.kind in _GENERAL and symptom.problem in _WRAPPERS:
        return _RANK_OF_A_WRAPPER
    if symptom.kind is Kind.DESCRIBED and symptom.problem is Problem.CERTIFICATE_UNVERIFIED:
        return _RANKS[Kind.GENERIC]
    return _RANKS.get(symptom.kind, 0)


def _earlier(
    before: tuple[int, ...], begun: list[_Found], index: int, gap: int
) -> tuple[Span, ...]:
    """The parts up to one that was found, each near enough to the next; empty where one lacks."""
    parts: tuple[Span, ...] = (begun[index][1:],)
    for wanted in reversed(before[:-1]):
        found = None
        while index and found is None:
            index -= 1
            pattern, start, end = begun[index]
            if end < parts[0][0] - gap:
                return ()
            if pattern == wanted and end <= parts[0][0]:
                found = (start, end)
        if found is None:
            return ()
        parts = (found, *parts)
    return parts


def _lists() -> defaultdict[int, list[_Use]]:
    return defaultdict(list)


def _reach(uses: Iterable[list[_Use]]) -> int:
    """The widest gap before a last part."""
    return max(use.symptom.gap for several in uses for use in several)


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
