"""Asks a server that begins in clear to turn to TLS, and stops at the byte where TLS begins.

Nothing confidential is said before TLS, and nothing that the server said before it is believed
afterwards.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Final

from bot.core.facts import Ending
from bot.core.target import StartTls
from bot.probe.starttls.clear import Clear, Stopped, TooMuchError
from bot.probe.starttls.lines import ftp, imap, pop3, smtp
from bot.probe.starttls.packets import ldap, mysql, postgres
from bot.probe.starttls.stanzas import xmpp

__all__ = ["Stopped", "upgrade"]

Dialogue = Callable[[Clear, str], Awaitable[Stopped | None]]
"""Talks up to the last byte in clear; None where the server agreed."""

_DIALOGUES: Final[dict[StartTls, Dialogue]] = {
    StartTls.SMTP: smtp,
    StartTls.IMAP: imap,
    StartTls.POP3: pop3,
    StartTls.FTP: ftp,
    StartTls.XMPP: xmpp,
    StartTls.LDAP: ldap,
    StartTls.POSTGRES: postgres,
    StartTls.MYSQL: mysql,
}


async def upgrade(
    sock: socket.socket, protocol: StartTls, host: str, deadline: float
) -> Stopped | None:
    """None means: go on with TLS. Never raises for what the server did.

    `sock` is connected and non-blocking, and closed by the caller; `host` is what was asked for,
    an IPv6 literal without brackets; `deadline` is in the loop's time.
    """
    clear = Clear(sock)
    try:
        async with asyncio.timeout_at(deadline):
            stopped = await _DIALOGUES[protocol](clear, host)
    except tuple(_MISHAPS) as error:
        ending = next(_MISHAPS[kind] for kind in _MISHAPS if isinstance(error, kind))
        return Stopped(ending=ending)
    if stopped is None and clear.has_more():
        # Somebody on the way may have put it there (CVE-2011-0411, CVE-2021-23222): TLS must
        # begin with a clean slate, and a server speaks only after our hello.
        return Stopped(ending=Ending.BROKEN, detail="more came in clear after the word for TLS")
    return stopped


_MISHAPS: Final[dict[type[Exception], Ending]] = {
    TimeoutError: Ending.TIMEOUT,  # an OSError too, so it comes first
    EOFError: Ending.CLOSED,
    TooMuchError: Ending.OVERSIZE,
    OSError: Ending.RESET,
}
