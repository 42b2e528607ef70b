"""Cases: when a chain is judged, to the second."""

from datetime import timedelta
from typing import Any, Final

from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.trust import facts
from tests.validation.lab import DAY, Given, Make, ca, case, leaf, root, through

_P: Final = Problem


def _alike(*, after_begin: timedelta | None = None, after_end: timedelta | None = None) -> Make:
    """All of the chain lives for the same month, and is judged at one of its ends."""

    def make() -> Given:
        span: dict[str, Any] = {"starts": -400 * DAY, "ends": -370 * DAY}
        top = root(**span)
        given = through(top, ca("Middle", top, **span), **span)
        # Made within a second or two of one another: the latest begins, the earliest ends.
        read = [facts(certified) for certified in (*given.chain, top)]
        begin, end = max(c.not_before for c in read), min(c.not_after for c in read)
        at = end + after_end if after_end is not None else begin + (after_begin or timedelta())
        return replace(given, at=at)

    return make


def _over(*, anchor: bool = False, middle: bool = False, end: bool = False) -> Make:
    def make() -> Given:
        top = root(**_ended(anchor))
        return through(top, ca("Middle", top, **_ended(middle)), **_ended(end))

    return make


def _ended(ended: bool) -> dict[str, Any]:  # noqa: FBT001 -- one of three
    return {"ends": -DAY} if ended else {}


CASES: Final = (
    case("dates_all_generalized", leaf(generalized=True), why="generalized-time"),
    case("anchor_expired", _over(anchor=True), _P.EXPIRED),
    case("intermediate_expired", _over(middle=True), _P.EXPIRED),
    case("leaf_expired", _over(end=True), _P.EXPIRED),
    case("at_the_first_second", _alike(after_begin=timedelta())),
    case(
        "just_before_the_first",
        _alike(after_begin=-timedelta(milliseconds=1)),
        _P.NOT_YET_VALID,
    ),
    case("at_the_last_second", _alike(after_end=timedelta())),
    case("within_the_last_second", _alike(after_end=timedelta(milliseconds=5))),
    case("just_after_the_last", _alike(after_end=timedelta(seconds=1)), _P.EXPIRED),
)
