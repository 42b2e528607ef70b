"""Servers and resolvers that give too much: what is read, tried and followed has an end.

Nothing here is timed: a server counts what it got rid of before we hung up. The kernel's buffers
on both sides swallow some megabytes of that; a reader without limits would take gigabytes.
"""

import asyncio
import socket
from ipaddress import ip_network
from threading import Event
from typing import Final

import pytest
from cryptography import x509
from msgspec import Struct, field
from OpenSSL import SSL

from bot.core.facts import Observation, StoreName, Unresolved
from bot.core.target import Target
from bot.core.vocabulary import Category, Problem
from bot.desk.check import Checked
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Lookup, Policy
from tests import wire
from tests.certificates import Certified, Recipe
from tests.checkers import checker_with
from tests.servers import listening
from tests.situations.lab import leaf, middle, root
from tests.trust import knowledge, store

TRUSTED: Final = knowledge(store(root(), stores=frozenset({StoreName.OPERATOR})))
ENOUGH: Final = 16 * 1024 * 1024
LOOPBACK: Final = [f"127.0.{third}.{last}" for third in (1, 2) for last in range(1, 251)]
OK: Final = b"HTTP/1.1 200 OK\r\n"


class Flood(Struct, kw_only=True):
    """Sends the same bytes again and again until the other side has had enough.

    Attributes:
        inside: Whether they are sent encrypted, in answer to a request, or in place of TLS.
    """

    first: bytes = b""
    again: bytes
    inside: bool = True
    sent: int = 0

    def talk(self, connection: socket.socket, ended: Event) -> None:
        send = secure(connection, leaf()).sendall if self.inside else connection.sendall
        if not self.inside:
            connection.recv(16384)
        if self.first:
            send(self.first)
        while not ended.is_set():
            send(self.again)
            self.sent += len(self.again)


class Site(Struct, kw_only=True):
    """Gives every request the same answer."""

    answer: bytes

    def talk(self, connection: socket.socket, _ended: Event) -> None:
        secured = secure(connection, leaf())
        secured.sendall(self.answer)
        secured.shutdown()


class Wanderer(Struct, kw_only=True):
    """A site that always leads on to a name that nobody has seen."""

    visits: list[bytes | None] = field(default_factory=list)

    def talk(self, connection: socket.socket, _ended: Event) -> None:
        secured = secure(connection, leaf(Recipe(names=("localhost", "*.lab.test"))))
        self.visits.append(secured.get_servername())
        port = connection.getsockname()[1]
        place = f"https://n{len(self.visits)}.lab.test:{port}/"
        secured.sendall(moved(place))
        secured.shutdown()


