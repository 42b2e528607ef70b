"""Reads each place of a text that may be an address, and what stands around it."""

import re
from collections.abc import Callable, Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import islice
from typing import Final

from msgspec import Struct

from bot.core.question import cues, not_names, spans
from bot.core.question.cues import NEAR, Part
from bot.core.question.hosts import ending, host_in, is_placeholder, parsed, target_of_link
from bot.core.question.manuals import is_manual, is_never_meant
from bot.core.question.named import named_hosts
from bot.core.question.ports import port_beside
from bot.core.question.spans import Span
from bot.core.question.wrappers import nested, unwrapped
from bot.core.target import Target
from bot.core.target.protocols import SCHEMES

_MOST: Final = 500
"""More places of a kind are not looked at: nobody asks about so many, and it bounds the work."""

_SCHEME_BEFORE: Final = re.compile(r"(?<![\w.])([a-z][a-z0-9]{1,10}):/?$", re.IGNORECASE)
_WEB_BEFORE: Final = re.compile(
    r"(?:^|[\s(\"'<])(?:https?[:;]?/{1,3}|https?: ?//\s|http\(s\)://|//)$", re.IGNORECASE
)
_USER_BEFORE: Final = re.compile(
    r"(?<!\S)[\"'(]?(?!mail|e-?mail|sip|xmpp|from|to|cc|bcc|contact)[\w.-]{1,64}:[^\s@/]{1,64}@$",
    re.IGNORECASE,
)
_SITE_BEFORE: Final = re.compile(
    r"(?:site|domain|host|address|server|visit|browse to|reach)\W{1,3}$", re.IGNORECASE
)
_WORD_END: Final = re.compile(r"[^\s<>\"`|\ufffc]{0,2000}")
_DOMAIN_NAME: Final = 2
_RESOLVER: Final = 53


class Found(Struct, frozen=True, kw_only=True):
    """An address at one place; `is_bare` where neither scheme nor port was written."""

    start: int
    target: Target
    part: Part
    is_bare: bool = False


class Reader(Struct, frozen=True):
    """A text, and which endings names have."""

    text: str
    known: Callable[[str], bool]

    def before(self, start: int) -> str:
        """What stands before a place, in lower case."""
        return self.text[max(0, start - NEAR) : start].lower()

    def after(self, end: int) -> str:
        """What stands behind a place, in lower case."""
        return self.text[end : end + NEAR].lower()


def read(reader: Reader) -> list[Found]:
    """All addresses of a text with their parts, in order of appearance."""
    links = list(islice(spans.links(reader.text), _MOST))
    found = [item for link in links for item in _read_link(reader, link)]
    rest = Reader(spans.blanked(reader.text, links), reader.known)
    # Links are blanked for what is read next, yet words around are looked at as they stand.
    named = list(islice(named_hosts(rest.text), _MOST))
    found += [item for span in named if (item := _read_named(reader, span))]
    found += _read_names(reader, rest)
    for span in islice(spans.single_names(rest.text), _MOST):
        found += _as_found(
            reader, span, span.text, cues.part_of_name(reader.before(span.start), "")
        )
    for span in islice(spans.ipv6_literals(rest.text), _MOST):
        found += _read_ipv6(reader, span)
    return sorted(found, key=lambda item: item.start)


def _read_link(reader: Reader, span: Span) -> Iterator[Found]:
    link = unwrapped(span.text)
    before = reader.before(span.start)
    within = nested(link)
    target = target_of_link(unwrapped(within) if within else link, reader.known)
    if target is None:
        return
    after = reader.after(span.end)
    part = cues.part_of_link(before, after)
    if part < Part.FAILED and is_never_meant(link):
        part = Part.HELP
    elif part < Part.FAILED and is_manual(link):
        part = min(part, Part.MANUAL)
    port = port_beside("", after) if link.endswith(target.host) else None
    if port and (moved := parsed(f"{link}:{port}")):
        target = moved
    yield Found(start=span.start, target=target, part=part)


def _read_named(reader: Reader, span: Span) -> Found | None:
    before = reader.before(span.start)
    if is_placeholder(span.text) or before.endswith(("*.", "@", "/")):
        return None
    port = port_beside("", reader.after(span.end))
    target = parsed(f"{span.text}:{port}" if port else span.text)
    if target is None:
        return None
    return Found(start=span.start, target=target, part=Part.FAILED, is_bare=port is None)


