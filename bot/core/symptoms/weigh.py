"""Weighs what was found in a text: the innermost and most specific cause leads."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from bot.core.symptoms.matcher import Hit, Matcher, Span
from bot.core.symptoms.shapes import Kind, Recognised
from bot.core.symptoms.skeleton import cleaned
from bot.core.vocabulary import Problem

_CERTAINTY: Final = (
    (Kind.SENTENCE, 0.95),
    (Kind.CODE, 0.9),
    (Kind.ELSEWHERE, 0.85),
    (Kind.DESCRIBED, 0.6),
    (Kind.GENERIC, 0.4),
    (Kind.HEADING, 0.3),
)
_CERTAIN: Final = dict(_CERTAINTY)
_OF_A_CHOICE: Final = 0.65
"""Confidence in the likeliest of several meanings."""
_RANK: Final = {
    Kind.DENIAL: 7,
    Kind.SENTENCE: 6,
    Kind.CODE: 5,
    Kind.ELSEWHERE: 3,
    Kind.DESCRIBED: 2,
    Kind.GENERIC: 1,
    Kind.HEADING: 0,
}
_RANK_OF_A_CHOICE: Final = 4
_SILENCED_WITHIN: Final = 160
"""Bytes of skeleton around a certificate of another kind (of birth, of a training)."""


def recognise(text: str, matcher: Matcher) -> Recognised:
    """What a text of any kind and language reports; nothing raises, linear in the text."""
    clean = cleaned(text)
    hits = standing(matcher.find(clean))
    if not clean.isascii() and not any(hit.symptom.problem for hit in hits):
        hits = standing(matcher.find_garbled(clean)) or hits
    return weigh(hits)


def standing(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Those that are no part of a longer one, and that nothing takes the meaning from."""
    swallowed = _swallowed(hits)
    kept = tuple(hit for hit in hits if not swallowed.issuperset(hit.parts))
    others = [hit for hit in kept if hit.symptom.kind is Kind.OTHER_SENSE]
    return tuple(hit for hit in kept if not _silenced(hit, others))


def weigh(hits: tuple[Hit, ...]) -> Recognised:
    """The leading problem, all others that are told, and the facts beside them."""
    telling = sorted((hit for hit in hits if hit.symptom.problem), key=_weight)
    facts = _facts(hits)
    if not telling:
        return facts
    first = telling[0].symptom
    also = _in_order([*_told(telling), *first.also])
    return Recognised(
        problem=first.problem,
        also=tuple(problem for problem in also if problem is not first.problem),
        confidence=_OF_A_CHOICE if _leaves_a_choice(telling[0]) else _CERTAIN[first.kind],
        client=_client(telling, hits),
        language=facts.language,
        codes=facts.codes,
        hsts=facts.hsts,
        specific=first.kind in {Kind.SENTENCE, Kind.CODE},
    )


def _weight(hit: Hit) -> tuple[int, int]:
    """The heaviest first; among equals the one that the program said first."""
    return -_rank(hit), hit.start


def _rank(hit: Hit) -> int:
    return _RANK_OF_A_CHOICE if _leaves_a_choice(hit) else _RANK.get(hit.symptom.kind, 0)


def _leaves_a_choice(hit: Hit) -> bool:
    return bool(hit.symptom.also) and hit.symptom.kind in {Kind.SENTENCE, Kind.CODE}


def _told(telling: list[Hit]) -> Iterable[Problem]:
    """What is said in so many words; headings and guesses only where they are all there is."""
    weakest = min(_rank(telling[0]), _RANK[Kind.ELSEWHERE])
    for hit in telling:
        if hit.symptom.problem and _rank(hit) >= weakest:
            yield hit.symptom.problem


def _facts(hits: tuple[Hit, ...]) -> Recognised:
    ordered = sorted(hits, key=lambda hit: hit.start)
    sizes: Counter[str] = Counter()
    for hit in ordered:
        sizes[hit.symptom.language] += hit.size if hit.symptom.language else 0
    said = [hit.symptom.hsts for hit in ordered if hit.symptom.hsts is not None]
    return Recognised(
        client=_client([], hits),
        language=max(sizes, key=lambda tag: sizes[tag], default=""),
        codes=tuple(dict.fromkeys(hit.symptom.code for hit in ordered if hit.symptom.code)),
        hsts=any(said) if said else None,
    )


def _client(telling: list[Hit], hits: tuple[Hit, ...]) -> str:
    """The program that says so itself, else the one whose words lead."""
    named = [hit for hit in hits if hit.symptom.kind is Kind.CLIENT]
    for hit in (*named, *telling, *hits):
        if hit.symptom.client:
            return hit.symptom.client
    return ""


def _swallowed(hits: tuple[Hit, ...]) -> set[Span]:
    """Spans that lie within a longer one, or are mostly covered by a longer one of more weight."""
    ranks: dict[Span, int] = {}
    for hit in hits:
        for span in hit.parts:
            ranks[span] = max(ranks.get(span, 0), _rank(hit))
    inside: set[Span] = set()
    near: list[Span] = []
    for span in sorted(ranks):
        near = [other for other in near if other.end > span.start]
        for other in near:
            shorter, longer = sorted((span, other), key=_length)
            missing = _length(shorter) - (min(span.end, other.end) - span.start)
            spared = missing and ranks[longer] < ranks[shorter]
            if (
                _length(shorter) < _length(longer)
                and 2 * missing <= _length(shorter)
                and not spared
            ):
                inside.add(shorter)
        near.append(span)
    return inside


def _length(span: Span) -> int:
    return span.end - span.start


def _silenced(hit: Hit, others: list[Hit]) -> bool:
    return hit.symptom.kind is Kind.DESCRIBED and any(
        hit.start - _SILENCED_WITHIN < other.end and other.start < hit.end + _SILENCED_WITHIN
        for other in others
    )


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
