"""One call of Slack's Web API, and whether to try it again. The only place that makes them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar

import structlog
from aiohttp import ClientError, ClientSession
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.refusals import SlackRefusedError, refusal_of
from bot.slack_settings import SlackSection

T = TypeVar("T")

_LOG: Final = structlog.get_logger("certdesk.slack")
TRIES: Final = 6
CALL_S: Final = 10
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 20.0
_READS: Final = frozenset(
    {
        "chat.getPermalink",
        "conversations.history",
        "conversations.replies",
        "files.info",
        "users.info",
    }
)
"""They take no JSON."""


def web_client(section: SlackSection, session: ClientSession) -> AsyncWebClient:
    """For our own calls: nothing is repeated by itself, for a post could then be doubled."""
    return AsyncWebClient(
        token=section.bot_token,
        base_url=section.api_url,
        timeout=CALL_S,
        session=session,
        retry_handlers=[],
    )


class Calls:
    """By a client that repeats nothing by itself: what may be repeated is decided by who calls."""

    def __init__(self, client: AsyncWebClient, tries: int) -> None:
        """`tries` is how often something is tried at most."""
        self._client = client
        self._tries = tries

    async def patiently(self, once: Callable[[], Awaitable[T]]) -> T:
        """A few times, with pauses, where trying again can help."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return await once()
            except SlackRefusedError as refused:
                pause = refused.retry_after_s or _FIRST_PAUSE_S * 2 ** (attempt - 1)
                is_last = attempt >= self._tries or pause > _LONGEST_PAUSE_S
                if refused.is_final or is_last:
                    _LOG.warning("slack refused", error=str(refused))
                    raise
            await asyncio.sleep(pause)

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """Once.

        Raises:
            SlackRefusedError: It was not done, or nobody knows.
        """
        try:
            if method in _READS:
                answer = await self._client.api_call(method, http_verb="GET", params=arguments)
            else:
                answer = await self._client.api_call(method, json=arguments)
        except SlackApiError as error:
            raise refusal_of(error) from error
        except (SlackClientError, ClientError, TimeoutError, OSError, ValueError) as error:
            raise SlackRefusedError("", maybe_done=True) from error
        return dict(answer.data) if isinstance(answer.data, dict) else {}
