"""LDAP, PostgreSQL and MySQL: dialogues of packets whose lengths come first."""

import struct
from collections.abc import Iterator
from typing import Final

from bot.probe.starttls.clear import MAX_BYTES, Clear, Stopped, refused

_LDAP_REQUEST: Final = bytes.fromhex("301d020101 7718 8016") + b"1.3.6.1.4.1.1466.20037"
"""LDAPMessage 1, ExtendedRequest [APPLICATION 23], requestName [0] in BER."""

_RESULT_PARTS: Final = 3  # resultCode, matchedDN, diagnosticMessage
_INTEGER: Final = 0x02
_SEQUENCE: Final = 0x30
_EXTENDED_RESPONSE: Final = 0x78  # [APPLICATION 24], constructed
_LONG_FORM: Final = 0x80
_POSTGRES_REQUEST: Final = struct.pack(">II", 8, 80877103)
_MYSQL_9: Final = 9
_MYSQL_10: Final = 10
_MYSQL_ERROR: Final = 0xFF
_BEFORE_CAPABILITIES: Final = 13  # thread id 4, first part of the nonce 8, filler 1
_CLIENT_SSL: Final = 0x0800
_MYSQL_REQUEST: Final = struct.pack(
    "<IIIB23x",
    32 | 1 << 24,  # three bytes of length, then number 1 in the sequence
    0x0200 | _CLIENT_SSL | 0x8000,  # protocol 4.1, TLS, authentication of 4.1
    MAX_BYTES,
    45,  # utf8mb4_general_ci
)


async def ldap(clear: Clear, _host: str) -> Stopped | None:
    """RFC 4511 section 4.14; the answer's shape is section 4.12's."""
    await clear.send(_LDAP_REQUEST)
    if (await clear.peek(1))[0] != _SEQUENCE:
        return clear.foreign()
    message = list(_elements(await _ldap_message(clear)))
    if [tag for tag, _ in message[:2]] != [_INTEGER, _EXTENDED_RESPONSE]:
        return clear.foreign()
    result = [value for _, value in _elements(message[1][1])]
    if len(result) < _RESULT_PARTS:
        return clear.foreign()
    code, _matched, said = result[:_RESULT_PARTS]
    if code == b"\0":
        return None
    return refused(f"result code {int.from_bytes(code, 'big')} {said.decode('utf-8', 'replace')}")


async def _ldap_message(clear: Clear) -> bytes:
    """The contents of one BER element (X.690 section 8.1.3); Active Directory pads lengths."""
    length = (await clear.take(2))[1]
    if length > _LONG_FORM:
        length = int.from_bytes(await clear.take(length - _LONG_FORM), "big")
    return await clear.take(length)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tags and contents; stops where an element is cut short."""
    while len(data) > 1:
        tag, length, start = data[0], data[1], 2
        if length > _LONG_FORM:
            start += length - _LONG_FORM
            length = int.from_bytes(data[2:start], "big")
        if start + length > len(data):
            return
        yield tag, data[start : start + length]
        data = data[start + length :]


async def postgres(clear: Clear, _host: str) -> Stopped | None:
    """SSLRequest and its answer of one byte (PostgreSQL manual, "SSL Session Encryption")."""
    await clear.send(_POSTGRES_REQUEST)
    match await clear.take(1):
        case b"S":
            return None
        case b"N":
            return refused("answers N: built or set up without TLS")
        case b"E" if (length := _number(await clear.peek(4))) <= MAX_BYTES:
            # An ErrorResponse: too many clients, or a server from before 7.1.
            return refused((await clear.take(length))[4:].replace(b"\0", b" "))
        case _:
            return clear.foreign()


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


async def mysql(clear: Clear, _host: str) -> Stopped | None:
    """HandshakeV10, then SSLRequest, which no word of the server separates from TLS.

    MySQL's manual, "Connection Phase Packets"; MariaDB is alike up to here.
    """
    head = await clear.peek(5)
    length, number, version = int.from_bytes(head[:3], "little"), head[3], head[4]
    if number or length > MAX_BYTES or version not in (_MYSQL_9, _MYSQL_10, _MYSQL_ERROR):
        return clear.foreign()
    greeting = (await clear.take(4 + length))[5:]
    if version != _MYSQL_10:
        # An error: too many connections, or this client is not allowed in.
        return refused("protocol 9" if version == _MYSQL_9 else greeting[2:])
    capabilities = _capabilities(greeting)
    if capabilities is None:
        return clear.foreign()
    if not capabilities & _CLIENT_SSL:
        return refused("its capabilities lack CLIENT_SSL")
    if not clear.has_more():
        await clear.send(_MYSQL_REQUEST)
    return None


def _capabilities(greeting: bytes) -> int | None:
    """The lower half; None where the packet ends before it."""
    rest = greeting.partition(b"\0")[2]  # after the server's version
    found = rest[_BEFORE_CAPABILITIES:][:2]
    return int.from_bytes(found, "little") if len(found) == 2 else None  # noqa: PLR2004
