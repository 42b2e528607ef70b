"""Dates as programs print them, in whatever language and order."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

_LOOKED_AT: Final = 90  # characters; no program writes a date longer
_BUDDHIST: Final = range(2400, 2700)
_BUDDHIST_ERA: Final = 543  # years before ours; what Thai programs count by
_PERSIAN_EPOCH: Final = 1948319  # julian day before 1 Farvardin of year 1; icu4c persncal.cpp
_UNIX_EPOCH_DAY: Final = 2440588  # julian day of 1970-01-01
_CENTURY: Final = 2000
_TO_TIME: Final = 6  # characters from a day to its time, as in "Nov 24, 2026 at 10:00"
_YEARS: Final = range(1970, 2300)
_FULL_YEAR: Final = 4  # digits
_MONTHS: Final = 12

_SECONDS: Final = re.compile(r"\s*(\d{9,10})(?![\d.,:/-])")
_ASN1: Final = re.compile(r"\s*(20\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z")
_TIME: Final = re.compile(
    r"(?<![\d.:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d{1,9})?(?![\d:])"
    r"(?:\s?([ap])\.?\s?m\b\.?)?\s?(z\b|(?:gmt|utc)?[+-]\d{2}:?\d{2}|[a-z]{3,4}\b)?"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d.:/-])(\d{1,4})(\s?[./\u5e74\ub144-]\s?|\s?th(?:g|\u00e1ng)\s?)"
    r"(\d{1,2})(\s?[./\u6708\uc6d4,-]\s?|,?\s?n\u0103m\s?|\s)(\d{1,4})(?!\d)"
)
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_HOURS_EAST: Final = {
    "pst": -8,
    "pdt": -7,
    "mst": -7,
    "mdt": -6,
    "cst": -6,
    "cdt": -5,
    "est": -5,
    "edt": -4,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "jst": 9,
    "kst": 9,
    "aest": 10,
    "aedt": 11,
}
"""As Java and Windows abbreviate them; others count as UTC."""
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})")


class Months(Struct, frozen=True, kw_only=True):
    """Names of months, NFKC and casefolded.

    Attributes:
        persian: Those of the Persian calendar, the months of which are not ours.
        pattern: Finds any of the names as a whole word; its group 1 is the name.
        croatian: Its own, for some of them are other months in Polish and Czech.
    """

    gregorian: Mapping[str, int]
    persian: Mapping[str, int]
    pattern: re.Pattern[str]
    croatian: "Months | None" = None

    def spoken_in(self, language: str) -> "Months":
        """What a date in a text of this language is read by."""
        return self.croatian if language == "hr" and self.croatian else self


class Printed(Struct, frozen=True, kw_only=True):
    """A date that was read.

    Attributes:
        moment: UTC; midnight where only the day is printed. Month first where that is open.
        day_first: The other reading, where day and month cannot be told apart; else None.
        order: How the same program writes 11/4/2026, "dm" or "md", if that can be told; "" else.
    """

    moment: datetime
    day_first: datetime | None = None
    order: str = ""


def is_day_alone(moment: datetime) -> bool:
    """Whoever printed it left the hour open."""
    return moment == moment.replace(hour=0, minute=0, second=0, microsecond=0)


def read_date(text: str, months: Months) -> Printed | None:
    """The date that a text begins with, words such as the weekday before it aside."""
    written = _normal(text[:_LOOKED_AT])
    seconds = _SECONDS.match(written)
    if seconds:
        return Printed(moment=datetime.fromtimestamp(int(seconds[1]), UTC))
    asn1 = _ASN1.match(written.upper())
    if asn1:
        year, month, day, hour, minute = (int(n) for n in asn1.groups()[:5])
        return _printed((year, month, day), timedelta(hours=hour, minutes=minute))
    time = _TIME.search(written.replace("t", " ", 1) if _is_iso(written) else written)
    clock = _clock(time) if time else timedelta()
    if time:
        written = written[: time.start()] + " " * len(time[0]) + written[time.end() :]
        if time.start() > _day_end(written, months) + _TO_TIME:
            clock = timedelta()  # of another line: a log's
    return _read_day(written, clock, months)


def _day_end(written: str, months: Months) -> int:
    """About where the day ends, however it is written."""
    numeric, named = _NUMERIC.search(written), months.pattern.search(written)
    ends = [*([numeric.end()] if numeric else []), *([named.end() + 10] if named else [])]
    return min(ends, default=_LOOKED_AT)


def _is_iso(written: str) -> bool:
    return re.match(r"\W*\d{4}-\d{2}-\d{2}t", written) is not None


def _normal(text: str) -> str:
    """Local digits as ours, no marks of direction, no capitals."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_character(c) for c in folded if unicodedata.category(c) != "Cf")


