"""Messages as they come in: which are for us, and what the desk is told of them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import discord
from msgspec import Struct
from msgspec.structs import replace

from adapters.discord.attachments import Attached
from adapters.discord.origin import (
    PLACE,
    address_of,
    is_technician,
    is_thread,
    parent_of,
    person_of,
)
from bot.core.desk import Address, Event
from bot.discord_settings import DiscordSection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TYPES: Final = frozenset({discord.MessageType.default, discord.MessageType.reply})


class Meant(Struct, frozen=True, kw_only=True):
    """How a message concerns us.

    Attributes:
        is_addressed: It is meant for us.
        is_called: We are named in it, or it is said to us directly.
        is_top: It stands in a channel where threads can be made, and in none.
        thread: The ticket's thread among technicians that it stands in; 0 for none.
    """

    is_addressed: bool = True
    is_called: bool = True
    is_top: bool = False
    thread: int = 0


def meant(message: discord.Message, section: DiscordSection, me: int) -> Meant | None:
    """None where it is nothing to us: of a program, or among people."""
    if message.author.bot or message.webhook_id or message.type not in _TYPES:
        return None
    if message.guild is None:
        return Meant()
    channel, parent = message.channel, parent_of(message.channel)
    is_called = any(user.id == me for user in message.mentions)
    if section.technicians and parent == section.technicians:
        return Meant(thread=channel.id)
    is_ours = is_thread(channel) and getattr(channel, "owner_id", 0) == me
    is_listened = not section.listened.isdisjoint({channel.id, parent})
    if not (is_called or is_ours or is_listened):
        return None
    return Meant(is_addressed=is_called or is_ours, is_called=is_called, is_top=not parent)


def said(message: discord.Message, me: int) -> str:
    """What was written, without our name in front; what was passed on belongs to it."""
    text = words_in(message)
    for name in (f"<@{me}>", f"<@!{me}>"):
        text = text.replace(name, " ")
    return text.strip()


def words_in(message: discord.Message) -> str:
    """All that can be read in it: an alert of another program stands in embeds."""
    parts: Iterable[Any] = (message, *message.message_snapshots)
    return "\n".join(text for part in parts for text in _texts(part) if text)


def pointed_at(message: discord.Message, how: Meant, me: int) -> discord.Message | None:
    """Somebody else's message that we are called under, to explain it."""
    there = message.reference.resolved if message.reference and message.guild else None
    if not how.is_called or not isinstance(there, discord.Message):
        return None
    return None if there.author.id == me else there


def attached(message: discord.Message) -> tuple[discord.Attachment, ...]:
    """Files that came with it, or with what was passed on."""
    passed: Iterable[Any] = message.message_snapshots
    return (*message.attachments, *(one for part in passed for one in part.attachments))


def _texts(part: Any) -> "Iterator[str]":  # noqa: ANN401 - a message, or the part of one
    yield part.content
    for embed in part.embeds:
        if embed.type == "rich":  # the others are Discord's own previews of links
            yield embed.title or ""
            yield embed.description or ""
            for field in embed.fields:
                yield f"{field.name}: {field.value}"


def question_of(
    message: discord.Message,
    how: Meant,
    text: str,
    files: tuple[tuple[str, str], ...] = (),
) -> Event:
    """Somebody's words to us, or near us."""
    facts = {
        "addressed": "1" if how.is_addressed else "",
        "called": "1" if how.is_called else "",
        "link": message.jump_url,
        "message": str(message.id),
    }
    address = address_of(message.channel)
    if message.guild is None:
        facts["direct"] = "1"
    if how.is_top:
        # A thread under a message has the message's own id.
        facts["from"] = str(message.id)
        address = Address(place=PLACE, channel=address.channel, thread=str(message.id))
    return Event(
        place=PLACE,
        key=f"message:{message.id}",
        kind="say",
        person=person_of(message.author),
        address=address,
        text=text,
        attachments=files,
        facts=facts,
    )


def ticket_words(message: discord.Message, ticket: str, text: str) -> Event:
    """A technician's words in a ticket's thread."""
    return Event(
        place=PLACE,
        key=f"message:{message.id}",
        kind="thread",
        person=person_of(message.author),
        address=address_of(message.channel),
        text=text,
        facts={
            "ticket": ticket,
            "channel": str(message.channel.id),
            "message": str(message.id),
        },
    )


def changed(event: Event, at: datetime | None, *, fresh: bool = False) -> Event:
    """These words instead of earlier ones; `fresh`: they may be a question that was none."""
    facts = {**event.facts, "edited": "1", "fresh": "1" if fresh else ""}
    stamp = f"{at.timestamp():.6f}" if at else ""
    kind = "edit" if event.kind == "say" else event.kind
    return replace(event, kind=kind, key=f"edit:{event.key}:{stamp}", facts=facts)


def may_answer(message: discord.Message, section: DiscordSection) -> bool:
    """Whether who wrote is a technician."""
    return is_technician(
        message.author, message.channel, role=section.role, desk=section.technicians
    )


def intents_of(*, reads_all: bool) -> discord.Intents:
    """What we want to hear of; the text of all messages only where it is of use."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    intents.message_content = reads_all
    return intents


def whole_text(event: Event) -> str:
    """What was written, with the texts of files as if pasted."""
    return "\n".join((event.text, *(content for _, content in event.attachments)))


def kind_of(text: str, found: Attached) -> str:
    """Words, or nothing but a picture."""
    return "picture" if found.has_picture and not text.strip() and not found.files else "say"
