"""Takes out of a text what must not be kept, and what must not leave the house.

Two levels: secrets go before anything is stored, always; personal and internal facts go where a
text leaves for another system. No pattern here has a quantifier inside a quantifier, so that each
takes time in proportion to the text.
"""

import re
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Final

from msgspec import Struct

from bot.core.names.internal import ENDINGS

REMOVED: Final = "[removed]"
_MOST: Final = 200_000
"""Characters that are looked at; the rest of a longer text is dropped, not let through."""


class Redacted(Struct, frozen=True, kw_only=True):
    """A text without what was looked for.

    Attributes:
        found: What kinds of things were taken out, in order, no doubles.
    """

    text: str
    found: tuple[str, ...] = ()


class _Rule(Struct, frozen=True):
    kind: str
    pattern: re.Pattern[str]
    instead: Callable[[re.Match[str]], str]


def without_secrets(text: str) -> Redacted:
    """Before anything is stored: what opens doors, and who pays with what."""
    return _applied(_SECRETS, text)


def without_personal_facts(text: str) -> Redacted:
    """Before a text leaves: secrets too, and who and where somebody is."""
    return _applied((*_SECRETS, *_PERSONAL), text)


def _applied(rules: Iterable[_Rule], text: str) -> Redacted:
    rest, found = text[:_MOST], []
    for rule in rules:
        replaced = rule.pattern.sub(rule.instead, rest)
        if replaced != rest:
            found.append(rule.kind)
        rest = replaced
    return Redacted(text=rest, found=tuple(dict.fromkeys(found)))


def _removed(_: re.Match[str]) -> str:
    return REMOVED


def _after_label(match: re.Match[str]) -> str:
    return f"{match[1]}{REMOVED}"


def _address_alone(match: re.Match[str]) -> str:
    """Scheme, host, port and a harmless path stay; who, what for and where on the page go."""
    scheme, authority, path, rest = match["scheme"], match["authority"], match["path"], match[4]
    host = authority.rpartition("@")[2]
    kept = "/".join(REMOVED if _is_token(part) else part for part in path.split("/"))
    return f"{scheme}{host}{_without_what_follows_reset(kept)}{'?' + REMOVED if rest else ''}"


_SENSITIVE_STEP: Final = frozenset(
    {
        *("reset", "invite", "invitation", "magic", "verify", "confirm", "activate", "session"),
        *("unsubscribe", "token", "auth", "oauth", "callback", "share", "sso", "login-link"),
        "password",
    }
)


def _without_what_follows_reset(path: str) -> str:
    """Links that let in whoever holds them keep their key behind such a step."""
    parts = path.split("/")
    for position, part in enumerate(parts[:-1]):
        if part.lower() in _SENSITIVE_STEP and parts[position + 1]:
            return "/".join((*parts[: position + 1], REMOVED))
    return path


_LONG: Final = 16
_HAS_DIGIT: Final = re.compile(r"[0-9]")
_HAS_LETTER: Final = re.compile(r"[A-Za-z]")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{17}")


def _is_token(part: str) -> bool:
    """A long piece with letters and digits mixed, as no word of a title is; a UUID too."""
    if _UUID.fullmatch(part):
        return True
    pieces = (part.split("-") if part == part.lower() else (part,)) if len(part) >= _LONG else ()
    return any(len(p) >= _LONG and _HAS_DIGIT.search(p) and _HAS_LETTER.search(p) for p in pieces)


def _card(match: re.Match[str]) -> str:
    """ISO/IEC 7812-1, annex B: the Luhn formula tells card numbers from other long ones."""
    digits = [int(c) for c in match[0] if c.isdigit()]
    doubled = [d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits[::-1])]
    return REMOVED if sum(doubled) % 10 == 0 and len(set(digits)) > 1 else match[0]


def _private_address(match: re.Match[str]) -> str:
    try:
        return match[0] if ip_address(match[0]).is_global else REMOVED
    except ValueError:
        return match[0]


