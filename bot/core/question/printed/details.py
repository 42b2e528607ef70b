"""Facts that error texts print beside the error: names, issuer, dates, clock, HSTS."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bot.core.message import Reported
from bot.core.question.printed.dates import Months, Printed, read_date
from bot.core.question.printed.offered_names import (
    DEEPER_LINE,
    LABELS,
    issuer_told,
    offered_names,
)
from bot.core.question.worded import Worded, fewest, lowered
from bot.core.symptoms import GAP

_QUOTES: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u0060\u00b4\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u200b\u200c\u200d", ""),
    }
)
_NEAR: Final = timedelta(days=2)
"""How far a program's clock is taken to be off at most, to tell the day from the month by it."""
_DATE: Final = 160  # characters after a label in which its date stands
_RIGHT_BEHIND: Final = 40  # characters; what stands farther off is another sentence's

_ENDS: Final = Worded(
    r"(?<!not )expires(?: on)?:?",
    r"expired (?:on|at)",
    r"expir(?:e|y|ation) date:?",
    r"not ?after\s?[:=]",
    r"is not valid after",
    r"current time \S{10,40} is after",
    r"(?<!not be )(?<!n't )(?<!not )valid (?:until|to)\b:?",
    r"valid from [^\n]{6,60}? to",
    after=" ?",
)
_BEGINS: Final = Worded(
    r"not ?before\s?[:=]",
    r"not valid before",
    r"current time \S{10,40} is before",
    r"start date:",
    r"not(?: be)? (?:yet )?valid until",
    r"n't (?:yet )?valid until",
    r"issued on:?",
    r"begins on:?",
    r"activation date:",
    r"valid from\b:?",
    after=" ?",
)
_CLOCK: Final = Worded(
    r"current date:",
    r"current time(?: is)?",
    r"clock is (?:currently )?set to",
    r"computer thinks it is",
    r"device thinks it is",
    r"verification time",
    r"date and time \(",
    # Firefox's page, from 2026
    r"error code: [A-Z_]{9,70} {1,3}(?=[A-Z][a-z]{2,8} \d|\d)",
    after=" ?",
)
_TIME_BEFORE_DATE: Final = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?\s?(?:[AP]M)?) on (.{4,60})")
_LABELLED: Final = re.compile(
    r"^[^\n:\uff1a]{3,90}[:\uff1a]\s?(true|false)\s{1,4}"
    r"[^\n:\uff1a]{3,90}[:\uff1a]\s?(?:true|false)\s*$",
    re.MULTILINE | re.IGNORECASE,
)
"""Two lines of Firefox's in whatever language: HSTS first, key pinning second."""
_ENGLISH_HSTS: Final = Worded(r"strict transport security(?: \(HSTS\))?: ?(true|false)")


_MARKS: Final = fewest(
    {DEEPER_LINE, "true", "false"}.union(
        *(label.marks for label in (*LABELS, _ENDS, _BEGINS, _CLOCK, _ENGLISH_HSTS))
    )
)
_NOTHING: Final = Reported()


