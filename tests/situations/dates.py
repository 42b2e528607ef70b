"""Situations: certificates out of time, of the leaf, its issuers and the root."""

from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, Certified, Recipe
from tests.situations.lab import (
    DAY,
    Situation,
    authority,
    expired_root,
    future_root,
    leaf,
    middle,
    root,
    serving,
    situation,
    under_lab,
)

_P: Final = Problem
_MINUTE: Final = timedelta(minutes=1)


def late() -> Certified:
    """An intermediate that has expired."""
    return authority("Late", root(), replace(AUTHORITY, ends=-DAY))


def early() -> Certified:
    """An intermediate that is not yet valid."""
    return authority("Early", root(), replace(AUTHORITY, starts=DAY))


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation("expired_yesterday", under_lab(Recipe(ends=-DAY)), _P.EXPIRED),
    situation("expired_minutes_ago", under_lab(Recipe(ends=-5 * _MINUTE)), _P.EXPIRED),
    situation(
        "expired_years_ago",
        under_lab(Recipe(starts=-3000 * DAY, ends=-2700 * DAY)),
        _P.EXPIRED,
    ),
    situation("not_yet_valid", under_lab(Recipe(starts=2 * DAY)), _P.NOT_YET_VALID),
    situation(
        "not_yet_valid_for_an_hour", under_lab(Recipe(starts=60 * _MINUTE)), _P.NOT_YET_VALID
    ),
    situation("intermediate_expired", serving(lambda: [leaf(None, late()), late()]), _P.EXPIRED),
    situation(
        "intermediate_not_yet_valid",
        serving(lambda: [leaf(None, early()), early()]),
        _P.NOT_YET_VALID,
    ),
    situation("root_expired", serving(lambda: [leaf(None, expired_root())]), _P.EXPIRED),
    situation(
        "root_not_yet_valid", serving(lambda: [leaf(None, future_root())]), _P.NOT_YET_VALID
    ),
    situation(
        "leaf_and_intermediate_expired",
        serving(lambda: [leaf(Recipe(ends=-DAY), late()), late()]),
        _P.EXPIRED,
        _P.EXPIRED,
    ),
    situation(
        "leaf_early_intermediate_late",
        serving(lambda: [leaf(Recipe(starts=DAY), late()), late()]),
        _P.NOT_YET_VALID,
        _P.EXPIRED,
    ),
    situation(
        "dates_swapped",
        under_lab(Recipe(starts=20 * DAY, ends=-20 * DAY)),
        _P.EXPIRED,
        _P.NOT_YET_VALID,
    ),
    situation(
        "valid_900_days",
        under_lab(Recipe(starts=-10 * DAY, ends=890 * DAY)),
        _P.VALIDITY_TOO_LONG,
    ),
    situation(
        "valid_until_2060",
        under_lab(Recipe(ends=timedelta(days=365 * 34))),
        _P.VALIDITY_TOO_LONG,
    ),
    situation("valid_800_days", under_lab(Recipe(starts=-10 * DAY, ends=790 * DAY))),
    situation(
        "ends_in_five_days",
        under_lab(Recipe(starts=-85 * DAY, ends=5 * DAY)),
        notes=(_P.EXPIRING_SOON,),
    ),
    situation(
        "leaf_outlives_its_issuer",
        serving(
            lambda: [
                leaf(Recipe(ends=80 * DAY), _short()),
                _short(),
            ]
        ),
    ),
    situation("valid_for_six_days_only", under_lab(Recipe(starts=-DAY, ends=5 * DAY))),
    situation("started_a_minute_ago", serving(lambda: [leaf(Recipe(starts=-_MINUTE)), middle()])),
)


def _short() -> Certified:
    return authority("Short", root(), replace(AUTHORITY, ends=40 * DAY))
