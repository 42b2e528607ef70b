"""Reads each place of a text that may be an address, and what stands around it."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from bot.core.question.addresses import cues, not_names, spans
from bot.core.question.addresses.cues import NEAR, Part
from bot.core.question.addresses.hosts import (
    ending,
    host_in,
    is_placeholder,
    members,
    parsed,
    target_of_link,
)
from bot.core.question.addresses.literals import ipv4_at, ipv6_at
from bot.core.question.addresses.manuals import is_manual, is_never_meant
from bot.core.question.addresses.named import is_word, named_hosts
from bot.core.question.addresses.place import Found, Reader, found_at
from bot.core.question.addresses.ports import port_beside
from bot.core.question.addresses.spans import Span
from bot.core.question.addresses.wrappers import nested, unwrapped

_MOST: Final = 500
"""More places of a kind are not looked at: nobody asks about so many, and it bounds the work."""

_WEB_BEFORE: Final = re.compile(
    r"(?:^|[\s(\"'<])(?:https?[:;]?/{1,3}|https?: ?//\s|http\(s\)://|//)$", re.IGNORECASE
)
_USER_BEFORE: Final = re.compile(
    r"(?<!\S)[\"'(]?(?!mail|e-?mail|sip|xmpp|from|to|cc|bcc|contact)[\w.-]{1,64}:[^\s@/]{1,64}@$"
    r"|://<[\w -]{1,30}>@$",
    re.IGNORECASE,
)
_HOST_AFTER: Final = re.compile(r"[\"':.%\\]{0,6}@")
"""What is before it was a user or a password, which may have marks in it."""

_MAIL_AT: Final = re.compile(r"\w ?[\[({<] ?at ?[\])}>] ?$")
"""A mail address that no machine is to collect."""
_SITE_BEFORE: Final = re.compile(
    r"(?:site|domain|host|address|server|visit|browse to|reach)\W{1,3}$", re.IGNORECASE
)


def read(reader: Reader) -> list[Found]:
    """All addresses of a text with their parts, in order of appearance."""
    links = list(islice(spans.links(reader.text), _MOST))
    found = [item for link in links for item in _read_links(reader, link)]
    rest = reader
    if links:  # blanked for what is read next, yet words around are looked at as they stand
        text, low = (spans.blanked(text, links) for text in (reader.text, reader.low))
        rest = Reader(text, low, reader.known)
    named = list(islice(named_hosts(rest.text, rest.low), _MOST))
    found += [item for span in named if (item := _read_named(reader, span))]
    found += _read_names(reader, rest)
    for span in islice(spans.single_names(rest.text, rest.low), _MOST):
        if is_word(span.text):
            continue
        found += found_at(
            reader, span, span.text, cues.part_of_name(reader.before(span.start), "")
        )
    for span in islice(spans.ipv6_literals(rest.text), _MOST):
        found += ipv6_at(reader, span)
    return sorted(found, key=lambda item: item.start)


def _read_links(reader: Reader, span: Span) -> Iterator[Found]:
    for link in members(unwrapped(span.text)):
        yield from _read_link(reader, span, link)


def _read_link(reader: Reader, span: Span, link: str) -> Iterator[Found]:
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
            and cues.continues_offer(rest.low[offered_until : name.start])
        ):
            part = Part.OFFERED
        if part is Part.OFFERED:
            offered_until = name.end
        elif name.text.replace(".", "").isdecimal():
            yield from ipv4_at(reader, name, part)
        elif _is_name(name.text, before, after, reader.known):
            yield from found_at(reader, name, name.text, part)


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
    return bool(is_asked) or not not_names.is_file_or_attribute(host, after)


def _stands_free(before: str, after: str) -> bool:
    """Is no part of a path, of a mail address, or of a variable."""
    if _MAIL_AT.search(before) or _HOST_AFTER.match(after):
        return False
    if before.endswith("@"):
        return bool(_USER_BEFORE.search(before)) and not after.startswith("@")
    if before.endswith(("/", "\\")):
        return bool(_WEB_BEFORE.search(before)) or before.endswith(('\\"', "\\'"))
    is_escape = after.startswith(("\\n", "\\r", "\\t", '\\"', "\\'", "\\u"))
    return not before.endswith(("$", "%", "`$")) and (not after.startswith("\\") or is_escape)
