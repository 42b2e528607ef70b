"""The host within a dotted word or a link: glue cut off, placeholders and non-names refused."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from bot.core.names.internal import ENDINGS
from bot.core.target import Target
from bot.core.target.invalid import InvalidTargetError
from bot.core.target.protocols import SCHEMES

_TESTS: Final = (
    {"\u6d4b\u8bd5", "\u6e2c\u8a66", "\u30c6\u30b9\u30c8", "\ud14c\uc2a4\ud2b8"}
    | {
        "\u0438\u0441\u043f\u044b\u0442\u0430\u043d\u0438\u0435",
        "\u03b4\u03bf\u03ba\u03b9\u03bc\u03ae",
    }
    | {
        "\u05d8\u05e2\u05e1\u05d8",
        "\u0625\u062e\u062a\u0628\u0627\u0631",
        "\u0622\u0632\u0645\u0627\u06cc\u0634\u06cc",
    }
    | {"\u092a\u0930\u0940\u0915\u094d\u0937\u093e", "\u0baa\u0bb0\u0bbf\u0b9f\u0bcd\u0b9a\u0bc8"}
)
"""The eleven spellings of "test" that IANA keeps for trying out such names."""

RESERVED: Final = ENDINGS | {"example", "test", "arpa"} | _TESTS
"""Endings of names inside a house, of RFC 6761, and of tests; `.invalid` is a placeholder."""

_FOREIGN: Final = {
    "rediss": 6379, "redis": 6379, "amqps": 5671, "amqp": 5672, "mqtts": 8883, "mqtt": 1883,
    "mongodb": 27017, "sqlserver": 1433, "ircs": 6697, "sips": 5061, "davs": 443, "webdavs": 443,
    "dav": 443, "webdav": 443, "docker": 443, "oci": 443, "webcal": 443, "feed": 443, "grpcs": 443,
    "grpc": 443, "rtsps": 322, "rdp": 3389, "mssql": 1433, "mariadb": 3306,
}  # fmt: skip
"""Schemes that are no address of ours, with their ports; others need one written."""

_SET: Final = re.compile(
    r"((?!https?:|wss?:|ftps?:)[A-Za-z][A-Za-z0-9+.-]{0,30}://(?:[^@/?#]{0,400}@)?)"
    r"([^@/?#,]{1,253}(?:,[^@/?#,]{1,253}){1,50})([/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
_MOST_IN_A_SET: Final = 50

_MISTYPED: Final = re.compile(
    r"h{0,2}t{1,3}h?p{1,2}s{0,2}|h?tp{1,2}s?|https?p|ht+sp|h?htps?", re.IGNORECASE
)
_WEB_AT_END: Final = re.compile(r"https?$", re.IGNORECASE)
_GLUE: Final = (
    "\u0590-\u06ff\u0e00-\u0eff\u1000-\u137f\u1780-\u17ff"
    "\u3005-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
"""Letters of scripts that put no space around a foreign word, or hang prefixes on it."""

_ASCII_RUN: Final = re.compile(
    r"(?<![A-Za-z0-9_.-])-?([A-Za-z0-9_][A-Za-z0-9_-]*+(?:\.[A-Za-z0-9_][A-Za-z0-9_-]*+)++)"
)
_GLUED_BEFORE: Final = re.compile(rf"[{_GLUE}]-?[A-Za-z0-9]")
_ENDING_GLUED: Final = re.compile(rf"([A-Za-z]{{2,24}})[{_GLUE}]")
_HOST_AND_PORT: Final = re.compile(
    r"(\[[0-9A-Fa-f:.]{2,45}\]|[^\s\[\]:,;'()!$&*=\\<>{}%]+):?(\d{1,5}(?!\d))?"
)
_PLACEHOLDER: Final = re.compile(
    r"(?:your|<|\{)[-_.]?(?:own[-_.])?(?:domain|server|site|host|company|organi[sz]ation|org|website|app"
    r"|name|tenant|instance|url|fqdn|address|machine|cluster|registry|subdomain|api|proxy|gateway)?.*"
    r"|x{3,}|redacted|removed|hidden|censored|hostname|fqdn|sitename|servername|yoursite",
    re.IGNORECASE,
)
_DOT_ESCAPED: Final = re.compile("%2e", re.IGNORECASE)
_DOTS: Final = str.maketrans("\u3002\uff0e\uff61", "...")


def ending(name: str) -> str:
    """The last label, lower case."""
    return name.rpartition(".")[2].lower()


def host_in(word: str, known: Callable[[str], bool]) -> str | None:
    """The name in a dotted word whose ending is known; None where there is none."""
    if "." in word and "\u3002" in word:  # who types both dots ends sentences with the wide one
        names = (host_in(part, known) for part in word.split("\u3002") if "." in part)
        return next(filter(None, names), None)
    name = word.translate(_DOTS).rstrip("_-")
    run = _ASCII_RUN.search(name)
    if (
        run
        and known(ending(run[1]))
        and (_GLUED_BEFORE.match(name, max(0, run.start() - 1)) or not known(ending(name)))
    ):
        return run[1]
    return name if known(ending(name)) else _cut(name, known)


def _cut(name: str, known: Callable[[str], bool]) -> str | None:
    """Without what languages hang on a name's end: `a.jpに`, `a.de-Seite`."""
    head, _, last = name.rpartition(".")
    glued = _ENDING_GLUED.match(last)
    short = glued[1] if glued else last.partition("-")[0]
    return f"{head}.{short}" if short != last and known(short.lower()) else None