_LABELS: Final = (
    r"password|passwort|passwd|passcode|passphrase|pwd|pin|kennwort|mot de passe|contraseña|"
    r"senha|wachtwoord|hasło|secret|client_secret|api[_ -]?key|apikey|access[_ -]?token|token"
)
_SECRETS: Final = (
    _Rule(
        "private key",
        re.compile(
            r"-{2,}\s?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[\s\S]*?"
            r"(?:END [A-Z0-9 ]{0,40}PRIVATE KEY\s?-{2,}|\Z)"
        ),
        _removed,
    ),
    _Rule(
        "link",
        re.compile(
            r"(?P<scheme>\b[a-zA-Z][a-zA-Z0-9+.\-]{1,20}://)(?P<authority>[^\s/?#<>\"']{1,400})"
            r"(?P<path>[^\s?#<>\"']{0,2000})([?#][^\s<>\"']{0,4000})?"
        ),
        _address_alone,
    ),
    _Rule(
        "header",
        re.compile(
            r"(\b(?:proxy-authorization|authorization|set-cookie|cookie|x-api-key|x-auth-token)"
            r"['\"]?\s?[:=]\s?)[^\r\n'\"]{1,4000}",
            re.IGNORECASE,
        ),
        _after_label,
    ),
    _Rule(
        "token", re.compile(r"\beyJ[\w\-]{8,4000}\.[\w\-]{4,8000}(?:\.[\w\-]{0,4000})?"), _removed
    ),
    _Rule(
        "token",
        re.compile(
            r"\b(?:xox[abeoprs]-[\w\-]{10,400}|xapp-[\w\-]{10,400}|gh[oprsu]_\w{20,255}|"
            r"github_pat_\w{20,255}|glpat-[\w\-]{20,64}|sk-[\w\-]{20,200}|AKIA[A-Z0-9]{16}|"
            r"AIza[\w\-]{35}|npm_\w{36}|dop_v1_\w{64})\b"
        ),
        _removed,
    ),
    _Rule(
        "token", re.compile(r"(\bbearer\s{1,3})[\w\-.~+/=]{8,4000}", re.IGNORECASE), _after_label
    ),
    _Rule(
        "password",
        re.compile(
            rf"(\b(?:{_LABELS})(?:\s{{1,3}}(?:is|was|ist|war|est|es)\b)?\s{{0,3}}"
            r"(?:[:=]|(?<=is)|(?<=was)|(?<=ist)|(?<=war)|(?<=est)|(?<=es))\s{0,3}['\"]?)"
            r"(?!\[removed\])[^\s'\",;]{3,200}",
            re.IGNORECASE,
        ),
        _after_label,
    ),
    _Rule(
        "password",
        re.compile(
            r"((?:^|\s)(?:-u|--user|--proxy-user|-p)\s?['\"]?[^\s:'\"]{1,100}:)[^\s'\"]{1,200}"
        ),
        _after_label,
    ),
    _Rule("card number", re.compile(r"(?<![\d.\-])\d(?:[ \-]?\d){12,18}(?![\d\-]|\.\d)"), _card),
)
_PERSONAL: Final = (
    _Rule(
        "mail address",
        re.compile(r"[\w.%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}"),
        _removed,
    ),
    _Rule(
        "user name",
        re.compile(
            r"((?:[A-Za-z]:)?[\\/](?:Users|home|Benutzer|Utilisateurs)[\\/])[^\\/\s'\"]{1,64}"
        ),
        _after_label,
    ),
    _Rule(
        "phone number",
        re.compile(r"(?<![\w.])(?:\+|00)\d(?:[ \-/().]{0,2}\d){6,14}(?!\w)"),
        _removed,
    ),
    _Rule(
        "private address",
        re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d)"),
        _private_address,
    ),
    _Rule(
        "internal name",
        re.compile(
            r"(?<![\w.\-])[A-Za-z0-9\-_]{1,63}(?:\.[A-Za-z0-9\-_]{1,63}){0,6}"
            rf"\.(?:{'|'.join(map(re.escape, sorted(ENDINGS, reverse=True)))})\b(?!\.\w)",
            re.IGNORECASE,
        ),
        _removed,
    ),
)
