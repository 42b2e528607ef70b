"""One pass over a text for a set of fragments, with gaps; the only door to ahocorasick-rs."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from bot.core.symptoms.shapes import Kind, Symptom
from bot.core.symptoms.skeleton import Skeleton
from bot.core.vocabulary import Problem

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

Span = tuple[int, int]
"""A stretch of the skeleton, in bytes; the end is not part of it."""


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
        uses: defaultdict[int, list[_Use]] = defaultdict(list)
        solid: set[int] = set()
        for symptom, parts, is_solid in fragments:
            *before, last = [patterns.setdefault(part, len(patterns)) for part in parts]
            uses[last].append(_Use(symptom, rank_of(symptom), tuple(before)))
            if is_solid:
                solid.add(last)
        self._uses: Final = [tuple(uses[number]) for number in range(len(patterns))]
        self._numeric: Final = [part[:1].isdigit() or part[-1:].isdigit() for part in patterns]
        self._solid: Final = frozenset(solid)
        self._found_in: Final = BytesAhoCorasick(list(patterns) or [b"\0"]).find_matches_as_indexes

    def find(self, text: Skeleton) -> list[Hit]:
        """Every symptom in a text, by where it ends; linear in the text."""
        hits: list[Hit] = []
        seen: dict[int, Span] = {}
        counts: dict[str, int] = {}
        for pattern, start, end in self._found_in(text.bones, overlapping=True):
            span = (start, end)
            if self._numeric[pattern] and self._is_no_number(text, pattern, span):
                continue
            for symptom, rank, before in self._uses[pattern]:
                parts = _parts(before, span, seen, symptom.gap) if before else (span,)
                if parts and (count := counts.get(symptom.id, 0)) < _REPEATS:
                    counts[symptom.id] = count + 1
                    hits.append(Hit(rank, parts[0][0], parts, symptom))
            seen[pattern] = span
        return hits

    def _is_no_number(self, text: Skeleton, pattern: int, span: Span) -> bool:
        return _cuts_a_number(text, span) or (pattern in self._solid and _is_torn(text, span[1]))


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
