"""One `GET /` and what its answer says about the site; sans-I/O, with h11.

Nothing is sent that could identify the person who asked: no path, query, cookie or credential.
"""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import h11

from bot import __version__
from bot.core.facts import Page
from bot.core.printable import printable
from bot.core.target import InvalidTargetError, Target

MAX_BYTES: Final = 64 * 1024
"""Of the answer; the rest is not read."""

_HTTPS: Final = 443
_LOGIN_NEEDED: Final = 511  # RFC 6585 section 6: Network Authentication Required
_PORTAL_SIGNS: Final = (b"wispaccessgatewayparam", b"captive portal", b"captiveportal")
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class PageReader:
    """Asks once and reads until it knows enough."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_BYTES)
        self._response: h11.Response | None = None
        self._body = bytearray()
        self.finished = False

    def request(self) -> bytes:
        """The bytes to send."""
        headers = [
            ("Host", self._target.display),
            ("User-Agent", f"certdesk/{__version__} (certificate check)"),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ]
        asked = self._connection.send(h11.Request(method="GET", target="/", headers=headers))
        return asked + self._connection.send(h11.EndOfMessage())

    def feed(self, data: bytes) -> None:
        """Takes decrypted bytes; b"" is the end of the stream."""
        try:
            self._connection.receive_data(data)
            self._take_events()
        except h11.RemoteProtocolError:
            self.finished = True

    def page(self) -> Page:
        """What was learned so far."""
        response = self._response
        if response is None:
            return Page(status=0)
        headers = {name.lower(): value for name, value in response.headers}
        body = bytes(self._body).lower()
        return Page(
            status=response.status_code,
            redirect=self._redirect(response.status_code, headers.get(b"location", b"")),
            hsts=_is_hsts(headers.get(b"strict-transport-security", b"")),
            server=printable(headers.get(b"server", b"").decode("latin-1"), 80),
            date=_date(headers.get(b"date", b"")),
            portal=response.status_code == _LOGIN_NEEDED or any(s in body for s in _PORTAL_SIGNS),
        )

    def _take_events(self) -> None:
        while not self.finished:
            event = self._connection.next_event()
            match event:
                case h11.NEED_DATA:
                    return
                case h11.Response():
                    self._response = event
                case h11.Data():
                    self._body += event.data
                    self.finished = len(self._body) > MAX_BYTES
                case h11.InformationalResponse():
                    pass
                case _:
                    self.finished = True

    def _redirect(self, status: int, location: bytes) -> tuple[str, int] | None:
        """Host and port of the next https place, if it is another; path and query are dropped."""
        if status not in _REDIRECTS:
            return None
        try:
            parts = urlsplit(location.decode("latin-1"))
            if parts.scheme != "https" or not parts.hostname:
                return None
            place = Target.parse(parts.hostname).host, parts.port or _HTTPS
        except (ValueError, InvalidTargetError):
            return None
        return None if place == (self._target.host, self._target.port) else place


def _is_hsts(value: bytes) -> bool:
    """RFC 6797 section 6.1.1: max-age 0 takes the promise back."""
    for directive in value.decode("latin-1").split(";"):
        name, _, number = directive.strip().partition("=")
        if name.strip().lower() == "max-age":
            return number.strip().strip('"').lstrip("0").isdigit()
    return False


def _date(value: bytes) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value.decode("latin-1"))
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None
