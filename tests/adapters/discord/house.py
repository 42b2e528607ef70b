"""certdesk in Discord, whole: the real client and desk, sites that show what the test says."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from adapters.discord.app import DiscordPlace
from adapters.discord.office import Office
from bot.catalogue.desk import say
from bot.catalogue.talk import CatalogueTalk
from bot.core.desk.parcels import Receiver
from bot.core.diagnosis.diagnose import Diagnosis
from bot.desk.desk import Desk
from bot.desk_settings import LimitsSection
from bot.discord_settings import DiscordSection
from tests.adapters.discord import world
from tests.adapters.discord.double import Double
from tests.adapters.discord.replies import CONTACT
from tests.adapters.discord.world import ANN, APP, Json
from tests.core.compare.scene import healthy
from tests.desk.desks import Office as Clerks
from tests.desk.desks import office
from tests.desk.talking import Talk


class House:
    """What tests act on."""

    desk: Desk
    running: asyncio.Task[None]
    later: dict[str, Diagnosis]

    def __init__(self, double: Double) -> None:
        self.double = double

    async def write(self, channel: int, content: str, author: int = ANN, **more: Any) -> Json:
        """Somebody writes a message."""
        said = world.message(channel, author, content, **more)
        self.double.messages[channel][int(said["id"])] = said
        is_direct = channel in self.double.directs.values()
        where = {} if is_direct else {"guild_id": str(world.GUILD), "member": world.member(author)}
        await self.double.gateway.emit("MESSAGE_CREATE", {**said, **where})
        return said

    async def act(
        self,
        kind: int,
        data: Json,
        *,
        author: int = ANN,
        channel: int = world.GENERAL,
        **more: Any,
    ) -> str:
        """Somebody presses or calls something; gives the token of the interaction."""
        number = str(world.snowflake())
        token = f"token{number}"
        parent = self.double.threads.get(channel)
        await self.double.gateway.emit(
            "INTERACTION_CREATE",
            {
                "id": number,
                "application_id": str(APP),
                "type": kind,
                "data": data,
                "token": token,
                "version": 1,
                "guild_id": str(world.GUILD),
                "channel_id": str(channel),
                "channel": parent or world.channel(channel),
                "member": {**world.member(author), "user": world.user(author)},
                "locale": "en-US",
                "guild_locale": "en-US",
                "app_permissions": "8",
                "entitlements": [],
                "authorizing_integration_owners": {"0": str(world.GUILD)},
                "context": 0,
                "attachment_size_limit": 10_000_000,
                **more,
            },
        )
        return token

    async def command(
        self, name: str, author: int = ANN, channel: int = world.GENERAL, **options: Any
    ) -> str:
        """/cert NAME; waits until it is registered."""
        await self.double.until(lambda: bool(self.double.commands))
        cert = next(c for c in self.double.commands if c["name"] == "cert")
        given = [
            {"name": key, "type": 4 if isinstance(value, int) else 3, "value": value}
            for key, value in options.items()
        ]
        sub = {"name": name, "type": 1, "options": given}
        data = {"id": cert["id"], "name": "cert", "type": 1, "options": [sub]}
        return await self.act(2, data, author=author, channel=channel)

    async def offered(self, name: str, option: str, typed: str, author: int = ANN) -> list[Json]:
        """What is offered while somebody types."""
        kind = 4 if name == "tickets" else 3
        given = [{"name": option, "type": kind, "value": typed, "focused": True}]
        sub = {"name": name, "type": 1, "options": given}
        data = {"id": "1", "name": "cert", "type": 1, "options": [sub]}
        token = await self.act(4, data, author=author)
        await self.double.until(lambda: token in self.double.callbacks)
        choices: list[Json] = self.double.callbacks[token]["data"]["choices"]
        return choices

    async def press(
        self, message: Json, label: str, author: int = ANN, channel: int = world.GENERAL
    ) -> str:
        """A button under a message, by what stands on it."""
        button = button_of(message, label)
        data = {"custom_id": button["custom_id"], "component_type": 2}
        shown = {**world.message(channel, world.BOT, ""), **message}
        return await self.act(3, data, author=author, channel=channel, message=shown)

    async def submit(
        self, token: str, author: int = ANN, files: Mapping[str, Json] | None = None, **values: str
    ) -> str:
        """The form that was shown for an interaction; `files` were uploaded in it."""
        form = self.double.callbacks[token]["data"]
        parts = [
            {"type": 18, "component": _filled(part["component"], values, tuple(files or ()))}
            for part in form["components"]
        ]
        data = {"custom_id": form["custom_id"], "components": parts}
        return await self.act(5, {**data, "resolved": {"attachments": files or {}}}, author=author)

    async def answered(self, token: str) -> Json:
        """What an interaction came to."""
        originals = self.double.originals
        await self.double.until(lambda: originals.get(token, {}).get("edits", 0) > 0)
        return originals[token]

    async def posted(self, channel: int, number: int = 1) -> Json:
        """The bot's so manieth message there."""
        await self.double.until(lambda: len(self.double.sent(channel)) >= number)
        return self.double.sent(channel)[number - 1]


