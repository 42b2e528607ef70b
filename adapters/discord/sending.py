"""What leaves for Discord: sent once, tried again where that is safe, never insisted on.

discord.py repeats requests after 500, 502, 504 and 429 by itself, not after 503 or a lost
connection. A message carries a nonce made from its key, so that Discord gives the first one back
instead of making a second; edits and threads on a message are the same however often they are
asked for.
"""

import asyncio
import hashlib
import io
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final, TypeVar

import aiohttp
import discord
from cachetools import TTLCache
from discord import AllowedMentions
from discord.http import Route, handle_message_parameters

from adapters.discord import limits
from adapters.discord.render import NOBODY, Post
from adapters.discord.views import view_of

Given = TypeVar("Given")

_WAITS_S: Final = (0.25, 0.75, 2.0, 4.0)
_LONGEST_WAIT_S: Final = 10.0
_REMEMBERED_S: Final = 3600.0
_TYPING_S: Final = 1.0
_THREAD_EXISTS: Final = 160004
_NO_DIRECT_MESSAGES: Final = 50007
_TOKEN_OF_INTERACTION: Final = 50027
"""Its fifteen minutes are over; says nothing about our own token."""


class RefusedError(Exception):
    """Discord will not take it there, now or later: no right, closed, or gone.

    Attributes:
        code: Discord's number for it; 0 where it gave none.
    """

    def __init__(self, why: str, code: int = 0) -> None:
        super().__init__(why)
        self.code = code


