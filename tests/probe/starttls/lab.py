"""Our side of a conversation in clear, for tests."""

import asyncio
import socket
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.diagnosis.diagnose import Diagnosis, diagnose
from bot.core.facts import Observation
from bot.core.target import StartTls, Target
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Address, Policy, connect
from bot.probe.starttls import Stopped, upgrade
from tests.certificates import Recipe
from tests.trust import authority, knowledge, store

HOST = "mail.lab.test"
ROOT = authority("Clear Root")
KNOWLEDGE = knowledge(store(ROOT))
NOW = datetime.now(UTC)  # noqa: TID251 -- the certificates are made for today
GOOD = Recipe(names=(HOST,), usage=("digitalSignature",))
EXPIRED = replace(GOOD, ends=timedelta(days=-1))
PROTOCOLS = pytest.mark.parametrize("protocol", StartTls)
SPEAKS_FIRST = [p for p in StartTls if p not in (StartTls.XMPP, StartTls.LDAP, StartTls.POSTGRES)]
FEATURES = b"<stream:stream version='1.0'><stream:features>%s</stream:features>"
PROCEED = b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
SMTP_OFFER = (b"220 hi\r\n", b"250-hi\r\n250 STARTTLS\r\n")
IMAP_OFFER = (b"* OK hi\r\n", b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n")
POP3_OFFER = (b"+OK hi\r\n", b"+OK\r\nSTLS\r\n.\r\n")
XMPP_OFFER = FEATURES % b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"


async def asked(
    server: AbstractContextManager[int], protocol: StartTls, patience_s: float = 5.0
) -> Stopped | None:
    deadline = asyncio.get_running_loop().time() + patience_s
    with server as port, closing(await connected(port)) as sock:
        return await upgrade(sock, protocol, HOST, deadline)


async def connected(port: int) -> socket.socket:
    return await connect(Address(literal="127.0.0.1", port=port))


async def observed(port: int, protocol: StartTls, timeout_s: float = 5.0) -> Observation:
    prober = Prober(Policy(allow_private=True), Limits(total_s=timeout_s), lookup=_loopback)
    return await prober.look(Target.parse(f"{HOST}:{port}", protocol))


async def _loopback(host: str, port: int) -> list[str]:  # noqa: ARG001 -- a lookup's shape
    return ["127.0.0.1"]


async def diagnosed(port: int, protocol: StartTls, timeout_s: float = 5.0) -> Diagnosis:
    return diagnose(await observed(port, protocol, timeout_s), KNOWLEDGE, now=NOW)
