"""Socket Mode, and a watchdog over it: a connection that has died quietly is replaced."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Final

import structlog
from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.async_internals import (
    run_async_bolt_app,
    send_async_response,
)
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

_LOG: Final = structlog.get_logger("certdesk.slack")
_PING_S: Final = 3.0
"""Between pings; a dropped connection is noticed after one, a silent one after four."""

_LOOK_S: Final = 2.0
_CONNECT_S: Final = 30.0
_GIVE_UP_S: Final = 20.0
"""So long the library may mend its own connection before we begin anew."""

_PAUSE_S: Final = 1.0
_NOT_NOW: Final = (ClientError, SlackClientError, TimeoutError, OSError)


class Socket(SocketModeClient):
    """The library's own, but that each try to connect asks for an address of its own.

    Slack's addresses serve once. The library keeps one that failed and tries it again for ever.
    """

    async def connect(self) -> None:
        """Tries until it stands."""
        while not self.closed:
            try:
                await self._connect_once()
            except _NOT_NOW as error:
                _LOG.warning("slack: not connected", error=type(error).__name__)
                await asyncio.sleep(_PAUSE_S)
            else:
                return

    async def send_message(self, message: str) -> None:
        """What cannot be acknowledged any more is sent again by Slack."""
        try:
            await super().send_message(message)
        except _NOT_NOW as error:
            _LOG.warning("slack: acknowledgement not sent", error=type(error).__name__)

    async def _connect_once(self) -> None:
        self.auto_reconnect_enabled = False
        if self.current_session is not None:
            with suppress(*_NOT_NOW):
                await self.current_session.close()
        address, self.wss_uri = self.wss_uri or await self.issue_new_wss_url(), None
        self.current_session = await self.aiohttp_client_session.ws_connect(
            address, autoping=False, heartbeat=self.ping_interval, proxy=self.proxy
        )
        self.auto_reconnect_enabled = self.default_auto_reconnect_enabled
        self.stale = False
        await self.current_session.ping(f"sdk-ping-pong:{time.time()}".encode())
        for before in (self.current_session_monitor, self.message_receiver):
            if before is not None:
                before.cancel()
        # The library cancels both when it is closed.
        monitor, receiver = self.monitor_current_session(), self.receive_messages()
        self.current_session_monitor = asyncio.ensure_future(monitor)  # noqa: TID251
        self.message_receiver = asyncio.ensure_future(receiver)  # noqa: TID251


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
            socket = Socket(
                self._app_token,
                logger=logging.getLogger("slack_bolt"),
                web_client=self._client,
                ping_interval=_PING_S,
            )
            socket.socket_mode_request_listeners.append(self._answer)
            try:
                await self._hold(socket)
            finally:
                self.is_up = False
                await socket.close()  # type: ignore[no-untyped-call]
            _LOG.warning("slack: connecting anew")
            await asyncio.sleep(_PAUSE_S)

    async def _answer(self, socket: AsyncBaseSocketModeClient, asked: SocketModeRequest) -> None:
        answer = await run_async_bolt_app(self._app, asked)
        await send_async_response(socket, asked, answer, time.time())

    async def _hold(self, socket: Socket) -> None:
        """Until it is down for too long."""
        try:
            async with asyncio.timeout(_CONNECT_S):
                await socket.connect()
        except TimeoutError:
            return
        down_s = 0.0
        while down_s < _GIVE_UP_S:
            self.is_up = await socket.is_connected()
            down_s = 0.0 if self.is_up else down_s + _LOOK_S
            await asyncio.sleep(_LOOK_S)