class Sender:
    """Sends on behalf of one client."""

    def __init__(self, client: discord.Client, unauthorised: Callable[[], None]) -> None:
        """`unauthorised` is called where Discord no longer knows our token."""
        self._client = client
        self._unauthorised = unauthorised
        self._closed: TTLCache[str, str] = TTLCache(10_000, _REMEMBERED_S)

    async def post(  # noqa: PLR0913 - a message has that many parts
        self,
        channel: int,
        post: Post | None,
        key: str,
        *,
        content: str = "",
        reply_to: int = 0,
        calls: AllowedMentions = NOBODY,
    ) -> int:
        """A new message, once for each key; gives its id.

        Raises:
            RefusedError: It is not taken there.
        """
        place = self._client.get_partial_messageable(channel)
        reference = discord.MessageReference(
            message_id=reply_to, channel_id=channel, fail_if_not_exists=False
        )

        async def send() -> discord.Message:
            return await place.send(
                content or None,
                **_parts(post),
                nonce=nonce(key),
                reference=reference if reply_to else None,  # type: ignore[arg-type]  # none is meant
                allowed_mentions=calls,
                suppress_embeds=post is None,
            )

        message = await self.attempt(send, f"channel:{channel}")
        return message.id

    async def edit(self, channel: int, message: int, post: Post) -> None:
        """Another embed and other buttons; the words beside them stay.

        Raises:
            RefusedError: The message is gone, or not ours.
        """
        there = self._client.get_partial_messageable(channel).get_partial_message(message)
        view = view_of(post.rows)

        async def change() -> object:
            return await there.edit(embed=post.embed, view=view, allowed_mentions=NOBODY)

        await self.attempt(change, f"message:{message}")

    async def blank(self, channel: int, message: int, text: str) -> None:
        """These words instead of everything that stood there."""
        there = self._client.get_partial_messageable(channel).get_partial_message(message)

        async def change() -> object:
            return await there.edit(
                content=text, embed=None, attachments=[], view=None, allowed_mentions=NOBODY
            )

        with suppress(RefusedError):  # it is gone already
            await self.attempt(change, f"message:{message}")

    async def delete(self, channel: int, message: int) -> None:
        """A message of ours, if it still stands."""
        there = self._client.get_partial_messageable(channel).get_partial_message(message)
        with suppress(RefusedError):
            await self.attempt(there.delete, f"message:{message}")

    async def empty(self, thread: int, name: str) -> None:
        """Takes back what we wrote in a thread, and what its name says."""
        place, me = self._client.get_partial_messageable(thread), self._client.user

        async def ours() -> list[int]:
            written = [one async for one in place.history(limit=None)]
            return [one.id for one in written if me is not None and one.author.id == me.id]

        async def rename() -> object:
            return await self._client.http.edit_channel(thread, name=name)

        with suppress(RefusedError):
            for message in await self.attempt(ours, f"history:{thread}"):
                await self.delete(thread, message)
            await self.attempt(rename, f"name:{thread}")

    async def answer(self, application: int, token: str, post: Post) -> None:
        """What an interaction was waiting for; may be sent again and changes nothing then.

        Raises:
            RefusedError: Its fifteen minutes are over.
        """
        route = Route(
            "PATCH",
            "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
            webhook_id=application,
            webhook_token=token,
        )

        async def change() -> object:
            parts = _parts(post)
            files = parts.pop("files", [])
            with handle_message_parameters(
                attachments=files, allowed_mentions=NOBODY, **parts
            ) as given:
                if given.files:
                    return await self._client.http.request(
                        route, form=given.multipart, files=given.files
                    )
                return await self._client.http.request(route, json=given.payload)

        await self.attempt(change, "")

    async def thread(self, channel: int, message: int, name: str) -> int:
        """The thread under a message, made or found; its id is the message's.

        Raises:
            RefusedError: Threads can't be made there.
        """
        place = self._client.get_partial_messageable(channel).get_partial_message(message)

        async def make() -> object:
            return await self._client.http.start_thread_with_message(
                channel, place.id, name=name, auto_archive_duration=_WEEK_MINUTES
            )

        try:
            await self.attempt(make, f"threads:{channel}")
        except discord.HTTPException as error:
            if error.code != _THREAD_EXISTS:
                raise
        return message

    async def direct(self, user: int) -> int:
        """Our conversation with somebody.

        Raises:
            RefusedError: They take none.
        """
        if f"user:{user}" in self._closed:
            raise RefusedError(self._closed[f"user:{user}"])
        found = await self.attempt(
            lambda: self._client.create_dm(discord.Object(user)), f"user:{user}"
        )
        return found.id

    def closed(self, user: int, why: str) -> None:
        """They take no direct messages; they are left alone for a while."""
        self._closed[f"user:{user}"] = why

    async def typing(self, channel: int) -> None:
        """Shown for ten seconds, or until a message comes; not worth waiting for."""
        place = f"channel:{channel}"
        if place in self._closed:
            return
        with suppress(RefusedError, discord.HTTPException, aiohttp.ClientError, OSError):
            async with asyncio.timeout(_TYPING_S):
                await self._once(lambda: self._client.http.send_typing(channel), place)

    async def mark(self, channel: int, message: int, sign: str) -> None:
        """A small sign under a message; none where that is not allowed."""
        there = self._client.get_partial_messageable(channel).get_partial_message(message)
        try:
            await self.attempt(lambda: there.add_reaction(sign), f"signs:{channel}")
        except (RefusedError, discord.HTTPException):
            return

    async def attempt(self, doing: Callable[[], Awaitable[Given]], place: str) -> Given:
        """Has it done, more than once where Discord fails us; not where `place` is closed.

        Raises:
            RefusedError: It is not taken there.
        """
        if place and place in self._closed:
            raise RefusedError(self._closed[place])
        for wait_s in _WAITS_S:
            try:
                return await self._once(doing, place)
            except (discord.DiscordServerError, aiohttp.ClientConnectionError, OSError):
                await asyncio.sleep(wait_s)
            except discord.RateLimited as error:
                if error.retry_after > _LONGEST_WAIT_S:
                    raise
                await asyncio.sleep(error.retry_after)
            except discord.HTTPException as error:
                if error.status != HTTPStatus.TOO_MANY_REQUESTS:
                    raise
                await asyncio.sleep(min(_asked_s(error), _LONGEST_WAIT_S))
        return await self._once(doing, place)

    async def _once(self, doing: Callable[[], Awaitable[Given]], place: str) -> Given:
        try:
            return await doing()
        except (discord.Forbidden, discord.NotFound) as error:
            why = f"{error.status} {error.code}: {error.text}"[:200]
            if place and isinstance(error, discord.Forbidden):
                self._closed[place] = why
            raise RefusedError(why, error.code) from error
        except discord.HTTPException as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
            if error.code != _TOKEN_OF_INTERACTION:
                self._unauthorised()
            raise RefusedError(f"401 {error.code}: {error.text}"[:200], error.code) from error


_WEEK_MINUTES: Final = 10080


def nonce(key: str) -> str:
    """The same for the same key, and as long as Discord takes."""
    return hashlib.sha256(key.encode()).hexdigest()[: limits.NONCE]


def _asked_s(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return 1.0


def _parts(post: Post | None) -> dict[str, Any]:
    """New ones for each try: a file is read once."""
    if post is None:
        return {}
    parts: dict[str, Any] = {"embed": post.embed}
    if post.rows:
        parts["view"] = view_of(post.rows)
    whole = (("certdesk.txt", post.whole.encode("utf-8", "replace")),) if post.whole else ()
    files = [discord.File(io.BytesIO(data), filename=name) for name, data in whole + post.files]
    if files:
        parts["files"] = files
    return parts
