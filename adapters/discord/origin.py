"""Who wrote or pressed where, as the desk knows people and places."""

from typing import Any, Final

import discord

from bot.core.desk import Address, Person

PLACE: Final = "discord"


def person_of(user: discord.abc.User) -> Person:
    """By the id, which nobody can forge; the name is for people."""
    return Person(place=PLACE, id=str(user.id), name=user.display_name)


def parent_of(channel: object) -> int:
    """The channel that a thread hangs under; 0 where it is no thread."""
    return int(getattr(channel, "parent_id", None) or 0) if is_thread(channel) else 0


def is_thread(channel: object) -> bool:
    """A thread, or what we know of one."""
    return isinstance(channel, discord.Thread)


def address_of(channel: Any) -> Address:  # noqa: ANN401 - any of discord.py's channels
    """Where a conversation is held."""
    parent = parent_of(channel)
    if parent:
        return Address(place=PLACE, channel=str(parent), thread=str(channel.id))
    return Address(place=PLACE, channel=str(channel.id))


def is_technician(user: discord.abc.User, channel: object, *, role: int, desk: int) -> bool:
    """Who has the role; where none is set, whoever is in the technicians' channel."""
    if role:
        return isinstance(user, discord.Member) and user.get_role(role) is not None
    here = int(getattr(channel, "id", 0) or 0)
    return bool(desk) and desk in {here, parent_of(channel)}
