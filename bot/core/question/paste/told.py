"""What a pasted chain tells of what a person saw."""

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from bot.core.facts import Certificate
from bot.core.message import Reported
from bot.core.question.paste.pasted import Pasted
from bot.core.question.printed.dates import is_day_alone
from bot.core.question.printed.offered_names import MAX_NAMES, display_name
from bot.core.x509.remnant import Remnant

_DAY: Final = timedelta(days=1)
_NOON: Final = timedelta(hours=12)


def told_by_chain(reported: Reported, pasted: Pasted) -> Reported:
    """The report, with the leaf's names and dates; printed ones are shorter, broken or cut."""
    leaf = pasted.chain[0] if pasted.chain else pasted.remnant
    if not isinstance(leaf, Certificate | Remnant):
        return reported
    names = leaf.names[:MAX_NAMES]
    return replace(
        reported,
        certificate_names=names or reported.certificate_names or _common_name(leaf),
        issuer=display_name(leaf.issuer) or reported.issuer,
        not_before=leaf.not_before,
        not_after=leaf.not_after,
    )


def judged_at(clock: datetime | None, now: datetime) -> datetime:
    """When a paste was on the screen: at its own date, else when the message came.

    A program that prints the day alone leaves the hour open: now, if that is about the same day.
    """
    if clock is None:
        return now
    is_day = is_day_alone(clock)
    if is_day and -_DAY < now - clock < 2 * _DAY:
        return now
    return clock + _NOON if is_day else clock


def _common_name(leaf: Certificate | Remnant) -> tuple[str, ...]:
    return leaf.common_names[:1] if isinstance(leaf, Certificate) else ()
