"""Codes with a slip of a typist or of a picture's reading; only where exact search failed."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process

from bot.core.symptoms.matcher import Hit, Matcher, rank_of
from bot.core.symptoms.skeleton import Skeleton, skeleton

_TOKEN: Final = re.compile(rb"[A-Za-z0-9:]{2,40}(?:_{1,3}[A-Za-z0-9]{1,40}){2,12}")
_SEEDS: Final = (b"errcert", b"errssl", b"secerror", b"sslerror", b"pkixerror", b"neterr")
"""How codes begin that a picture's reading has broken into words."""
_LONGEST: Final = 60
_TRIED: Final = 6
"""Places in one text at which a code is tried: what follows would be the same code again."""
_ALIKE: Final = 88.0
"""Percent of letters in common (rapidfuzz ratio): two slips in a code of twenty letters."""


def near_misses(text: Skeleton, matcher: Matcher) -> list[Hit]:
    """The codes that were most likely meant, by where they stand."""
    found: list[Hit] = []
    for cut in islice(_cuts(text), _TRIED):
        best = _most_alike(cut, matcher)
        if best:
            symptom = matcher.codes[best]
            found.append(Hit(rank_of(symptom), 0, ((0, len(best)),), symptom))
    return found


def _cuts(text: Skeleton) -> Iterator[str]:
    if b"_" in text.flesh:
        for token in _TOKEN.finditer(text.flesh):
            yield skeleton(token[0].decode("ascii", "ignore")).bones.decode()
    for seed in _SEEDS:
        at = text.bones.find(seed)
        if at >= 0:
            yield text.bones[at : at + _LONGEST].decode("utf-8", "ignore")


def _most_alike(cut: str, matcher: Matcher) -> str | None:
    """A cut may be longer than the code: each code is held against as much as it is long."""
    whole = process.extractOne(cut, matcher.codes.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if whole:
        return str(whole[0])
    scored = ((fuzz.ratio(code, cut[: len(code)]), code) for code in _plausible(cut, matcher))
    score, code = max(scored, default=(0.0, ""))
    return code if score >= _ALIKE else None


def _plausible(cut: str, matcher: Matcher) -> Iterable[str]:
    return (code for code in matcher.codes if code[:3] == cut[:3] and len(code) <= len(cut))