def _character(character: str) -> str:
    if character.isascii():
        return character
    return str(unicodedata.digit(character, character))


def _clock(found: re.Match[str]) -> timedelta:
    """From midnight UTC."""
    hour, minute, second = (int(n or 0) for n in found.groups()[:3])
    if found[4]:
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    zone = found[5] or ""
    east = timedelta(hours=_HOURS_EAST.get(zone, 0))
    offset = _OFFSET.search(zone)
    if offset:
        east = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        east = -east if offset[1] == "-" else east
    return timedelta(hours=hour, minutes=minute, seconds=second) - east


def _read_day(written: str, clock: timedelta, months: Months) -> Printed | None:
    numeric = _NUMERIC.search(written)
    named = months.pattern.search(written)
    if numeric and not (named and named.start() < numeric.start()):
        return _from_numbers(numeric, clock)
    return _from_name(written, clock, months)


def _from_name(written: str, clock: timedelta, months: Months) -> Printed | None:
    """A month by name: the one nearest to the year, for weekdays look like months ("mar.")."""
    numbers = list(_NUMBER.finditer(written))
    year = next((n for n in numbers if len(n[0]) == _FULL_YEAR), None)
    day = next((n for n in numbers if len(n[0]) < 3), None)  # noqa: PLR2004 -- days have two digits
    found = list(months.pattern.finditer(written))
    if not (year and day and found):
        return None
    month = min(found, key=lambda m: abs(m.start() - year.start()))
    name = month[1]
    if name in months.persian:
        return _persian(int(year[0]), months.persian[name], int(day[0]), clock)
    printed = _printed((int(year[0]), months.gregorian[name], int(day[0])), clock)
    return printed and replace(printed, order=_order(month.start(), day.start(), year.start()))


def _order(month: int, day: int, year: int) -> str:
    """Who writes "Nov 4, 2026" writes 11/4/2026; a year far off is the C library's way."""
    if month < day < year <= day + 4:
        return "md"
    return "dm" if day < month < year else ""


def _from_numbers(found: re.Match[str], clock: timedelta) -> Printed | None:
    first, second, third = (int(found[n]) for n in (1, 3, 5))
    if len(found[1]) == _FULL_YEAR:
        return _printed((first, second, third), clock)
    year = third if len(found[5]) == _FULL_YEAR else _CENTURY + third
    if "/" not in found[2]:
        swapped = second > _MONTHS  # "11-24-2026"
        return _printed((year, first, second) if swapped else (year, second, first), clock)
    day_first = _printed((year, second, first), clock)
    month_first = _printed((year, first, second), clock)
    if day_first is None or month_first is None:
        known = day_first or month_first
        order = "dm" if day_first else "md"
        return Printed(moment=known.moment, order=order) if known else None
    if first == second:
        return day_first
    return Printed(moment=month_first.moment, day_first=day_first.moment)


def _printed(date: tuple[int, int, int], clock: timedelta) -> Printed | None:
    year, month, day = date
    if year in _BUDDHIST:
        year -= _BUDDHIST_ERA
    if year not in _YEARS:
        return None
    try:
        return Printed(moment=datetime(year, month, day, tzinfo=UTC) + clock)
    except (ValueError, OverflowError):
        return None


def _persian(year: int, month: int, day: int, clock: timedelta) -> Printed | None:
    """ICU's arithmetic: 31 days in the first six months, 30 in the others, 8 leaps in 33 years."""
    before = 365 * (year - 1) + (8 * year + 21) // 33
    months = 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6  # noqa: PLR2004 -- as above
    days = _PERSIAN_EPOCH + before + months + day - _UNIX_EPOCH_DAY
    try:
        return Printed(moment=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days) + clock)
    except OverflowError:
        return None
