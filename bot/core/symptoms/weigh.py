"""Weighs what was found in a text: the innermost and most specific cause leads."""

from typing import Final

from msgspec.structs import replace

from bot.core.symptoms.fragments import Hit
from bot.core.symptoms.matcher import Matcher
from bot.core.symptoms.offered import names_offered
from bot.core.symptoms.shapes import Kind, Recognised, is_dated
from bot.core.symptoms.sieve import Glimpse
from bot.core.symptoms.skeleton import (
    Skeleton,
    bones,
    cleaned,
    garbled_bones,
    garbled_skeleton,
    skeleton,
)
from bot.core.symptoms.standing import standing
from bot.core.vocabulary import NAMES_NO_CAUSE, Problem

_CERTAIN: Final = (0.3, 0.35, 0.4, 0.6, 0.85, 0.65, 0.9, 0.95)
"""Confidence by rank: from a heading over a choice between causes to a sentence that names one."""
_LEAST_TOLD: Final = 4
"""Rank. What ranks lower is told only where nothing higher is."""
_SPECIFIC: Final = frozenset({Kind.SENTENCE, Kind.CODE})
_PRINTED: Final = frozenset({Kind.SENTENCE, Kind.CODE, Kind.ELSEWHERE, Kind.GENERIC})
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


def recognise(text: str, matcher: Matcher) -> Recognised:
    """What a text of any kind and language reports; nothing raises, linear in the text."""
    clean = cleaned(text)
    bare = skeleton(clean)
    hits = standing(matcher.find(bare))
    names = names_offered(bare, hits)
    clocks = tuple(words for hit in hits if hit.symptom.clock for words in hit.symptom.fragments)
    if not _tells(hits):
        hits = _looked_at_again(clean, bare, hits, matcher)
    found = weigh(hits)
    ends, begins = _dated(hits, Problem.EXPIRED), _dated(hits, Problem.NOT_YET_VALID)
    if names or clocks or ends or begins:
        return replace(found, names=names, clocks=clocks, ends=ends, begins=begins)
    return found


def _dated(hits: list[Hit], problem: Problem) -> tuple[str, ...]:
    """The words of sentences that tell this problem, near which its day stands."""
    told = {
        words: None
        for hit in hits
        if hit.symptom.problem is problem and is_dated(hit.symptom)
        for words in hit.symptom.fragments
    }
    return tuple(told)


def glimpse_of(text: str) -> Glimpse:
    """All that `recognise` may look at in a text, on second thoughts too."""
    clean = cleaned(text)
    return Glimpse(bones(clean), garbled_bones(clean))


def _looked_at_again(clean: str, bare: Skeleton, hits: list[Hit], matcher: Matcher) -> list[Hit]:
    """What a second, more tolerant reading finds beside the headings and guesses of the first."""
    # Its library takes 4 MB and 10 ms that most texts do without.
    from bot.core.symptoms.near_misses import near_misses  # noqa: PLC0415

    if not clean.isascii():
        hits = [*hits, *standing(matcher.find_garbled(garbled_skeleton(clean)))]
    return hits if _tells(hits) else [*hits, *near_misses(bare, matcher)]


def _tells(hits: list[Hit]) -> bool:
    """More than a heading or a guess."""
    return any(hit.rank >= _LEAST_TOLD and hit.symptom.problem for hit in hits)


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
        specific=first.kind in _SPECIFIC and first.problem not in NAMES_NO_CAUSE,
        client=first.client,
    )


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
        printed=any(hit.symptom.kind in _PRINTED for hit in hits),
    )


def _language(sizes: dict[str, int]) -> str:
    """The one that most is said in.

    A page half translated is the translation's, and what two relatives have in common belongs to
    the one with the plainer tag ("es" before "es-419").
    """
    return max(sizes, key=lambda tag: (tag != _ENGLISH, sizes[tag], -len(tag)), default="")
