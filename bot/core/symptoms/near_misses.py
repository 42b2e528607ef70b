"""Codes with a slip of a typist or of a picture's reading; only where exact search failed."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Final

from bot.core.symptoms.fragments import Hit, rank_of
from bot.core.symptoms.matcher import Matcher
from bot.core.symptoms.skeleton import Skeleton, skeleton

_TOKEN: Final = re.compile(rb"[A-Za-z0-9:]{2,40}(?:_{1,3}[A-Za-z0-9]{1,40}){2,12}")
_SEEDS: Final = (b"errcert", b"errssl", b"secerror", b"sslerror", b"pkixerror")
"""How codes begin that a picture's reading has broken into words."""
_HINTS: Final = ("err", "cert", "ssl", "tls", "pkix")
"""What any code still holds with two slips in it; other words with underscores are not tried."""
_LONGEST: Final = 60
_TRIED: Final = 6
"""Places in one text at which a code is tried: what follows would be the same code again."""
_LETTERS_A_SLIP: Final = 10
_SHORTEST_BEGINNING: Final = 11
"""Letters ("ERR_CERT_DATE") by which a code is known that was cut off."""


def near_misses(text: Skeleton, matcher: Matcher) -> list[Hit]:
    """The codes that were most likely meant, by where they stand."""
    found: list[Hit] = []
    for cut in islice(_cuts(text), _TRIED):
        if code := _meant(cut, matcher) or _cut_off(cut, matcher):
            symptom = matcher.codes[code]
            found.append(Hit(rank_of(symptom), 0, ((0, len(code)),), symptom))
    return found


@cache
def _slips() -> Callable[..., int]:
    """Loaded when something first came near: RapidFuzz takes four megabytes."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - see above

    return Levenshtein.distance


def _cuts(text: Skeleton) -> Iterator[str]:
    if b"_" in text.flesh:
        for token in _TOKEN.finditer(text.flesh):
            word = skeleton(token[0].decode()).bones.decode()
            if any(hint in word for hint in _HINTS):
                yield word
    for seed in _SEEDS:
        at = text.bones.find(seed)
        if at >= 0:
            yield text.bones[at : at + _LONGEST].decode("utf-8", "ignore")


def _cut_off(cut: str, matcher: Matcher) -> str:
    """The code that a cut begins; empty where it could become several of different meaning."""
    cut = cut.removeprefix("net")
    if len(cut) < _SHORTEST_BEGINNING:
        return ""
    begun = [code for code in matcher.codes if code.startswith(cut)]
    return begun[0] if len({matcher.codes[code].problem for code in begun}) == 1 else ""


def _meant(cut: str, matcher: Matcher) -> str:
    """The code with the fewest slips at the beginning of a cut; empty where none comes near."""
    cut = cut.removeprefix("net")
    nearest, fewest = "", _LONGEST
    for code in matcher.codes:
        allowed = min(len(code) // _LETTERS_A_SLIP, fewest - 1)
        if allowed < 0 or len(code) - allowed > len(cut):
            continue
        made = _slips()(code, cut[: len(code)], score_cutoff=allowed)
        if made <= allowed:
            nearest, fewest = code, made
    return nearest