def _filled(part: Json, values: Mapping[str, str], files: Sequence[str]) -> Json:
    if part["type"] == 19:
        return {"type": 19, "custom_id": part["custom_id"], "values": list(files)}
    value = values.get(part["custom_id"], "")
    if part["type"] == 3:
        return {"type": 3, "custom_id": part["custom_id"], "values": [value] if value else []}
    return {"type": 4, "custom_id": part["custom_id"], "value": value}


def button_of(message: Json, label: str) -> Json:
    found: Json = next(
        b for row in message["components"] for b in row["components"] if b.get("label") == label
    )
    return found


def text_of(message: Json) -> str:
    """All that can be read on it."""
    parts = [message.get("content") or ""]
    for embed in message.get("embeds", ()):
        parts += [embed.get("title", ""), embed.get("description", "")]
        parts += [f"{field['name']} {field['value']}" for field in embed.get("fields", ())]
        parts += [embed.get("footer", {}).get("text", ""), embed.get("author", {}).get("name", "")]
    return "\n".join(parts)


def section_of(double: Double, **more: Any) -> DiscordSection:
    given: dict[str, Any] = {
        "token": world.TOKEN,
        "api_url": f"{double.url}/api",
        "gateway_url": double.gateway.url,
        "cdn_hosts": (double.url.removeprefix("http://"),),
        "technicians_channel": world.DESK,
        "technicians_role": str(world.ROLE),
        "help_channels": (world.HELP,),
    }
    return DiscordSection(**(given | more))


def office_of(
    clerks: Clerks, sites: Mapping[str, Diagnosis], later: dict[str, Diagnosis] | None = None
) -> Office:
    """Real reading, judging and keeping; `later` is what issuers' word makes of a site."""
    talk, words = Talk({"shop.example.com": healthy(), **sites}), CatalogueTalk()
    talk.said_later = later if later is not None else {}
    return Office(
        conversation=talk.conversation,
        side=talk.side,
        desk=clerks.desk,
        contact=CONTACT,
        talk=words.say,
        say=say,
        clock=clerks.clock,
    )


@asynccontextmanager
async def house(
    double: Double,
    url: str,
    sites: Mapping[str, Diagnosis] | None = None,
    *,
    limits: LimitsSection | None = None,
    heartbeat_s: float = 60.0,
    **settings: Any,
) -> AsyncIterator[House]:
    """Connected, and delivering."""
    place = DiscordPlace(section_of(double, **settings), heartbeat_s=heartbeat_s)
    receiver = Receiver(place="discord", is_channel=True)
    places = {"discord": place.deliver}
    async with office(url, places, receivers=(receiver,), limits=limits) as clerks:
        later: dict[str, Diagnosis] = {}
        here = office_of(clerks, sites or {}, later)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(place.run(here))
            courier = group.create_task(clerks.desk.courier.run())
            try:
                made = House(double)
                made.desk, made.running, made.later = clerks.desk, running, later
                yield made
            finally:
                running.cancel()
                courier.cancel()
