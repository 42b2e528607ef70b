"""Moments in words, for people: the day, and how far away it is."""

from datetime import datetime, timedelta
from typing import Final

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_YEAR: Final = timedelta(days=365)
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(moment: datetime) -> str:
    """As in "3 November 2026", whatever the locale; UTC."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def ago(moment: datetime, now: datetime) -> str:
    """How long `moment` is past, as in "20 days ago"."""
    passed = now - moment
    return "less than an hour ago" if passed < _HOUR else f"{_amount(passed)} ago"


def until(moment: datetime, now: datetime) -> str:
    """How far `moment` lies ahead, as in "in 2 days"."""
    left = moment - now
    return "in less than an hour" if left < _HOUR else f"in {_amount(left)}"


def seconds(span: timedelta) -> str:
    """As in "12 seconds"; at least one."""
    count = max(1, round(span / timedelta(seconds=1)))
    return "1 second" if count == 1 else f"{count} seconds"


def _amount(span: timedelta) -> str:
    for unit, name in ((_YEAR * 2, "year"), (_DAY, "day"), (_HOUR, "hour")):
        if span >= unit:
            count = span // (_YEAR if name == "year" else unit)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "less than an hour"