def _read_names(reader: Reader, rest: Reader) -> Iterator[Found]:
    offered_until = None
    for span in islice(spans.names(rest.text), _MOST):
        name = _narrowed(span, reader.known)
        before, after = rest.before(name.start), rest.after(name.end)
        part = cues.part_of_name(before, after)
        is_near = offered_until is not None and name.start - offered_until < NEAR
        if (
            part is Part.SAID
            and is_near
            and cues.continues_offer(rest.text[offered_until : name.start].lower())
        ):
            part = Part.OFFERED
        if part is Part.OFFERED:
            offered_until = name.end
        elif name.text.replace(".", "").isdecimal():
            yield from _read_ipv4(reader, name, part)
        elif _is_name(name.text, before, after, reader.known):
            yield from _as_found(reader, name, name.text, part)


def _narrowed(span: Span, known: Callable[[str], bool]) -> Span:
    """The host in a dotted word, without what is glued to it; the word where it holds none."""
    host = host_in(span.text, known)
    if host is None:
        return span
    start = span.start + max(0, span.text.find(host))
    return Span(start, start + len(host), host)


def _is_name(host: str, before: str, after: str, known: Callable[[str], bool]) -> bool:
    """Nothing in it or around it makes it something else."""
    if "*" in host or not _stands_free(before, after) or not known(ending(host)):
        return False
    if not_names.is_never_a_name(host, after) or is_placeholder(host):
        return False
    is_asked = _SITE_BEFORE.search(before) or _WEB_BEFORE.search(before)
    return bool(is_asked) or not not_names.is_file(host, after)


def _stands_free(before: str, after: str) -> bool:
    """Is no part of a path, of a mail address, or of a variable."""
    if before.endswith("@"):
        return bool(_USER_BEFORE.search(before)) and not after.startswith("@")
    if before.endswith(("/", "\\")):
        return bool(_WEB_BEFORE.search(before)) or before.endswith(('\\"', "\\'"))
    is_escape = after.startswith(("\\n", "\\r", "\\t", '\\"', "\\'", "\\u"))
    return not before.endswith(("$", "%", "`$")) and (
        not after.startswith(("@", "\\")) or is_escape
    )


def _as_found(reader: Reader, span: Span, name: str, part: Part) -> Iterator[Found]:
    before, after = reader.before(span.start), reader.after(span.end)
    link = _wrapped(reader, span, after)
    if link:
        yield Found(start=span.start, target=link, part=part)
        return
    scheme = _SCHEME_BEFORE.search(before)
    prefix = f"{scheme[1].lower()}://" if scheme and scheme[1].lower() in SCHEMES else ""
    port = port_beside(before, after) if span.text.endswith(name) else None
    target = parsed(f"{prefix}{name}:{port}" if port else f"{prefix}{name}")
    if target:
        is_bare = not (port or prefix)
        yield Found(start=span.start, target=target, part=part, is_bare=is_bare)


def _wrapped(reader: Reader, span: Span, after: str) -> Target | None:
    """A wrapper written without its scheme."""
    if not after.startswith(("/", "?")):
        return None
    tail = _WORD_END.match(reader.text, span.end)
    link = f"https://{span.text}{tail[0] if tail else ''}"
    inner = unwrapped(link)
    return target_of_link(inner, reader.known) if inner != link else None


def _read_ipv4(reader: Reader, span: Span, part: Part) -> Iterator[Found]:
    before, after = reader.before(span.start), reader.after(span.end)
    numbers = span.text.split(".")
    try:
        address = IPv4Address(span.text)
    except AddressValueError:
        return
    is_link_like = before.endswith("@") or not not_names.is_version(before, after)
    is_log_field = before.endswith(",") and bool(re.match(r"(?::\d+)?,\S", after))
    if numbers[0] == "0" or is_log_field or not is_link_like or after.startswith("->"):
        return
    if re.match(r":\d{1,5}->", after):
        return
    part = (
        part if part is Part.FAILED and not cues.is_resolved(before) else cues.part_of_ip(before)
    )
    for item in _as_found(reader, span, str(address), part):
        if item.target.port != _RESOLVER:
            yield item


def _read_ipv6(reader: Reader, span: Span) -> Iterator[Found]:
    try:
        address = IPv6Address(span.text)
    except AddressValueError:
        return
    if not any(map(str.isdigit, span.text)) or address.is_unspecified:
        return
    before, after = reader.before(span.start), reader.after(span.end)
    has_bracket = reader.text[span.end - 1 : span.end] == "]" or after.startswith("]")
    port = (
        port_beside(before, after.removeprefix("]"))
        if has_bracket
        else port_beside(before, after.lstrip(":"))
    )
    target = parsed(f"[{address}]:{port}" if port else f"[{address}]")
    if target and target.port != _RESOLVER:
        yield Found(
            start=span.start, target=target, part=cues.part_of_ip(before), is_bare=not port
        )
