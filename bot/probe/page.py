"""One `GET /` and what its answer says about the site; sans-I/O, with h11.

Nothing is sent that could identify the person who asked: no path, query, cookie or credential.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

import h11

from bot import __version__
from bot.core.diagnosis.page_forms import PageForms
from bot.core.facts import Page, PageSign, Redirect
from bot.core.target import InvalidTargetError, Target
from bot.core.words.printable import printable

MAX_BYTES: Final = 64 * 1024
"""Of the answer; the rest is not read."""

_PORTS: Final = {"https": 443, "http": 80}
_PORTAL_API: Final = b"application/captive+json"  # RFC 8908 section 5
_MAX_PARAMETERS: Final = 100
# Every part is bounded, so that no body makes this slow.
_REFRESH: Final = re.compile(
    rb"""http-equiv=["']?refresh["']?[^>]{0,100}?url\s{0,9}=\s{0,9}["']?([^"'>\s]{1,2000})""",
    re.IGNORECASE,
)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class PageReader:
    """Asks once and reads until it knows enough."""

    def __init__(self, target: Target, forms: PageForms) -> None:
        self._target = target
        self._forms = forms
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
        place = _place(self._location(response.status_code, headers))
        return Page(
            status=response.status_code,
            redirect=self._redirect(place) if place else None,
            hsts=_is_hsts(headers.get(b"strict-transport-security", b"")),
            server=printable(headers.get(b"server", b"").decode("latin-1"), 80),
            date=_date(headers.get(b"date", b"")),
            signs=frozenset(self._signs(response, headers, place)),
        )

    def _location(self, status: int, headers: dict[bytes, bytes]) -> bytes:
        if status in _REDIRECTS:
            return headers.get(b"location", b"")
        refresh = _REFRESH.search(self._body)
        return refresh[1] if refresh else b""

    def _signs(
        self, response: h11.Response, headers: dict[bytes, bytes], place: SplitResult | None
    ) -> Iterator[PageSign]:
        forms, source = self._forms, self._body.lower().decode("latin-1")
        words = _words(f"{response.reason.decode('latin-1').lower()} {source}")
        if any(phrase in words for phrase in forms.certificate_phrases):
            yield PageSign.WANTS_CERTIFICATE
        is_api = headers.get(b"content-type", b"").lower().startswith(_PORTAL_API)
        has_marks = any(mark in source for mark in forms.network_marks)
        if has_marks or (is_api and _is_captive(source)) or (place and self._tells_device(place)):
            yield PageSign.NETWORK
        where = f"{place.hostname}{place.path}".lower() if place else ""
        if any(word in where for word in forms.login_words):
            yield PageSign.LOGIN

    def _tells_device(self, place: SplitResult) -> bool:
        try:
            pairs = parse_qsl(place.query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
        except ValueError:
            return False
        return any(name.lower() in self._forms.network_parameters for name, _ in pairs)

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

    def _redirect(self, place: SplitResult) -> Redirect | None:
        """Where that is, if it is another host, port or scheme."""
        try:
            port = place.port or _PORTS[place.scheme]
            host = Target.parse(place.hostname or "").host
        except (ValueError, InvalidTargetError):
            return None
        in_clear = place.scheme == "http"
        if not in_clear and (host, port) == (self._target.host, self._target.port):
            return None
        return Redirect(host=host, port=port, in_clear=in_clear)


def _place(location: bytes) -> SplitResult | None:
    """The parts of an absolute address; None for a path of the same site, or rubbish."""
    try:
        parts = urlsplit(location.decode("latin-1"))
    except ValueError:
        return None
    return parts if parts.scheme in _PORTS and parts.hostname else None


def _words(source: str) -> str:
    """The text of a page, without tags and with single spaces; in linear time on any source."""
    first, *others = source.split("<")
    return " ".join(" ".join((first, *(piece.partition(">")[2] for piece in others))).split())


def _is_captive(source: str) -> bool:
    """RFC 8908 section 5: the answer of a network's own interface to a device inside it."""
    try:
        told = json.loads(source)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("captive") is True


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
