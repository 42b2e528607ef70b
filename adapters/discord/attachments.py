"""Reads attached text and certificate files: from Discord's own hosts, and capped."""

import base64
from collections.abc import Sequence
from typing import Final

import aiohttp
import discord
from msgspec import Struct
from yarl import URL

MOST_BYTES: Final = 256 * 1024
"""Of one file; the longest error log that anybody reads is far shorter."""

_MOST_FILES: Final = 5
_READ_S: Final = 10.0
_CHUNK: Final = 16_384
_ENDINGS: Final = (".txt", ".log", ".pem", ".crt", ".cer")
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".heic")
_DER: Final = b"\x30\x82"
"""How a certificate begins that is not written as text: a sequence with two bytes of length."""


class Attached(Struct, frozen=True, kw_only=True):
    """What came with a message.

    Attributes:
        files: Names and texts.
        has_picture: One of the others is a picture.
    """

    files: tuple[tuple[str, str], ...] = ()
    has_picture: bool = False


async def read_all(
    session: aiohttp.ClientSession, attached: Sequence[discord.Attachment], hosts: Sequence[str]
) -> Attached:
    """Those that can be read; what can't be is left out."""
    read: list[tuple[str, str]] = []
    for one in attached[:_MOST_FILES]:
        if one.filename.lower().endswith(_ENDINGS):
            data = await read_one(session, one.url, hosts)
            if data:
                read.append((one.filename[:200], as_text(data)))
    has_picture = any(one.filename.lower().endswith(_PICTURES) for one in attached)
    return Attached(files=tuple(read), has_picture=has_picture)


def as_text(data: bytes) -> str:
    """A file as if it had been pasted; a certificate in binary form as PEM."""
    if data.startswith(_DER):
        body = base64.encodebytes(data).decode("ascii")
        return f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"
    return data.decode("utf-8-sig", "replace").replace("\x00", "")


def is_ours(url: str, hosts: Sequence[str]) -> bool:
    """On one of Discord's hosts; in the clear only on those that were set on purpose."""
    try:
        address = URL(url)
    except ValueError:
        return False
    named = {address.host or "", f"{address.host}:{address.port}"}
    if address.user or named.isdisjoint(hosts):
        return False
    is_default = (address.host or "").endswith((".discordapp.com", ".discordapp.net"))
    return address.scheme == "https" or (address.scheme == "http" and not is_default)


async def read_one(
    session: aiohttp.ClientSession, url: str, hosts: Sequence[str], most: int = MOST_BYTES
) -> bytes:
    """No more than is allowed, whatever was said about its size; nothing that leads elsewhere."""
    if not is_ours(url, hosts):
        return b""
    kept = bytearray()
    timeout = aiohttp.ClientTimeout(total=_READ_S)
    try:
        async with session.get(
            URL(url, encoded=True), allow_redirects=False, timeout=timeout
        ) as answer:
            if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
                return b""
            async for chunk in answer.content.iter_chunked(_CHUNK):
                kept += chunk
                if len(kept) >= most:
                    break
    except (aiohttp.ClientError, TimeoutError, OSError):
        return b""
    return bytes(kept[:most])
