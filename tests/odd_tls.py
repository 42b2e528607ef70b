"""TLS servers that OpenSSL cannot play: old versions and ciphers, and lists of anything at all.

They run on tlslite-ng, which is written in Python and signs with whatever key it is given.
"""

import socket
from collections.abc import Sequence
from contextlib import AbstractContextManager
from copy import copy
from functools import partial
from threading import Event
from typing import Any, Final

from msgspec import Struct
from tlslite.api import X509, HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey
from tlslite.constants import ExtensionType
from tlslite.errors import TLSError
from tlslite.extensions import TLSExtension
from tlslite.messages import Certificate, ServerHello

from tests.certificates import Certified
from tests.servers import ANSWER, listening

SSL3: Final = (3, 0)
TLS10: Final = (3, 1)
TLS12: Final = (3, 3)
TLS13: Final = (3, 4)


class OddTls(Struct, frozen=True, kw_only=True):
    """A TLS server that need not make sense.

    Attributes:
        leaf: Gives the private key, and what the handshake takes the first certificate for.
        listed: DER of the Certificate message, any bytes, in order; None: the leaf alone.
        ciphers, exchanges: tlslite-ng's names; empty for its defaults.
        anonymous: Offers no certificate at all.
        timestamps: A SignedCertificateTimestampList for its TLS extension; empty for none.
        renegotiation_info: False plays a server from before RFC 5746.
    """

    leaf: Certified
    listed: Sequence[bytes] | None = None
    lowest: tuple[int, int] = TLS12
    highest: tuple[int, int] = TLS12
    ciphers: tuple[str, ...] = ()
    exchanges: tuple[str, ...] = ()
    anonymous: bool = False
    timestamps: bytes = b""
    renegotiation_info: bool = True


def odd_tls(server: OddTls) -> AbstractContextManager[int]:
    """Start an odd TLS server."""
    key = parsePEMKey(server.leaf.key_pem.decode(), private=True, implementations=["python"])
    shaped = X509()
    shaped.parseBinary(bytearray(server.leaf.der))
    listed = [server.leaf.der] if server.listed is None else server.listed
    shown = [_pretending(shaped, der) for der in listed]
    return listening(partial(_serve, server, (key, shaped, shown)))


def _pretending(shaped: Any, der: bytes) -> Any:  # noqa: ANN401 -- tlslite-ng has no types
    """A certificate with the leaf's key on the inside and other bytes on the wire."""
    pretender = copy(shaped)
    pretender.bytes = bytearray(der)
    return pretender


class _Swapping(TLSConnection):  # type: ignore[misc]  # tlslite-ng has no types
    """Changes messages of the handshake just before they are sent and hashed."""

    shown: Sequence[Any] = ()
    renegotiation_info = True
    timestamps: bytes = b""

    def _sendMsg(self, msg: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N802
        self._swap(msg)
        return super()._sendMsg(msg, *args, **kwargs)

    def _queue_message(self, msg: Any) -> None:  # noqa: ANN401
        self._swap(msg)
        super()._queue_message(msg)

    def _swap(self, msg: Any) -> None:  # noqa: ANN401
        if isinstance(msg, Certificate):
            msg.create(X509CertChain(list(self.shown)))
            if self.timestamps and msg.version >= TLS13:
                msg.certificate_list[0].extensions.append(_stamps(self.timestamps))
        if isinstance(msg, ServerHello) and self.timestamps and self.version < TLS13:
            msg.extensions.append(_stamps(self.timestamps))
        if isinstance(msg, ServerHello) and not self.renegotiation_info:
            kept = [e for e in msg.extensions if e.extType != ExtensionType.renegotiation_info]
            msg.extensions = kept


def _stamps(listed: bytes) -> Any:  # noqa: ANN401
    return TLSExtension(extType=18).create(18, bytearray(listed))


def _settings(server: OddTls) -> HandshakeSettings:
    settings = HandshakeSettings()
    settings.minVersion = server.lowest
    settings.maxVersion = server.highest
    settings.versions = [v for v in settings.versions if server.lowest <= v <= server.highest]
    settings.minKeySize = 512
    settings.certificate_compression_send = []  # the list must be swapped before it is packed
    settings.eccCurves = ["x25519", "secp256r1", "secp384r1"]
    if server.ciphers:
        settings.cipherNames = list(server.ciphers)
    if server.exchanges:
        settings.keyExchangeNames = list(server.exchanges)
    return settings


def _serve(
    server: OddTls,
    credentials: tuple[Any, Any, Sequence[Any]],
    connection: socket.socket,
    _ended: Event,
) -> None:
    key, shaped, shown = credentials
    secured = _Swapping(connection)
    secured.shown = shown
    secured.timestamps = server.timestamps
    secured.renegotiation_info = server.renegotiation_info
    chain = X509CertChain([shaped])
    offered: dict[str, Any] = {"settings": _settings(server), "alpn": [b"http/1.1"]}
    if server.anonymous:
        offered |= {"anon": True}
    else:
        offered |= {"certChain": chain, "privateKey": key}
    try:
        secured.handshakeServer(**offered)
        secured.recv(16384)
        secured.sendall(ANSWER)
        secured.close()
    except TLSError:
        return
