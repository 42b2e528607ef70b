"""IP addresses in a text: told from versions, networks and the fields of a log."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from bot.core.question.addresses import cues, not_names
from bot.core.question.addresses.cues import Part
from bot.core.question.addresses.hosts import parsed
from bot.core.question.addresses.place import Found, Reader, found_at
from bot.core.question.addresses.ports import port_beside
from bot.core.question.addresses.spans import Span

_RESOLVER: Final = 53
_LOG_FIELD: Final = re.compile(r"(?::\d{1,5})?,\S")
_NEAR_END: Final = re.compile(r"(?::\d{1,5})?->")
"""The end of a connection that is this machine's own (`10.0.0.5:50312->192.0.2.1:443`)."""


def ipv4_at(reader: Reader, span: Span, part: Part) -> Iterator[Found]:
    """Four numbers that are an address; `part` is what the words around make of a name there."""
    before, after = reader.before(span.start), reader.after(span.end)
    try:
        address = IPv4Address(span.text)
    except AddressValueError:
        return
    is_typed_after_user = before.endswith("@")
    is_version = not is_typed_after_user and not_names.is_version(before, after)
    is_log_field = before.endswith(",") and bool(_LOG_FIELD.match(after))
    is_other = span.text.startswith("0.") or not_names.is_identifier(span.text)
    if is_other or is_log_field or is_version or _NEAR_END.match(after):
        return
    is_wanted = part is Part.FAILED and not cues.is_resolved(before)
    for item in found_at(
        reader, span, str(address), part if is_wanted else cues.part_of_ip(before)
    ):
        if item.target.port != _RESOLVER:
            yield item


def ipv6_at(reader: Reader, span: Span) -> Iterator[Found]:
    """An address in hexadecimal, in brackets or without; its port only behind brackets."""
    try:
        address = IPv6Address(span.text)
    except AddressValueError:
        return
    before, after = reader.before(span.start), reader.after(span.end)
    is_network = after.startswith("/") and after[1:2].isdigit()
    if is_network or not any(map(str.isdigit, span.text)) or address.is_unspecified:
        return
    has_bracket = reader.text[span.end - 1 : span.end] == "]"
    port = port_beside(before, after if has_bracket else after.lstrip(":"))
    target = parsed(f"[{address}]:{port}" if port else f"[{address}]")
    if target and target.port != _RESOLVER:
        part = cues.part_of_ip(before)
        yield Found(start=span.start, target=target, part=part, is_bare=port is None)
