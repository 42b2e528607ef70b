"""Keeps what stands by itself: no part of a longer text, not denied, not of another sense."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from bot.core.symptoms.fragments import Hit, Span
from bot.core.symptoms.shapes import Kind

_NAMED: Final = 5
"""Rank from which on a text names a cause, if only a choice between several."""
_SILENCED_WITHIN: Final = 160
"""Bytes of skeleton around a certificate of another kind (of birth, of a training)."""


def standing(hits: list[Hit]) -> list[Hit]:
    """Those that are no part of a longer one, and that nothing takes the meaning from."""
    denied = sorted(hit.parts[0] for hit in hits if hit.symptom.kind is Kind.DENIAL)
    if denied:
        hits = [hit for hit in hits if not any(_within(part, denied) for part in hit.parts)]
    if len(hits) > 1 and (swallowed := _swallowed(hits)):
        hits = [hit for hit in hits if _stands(hit, swallowed)]
    others = [hit for hit in hits if hit.symptom.kind is Kind.OTHER_SENSE]
    return [hit for hit in hits if not _silenced(hit, others)] if others else hits


def _within(span: Span, denied: list[Span]) -> bool:
    """The denial that begins last before a span, or with it, reaches to the span's end."""
    nearest = bisect_right(denied, span[0], key=_beginning) - 1
    return nearest >= 0 and span[1] <= denied[nearest][1] and span != denied[nearest]


def _beginning(span: Span) -> int:
    return span[0]


def _stands(hit: Hit, swallowed: set[Span]) -> bool:
    """Who speaks is true within longer words too."""
    return hit.symptom.kind is Kind.CLIENT or not swallowed.issuperset(hit.parts)


def _swallowed(hits: list[Hit]) -> set[Span]:
    """Spans that lie within a longer one, or are mostly covered by a longer one of more weight."""
    ranks: dict[Span, int] = {}
    for hit in hits:
        for span in hit.parts:
            ranks[span] = max(ranks.get(span, 0), hit.rank)
    inside: set[Span] = set()
    near: list[Span] = []
    for span in sorted(ranks):
        near = [other for other in near if other[1] > span[0]]
        for other in near:
            if covered := _covered(other, span, ranks):
                inside.add(covered)
        near.append(span)
    return inside


def _covered(left: Span, right: Span, ranks: dict[Span, int]) -> Span | None:
    """Which of two that overlap says nothing beside the other."""
    sizes = (left[1] - left[0], right[1] - right[0])
    if sizes[0] == sizes[1]:
        return None
    shorter, longer = (left, right) if sizes[0] < sizes[1] else (right, left)
    missing = min(sizes) - (min(left[1], right[1]) - right[0])
    if missing and (2 * missing > min(sizes) or ranks[longer] < min(ranks[shorter], _NAMED)):
        return None
    return shorter


def _silenced(hit: Hit, others: Iterable[Hit]) -> bool:
    if hit.symptom.kind is not Kind.DESCRIBED:
        return False
    first, last = hit.start - _SILENCED_WITHIN, hit.parts[-1][1] + _SILENCED_WITHIN
    return any(first < other.parts[-1][1] and other.start < last for other in others)
