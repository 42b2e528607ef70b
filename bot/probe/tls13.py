"""Reads the encrypted part of a TLS 1.3 flight with the handshake's own secret.

OpenSSL throws the certificate list away where one certificate does not parse or the list is over
100 kB. The key log callback of our own client gives what is needed to read it all the same
(RFC 8446 sections 5.2, 7.1 and 7.3). Sans-I/O.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from bot.probe.flight import (
    ALERT,
    APPLICATION_DATA,
    HANDSHAKE,
    Flight,
    Messages,
    Record,
    WrongLengthError,
    take_records,
    with_alert,
    with_error,
    with_message,
)

_SUITES: Final[dict[str, tuple[type[AESGCM] | type[ChaCha20Poly1305], int, HashAlgorithm]]] = {
    "TLS_AES_128_GCM_SHA256": (AESGCM, 16, SHA256()),
    "TLS_AES_256_GCM_SHA384": (AESGCM, 32, SHA384()),
    "TLS_CHACHA20_POLY1305_SHA256": (ChaCha20Poly1305, 32, SHA256()),
}
_IV_BYTES: Final = 12


class EncryptedFlightReader:
    """Reads from the server's first byte on; what is in clear before the key holds is skipped."""

    def __init__(self, secret: bytes, cipher: str) -> None:
        """`secret` as in the key log, raw; `cipher` as OpenSSL names the suites of TLS 1.3."""
        aead, key_bytes, algorithm = _SUITES[cipher]
        self._aead: AESGCM | ChaCha20Poly1305 = aead(_expand(secret, b"key", key_bytes, algorithm))
        self._iv = int.from_bytes(_expand(secret, b"iv", _IV_BYTES, algorithm))
        self._sequence = 0
        self._buffer = bytearray()
        self._messages = Messages()
        self.flight = Flight(protocol="TLSv1.3", cipher=cipher)

    def feed(self, data: bytes) -> Flight:
        """Takes more bytes; nothing counts after the flight has ended."""
        if self.flight.ending is None:
            self._buffer += data
            self._read()
        return self.flight

    def _read(self) -> None:
        try:
            for record in take_records(self._buffer):
                self._take(record)
                if self.flight.ending is not None:
                    return
        except (WrongLengthError, InvalidTag) as error:
            self.flight = with_error(self.flight, error)

    def _take(self, record: Record) -> None:
        if record.type != APPLICATION_DATA:
            return
        nonce = (self._iv ^ self._sequence).to_bytes(_IV_BYTES)
        self._sequence += 1
        inner = self._aead.decrypt(nonce, record.body, record.header).rstrip(b"\x00")
        content, kind = inner[:-1], inner[-1] if inner else 0
        if kind == ALERT:
            self.flight = with_alert(self.flight, content)
        elif kind == HANDSHAKE:
            for message, text in self._messages.take(content):
                self.flight = with_message(self.flight, message, text, encrypted=True)


def _expand(secret: bytes, label: bytes, length: int, algorithm: HashAlgorithm) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446 section 7.1)."""
    full = b"tls13 " + label
    info = length.to_bytes(2) + bytes([len(full)]) + full + b"\x00"
    return HKDFExpand(algorithm=algorithm, length=length, info=info).derive(secret)
