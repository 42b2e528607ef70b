"""The one guard: every connection that leaves resolves, is checked and is opened here."""

import asyncio
import socket
from collections.abc import Awaitable
from contextlib import suppress
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, Protocol

from msgspec import Struct

from bot.core.facts import Unresolved
from bot.core.names.matching import is_ip
from bot.probe.daemons import Daemons

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network


class Policy(Struct, frozen=True, kw_only=True):
    """What may be looked at.

    Attributes:
        allow_private: Private, loopback and reserved addresses too, on any port.
        allow: Networks that are permitted although they are not public.
        ports: The only ports that may be looked at; None for any.
    """

    allow_private: bool = False
    allow: tuple[IPNetwork, ...] = ()
    ports: frozenset[int] | None = None


class Address(Struct, frozen=True, kw_only=True):
    """An address that was checked; what `connect` takes, so that nothing unchecked gets there."""

    literal: str
    port: int


class Lookup(Protocol):
    """Names to address literals in the resolver's order; a test passes its own."""

    def __call__(self, host: str, port: int) -> Awaitable[list[str]]:
        """Raises `socket.gaierror` where the resolver has no answer."""


async def system_lookup(host: str, port: int) -> list[str]:
    """The system's resolver, so that /etc/hosts and the local search rules count.

    `getaddrinfo` blocks and cannot be cancelled: it runs in a thread that nobody waits for.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def settle(answer: list[str] | BaseException) -> None:
        if found.done():
            return
        if isinstance(answer, BaseException):
            found.set_exception(answer)
        else:
            found.set_result(answer)

    def work() -> None:
        answer: list[str] | BaseException
        try:
            # As bytes: text would be encoded again, by a codec that takes a millisecond to load.
            name = host.encode("ascii")
            entries = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            answer = [str(entry[4][0]) for entry in entries]
        except (OSError, ValueError, OverflowError) as error:
            answer = error
        with suppress(RuntimeError):  # the loop was closed while the resolver was thinking
            loop.call_soon_threadsafe(settle, answer)

    _RESOLVERS.do(work)
    return await found


_RESOLVERS: Final = Daemons(64)


async def resolve(
    host: str, port: int, *, policy: Policy, lookup: Lookup = system_lookup
) -> tuple[Address, ...] | Unresolved:
    """All addresses of a host, each checked; one forbidden address refuses them all.

    A mixed answer is what DNS rebinding looks like. Never raises for what the resolver said.
    """
    if policy.ports is not None and port not in policy.ports:
        return Unresolved.FORBIDDEN_PORT
    try:
        literals = [host] if is_ip(host) else await lookup(host, port)
    except socket.gaierror as error:
        absent = error.errno in _NO_SUCH_NAME
        return Unresolved.NO_SUCH_NAME if absent else Unresolved.RESOLVER_FAILED
    except ValueError:
        return Unresolved.NO_SUCH_NAME  # the resolver cannot even spell it
    except (OverflowError, OSError):
        return Unresolved.RESOLVER_FAILED
    return _checked(literals, port, policy)


def _checked(literals: list[str], port: int, policy: Policy) -> tuple[Address, ...] | Unresolved:
    if not literals:
        return Unresolved.NO_SUCH_NAME
    if not all(_is_permitted(literal, policy) for literal in literals):
        return Unresolved.FORBIDDEN
    return tuple(Address(literal=literal, port=port) for literal in dict.fromkeys(literals))


_NO_SUCH_NAME: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", -5)})


async def connect(address: Address) -> socket.socket:
    """A connected, non-blocking socket to a checked address; closed again on failure.

    Raises:
        OSError: The connection did not come about.
    """
    family = socket.AF_INET6 if ":" in address.literal else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, (address.literal, address.port))
    except BaseException:
        sock.close()
        raise
    return sock


def _is_permitted(literal: str, policy: Policy) -> bool:
    if policy.allow_private:
        return True
    if "%" in literal:
        return False
    address = ip_address(literal)
    if any(address.version == net.version and address in net for net in policy.allow):
        return True
    return is_public(address)


def is_public(address: IPAddress) -> bool:
    """Reachable for everybody, whichever way it is written.

    `is_global` alone says yes to many that are not: multicast, NAT64 and IPv4-compatible forms of
    private addresses, 6to4 on older Pythons, all that IANA has not handed out. An address that
    carries an IPv4 one is as good as that (RFC 4291 2.5.5.2, 6052 2.1, 5214 6.1).
    """
    if isinstance(address, IPv6Address):
        carried = IPv4Address(int(address) & 0xFFFFFFFF)
        if address.ipv4_mapped or address in _NAT64:
            return is_public(carried)
        is_isatap = (int(address) >> 32) & 0xFDFFFFFF == _ISATAP
        if address not in _UNICAST or (is_isatap and not is_public(carried)):
            return False
    return address.is_global and not any(address in net for net in _NEVER[address.version])


_NAT64: Final = IPv6Network("64:ff9b::/96")
_ISATAP: Final = 0x00005EFE  # the u bit of the interface identifier may be set
_UNICAST: Final = IPv6Network("2000::/3")  # the only block for everybody (RFC 3587 section 3)

_NEVER: Final[dict[int, tuple[IPNetwork, ...]]] = {
    4: tuple(
        ip_network(text)
        for text in (
            "0.0.0.0/8",
            "100.64.0.0/10",  # shared address space; 100.100.100.200 serves cloud metadata
            "168.63.129.16/32",  # Azure's platform address: public by number, private in fact
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4",
        )
    ),
    6: tuple(
        ip_network(text)
        for text in (
            "2001::/23",  # Teredo, ORCHID and other protocol assignments
            "2001:db8::/32",
            "2002::/16",  # 6to4: retired, and a way to name any IPv4 address
            "3fff::/20",
        )
    ),
}
