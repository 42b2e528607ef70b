"""Who is on the other side: visitors by a random cookie, technicians by a token once."""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from bot.core.desk import Person
from bot.web_settings import Technician

VISITOR: Final = "certdesk_visitor"
TECHNICIAN: Final = "certdesk_technician"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_\-]{43}")
_VISIT: Final = timedelta(days=30)
_SHIFT: Final = timedelta(days=7)
_LONGEST_TOKEN: Final = 512


def visitor_of(request: web.Request) -> Person | None:
    """Whose cookie this is; None where there is none yet. The cookie itself is nowhere kept."""
    cookie = request.cookies.get(VISITOR, "")
    if not _TOKEN.fullmatch(cookie):
        return None
    return Person(place="web", id=hashlib.sha256(cookie.encode()).hexdigest()[:40])


def welcome(request: web.Request, response: web.StreamResponse, *, is_https: bool) -> None:
    """A cookie for who has none; the old one lives on otherwise."""
    cookie = request.cookies.get(VISITOR, "")
    token = cookie if _TOKEN.fullmatch(cookie) else secrets.token_urlsafe(32)
    _set(response, VISITOR, token, _VISIT, is_https=is_https)


class Technicians:
    """Knows technicians by their tokens, and by the cookies that tokens are exchanged for."""

    def __init__(
        self, known: Sequence[Technician], secret: str, clock: Callable[[], datetime]
    ) -> None:
        """`secret` signs the cookies; a new one ends every session."""
        self._known = tuple(known)
        self._key = hashlib.sha256(b"certdesk technicians' cookies:" + secret.encode()).digest()
        self._clock = clock

    def by_token(self, token: str) -> Person | None:
        """Whose token this is; takes the same time for every wrong one."""
        digest = hashlib.sha256(token[:_LONGEST_TOKEN].encode()).hexdigest()
        found = [t for t in self._known if hmac.compare_digest(digest, t.token_sha256.lower())]
        return _person(found[0]) if found else None

    def of(self, request: web.Request) -> Person | None:
        """Who asks: by the cookie, or by `Authorization: Bearer`."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            return self.by_token(token.strip())
        return self._by_cookie(request.cookies.get(TECHNICIAN, ""))

    def names(self) -> dict[str, str]:
        """What each is called, by their key."""
        return {_person(t).key: t.name for t in self._known}

    def person(self, key: str) -> Person | None:
        """Who goes by this key."""
        return next((p for p in map(_person, self._known) if p.key == key), None)

    def sign_in(self, response: web.StreamResponse, who: Person, *, is_https: bool) -> None:
        """The cookie instead of the token."""
        until = int((self._clock() + _SHIFT).timestamp())
        claim = f"{until}.{urlsafe_b64encode(who.id.encode()).decode()}"
        _set(response, TECHNICIAN, f"{claim}.{self._seal(claim)}", _SHIFT, is_https=is_https)

    def _by_cookie(self, cookie: str) -> Person | None:
        claim, _, seal = cookie.rpartition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(claim).encode()):
            return None
        until, _, name = claim.partition(".")
        if int(until) < self._clock().timestamp():
            return None
        return self.person(f"web:{urlsafe_b64decode(name).decode()}")

    def _seal(self, claim: str) -> str:
        return hmac.new(self._key, claim.encode(), hashlib.sha256).hexdigest()


def _person(technician: Technician) -> Person:
    """Their token is part of who they are: a new holder of an old name is somebody else."""
    return Person(
        place="web", id=f"technician-{technician.token_sha256[:24].lower()}", name=technician.name
    )


def _set(
    response: web.StreamResponse, name: str, value: str, age: timedelta, *, is_https: bool
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(age.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=is_https,
        path="/",
    )
