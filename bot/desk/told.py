"""What is said to who asked for a technician, in the desk's own sentences."""

from collections.abc import Callable, Iterator
from datetime import datetime

from bot.config import Contact
from bot.desk.steps import Opened, TooMany


def told_of(
    outcome: Opened | TooMany, contact: Contact, say: Callable[[str], str]
) -> Iterator[str]:
    """That it was handed over, or why not; then where to call."""
    if isinstance(outcome, TooMany):
        name = "too_many_open" if outcome.open_tickets else "too_many_tickets"
        again_at = hour(outcome.again_at) if outcome.again_at else ""
        gaps = {"count": outcome.open_tickets, "phone": contact.phone, "by": again_at}
        yield say(name).format(**gaps)
        return
    name = "handed_over" if outcome.is_new else "already"
    team = contact.name or "A technician"
    yield say(name).format(team=team, number=outcome.ticket.number, by=hour(outcome.due_at))
    if contact.phone:
        yield say("urgent").format(phone=contact.phone)


def hour(moment: datetime) -> str:
    """For people everywhere."""
    return f"{moment:%H:%M} UTC on {moment.day} {moment:%B}"
