"""What is said around tickets and limits, filled in. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.desk import Quota
from bot.core.reply import TextReply
from bot.desk.steps import Opened, TooMany

Say = Callable[[str], str]
"""The desk's sentences by name, their gaps unfilled."""


def handed_over(outcome: Opened | TooMany, say: Say, contact: Mapping[str, str]) -> TextReply:
    """What the person is told who asked for a technician."""
    if isinstance(outcome, TooMany):
        return _refused(outcome, say, contact)
    urgent = say("urgent").format(phone=contact["phone"]) if contact["phone"] else ""
    told = say("handed_over" if outcome.is_new else "already").format(
        team=contact["name"] or "a technician",
        number=outcome.ticket.number,
        by=hour(outcome.due_at),
    )
    return TextReply(lines=tuple(line for line in (told, urgent) if line))


def too_many_looks(spent: Quota, say: Say, now: datetime) -> TextReply:
    """What the person is told who asks for more looks than one may."""
    return TextReply(lines=(say("too_many_looks").format(by=hour(spent.renewed_at(now))),))


def hour(moment: datetime) -> str:
    """A moment as people say it; UTC, for we don't know where they are."""
    return f"{moment:%H:%M} UTC on {moment.day} {moment:%B}"


def _refused(outcome: TooMany, say: Say, contact: Mapping[str, str]) -> TextReply:
    name = "too_many_open" if outcome.open_tickets else "too_many_tickets"
    by = hour(outcome.again_at) if outcome.again_at else ""
    told = say(name).format(count=outcome.open_tickets, phone=contact["phone"], by=by)
    return TextReply(lines=(told,))
