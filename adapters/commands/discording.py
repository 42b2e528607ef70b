"""Puts together the help desk in Discord, where a token for it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

from adapters.commands.desking import Chat
from adapters.commands.settings import now
from bot.catalogue.desk import say
from bot.catalogue.talk import CatalogueTalk

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from typing import Any

    from adapters.commands.conversing import Conversing
    from adapters.discord.app import DiscordPlace
    from bot.config import Config
    from bot.desk.desk import Desk


def discord_of(config: Config) -> DiscordPlace | None:
    """Discord before there is a desk; None where it is not set up, and then nothing is loaded."""
    if not config.discord.token:
        return None
    from adapters.discord.app import DiscordPlace

    return DiscordPlace(config.discord)


def discord_chat(config: Config, place: DiscordPlace | None) -> dict[str, Chat]:
    """What the desk needs to know of it."""
    if place is None:
        return {}
    has_technicians = bool(config.discord.technicians)
    return {"discord": Chat(deliver=place.deliver, has_technicians=has_technicians)}


def discord_work(
    config: Config, place: DiscordPlace | None, desk: Desk, talk: Conversing
) -> Iterator[Coroutine[Any, Any, None]]:
    """What is to run, if anything."""
    if place is None:
        return
    from adapters.discord.office import Office

    words = CatalogueTalk()
    office = Office(
        conversation=talk.conversation,
        side=talk.side,
        desk=desk,
        contact=asdict(config.contact),
        talk=words.say,
        say=say,
        clock=now,
    )
    yield place.run(office)
