"""Puts together the help desk in Discord, where a token for it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from adapters.commands.desking import Chat
from adapters.commands.settings import now
from bot.catalogue.desk import say
from bot.catalogue.talk import CatalogueTalk

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from typing import Any

    from adapters.commands.conversing import Conversing
    from adapters.discord.app import DiscordPlace
    from adapters.web.app import Parts
    from bot.config import Config


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
    config: Config, place: DiscordPlace | None, parts: Parts, talk: Conversing
) -> Iterator[Coroutine[Any, Any, None]]:
    """What is to run, if anything."""
    if place is None:
        return
    from adapters.discord.office import Office

    words = CatalogueTalk()

    def count(category: str) -> None:
        parts.figures.answers.labels(place="discord", category=category).inc()

    office = Office(
        conversation=talk.conversation,
        side=talk.side,
        desk=parts.desk,
        contact=asdict(config.contact),
        talk=words.say,
        say=say,
        clock=now,
        count=count,
    )
    yield place.run(office)


def with_discord(parts: Parts, place: DiscordPlace | None) -> Parts:
    """Discord's health counts too."""
    if place is None:
        return parts

    async def readiness() -> dict[str, str]:
        return {**await parts.readiness(), "discord": place.health()}

    return replace(parts, readiness=readiness)
