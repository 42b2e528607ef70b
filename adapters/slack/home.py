"""The Home tab: how to ask, what one has asked technicians, and whom to call."""

from collections.abc import Sequence

from adapters.slack.api import Slack
from adapters.slack.blocks import Block, header, paragraphs, section, within
from adapters.slack.own_things import OwnThings
from adapters.slack.refusals import SlackRefusedError
from adapters.slack.render import contact_line
from adapters.slack.voice import Voice
from bot.config import Contact

_BLOCKS = 96


class Home:
    """Made anew whenever somebody opens it."""

    def __init__(self, voice: Voice, slack: Slack, own_things: OwnThings, command: str) -> None:
        """Takes what it needs."""
        self._voice = voice
        self._slack = slack
        self._own_things = own_things
        self._command = command

    async def show(self, user: str) -> None:
        """To this person, with nobody's tickets but theirs."""
        tickets = await self._own_things.tickets_of(user, only_open=True)
        how = self._voice.text("home_how", command=self._command)
        try:
            await self._slack.show_home(user, home(how, tickets, self._voice))
        except SlackRefusedError:  # it says so in the log; nothing was promised
            return


def home(how: str, tickets: Sequence[str], voice: Voice) -> Block:
    """The tab, as Slack takes it."""
    none = voice.text("home_none")
    blocks = [
        header(voice.text("home_title")),
        *paragraphs(how.splitlines()),
        header(voice.text("home_tickets")),
        *(paragraphs(tickets) if tickets else [section(none)]),
        *_reach(voice.contact, voice),
    ]
    return {"type": "home", "blocks": list(within(blocks, _BLOCKS))}


def _reach(contact: Contact, voice: Voice) -> list[Block]:
    line = contact_line(contact)
    return [header(voice.text("home_person")), section(line)] if line else []