def members(link: str) -> Iterator[str]:
    """A link for each host: those of a set stand in one, as MongoDB and libpq write them."""
    found = _SET.fullmatch(link)
    if found is None:
        yield link
        return
    for host in found[2].split(",")[:_MOST_IN_A_SET]:
        yield f"{found[1]}{host}{found[3] or ''}"


def target_of_link(link: str, known: Callable[[str], bool]) -> Target | None:
    """What a link leads to; nothing of its user info, query and fragment is kept."""
    scheme, _, rest = link.partition(":")
    rest = rest.lstrip("/\\")
    doubled = re.match(r"(?:[a-z]{2,8})://", rest, re.IGNORECASE)
    if doubled and scheme.lower() in {"http", "https"}:
        return target_of_link(rest, known)
    authority = re.split(r"[/\\?#]", rest, maxsplit=1)[0]
    rest = _DOT_ESCAPED.sub(".", authority) + rest[len(authority) :]
    authority = _DOT_ESCAPED.sub(".", authority)
    after_user = authority.rpartition("@")[2]
    found = _HOST_AND_PORT.match(after_user)
    if not found or is_placeholder(found[1]):
        return None
    is_cut = after_user[found.end() :].startswith(":") or found[0].endswith(":")
    if is_cut and ("@" in rest or not known(ending(found[1]))):
        return None  # a password with a slash or a quote in it: what stands here is a user's name
    host = found[1] if found[1].startswith("[") else _linked_name(found[1], known)
    path = rest[len(authority) :] if len(found[0]) == len(after_user) else ""
    return _parsed(scheme, host, found[2], path)


def _linked_name(name: str, known: Callable[[str], bool]) -> str:
    """A link vouches for its host, known ending or not; only what is glued to it goes."""
    name = name.translate(_DOTS)
    return name if known(ending(name)) or "." not in name else (host_in(name, known) or name)


def _parsed(scheme: str, host: str, port: str | None, path: str) -> Target | None:
    scheme = scheme.lower().rpartition("+")[2]
    suffix = f":{port}" if port else ""
    if scheme not in SCHEMES:
        if _MISTYPED.fullmatch(scheme):
            scheme = "https"
        elif web := _WEB_AT_END.search(scheme):
            scheme = web[0]
        elif port or scheme in _FOREIGN:
            return (
                parsed(f"{host}:{port or _FOREIGN[scheme]}") if not _is_not_tls(scheme) else None
            )
        else:
            return None
    return parsed(f"{scheme}://{host}{suffix}{path.partition('?')[0].partition('#')[0]}")


def _is_not_tls(scheme: str) -> bool:
    return scheme in {
        "ssh",
        "git",
        "sftp",
        "file",
        "telnet",
        "vnc",
        "chrome",
        "about",
        "udp",
        "socks5",
    }


def is_placeholder(host: str) -> bool:
    """Stands for a host that the author did not tell; `example.com` is not one."""
    *heads, last = host.split(".")
    if last.lower() == "invalid" or "*" in host or set(host.lower()) <= set("x."):
        return True
    labels = heads or [last]
    return any(map(_PLACEHOLDER.fullmatch, labels))


def parsed(text: str) -> Target | None:
    """As a target, or None where it is no address."""
    try:
        return Target.parse(text)
    except InvalidTargetError:
        return None
