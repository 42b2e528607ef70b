"""What issuers publish, over HTTP/1.1: a guarded client with a budget for each look.

Everything fetched here is signed by whom it comes from, so https is not verified. There are no
cookies, no credentials and no decompression: what does not exist cannot be abused.
"""

import asyncio
import ssl
from collections.abc import Iterable
from functools import cache
from ipaddress import ip_address
from typing import Final

import h11
from msgspec import Struct

from bot.core.facts import Unresolved
from bot.probe.exchange import Exchange, FetchFailure, Post, Purse, Unfetched
from bot.probe.resolve import (
    Address,
    Lookup,
    Policy,
    connect,
    is_public,
    resolve,
    system_lookup,
)
from bot.probe.url import InvalidUrlError, Url

_MAX_REDIRECTS: Final = 3
_MAX_ADDRESSES: Final = 2  # of one name, in the resolver's order
_AT_ONCE: Final = 2
_CONNECT_S: Final = 2.0
_WEB_PORTS: Final = frozenset({80, 443})


class Budget(Struct, frozen=True, kw_only=True):
    """What all fetches of one look may cost together; a redirect is one more fetch."""

    fetches: int = 8
    size_bytes: int = 12 * 1024 * 1024


class Fetcher:
    """Fetches for one look. The budget is shared, two fetches run at a time."""

    def __init__(
        self, policy: Policy, budget: Budget | None = None, *, lookup: Lookup = system_lookup
    ) -> None:
        """`policy` is the one of `fetch_policy`."""
        budget = budget or Budget()
        self._policy = policy
        self._lookup = lookup
        self._fetches_left = budget.fetches
        self._purse = Purse(size_bytes=budget.size_bytes)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def fetch(
        self, url: str, *, max_bytes: int, deadline: float, post: Post | None = None
    ) -> bytes | Unfetched:
        """The body behind an address; never raises for what the network did.

        Args:
            url: As found in a certificate; hostile.
            max_bytes: For the answer with its headers.
            deadline: On the loop's clock.
            post: Asks with POST; such a request is not redirected.
        """
        try:
            async with asyncio.timeout_at(deadline), self._turns:
                return await self._follow(Url.parse(url), max_bytes, post)
        except InvalidUrlError as error:
            return Unfetched(failure=FetchFailure.NOT_FETCHED, detail=str(error))
        except TimeoutError:
            return Unfetched(failure=FetchFailure.TIMEOUT)
        except (OSError, h11.RemoteProtocolError) as error:
            return Unfetched(failure=FetchFailure.BROKEN, detail=str(error)[:200])

    async def _follow(self, url: Url, max_bytes: int, post: Post | None) -> bytes | Unfetched:
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await self._hop(url, max_bytes, post)
            if not isinstance(answer, str):
                return answer
            if post:
                break
            url = url.joined(answer)
        return Unfetched(failure=FetchFailure.REDIRECTED)

    async def _hop(self, url: Url, max_bytes: int, post: Post | None) -> bytes | str | Unfetched:
        """The body, or where else it is said to be."""
        if self._fetches_left <= 0:
            return Unfetched(failure=FetchFailure.SPENT)
        self._fetches_left -= 1
        found = await resolve(url.host, url.port, policy=self._policy, lookup=self._lookup)
        if isinstance(found, Unresolved):
            return Unfetched(failure=_UNRESOLVED[found], detail=url.host)
        streams = await _first_connection(found[:_MAX_ADDRESSES], url)
        if isinstance(streams, Unfetched):
            return streams
        reader, writer = streams
        exchange = Exchange(reader, self._purse, max_bytes)
        try:
            writer.write(exchange.request(url, post))
            return await exchange.answer()
        finally:
            writer.transport.abort()


_UNRESOLVED: Final = {
    Unresolved.NO_SUCH_NAME: FetchFailure.UNRESOLVED,
    Unresolved.RESOLVER_FAILED: FetchFailure.UNRESOLVED,
    Unresolved.FORBIDDEN: FetchFailure.FORBIDDEN,
    Unresolved.FORBIDDEN_PORT: FetchFailure.FORBIDDEN,
}


def fetch_policy(policy: Policy, target: Iterable[str]) -> Policy:
    """Where the fetches of a look may go, by the target's own addresses.

    A public target's certificate must not lead us into private networks. What a private target's
    names is as private as the target itself, and its ports are nobody's convention.
    """
    if policy.allow_private:
        return Policy(allow_private=True)
    if all(is_public(ip_address(literal)) for literal in target):
        return Policy(ports=_WEB_PORTS)
    return Policy(allow=policy.allow)


_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _first_connection(addresses: tuple[Address, ...], url: Url) -> _Streams | Unfetched:
    detail = ""
    for address in addresses:
        try:
            async with asyncio.timeout(_CONNECT_S):
                return await _open(address, url)
        except TimeoutError:
            detail = "no answer to the connection"
        except OSError as error:
            detail = error.strerror or str(error)
    return Unfetched(failure=FetchFailure.UNCONNECTED, detail=detail)


async def _open(address: Address, url: Url) -> _Streams:
    sock = await connect(address)
    try:
        if not url.is_tls:
            return await asyncio.open_connection(sock=sock)
        return await asyncio.open_connection(
            sock=sock, ssl=_unverified(), server_hostname=url.host.rstrip(".")
        )
    except BaseException:
        sock.close()
        raise


@cache
def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
