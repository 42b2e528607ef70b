"""Real receivers on loopback: an HTTP server that keeps what it got, and a mail server."""

import asyncio
import email
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage

from aiohttp import ClientSession, ClientTimeout, web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class HttpReceiver:
    """Keeps headers and bodies; answers in turn, then always as the last time."""

    def __init__(self, *answers: web.Response | Exception) -> None:
        self._answers = list(answers)
        self.headers: list[Mapping[str, str]] = []
        self.bodies: list[bytes] = []
        self.paths: list[str] = []
        self.url = ""

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(request.headers)
        self.bodies.append(await request.read())
        self.paths.append(request.path)
        answer = self._answers.pop(0) if self._answers else web.Response()
        if isinstance(answer, Exception):
            assert request.transport is not None
            request.transport.abort()
            raise answer
        return answer

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["HttpReceiver"]:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._receive)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/hook"
        try:
            yield self
        finally:
            await runner.cleanup()


@asynccontextmanager
async def session(total_s: float = 5.0) -> AsyncIterator[ClientSession]:
    async with ClientSession(timeout=ClientTimeout(total=total_s)) as opened:
        yield opened


class Mailbox:
    """Keeps what arrived and whether it came over TLS; `refusal` is said instead of taking it."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal = refusal
        self.envelopes: list[Envelope] = []
        self.was_private: list[bool] = []
        self.port = 0

    async def handle_DATA(  # noqa: N802 - the library's name
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        if self.refusal:
            return self.refusal
        assert server.transport is not None
        self.envelopes.append(envelope)
        self.was_private.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"

    def mails(self) -> list[EmailMessage]:
        """All of them, read; no property, for the library reads those at every connection."""
        contents = [envelope.content for envelope in self.envelopes]
        return [
            email.message_from_bytes(content, _class=EmailMessage, policy=policy.default)
            for content in contents
            if isinstance(content, bytes)
        ]

    @asynccontextmanager
    async def listening(
        self, *, tls: ssl.SSLContext | None = None, is_implicit: bool = False
    ) -> AsyncIterator["Mailbox"]:
        """With STARTTLS and signing in where `tls` is given; `is_implicit`: TLS at once."""
        loop = asyncio.get_running_loop()

        def protocol() -> SMTP:
            return SMTP(
                self,
                loop=loop,
                hostname="mail.test",
                tls_context=None if is_implicit else tls,
                require_starttls=tls is not None and not is_implicit,
                auth_require_tls=not is_implicit,  # it doesn't know that it is inside already
                authenticator=_authenticate,
            )

        server = await loop.create_server(
            protocol, "127.0.0.1", 0, ssl=tls if is_implicit else None
        )
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await server.wait_closed()


def _authenticate(*given: object) -> AuthResult:
    """Server, session, envelope, mechanism and what was said to sign in."""
    data = given[4]
    assert isinstance(data, LoginPassword)
    is_right = (data.login, data.password) == (b"desk@corp.test", b"right")
    return AuthResult(success=is_right, handled=False)
