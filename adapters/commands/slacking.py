"""Puts together the help desk in Slack, where a token for it is there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from adapters.commands.desking import Chat
from adapters.commands.settings import now
from bot.catalogue.desk import say
from bot.catalogue.places import say_at_place
from bot.catalogue.talk import CatalogueTalk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientSession

    from adapters.commands.conversing import Conversing
    from adapters.slack.app import SlackApp
    from bot.config import Config
    from bot.core.desk import CaseView
    from bot.desk.desk import Desk


class SlackFront:
    """Slack before and after there is a desk: it delivers for it, and works on it."""

    def __init__(self, config: Config, session: ClientSession) -> None:
        """Connects nothing yet."""
        from adapters.slack.api import Slack
        from adapters.slack.calls import web_client
        from adapters.slack.deliver import SlackPlace

        self._config = config
        self._session = session
        self._desk: Desk | None = None
        self._app: SlackApp | None = None
        section = config.slack
        once = Slack(web_client(section, session), self._own_user, tries=1)
        self.chat = Chat(
            deliver=SlackPlace(once, section, sentence, self._case),
            has_technicians=bool(section.technicians_channel),
            edits=True,
        )

    def app(self, desk: Desk, talk: Conversing) -> SlackApp:
        """What is to run."""
        from adapters.slack.app import SlackApp
        from adapters.slack.voice import Voice

        voice = Voice(
            conversation=talk.conversation,
            side=talk.side,
            contact=self._config.contact,
            say=sentence,
            clock=now,
        )
        self._desk = desk
        self._app = SlackApp(voice, desk, self._config.slack, self._session)
        return self._app

    async def _case(self, case_id: str) -> CaseView | None:
        return await self._desk.tickets.case(case_id) if self._desk else None

    def _own_user(self) -> str:
        return self._app.user if self._app else ""


@asynccontextmanager
async def slack_at(config: Config) -> AsyncIterator[SlackFront | None]:
    """Slack, for as long as the block lasts; None where it is not set up."""
    if not config.slack.bot_token:
        yield None
        return
    from aiohttp import ClientSession

    async with ClientSession(trust_env=True) as session:
        yield SlackFront(config, session)


def sentence(name: str) -> str:
    """Of the conversation, the desk or places, whichever has it."""
    for source in (say_at_place, say, CatalogueTalk().say):
        try:
            return source(name)
        except KeyError:
            continue
    raise KeyError(name)
