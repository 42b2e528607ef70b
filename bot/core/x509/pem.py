"""PEM text to DER blocks (RFC 7468), tolerant of what surrounds them."""

import binascii
import re
from collections.abc import Iterator
from typing import Final

_BLOCK: Final = re.compile(
    rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)"
    rb"-----END (?:X509 |TRUSTED )?CERTIFICATE-----"
)


def pem_blocks(text: bytes) -> Iterator[bytes]:
    """The bytes of each certificate block; a block that is no base64 yields its raw text."""
    for match in _BLOCK.finditer(text):
        body = b"".join(match.group(1).split())
        try:
            yield binascii.a2b_base64(body, strict_mode=True)
        except binascii.Error:
            yield body
