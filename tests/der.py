"""Just enough DER to write what no builder would (X.690 sections 8 and 10)."""

from typing import Final


def tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, definite length, contents."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of ready parts."""
    return tlv(0x30, *parts)


def octets(value: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(0x04, value)


def bits(value: bytes, unused: int = 0) -> bytes:
    """BIT STRING; `unused` counts the padding bits of the last octet."""
    return tlv(0x03, bytes([unused]), value)


def integer(value: int) -> bytes:
    """INTEGER in the fewest octets, two's complement."""
    size = (value + (value < 0)).bit_length() // 8 + 1
    return tlv(0x02, value.to_bytes(size, "big", signed=True))


def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER; the first two arcs share one octet."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(0x06, *(_arc(arc) for arc in (first * 40 + second, *rest)))


def _arc(value: int) -> bytes:
    octets_ = [value & 0x7F]
    while value := value >> 7:
        octets_.append(value & 0x7F | 0x80)
    return bytes(reversed(octets_))


NULL: Final = tlv(0x05)