class Setting(Struct, frozen=True, kw_only=True):
    """What dates are read by.

    Attributes:
        language: Of the program's words, a BCP 47 tag; "" where unknown.
        now: When the message came.
        clocks: Words of other languages, after which the program's clock stands.
        ends: Sentences of other languages, behind or within which the last day stands.
        begins: The same of the first day.
    """

    months: Months
    now: datetime
    language: str = ""
    clocks: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All those, of whatever language."""
        return (*self.clocks, *self.ends, *self.begins)


def read_details(text: str, setting: Setting) -> Reported:
    """What is printed; host, codes, client and language are others' to tell.

    Where day and month cannot be told apart ("3/12/2026") another date of the text decides, then
    the language, then the program's clock, which is taken to be right; else the date is left out.
    """
    text = text.translate(_QUOTES)
    if not (setting.sentences or _may_be_printed_in(lowered(text))):
        return _NOTHING
    lines = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    low = lowered(lines)
    dates = _Dates(lines, low, setting)
    return Reported(
        certificate_names=offered_names(lines, low),
        issuer=issuer_told(lines, low),
        not_before=dates.told(_BEGINS),
        not_after=dates.told(_ENDS),
        clock=dates.told(_CLOCK),
        hsts=_hsts(lines, low),
    )


def _may_be_printed_in(low: str) -> bool:
    """Most messages hold not one word that such facts stand behind."""
    return any(mark in low for mark in _MARKS)


def supplemented(reported: Reported, further: Reported) -> Reported:
    """The one, with what only the other tells."""
    if further == _NOTHING:
        return reported
    missing = {
        name: getattr(further, name)
        for name in Reported.__struct_fields__
        if getattr(reported, name) in ("", (), None)
    }
    return replace(reported, **missing)


def _hsts(lines: str, low: str) -> bool | None:
    found = _ENGLISH_HSTS.search(lines, low)
    if found is None and ("true" in low or "false" in low):
        found = _LABELLED.search(lines)
    return found[1].lower() == "true" if found else None


def _any_of(labels: tuple[str, ...]) -> re.Pattern[str]:
    """The longest first, for one may be the beginning of another; any space fits a space."""
    ordered = sorted(labels, key=len, reverse=True)
    words = (r"\s+".join(map(re.escape, label.translate(_QUOTES).split())) for label in ordered)
    return re.compile(rf"(?:{'|'.join(words)})[\s:\uff1a]{{0,3}}", re.IGNORECASE)


def _sentence(fragment: str) -> re.Pattern[str]:
    """Its last two parts; one gap alone keeps the search linear."""
    parts = (part.translate(_QUOTES).split() for part in fragment.split(GAP)[-2:])
    words = (r"\s+".join(map(re.escape, part)) for part in parts)
    return re.compile(r"(.{1,120}?)".join(words), re.IGNORECASE)


class _Dates:
    """The labelled dates of one text, which tell one another's order."""

    def __init__(self, lines: str, low: str, setting: Setting) -> None:
        self._flat = lines.replace("\n", " ")
        self._setting = setting
        self._months = setting.months.spoken_in(setting.language)
        flat = low.replace("\n", " ")
        self._printed = {
            label: next(self._after(label.finditer(self._flat, flat)), None)
            for label in (_ENDS, _BEGINS, _CLOCK)
        }
        if self._printed[_CLOCK] is None and setting.clocks:
            clocks = _any_of(setting.clocks).finditer(self._flat)
            self._printed[_CLOCK] = next(self._after(clocks), None)
        for label, sentences in ((_ENDS, setting.ends), (_BEGINS, setting.begins)):
            if self._printed[label] is None:
                self._printed[label] = next(self._within(sentences), None)
        self._day_first = self._order()

    def told(self, label: Worded) -> datetime | None:
        """The first date after such a label; None where there is none, or its order is open."""
        printed = self._printed[label]
        if printed is None or printed.day_first is None:
            return printed.moment if printed else None
        if self._day_first is None:
            return None
        return printed.day_first if self._day_first else printed.moment

    def _within(self, sentences: tuple[str, ...]) -> Iterator[Printed]:
        """The date right behind such a sentence, else the one in its last gap."""
        for sentence in sentences:
            for found in _sentence(sentence).finditer(self._flat):
                behind = self._flat[found.end() : found.end() + _RIGHT_BEHIND]
                for written in (behind, *found.groups()):
                    if printed := read_date(written, self._months):
                        yield printed

    def _after(self, labels: Iterable[re.Match[str]]) -> Iterator[Printed]:
        for found in labels:
            written = self._flat[found.end() : found.end() + _DATE]
            swapped = _TIME_BEFORE_DATE.match(written)
            printed = read_date(f"{swapped[2]} {swapped[1]}" if swapped else written, self._months)
            if printed is not None:
                yield printed

    def _order(self) -> bool | None:
        """Whether the day comes first where slashes stand."""
        orders = {printed.order for printed in self._printed.values() if printed} - {""}
        if len(orders) == 1:
            return orders == {"dm"}
        language = self._setting.language
        if language and not language.startswith("en"):
            return True
        if language in {"en-US", "en-GB", "en-AU", "en-IN", "en-NZ", "en-IE", "en-ZA"}:
            return language != "en-US"
        return self._by_clock()

    def _by_clock(self) -> bool | None:
        clock = self._printed[_CLOCK]
        if clock is None or clock.day_first is None:
            return None
        is_month_first = abs(clock.moment - self._setting.now) <= _NEAR
        is_day_first = abs(clock.day_first - self._setting.now) <= _NEAR
        return is_day_first if is_month_first != is_day_first else None
