"""Settings of deliveries that leave: a mailbox, a signed webhook, a call that opens a ticket."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct, field

from bot.settings import InvalidSettingError, Secret

_PORTS: Final = (1, 65535)
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,255}")


class Security(StrEnum):
    """How a connection to a mail server is kept private.

    `STARTTLS`: begins in clear and demands to go on in TLS. `TLS`: TLS at once.
    """

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class MailSection(Struct, frozen=True, kw_only=True):
    """A mailbox that tickets are sent to; on where `host` and `to` are set.

    Attributes:
        port: 0: the usual one, 587 for starttls, 465 for tls, 25 for none.
        user, password: Empty: without signing in.
        sender: The address that mails come from; empty: the user, if that is an address.
        to: The mailbox, or several separated by commas.
    """

    host: str = ""
    port: int = 0
    security: Security = Security.STARTTLS
    user: str = ""
    password: Secret = Secret("")
    sender: str = ""
    to: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= _PORTS[1]:
            raise InvalidSettingError("port", f"a number from 0 to {_PORTS[1]}, got {self.port}")
        for key in ("sender", "to"):
            for address in _listed(getattr(self, key)):
                if not _ADDRESS.fullmatch(address):
                    raise InvalidSettingError(key, f"a mail address, got {address!r}")
        if self.is_on and not self.origin:
            raise InvalidSettingError("host", "sender to be set too: the address mails come from")

    @property
    def is_on(self) -> bool:
        """Enough is known to send."""
        return bool(self.host and self.to)

    @property
    def recipients(self) -> tuple[str, ...]:
        """The mailboxes."""
        return _listed(self.to)

    @property
    def origin(self) -> str:
        """The address that mails come from."""
        return self.sender or (self.user if _ADDRESS.fullmatch(self.user) else "")

    @property
    def actual_port(self) -> int:
        """The one that is set, else the usual one."""
        usual = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
        return self.port or usual[self.security]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_SECRET: Final = re.compile(r"(?:whsec_)?(?:[A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{2,4}={0,2}")


class WebhookSection(Struct, frozen=True, kw_only=True):
    """A URL that is told of every step of a ticket; on where both are set.

    Attributes:
        secret: As in Standard Webhooks: "whsec_" and base64.
    """

    url: str = ""
    secret: Secret = Secret("")

    def __post_init__(self) -> None:
        _demand_url(self.url)
        if self.secret and not _SECRET.fullmatch(self.secret):
            raise InvalidSettingError("secret", '"whsec_" and base64')
        if self.url and not self.secret:
            raise InvalidSettingError("url", "secret to be set too: what is sent is signed")

    @property
    def is_on(self) -> bool:
        """Enough is known to call."""
        return bool(self.url)


class Method(StrEnum):
    """How a call is made."""

    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"


PLACEHOLDERS: Final = frozenset(
    {
        *("number", "title", "priority", "queue", "state", "owner", "text", "lines", "fields"),
        *("host", "category", "problem", "verdict", "who", "link", "key"),
    }
)
"""What can stand in braces in a template."""

_GAP: Final = re.compile(r"\{([a-z_]{1,30})\}")


class RestSection(Struct, frozen=True, kw_only=True):
    """A call that opens a ticket in another system; on where `url` is set.

    Attributes:
        headers: Values may name {key}, the same at every try.
        body: Sent as JSON; texts in it may name what stands in `PLACEHOLDERS`.
        id_path, link_path: Where in the answer the ticket's id and link are, such as "ticket.id".
        link: A link made of the id, such as "https://desk.example/#ticket/{id}"; wins over the
            answer's.
    """

    url: str = ""
    method: Method = Method.POST
    headers: dict[str, Secret] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    id_path: str = "id"
    link_path: str = ""
    link: str = ""

    def __post_init__(self) -> None:
        _demand_url(self.url)
        for text in _texts(self.body):
            if strangers := set(_GAP.findall(text)) - PLACEHOLDERS:
                known = ", ".join(sorted(PLACEHOLDERS))
                raise InvalidSettingError("body", f"only {known} in braces, got {strangers}")
        for value in self.headers.values():
            if set(_GAP.findall(value)) - {"key"} or not value.isprintable():
                raise InvalidSettingError("headers", "one line, and only {key} in braces")

    @property
    def is_on(self) -> bool:
        """Enough is known to call."""
        return bool(self.url)


def filled(text: str, values: dict[str, str]) -> str:
    """A template with its gaps filled in; braces inside a value stay what they are."""
    return _GAP.sub(lambda gap: values.get(gap[1], gap[0]), text)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
        case _:
            return


def _demand_url(url: str) -> None:
    if url and not re.fullmatch(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", url):
        raise InvalidSettingError("url", "https://…, without a user name in it")
