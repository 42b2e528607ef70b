"""Weighs what was found in a text: the innermost and most specific cause leads."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from bot.core.symptoms.matcher import Hit, Matcher, Span
from bot.core.symptoms.near_misses import near_misses
from bot.core.symptoms.offered import names_offered
from bot.core.symptoms.shapes import Kind, Recognised
from bot.core.symptoms.skeleton import cleaned, garbled_skeleton, skeleton
from bot.core.vocabulary import Problem

_CERTAIN: Final = (0.3, 0.35, 0.4, 0.6, 0.85, 0.65, 0.9, 0.95)
"""Confidence by rank: from a heading over a choice between causes to a sentence that names one."""
_LEAST_TOLD: Final = 4
"""Rank. What ranks lower is told only where nothing higher is."""
_NAMED: Final = 5
"""Rank from which on a text names a cause, if only a choice between several."""
_SPECIFIC: Final = frozenset({Kind.SENTENCE, Kind.CODE})
_NO_CAUSE: Final = frozenset({Problem.CERTIFICATE_UNVERIFIED, Problem.OTHER_TLS, Problem.UNCLEAR})
_LIBRARIES: Final = frozenset(
    {
        "",
        "openssl",
        "gnutls",
        "wolfssl",
        "mbedtls",
        "rustls",
        "windows",
        "apple",
        "java",
        "python",
        "curl",
        "go",
    }
)
"""Whose words other programs pass on."""
_ENGLISH: Final = "en"
_SILENCED_WITHIN: Final = 160
"""Bytes of skeleton around a certificate of another kind (of birth, of a training)."""


def recognise(text: str, matcher: Matcher) -> Recognised:
    """What a text of any kind and language reports; nothing raises, linear in the text."""
    clean = cleaned(text)
    bare = skeleton(clean)
    hits = standing(matcher.find(bare))
    names = names_offered(bare, hits)
    if not _tells(hits) and not clean.isascii():
        hits = standing(matcher.find(garbled_skeleton(clean))) or hits
    if not _tells(hits):
        hits = [*hits, *near_misses(bare, matcher)]
    return replace(weigh(hits), names=names) if names else weigh(hits)


def _tells(hits: list[Hit]) -> bool:
    """More than a heading or a guess."""
    return any(hit.rank >= _LEAST_TOLD and hit.symptom.problem for hit in hits)


def standing(hits: list[Hit]) -> list[Hit]:
    """Those that are no part of a longer one, and that nothing takes the meaning from."""
    denied = sorted(hit.parts[0] for hit in hits if hit.symptom.kind is Kind.DENIAL)
    if denied:
        hits = [hit for hit in hits if not any(_within(part, denied) for part in hit.parts)]
    if len(hits) > 1 and (swallowed := _swallowed(hits)):
        hits = [hit for hit in hits if _stands(hit, swallowed)]
    others = [hit for hit in hits if hit.symptom.kind is Kind.OTHER_SENSE]
    return [hit for hit in hits if not _silenced(hit, others)] if others else hits


def weigh(hits: list[Hit]) -> Recognised:
    """The leading problem, all others that are told, and the facts beside them."""
    hits = sorted(hits, key=_by_place)
    telling = sorted((hit for hit in hits if hit.symptom.problem), key=_by_rank)
    if not telling:
        return _facts(hits)
    rank, _, _, first = telling[0]
    least = min(rank, _LEAST_TOLD)
    told = dict.fromkeys(hit.symptom.problem for hit in telling if hit.rank >= least)
    also = (*told, *first.also)
    return _facts(
        hits,
        problem=first.problem,
        also=tuple(dict.fromkeys(p for p in also if p and p is not first.problem)),
        confidence=_CERTAIN[rank],
        specific=first.kind in _SPECIFIC and first.problem not in _NO_CAUSE,
        client=first.client,
    )


def _beginning(span: Span) -> int:
    return span[0]


def _by_rank(hit: Hit) -> int:
    return -hit.rank


def _by_place(hit: Hit) -> tuple[int, int]:
    """In order of appearance; of those that begin alike the one that says more comes first."""
    return hit.start, -hit.parts[-1][1]


def _facts(  # noqa: PLR0913  one call builds the whole value
    hits: list[Hit],
    *,
    problem: Problem | None = None,
    also: tuple[Problem, ...] = (),
    confidence: float = 0.0,
    specific: bool = False,
    client: str = "",
) -> Recognised:
    codes: dict[str, None] = {}
    sizes: dict[str, int] = {}
    hsts: bool | None = None
    named = ""
    for hit in hits:
        symptom = hit.symptom
        if symptom.code:
            codes[symptom.code] = None
        if symptom.language:
            size = sum(end - start for start, end in hit.parts)
            sizes[symptom.language] = sizes.get(symptom.language, 0) + size
        if symptom.hsts is not None:
            hsts = hsts or symptom.hsts
        if symptom.kind is Kind.CLIENT:
            named = named or symptom.client
        client = client or symptom.client
    return Recognised(
        problem=problem,
        also=also,
        confidence=confidence,
        client=named if named and client in _LIBRARIES else client,
        language=_language(sizes),
        codes=tuple(codes),
        hsts=hsts,
        specific=specific,
    )


def _language(sizes: dict[str, int]) -> str:
    """The one that most is said in.

    A page half translated is the translation's, and what two relatives have in common belongs to
    the one with the plainer tag ("es" before "es-419").
    """
    return max(sizes, key=lambda tag: (tag != _ENGLISH, sizes[tag], -len(tag)), default="")


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


def _within(span: Span, denied: list[Span]) -> bool:
    """The denial that begins last before a span, or with it, reaches to the span's end."""
    nearest = bisect_right(denied, span[0], key=_beginning) - 1
    return nearest >= 0 and span[1] <= denied[nearest][1] and span != denied[nearest]


def _stands(hit: Hit, swallowed: set[Span]) -> bool:
    """Who speaks is true within longer words too."""
    return hit.symptom.kind is Kind.CLIENT or not swallowed.issuperset(hit.parts)


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
