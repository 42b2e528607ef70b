"""What every request has to pass before anything looks at it, and what every answer carries."""

import hashlib
from ipaddress import IPv6Address, ip_address
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from msgspec import Struct

_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SAFE: Final = frozenset({"GET", "HEAD"})
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
_SUBSCRIBER: Final = 64
"""Bits of an IPv6 address that one subscriber fills at will."""

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Gate(Struct, frozen=True, kw_only=True):
    """Under which names we are to be reached.

    Attributes:
        names: Host names, besides those of loopback, that lead here.
        public_url: Scheme and host before a proxy; "" where there is none.
        behind_proxy: It tells in X-Forwarded-For who asks.
    """

    names: frozenset[str] = frozenset()
    public_url: str = ""
    behind_proxy: bool = False

    def admits(self, host: str) -> bool:
        """A page of a stranger can lead its own name here, but not choose another one's."""
        name = name_of(host)
        return name in _LOOPBACK_NAMES or name in self.names or self._is_public(host)

    def origin(self, host: str) -> str:
        """What a browser calls us that reached us under this host."""
        return self.public_url if self._is_public(host) else f"http://{host.lower()}"

    def _is_public(self, host: str) -> bool:
        return bool(self.public_url) and host.lower() == self.public_url.partition("://")[2]


def name_of(host: str) -> str:
    """A Host header without its port."""
    name, separator, port = host.lower().rpartition(":")
    return name if separator and port.isdigit() else host.lower()


def is_near(request: web.Request) -> bool:
    """Asked on this machine, by this machine's name, and passed on by nobody."""
    try:
        near = ip_address(request.remote or "").is_loopback
    except ValueError:
        near = False
    passed_on = any(name in request.headers for name in _FORWARDED)
    return near and not passed_on and name_of(request.host) in _LOOPBACK_NAMES


def network_of(request: web.Request, *, behind_proxy: bool) -> str:
    """What stands for the network that a request comes from; "" on this machine.

    Behind a proxy of ours it is the last that was forwarded, which that proxy itself wrote down:
    what stands before it anybody may have written.
    """
    told = request.headers.getall("X-Forwarded-For", [""])[-1] if behind_proxy else ""
    try:
        address = ip_address(told.rpartition(",")[2].strip() or request.remote or "")
    except ValueError:
        return ""
    if address.is_loopback:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        address = ip_address(int(address) >> _SUBSCRIBER << _SUBSCRIBER)
    return hashlib.sha256(f"certdesk network {address}".encode()).hexdigest()[:24]


def guard(gate: Gate, signed: tuple[str, ...] = ()) -> Middleware:
    """The outermost check; below the paths in `signed` requests prove by themselves who sent them.

    Those come from programs of a platform, which send no Origin.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not gate.admits(request.host):
            raise web.HTTPMisdirectedRequest(text="This server does not go by that name.\n")
        is_signed = request.path.startswith(tuple(f"{path}/" for path in signed))
        if _changes_something(request) and not is_signed:
            _demand_own_origin(request, gate)
        return await handler(request)

    return check


def _changes_something(request: web.Request) -> bool:
    return request.method not in _SAFE or request.headers.get("Upgrade", "") != ""


def _demand_own_origin(request: web.Request, gate: Gate) -> None:
    """Programs send no Origin, and only the API is for them; browsers always do."""
    origin = request.headers.get("Origin")
    if origin is None and request.path.startswith("/api/"):
        if request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
            return
    elif origin is not None and origin.lower() == gate.origin(request.host):
        return
    raise web.HTTPForbidden(text="This request comes from another site.\n")


def demand_json(request: web.Request) -> None:
    """A form of another site cannot send this type.

    Raises:
        web.HTTPUnsupportedMediaType: It is another type.
    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send application/json.\n")


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """On every answer, errors included."""
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Server"] = "certdesk"
