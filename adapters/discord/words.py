"""What is said in words alone: where a ticket stands, whom to call, how somebody is told."""

from collections.abc import Iterator, Sequence

from adapters.discord import phrases
from adapters.discord.office import Office
from adapters.discord.render import contact_line
from bot.config import Contact
from bot.core.desk import CaseView, Quota
from bot.core.reply import CardReply, Reply, TextReply
from bot.core.ticket import Role
from bot.desk.steps import Opened, TooMany
from bot.desk.told import hour, told_of

_SHOWN = 10


def plain_reply(reply: Reply) -> str:
    """A reply as a transcript has it."""
    if isinstance(reply, TextReply):
        return "\n".join((reply.title, *reply.lines)).strip()
    return "\n".join(part for part in _told(reply) if part)


def _told(reply: CardReply) -> Iterator[str]:
    answer = reply.answer
    yield reply.aside
    yield f"{answer.headline} ({answer.label})"
    yield from (answer.why, answer.next_step, answer.who_fixes, reply.question, *reply.notes)


def handed_over(outcome: Opened | TooMany, office: Office, *, typed_secret: bool) -> TextReply:
    """That technicians have it, or why they don't."""
    return TextReply(lines=tuple(_handed(outcome, office, typed_secret=typed_secret)))


def _handed(outcome: Opened | TooMany, office: Office, *, typed_secret: bool) -> Iterator[str]:
    first, *others = told_of(outcome, Contact(**office.contact), office.say)
    yield first
    if typed_secret and isinstance(outcome, Opened):
        yield office.say("secret_typed")
    yield from others


def too_many_looks(spent: Quota, office: Office) -> TextReply:
    """One polite sentence."""
    by = hour(spent.renewed_at(office.clock()))
    return TextReply(lines=(office.say("too_many_looks").format(by=by),))


def contact(office: Office) -> TextReply:
    """Whom to call."""
    line = contact_line(office.contact) or phrases.NO_CONTACT
    return TextReply(title=phrases.CONTACT_TITLE, lines=(line,))


def tickets(views: Sequence[CaseView]) -> TextReply:
    """Theirs, each with its latest word."""
    lines = [line for view in views[:_SHOWN] for line in _ticket(view)]
    return TextReply(title=phrases.TICKETS_TITLE, lines=tuple(lines) or (phrases.NO_TICKETS,))


def _ticket(view: CaseView) -> Iterator[str]:
    ticket = view.ticket
    if ticket is None:
        return
    target = view.case.state.target
    about = f": {target.display}" if target else ""
    yield f"#{ticket.number} {ticket.state}{about}"
    for moment in view.timeline:
        line = moment.line
        if line is not None and line.role is Role.TECHNICIAN:
            yield f"{line.who.name}: {line.text}"
    yield ""
