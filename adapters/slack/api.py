"""Calls of Slack's Web API: posts that are never doubled, and failures that say what to do."""

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

import structlog
from cachetools import LRUCache, TTLCache
from msgspec import Struct
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import Block, Post
from adapters.slack.calls import TRIES, Calls
from adapters.slack.profiles import Profile, profile_of
from adapters.slack.refusals import SlackRefusedError

_LOG: Final = structlog.get_logger("certdesk.slack")
_PROFILES_S: Final = 300
_MARK: Final = "certdesk_post"
_PAGES: Final = 10
_PAGE: Final = 200


class Spot(Struct, frozen=True, kw_only=True):
    """Where a message goes.

    Attributes:
        thread: "" for none.
    """

    channel: str
    thread: str = ""


class Slack:
    """The calls that we make."""

    def __init__(
        self, client: AsyncWebClient, own_user: Callable[[], str], tries: int = TRIES
    ) -> None:
        """`client` repeats nothing by itself: what may be repeated is decided here."""
        self._calls = Calls(client, tries)
        self._own_user = own_user
        self._profiles: TTLCache[str, Profile] = TTLCache(5_000, _PROFILES_S)
        self._directs: LRUCache[str, str] = LRUCache(5_000)

    async def post(
        self, spot: Spot, post: Post, key: str, *, again: bool = False, about: str = ""
    ) -> str:
        """Posts once, however often it is called with this key; gives the timestamp.

        `again`: an earlier try, also of another process, may have posted it. `about` is written
        on it, for `about` to read.

        Raises:
            SlackRefusedError: It is not posted, or nobody knows.
        """
        mark = hashlib.sha256(key.encode()).hexdigest()[:32]
        looks_first = again

        async def once() -> str:
            nonlocal looks_first
            found = await self._found(spot, mark) if looks_first else ""
            looks_first = True
            return found or await self._posted(spot, post, mark, about)

        return await self._calls.patiently(once)

    async def update(self, channel: str, ts: str, post: Post) -> None:
        """Writes a message anew; the same twice does no harm.

        Raises:
            SlackRefusedError: It stands as it was, or nobody knows.
        """

        async def once() -> str:
            await self._calls.call(
                "chat.update",
                channel=channel,
                ts=ts,
                text=post.text,
                blocks=post.blocks,
                parse="none",
                link_names=False,
            )
            return ts

        await self._calls.patiently(once)

    async def delete(self, channel: str, ts: str) -> None:
        """Takes a message of ours back.

        Raises:
            SlackRefusedError: It stands, or nobody knows, or it is gone already.
        """

        async def once() -> str:
            await self._calls.call("chat.delete", channel=channel, ts=ts)
            return ts

        await self._calls.patiently(once)

    async def take_back(self, channel: str, ts: str) -> None:
        """Deletes a message of ours that may be gone already.

        Raises:
            SlackRefusedError: It still stands.
        """
        try:
            await self._calls.patiently(
                lambda: self._calls.call("chat.delete", channel=channel, ts=ts)
            )
        except SlackRefusedError as refused:
            if refused.code != "message_not_found":
                raise

    async def own_in_thread(self, channel: str, ts: str) -> list[str]:
        """Timestamps of what we wrote under a message.

        Raises:
            SlackRefusedError: The thread cannot be read.
        """
        written = self._written(Spot(channel=channel, thread=ts))
        found = [str(m["ts"]) async for m in written if self.is_us(m.get("user", ""))]
        return [one for one in found if one != ts]

    async def hint(self, spot: Spot, user: str, text: str) -> None:
        """Something small for one person; nothing is lost when it is."""
        more = {"thread_ts": spot.thread} if spot.thread else {}
        try:
            await self._calls.call(
                "chat.postEphemeral", channel=spot.channel, user=user, text=text, **more
            )
        except SlackRefusedError as refused:
            _LOG.warning("no hint", channel=spot.channel, error=str(refused))

    async def open_window(self, trigger: str, view: Block) -> str:
        """Gives the window's id.

        Raises:
            SlackRefusedError: It is not open; triggers last three seconds and serve once.
        """
        answer = await self._calls.call("views.open", trigger_id=trigger, view=view)
        return str(answer["view"]["id"])

    async def fill_window(self, window: str, view: Block) -> None:
        """What was opened to wait shows what there is; who closed it does not mind."""
        try:
            await self._calls.call("views.update", view_id=window, view=view)
        except SlackRefusedError as refused:
            _LOG.info("window not filled", error=str(refused))

    async def show_home(self, user: str, view: Block) -> None:
        """Puts this into somebody's Home tab; the same twice does no harm.

        Raises:
            SlackRefusedError: It shows what it showed, or nobody knows.
        """
        await self._calls.patiently(
            lambda: self._calls.call("views.publish", user_id=user, view=view)
        )

    async def direct(self, user: str) -> str:
        """The channel of our direct messages.

        Raises:
            SlackRefusedError: There is none with them.
        """
        if user not in self._directs:

            async def once() -> str:
                answer = await self._calls.call("conversations.open", users=user)
                return str(answer["channel"]["id"])

            self._directs[user] = await self._calls.patiently(once)
        return self._directs[user]

    async def profile(self, user: str) -> Profile:
        """Who somebody is; a stranger without a name where Slack does not say."""
        if user not in self._profiles:
            try:
                answer = await self._calls.patiently(
                    lambda: self._calls.call("users.info", user=user)
                )
            except SlackRefusedError as refused:
                _LOG.warning("unknown user", error=str(refused))
                return Profile(name="", is_member=False)
            self._profiles[user] = profile_of(answer["user"])
        return self._profiles[user]

    async def permalink(self, channel: str, ts: str) -> str:
        """The address of a message; "" where there is none."""
        try:
            answer = await self._calls.call("chat.getPermalink", channel=channel, message_ts=ts)
        except SlackRefusedError:
            return ""
        return str(answer.get("permalink", ""))

    async def file(self, file_id: str) -> Mapping[str, Any]:
        """What Slack says of a file of another workspace; empty where it says nothing."""
        try:
            answer = await self._calls.call("files.info", file=file_id)
        except SlackRefusedError as refused:
            _LOG.warning("no file", error=str(refused))
            return {}
        return dict(answer["file"])

    async def about(self, channel: str, ts: str) -> str:
        """What a message of ours says it is about; "" where it says nothing or isn't ours.

        Raises:
            SlackRefusedError: Nobody knows.
        """
        where = {"channel": channel, "ts": ts, "limit": 1, "include_all_metadata": True}
        page = await self._calls.patiently(
            lambda: self._calls.call("conversations.replies", **where)
        )
        for message in page.get("messages", ()):
            if message.get("ts") == ts and message.get("user") == self._own_user():
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                return str(payload.get("about", ""))
        return ""

    def is_us(self, user: str) -> bool:
        """Whose message it is."""
        return user == self._own_user()

    async def _posted(self, spot: Spot, post: Post, mark: str, about: str) -> str:
        payload = {"key": mark, "about": about} if about else {"key": mark}
        thread = {"thread_ts": spot.thread} if spot.thread else {}
        answer = await self._calls.call(
            "chat.postMessage",
            channel=spot.channel,
            text=post.text,
            blocks=post.blocks,
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": _MARK, "event_payload": payload},
            **thread,
        )
        return str(answer["ts"])

    async def _found(self, spot: Spot, mark: str) -> str:
        """The timestamp of what an earlier try posted, "" where none did."""
        async for message in self._written(spot):
            if self._is_ours(message, mark):
                return str(message["ts"])
        return ""

    async def _written(self, spot: Spot) -> AsyncIterator[Mapping[str, Any]]:
        """A thread whole; a channel from its newest message on, as far as a few minutes reach.

        No time is asked for: Slack's clock is not ours.
        """
        method = "conversations.replies" if spot.thread else "conversations.history"
        where: dict[str, Any] = {"channel": spot.channel, "include_all_metadata": True}
        if spot.thread:
            where["ts"] = spot.thread
        cursor = ""
        for _ in range(_PAGES):
            more = {"cursor": cursor} if cursor else {}
            page = await self._calls.call(method, limit=_PAGE, **where, **more)
            for message in page.get("messages", ()):
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break

    def _is_ours(self, message: Mapping[str, Any], mark: str) -> bool:
        metadata = message.get("metadata") or {}
        key = (metadata.get("event_payload") or {}).get("key")
        return key == mark and message.get("user", self._own_user()) == self._own_user()
