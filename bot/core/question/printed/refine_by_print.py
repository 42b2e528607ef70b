"""Printed names and dates refine the problem that a code or sentence gave."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.core.message import Reported
from bot.core.names.matching import SuffixList, share_registrable_domain
from bot.core.question.printed.dates import is_day_alone
from bot.core.vocabulary import Problem

_P: Final = Problem
_DAY: Final = timedelta(days=1)


def refine_by_print(
    problem: Problem | None, reported: Reported, suffixes: Callable[[], SuffixList]
) -> Problem | None:
    """The same by what a text prints, where it holds no chain."""
    names = reported.certificate_names
    if problem in {_P.NAME_MISMATCH, _P.NAME_VARIANT} and reported.host and names:
        same = any(share_registrable_domain(name, reported.host, suffixes) for name in names)
        return _P.NAME_VARIANT if same else _P.NAME_MISMATCH
    if problem is _P.DATE_INVALID and reported.clock is not None:
        return _by_printed_dates(reported, reported.clock)
    return problem


def _by_printed_dates(reported: Reported, clock: datetime) -> Problem:
    """An end that lies ahead says nothing: an issuer may have ended, or the leaf not begun.

    A clock that shows the day alone leaves the hour open, and so does an end on that very day.
    """
    latest = clock + _DAY if is_day_alone(clock) else clock
    if reported.not_after is not None and reported.not_after <= latest:
        return _P.EXPIRED
    if reported.not_before is not None and reported.not_before >= clock:
        return _P.NOT_YET_VALID
    return _P.DATE_INVALID
