"""Host and port as browsers read them from the address bar."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from bot.core.target.invalid import InvalidTarget, InvalidTargetError

_MAX_NAME: Final = 253  # RFC 1035 section 2.3.4, in text form
_MAX_LABEL: Final = 63
_MAX_PORT: Final = 65535
_NUMBER_LABEL: Final = re.compile(r"0x[0-9a-f]*|[0-9]+")
_ALLOWED: Final = re.compile(r"[a-z0-9_-]+")


def host_and_port(authority: str) -> tuple[str, int | None]:
    """The host as it is looked up, and the port where one was typed.

    Raises:
        InvalidTargetError: It is neither; without the text, for that may hold a secret.
    """
    if authority.startswith("["):
        literal, closed, rest = authority[1:].partition("]")
        if not closed or (rest and not rest.startswith(":")):
            raise InvalidTargetError("", InvalidTarget.BAD_ADDRESS)
        return _ipv6(literal), _port(rest.removeprefix(":"))
    if authority.count(":") > 1:
        return _ipv6(authority), None
    host, _, port = authority.partition(":")
    return _host(host), _port(port.removesuffix("."))  # the end of a sentence


def _port(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= _MAX_PORT:
        raise InvalidTargetError("", InvalidTarget.BAD_PORT)
    return int(text)


def _ipv6(text: str) -> str:
    """A zone id means an interface of this very machine: refused."""
    try:
        return str(IPv6Address(text)) if "%" not in text else _refuse(InvalidTarget.BAD_ADDRESS)
    except AddressValueError:
        return _refuse(InvalidTarget.BAD_ADDRESS)


def _refuse(reason: InvalidTarget) -> str:
    raise InvalidTargetError("", reason)


def _host(text: str) -> str:
    name = _without_marks(text.removesuffix("."))
    if not name:
        _refuse(InvalidTarget.NO_HOST if text else InvalidTarget.EMPTY)
    labels = _ascii(name).split(".")
    if _NUMBER_LABEL.fullmatch(labels[-1]):
        return _ipv4(labels)
    for label in labels:
        if not label:
            _refuse(InvalidTarget.LABEL_EMPTY)
        if not _ALLOWED.fullmatch(label):
            _refuse(InvalidTarget.BAD_CHARACTERS)
        if len(label) > _MAX_LABEL:
            _refuse(InvalidTarget.LABEL_TOO_LONG)
    host = ".".join(labels)
    return host if len(host) <= _MAX_NAME else _refuse(InvalidTarget.NAME_TOO_LONG)


def _without_marks(name: str) -> str:
    """Underscores on both sides are a chat's marks, also where a port stands outside of them."""
    while len(name) > 1 and name[0] == name[-1] == "_":
        name = name[1:-1]
    return name


def _ascii(name: str) -> str:
    """UTS 46 as browsers map it: full-width letters, capitals, ß; then A-labels."""
    if name.isascii():
        return name.lower()
    import idna  # noqa: PLC0415 - its tables cost start-up time, and most names are ASCII

    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        return ".".join(
            label if label.isascii() else idna.alabel(label).decode("ascii")
            for label in mapped.split(".")
        )
    except (idna.IDNAError, UnicodeError):
        return _refuse(InvalidTarget.BAD_CHARACTERS)


def _ipv4(labels: list[str]) -> str:
    """WHATWG URL, section 3.5 (IPv4 parser): browsers take 127.1, 0x7f.1 and 2130706433."""
    if labels[-1] == "" or len(labels) > 4 or not all(map(_NUMBER_LABEL.fullmatch, labels)):  # noqa: PLR2004
        return _refuse(InvalidTarget.BAD_ADDRESS)
    numbers = [_number(label) for label in labels]
    *heads, last = numbers
    if any(n > 255 for n in heads) or last >= 256 ** (5 - len(numbers)):  # noqa: PLR2004
        return _refuse(InvalidTarget.BAD_ADDRESS)
    value = last + sum(n << (8 * (3 - i)) for i, n in enumerate(heads))
    return str(IPv4Address(value))


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    octal = len(label) > 1 and label.startswith("0")
    if octal and set(label) & {"8", "9"}:
        _refuse(InvalidTarget.BAD_ADDRESS)
    return int(label, 8 if octal else 10)
