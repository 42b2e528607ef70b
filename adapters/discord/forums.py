"""A forum as the technicians' channel: every ticket is a post of its own, with its card on top.

Discord has no key by which a post is made once, so we look before we repeat.
"""

from typing import Any, Final

import discord
from discord import AllowedMentions, ForumChannel
from discord.http import Route, handle_message_parameters
from discord.utils import MISSING
from msgspec import Struct

from adapters.discord.render import NOBODY, Post
from adapters.discord.sending import Sender
from adapters.discord.views import view_of

_WEEK_MINUTES: Final = 10080


class Topic(Struct, frozen=True, kw_only=True):
    """What is posted in a forum; no two have one name."""

    name: str
    post: Post
    content: str = ""
    calls: AllowedMentions = NOBODY


class Forums:
    """Posts in forums."""

    def __init__(self, client: discord.Client, sender: Sender) -> None:
        """Takes what it needs."""
        self._client = client
        self._sender = sender

    async def at(self, channel: int) -> ForumChannel | None:
        """The forum that this channel is, if it is one.

        Raises:
            RefusedError: It is not shown to us.
        """
        there = self._client.get_channel(channel)
        if there is None:
            there = await self._sender.attempt(
                lambda: self._client.fetch_channel(channel), f"channel:{channel}"
            )
        return there if isinstance(there, ForumChannel) else None

    async def begin(self, forum: ForumChannel, topic: Topic, *, again: bool) -> int:
        """A new post, if it is not there `again`; its id is also that of what stands on top.

        Raises:
            RefusedError: It is not taken there.
        """
        tries = int(again)

        async def make() -> int:
            nonlocal tries
            tries += 1
            there = await self._named(forum, topic.name) if tries > 1 else 0
            if there:
                return there
            return await self._make(forum, topic)

        return await self._sender.attempt(make, f"channel:{forum.id}")

    async def _make(self, forum: ForumChannel, topic: Topic) -> int:
        route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum.id)
        about = {
            "name": topic.name,
            "auto_archive_duration": _WEEK_MINUTES,
            "applied_tags": _demanded(forum),
        }
        with handle_message_parameters(
            content=topic.content or MISSING,
            embed=topic.post.embed,
            view=view_of(topic.post.rows) if topic.post.rows else MISSING,
            allowed_mentions=topic.calls,
            channel_payload=about,
        ) as given:
            once: Any = [_Once()]
            made = await self._client.http.request(route, json=given.payload, files=once)
        return int(made["id"])

    async def _named(self, forum: ForumChannel, name: str) -> int:
        me = self._client.user.id if self._client.user else 0
        return next(
            (
                thread.id
                for thread in await forum.guild.active_threads()
                if (thread.parent_id, thread.owner_id, thread.name) == (forum.id, me, name)
            ),
            0,
        )


class _Once:
    """Keeps discord.py from repeating a request by itself: what it would send again is reset."""

    def reset(self, *, seek: int) -> None:
        """Before each try, which has this number."""
        if seek:
            raise ConnectionResetError("we look before we repeat")


def _demanded(forum: ForumChannel) -> list[str]:
    """Some forums take no post without a tag; then it is the first that anybody may use."""
    if not forum.flags.require_tag:
        return []
    return [str(tag.id) for tag in forum.available_tags if not tag.moderated][:1]