def secure(connection: socket.socket, own: Certified) -> SSL.Connection:
    """After the handshake and the request."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.use_certificate(x509.load_der_x509_certificate(own.der))
    context.add_extra_chain_cert(x509.load_der_x509_certificate(middle().der))
    context.use_privatekey(own.key)
    secured = SSL.Connection(context, connection)
    secured.set_accept_state()
    secured.do_handshake()
    secured.recv(16384)
    return secured


def moved(place: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()


def resolving(*addresses: str) -> Lookup:
    """A resolver that says the same of every name."""

    async def lookup(host: str, port: int) -> list[str]:
        assert host
        assert port
        return list(addresses)

    return lookup


async def answered(port: int, policy: Policy | None = None) -> Checked:
    """An answer that comes within what a look and its surroundings may take."""
    prober = Prober(
        policy or Policy(allow_private=True), Limits(total_s=2), lookup=resolving("127.0.0.1")
    )
    checker = checker_with(prober, TRUSTED)
    async with asyncio.timeout(12):
        return await checker.check(f"localhost:{port}")


@pytest.mark.parametrize(
    ("first", "again"),
    [
        pytest.param(OK + b"\r\n", b"x" * 16_000, id="a page"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 600, id="promises to continue"),
        pytest.param(b"", b"HTTP/1.1 103 H\r\nLink: x\r\n\r\n" * 600, id="early hints"),
        pytest.param(OK, b"A: b\r\n" * 2_000, id="header lines"),
        pytest.param(OK + b"X: ", b"y" * 16_000, id="one header line"),
        pytest.param(
            OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 2_000, id="small chunks"
        ),
        pytest.param(
            OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 16_000, id="a chunk's extension"
        ),
        pytest.param(
            OK + b"Content-Length: 99999999999999999999\r\n\r\n", b"x" * 16_000, id="a length"
        ),
    ],
)
async def test_a_page_without_end_is_left(first: bytes, again: bytes) -> None:
    flood = Flood(first=first, again=again)

    with listening(flood.talk) as port:
        told = await answered(port)

    assert told.diagnosis.category is Category.HEALTHY
    assert 0 < flood.sent < ENOUGH


@pytest.mark.parametrize(
    ("again", "problem"),
    [
        pytest.param(bytes(65_536), Problem.NOT_TLS, id="zeros"),
        pytest.param(b"\x15\x03\x03\x00\x02\x01\x5a" * 1000, None, id="warning alerts"),
        pytest.param(b"\x16\x03\x03\x00\x00" * 1000, None, id="empty records"),
        pytest.param(b"\x14\x03\x03\x00\x01\x01" * 1000, None, id="changes of cipher"),
        pytest.param(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000, None, id="hello requests"),
        pytest.param(
            wire.server_hello() + wire.certificate([leaf().der] * 6000),
            Problem.MALFORMED_CERT,
            id="certificates",
        ),
    ],
)
async def test_a_handshake_without_end_is_left(again: bytes, problem: Problem | None) -> None:
    flood = Flood(again=again, inside=False)

    with listening(flood.talk) as port:
        told = await answered(port)

    assert told.diagnosis.problem is (problem or Problem.HANDSHAKE_FAILURE)
    assert flood.sent < 3 * ENOUGH  # one connection for each of three offers


async def test_redirects_are_followed_three_times() -> None:
    site = Wanderer()

    with listening(site.talk) as port:
        told = await answered(port)

    assert told.diagnosis.category is Category.HEALTHY
    assert site.visits == [b"localhost", b"n1.lab.test", b"n2.lab.test", b"n3.lab.test"]


@pytest.mark.parametrize(
    "place", ["10.0.0.1", "169.254.169.254", "[::ffff:10.0.0.1]", "[fd00::1]", "0x0a.1"]
)
async def test_a_redirect_into_a_private_network_is_not_followed(place: str) -> None:
    only_here = Policy(allow=(ip_network("127.0.0.0/8"),))

    with listening(Site(answer=moved(f"https://{place}/")).talk) as port:
        told = await answered(port, only_here)

    assert told.diagnosis.category is Category.HEALTHY
    [note] = [f for f in told.diagnosis.findings if f.problem is Problem.REDIRECT_BROKEN]
    assert "blocked_target" in note.evidence


@pytest.mark.allow_hosts(LOOPBACK)
@pytest.mark.parametrize("tls_only", [False, True], ids=["a whole look", "TLS only"])
async def test_of_hundreds_of_addresses_four_are_tried(*, tls_only: bool) -> None:
    limits = Limits(total_s=2, addresses=4, tls_only=tls_only)
    prober = Prober(Policy(allow_private=True), limits, lookup=resolving(*LOOPBACK))

    with socket.create_server(("127.0.0.1", 0)) as unheard:
        port = unheard.getsockname()[1]
        async with asyncio.timeout(4):
            seen: Observation = await prober.look(Target.parse(f"crowd.test:{port}"))

    assert [look.address for look in seen.looks] == LOOPBACK[:4]
    assert seen.untried == 496


async def test_one_private_address_among_hundreds_refuses_them_all() -> None:
    mixed = resolving(*(f"93.184.216.{last}" for last in range(1, 250)), "10.0.0.1")

    seen = await Prober(Policy(), Limits(), lookup=mixed).look(Target.parse("crowd.test"))

    assert (seen.unresolved, seen.looks) == (Unresolved.FORBIDDEN, ())
