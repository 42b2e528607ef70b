"""Socket Mode, and a watchdog over it: a connection that has died quietly is replaced."""

import asyncio
import logging
from typing import Final

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

_LOG: Final = structlog.get_logger("certdesk.slack")
_PING_S: Final = 3.0
"""Between pings; a dropped connection is noticed after one, a silent one after four."""

_LOOK_S: Final = 2.0
_CONNECT_S: Final = 30.0
_GIVE_UP_S: Final = 20.0
"""So long the library may mend its own connection before we begin anew."""

_PAUSE_S: Final = 1.0


class Connection:
    """One WebSocket to Slack, kept up."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        """`client` is asked for the address of the socket."""
        self._app = app
        self._app_token = app_token
        self._client = client
        self.is_up = False

    async def keep(self) -> None:
        """Endless."""
        while True:
            # It opens a session, so it can only be made inside the running loop.
            handler = AsyncSocketModeHandler(
                self._app,
                self._app_token,
                logger=logging.getLogger("slack_bolt"),
                web_client=self._client,
                ping_interval=_PING_S,
            )
            try:
                await self._hold(handler)
            finally:
                self.is_up = False
                await handler.client.close()  # type: ignore[no-untyped-call]
            _LOG.warning("slack: connecting anew")
            await asyncio.sleep(_PAUSE_S)

    async def _hold(self, handler: AsyncSocketModeHandler) -> None:
        """Until it is down for too long."""
        try:
            async with asyncio.timeout(_CONNECT_S):
                await handler.client.connect()  # type: ignore[no-untyped-call]
        except TimeoutError:
            return
        down_s = 0.0
        while down_s < _GIVE_UP_S:
            self.is_up = await handler.client.is_connected()
            down_s = 0.0 if self.is_up else down_s + _LOOK_S
            await asyncio.sleep(_LOOK_S)
