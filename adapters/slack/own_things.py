"""What somebody has here: their tickets, and everything, to be erased. Shown to them alone."""

from contextlib import suppress
from typing import Final

from adapters.slack.answering import Answering
from adapters.slack.api import Slack, Spot
from adapters.slack.events import person
from adapters.slack.refusals import SlackRefusedError
from adapters.slack.voice import Voice
from bot.core.desk import Case, Held
from bot.core.ticket import Role, TicketState
from bot.desk.desk import Desk

_MOST_TICKETS: Final = 20
_TICKETS: Final = "tickets"
_DELETE: Final = "delete what i sent"


class OwnThings:
    """Two words after the slash command."""

    def __init__(self, voice: Voice, desk: Desk, slack: Slack, answering: Answering) -> None:
        """Takes what it needs."""
        self._voice = voice
        self._desk = desk
        self._slack = slack
        self._answering = answering

    def knows(self, text: str) -> bool:
        """It is one of the two."""
        return _plain(text) in {_TICKETS, _DELETE}

    async def handle(self, held: Held, text: str) -> None:
        """Answers in the direct message."""
        wants = self._erase if _plain(text) == _DELETE else self._tickets
        told = await wants(held)
        spot = Spot(channel=await self._slack.direct(held.event.person.id))
        await self._answering.say(held, spot, told)

    async def tickets_of(self, user: str, *, only_open: bool = False) -> list[str]:
        """A line for each, the latest first."""
        lines = []
        for case in (await self._desk.tickets.own_cases(person(user)))[:_MOST_TICKETS]:
            standing = await self._desk.tickets.ticket_of(case.id)
            is_open = standing is not None and standing.ticket.state is not TicketState.RESOLVED
            if standing is not None and (is_open or not only_open):
                ticket = standing.ticket
                gaps = {"number": ticket.number, "state": ticket.state, "title": standing.title}
                lines.append(self._voice.text("ticket_line", **gaps))
        return lines

    async def _tickets(self, held: Held) -> str:
        lines = await self.tickets_of(held.event.person.id)
        return "\n".join(lines) or self._voice.text("no_tickets")

    async def _erase(self, held: Held) -> str:
        """Our answers in Slack go too; their own messages are theirs to delete."""
        who, erased = held.event.person, False
        for case in await self._desk.tickets.own_cases(who):
            await self._take_back(held, case)
            erased = await self._desk.privacy.erase(who, case.id) or erased
            self._answering.forget(case)
        return self._voice.text("erased" if erased else "nothing_to_erase")

    async def _take_back(self, held: Held, case: Case) -> None:
        view = await self._desk.tickets.own_case(held.event.person, case.id)
        for moment in view.timeline if view else ():
            line = moment.line
            if line is not None and line.role is Role.CERTDESK and line.message:
                with suppress(SlackRefusedError):  # it says so in the log
                    await self._slack.delete(case.address.channel, line.message)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
