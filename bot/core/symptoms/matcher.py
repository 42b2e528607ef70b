"""Finds every known fragment in one pass over the text."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from bot.core.symptoms.shapes import Symptom
from bot.core.symptoms.skeleton import ascii_skeleton, origins, skeleton

GAP: Final = "…"
_SHORTEST_GARBLED: Final = 10
"""Bytes. What is shorter without its accented letters could be anything."""


class Span(NamedTuple):
    """A stretch of the skeleton, in bytes; the end is not part of it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A symptom that stands in the text.

    Attributes:
        parts: Where the parts of the fragment stand, in order.
    """

    symptom: Symptom
    parts: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where the first part begins."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """Where the last part ends."""
        return self.parts[-1].end

    @property
    def size(self) -> int:
        """Bytes that agree; the gaps do not count."""
        return sum(end - start for start, end in self.parts)


class _Use(NamedTuple):
    """What a pattern completes: the last part of a fragment, and the patterns before it."""

    symptom: Symptom
    before: tuple[int, ...]


class Matcher:
    """All symptoms as one automaton; built once, never changed, shared by all threads."""

    def __init__(self, symptoms: Iterable[Symptom]) -> None:
        self.symptoms: Final = tuple(symptoms)
        self._patterns: dict[bytes, int] = {}
        self._uses: defaultdict[int, list[_Use]] = defaultdict(list)
        for symptom in self.symptoms:
            for parts in _spellings(symptom):
                self._add(symptom, parts)
        self._automaton: Final = BytesAhoCorasick(list(self._patterns) or [b"\0"])

    def find(self, text: str) -> tuple[Hit, ...]:
        """Every symptom in a cleaned text, by where it ends; linear in the text."""
        return tuple(_Search(self, text, skeleton(text)).hits())

    def find_garbled(self, text: str) -> tuple[Hit, ...]:
        """The same for a text whose accented letters are lost."""
        return tuple(_Search(self, text, ascii_skeleton(text)).hits())

    def _add(self, symptom: Symptom, parts: tuple[bytes, ...]) -> None:
        numbers = tuple(self._patterns.setdefault(part, len(self._patterns)) for part in parts)
        self._uses[numbers[-1]].append(_Use(symptom, numbers[:-1]))

    def occurrences(self, bones: bytes) -> list[tuple[int, int, int]]:
        """Pattern, start and end of every occurrence, also of those that overlap."""
        return self._automaton.find_matches_as_indexes(bones, overlapping=True)

    def completed_by(self, pattern: int) -> list[_Use]:
        """The fragments that end in a pattern; none for what only begins one."""
        return self._uses.get(pattern, [])


class _Search:
    """One pass over one text."""

    def __init__(self, matcher: Matcher, text: str, bones: bytes) -> None:
        self._matcher = matcher
        self._text = text
        self._bones = bones
        self._origins: list[int] | None = None
        self._seen: dict[int, Span] = {}

    def hits(self) -> Iterable[Hit]:
        for pattern, start, end in self._matcher.occurrences(self._bones):
            span = Span(start, end)
            if self._cuts_a_number(span):
                continue
            for use in self._matcher.completed_by(pattern):
                parts = self._parts(use, span)
                if parts and self._fits(use.symptom, parts):
                    yield Hit(symptom=use.symptom, parts=parts)
            self._seen[pattern] = span

    def _parts(self, use: _Use, last: Span) -> tuple[Span, ...]:
        """All parts in order and near enough to one another; empty where one is missing."""
        parts = [last]
        for pattern in reversed(use.before):
            earlier = self._seen.get(pattern)
            if earlier is None or not 0 <= parts[0].start - earlier.end <= use.symptom.gap:
                return ()
            parts.insert(0, earlier)
        return tuple(parts)

    def _fits(self, symptom: Symptom, parts: tuple[Span, ...]) -> bool:
        if symptom.written and symptom.written not in self._original(parts):
            return False
        return not symptom.whole_words or not any(self._cuts_a_word(part) for part in parts)

    def _original(self, parts: tuple[Span, ...]) -> str:
        found = self._located()
        return self._text[found[parts[0].start] : found[parts[-1].end - 1] + 1]

    def _cuts_a_number(self, span: Span) -> bool:
        """A fragment that begins or ends with a digit must not stand inside a longer number."""
        start, end = span
        bones = self._bones
        return (
            end < len(bones)
            and bones[end - 1 : end].isdigit()
            and bones[end : end + 1].isdigit()
            and self._joined(end)
        ) or (
            start > 0
            and bones[start : start + 1].isdigit()
            and bones[start - 1 : start].isdigit()
            and self._joined(start)
        )

    def _cuts_a_word(self, span: Span) -> bool:
        return self._joined(span.start) or self._joined(span.end)

    def _joined(self, at: int) -> bool:
        """Nothing but the place itself stands between the bytes before and after it."""
        found = self._located()
        return 0 < at < len(found) and found[at] - found[at - 1] <= 1

    def _located(self) -> list[int]:
        if self._origins is None:
            self._origins = origins(self._text)
        return self._origins


def _spellings(symptom: Symptom) -> Iterable[tuple[bytes, ...]]:
    """The parts of every fragment, and what a wrong code page leaves of them."""
    for fragment in symptom.fragments:
        parts = fragment.split(GAP)
        whole = tuple(skeleton(part) for part in parts)
        yield whole
        garbled = tuple(ascii_skeleton(part) for part in parts)
        if garbled != whole and all(len(part) >= _SHORTEST_GARBLED for part in garbled):
            yield garbled
