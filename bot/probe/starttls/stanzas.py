"""XMPP: the opening of a client's stream, read tag by tag and by no XML parser.

What comes before TLS is a handful of tags without text, and no parser for XML by strangers
stops at the byte where TLS begins.
"""

import re
from typing import Final

from bot.probe.starttls.clear import Clear, Stopped, refused

_ASKING: Final = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
_LOCAL_NAME: Final = re.compile(rb"<([/?]?)(?:[\w.-]+:)?([\w.-]+)")
_VERSION: Final = re.compile(rb"\sversion\s*=\s*[\"'][1-9]")
_QUOTES: Final = b"\"'"


async def xmpp(clear: Clear, host: str) -> Stopped | None:
    """RFC 6120 sections 4.7 and 5.4.2; `to` is the host, as in SNI."""
    await clear.send(_opening(host))
    tag = await _first_tag(clear)
    if _name(tag) != b"stream":
        return clear.foreign()
    if not _VERSION.search(tag):
        return refused("a stream without version, from before STARTTLS")  # section 4.7.5
    offers = await _children(clear)
    if b"starttls" not in offers:
        return refused(b"no starttls among: " + b", ".join(offers))
    await clear.send(_ASKING)
    answer = await _tag(clear)
    if _name(answer) != b"proceed":
        return refused(answer)
    if not answer.endswith(b"/>"):
        await _tag(clear)
    return None


def _opening(host: str) -> bytes:
    domain = f"[{host}]" if ":" in host else host  # RFC 7622 section 3.2
    return (
        f"<?xml version='1.0'?><stream:stream to='{domain}' version='1.0' xml:lang='en'"
        " xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
    ).encode()


async def _first_tag(clear: Clear) -> bytes:
    """That of the stream, after an XML declaration where there is one; empty for other words."""
    if await clear.peek(1) != b"<":
        return b""
    tag = await _tag(clear)
    return await _tag(clear) if _name(tag) == b"?xml" else tag


async def _children(clear: Clear) -> list[bytes]:
    """Names of the tags inside <stream:features>; those of a stream error are no offers."""
    first = await _tag(clear)
    names = [] if _name(first) == b"features" else [_name(first)]
    while not first.endswith(b"/>") and (name := _name(await _tag(clear))) != b"/" + _name(first):
        names.append(name)
    return names


async def _tag(clear: Clear) -> bytes:
    """Up to the next ">" that stands in no attribute value, without the space before it."""
    tag = (await clear.until(b">")).lstrip()
    quote = _open_quote(tag, 0)
    while quote:
        more = await clear.until(b">")
        quote = _open_quote(more, quote)
        tag += more
    return tag


def _open_quote(piece: bytes, quote: int) -> int:
    """The quotation mark that is still open after this piece; 0 for none."""
    for character in piece:
        if quote == character:
            quote = 0
        elif not quote and character in _QUOTES:
            quote = character
    return quote


def _name(tag: bytes) -> bytes:
    found = _LOCAL_NAME.search(tag)
    return found[1] + found[2] if found else b""
