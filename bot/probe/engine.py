"""Drives OpenSSL over memory BIOs: one handshake without verification, all of it observed.

The only module that knows pyOpenSSL. Verification is off on purpose: the chain is judged offline
from the bytes received, nothing confidential is ever sent, and a chain refused here were lost.
Sans-I/O: `Engine` eats and yields bytes.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from OpenSSL import SSL, crypto
from OpenSSL._util import ffi, lib

from bot.core.facts import Offer

# As Chromium 156 offers them, less the post-quantum group: it costs CPU and no server needs it.
_BROWSER_CIPHERS: Final = (
    b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    b"ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    b"ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA:AES128-GCM-SHA256:AES256-GCM-SHA384:"
    b"AES128-SHA:AES256-SHA:@SECLEVEL=0"
)
_BROWSER_SIGNATURES: Final = (
    b"ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA384:RSA+SHA384:"
    b"RSA-PSS+SHA512:RSA+SHA512"
)
_ALL_GROUPS: Final = (
    b"X25519:P-256:P-384:P-521:X448:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:ffdhe2048"
)
_BROWSER_GROUPS: Final = b"X25519:P-256:P-384"
_ALL_CIPHERS: Final = b"ALL:COMPLEMENTOFALL:@SECLEVEL=0"
_UNSAFE_RENEGOTIATION: Final = (
    1 << 18
)  # SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, unnamed in pyOpenSSL
_TIMESTAMPS: Final = 18  # signed_certificate_timestamp, RFC 6962 section 3.3.1
_SERVER_SECRET: Final = b"SERVER_HANDSHAKE_TRAFFIC_SECRET "
_CHUNK: Final = 65536


class Step(StrEnum):
    """What the engine wants next."""

    MORE = "more bytes from the server"
    DONE = "as far as it goes"
    CLOSED = "the server said goodbye"
    FAILED = "handshake failed"


class Record(Struct):
    """What the callbacks saw; attached to the connection as its app data."""

    saw_hello: bool = False
    client_certificate_asked: bool = False
    alert: int = -1
    staple: bytes = b""
    server_secret: bytes = b""


class Contexts:
    """One context an offer, made when first needed: making one costs as much as a handshake."""

    def __init__(self) -> None:
        self._made: dict[Offer, SSL.Context] = {}

    def of(self, offer: Offer) -> SSL.Context:
        """The context of an offer that OpenSSL can make."""
        if offer not in self._made:
            self._made[offer] = _browser() if offer is Offer.BROWSER else _lowest()
        return self._made[offer]


def _browser() -> SSL.Context:
    """What Chromium says: TLS 1.2 and 1.3, its ciphers, groups and signature algorithms."""
    context = _context(_BROWSER_CIPHERS, SSL.TLS1_2_VERSION)
    # Without these a server with several keys may choose one that no browser takes, and we would
    # judge a chain that nobody is shown. Not in pyOpenSSL's own API.
    signatures = ffi.new("char[]", _BROWSER_SIGNATURES)
    lib.SSL_CTX_set1_sigalgs_list(context._context, signatures)  # noqa: SLF001
    _set_groups(context, _BROWSER_GROUPS)
    # Browsers ask for timestamps, and a few servers send them only when asked; OpenSSL lets us.
    nothing = [ffi.NULL] * 5
    lib.SSL_CTX_add_client_custom_ext(context._context, _TIMESTAMPS, *nothing)  # noqa: SLF001
    return context


def _lowest() -> SSL.Context:
    """Anything that OpenSSL still speaks, down to TLS 1.0 and NULL ciphers."""
    context = _context(_ALL_CIPHERS, SSL.TLS1_VERSION)
    _set_groups(context, _ALL_GROUPS)
    return context


def _set_groups(context: SSL.Context, groups: bytes) -> None:
    """Not in pyOpenSSL's own API."""
    lib.SSL_CTX_set1_curves_list(context._context, ffi.new("char[]", groups))  # noqa: SLF001


def _context(ciphers: bytes, floor: int) -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_NONE)
    context.set_cipher_list(ciphers)
    context.set_min_proto_version(floor)
    # Browsers accept servers without RFC 5746; OpenSSL 3 and later does so only when told.
    context.set_options(SSL.OP_LEGACY_SERVER_CONNECT | _UNSAFE_RENEGOTIATION)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_ocsp_client_callback(_keep_staple)
    context.set_info_callback(_observe)
    context.set_keylog_callback(_keep_secret)
    return context


def _keep_staple(connection: SSL.Connection, staple: bytes, _data: object) -> bool:
    connection.get_app_data().staple = staple
    return True


def _observe(connection: SSL.Connection, where: int, code: int) -> None:
    record: Record = connection.get_app_data()
    if where & SSL.SSL_CB_READ_ALERT == SSL.SSL_CB_READ_ALERT:
        record.alert = code & 0xFF
    elif where & SSL.SSL_CB_LOOP:
        state = connection.get_state_string()
        record.saw_hello = record.saw_hello or b"read server hello" in state
        if b"read server certificate request" in state:
            record.client_certificate_asked = True


def _keep_secret(connection: SSL.Connection, line: bytes) -> None:
    """The key log's line for our own handshake, to read what OpenSSL could not (RFC 9850)."""
    if line.startswith(_SERVER_SECRET):
        connection.get_app_data().server_secret = line


class Engine:
    """One client handshake."""

    def __init__(self, context: SSL.Context, server_name: str, alpn: Sequence[bytes]) -> None:
        self.record = Record()
        self.error = ""
        self.plain = bytearray()
        self._connection = SSL.Connection(context, None)
        self._connection.set_app_data(self.record)
        self._connection.set_connect_state()
        if server_name:
            self._connection.set_tlsext_host_name(server_name.encode("ascii"))
        if alpn:
            self._connection.set_alpn_protos(list(alpn))
        self._connection.request_ocsp()

    def advance(self, received: bytes = b"") -> Step:
        """Takes what the server sent and goes as far as it gets."""
        if received:
            self._connection.bio_write(received)
        return self._attempt(self._connection.do_handshake)

    def after(self, received: bytes) -> Step:
        """Takes what came after the handshake: tickets, an alert, or data."""
        self._connection.bio_write(received)
        step = Step.DONE
        while step is Step.DONE:
            step = self._attempt(self._read)
        return step

    def _read(self) -> None:
        self.plain += self._connection.recv(_CHUNK)

    def say(self, data: bytes) -> None:
        """Encrypts what is to be sent; fetch it with `outgoing`."""
        self._attempt(lambda: self._connection.sendall(data))

    def outgoing(self) -> bytes:
        """What is to be sent now; drained also after a failure, so that our alert goes out."""
        sent = []
        while True:
            try:
                sent.append(self._connection.bio_read(_CHUNK))
            except SSL.Error:
                return b"".join(sent)

    def chain(self) -> tuple[bytes, ...] | None:
        """The served list as DER; None where OpenSSL read none."""
        chain = self._connection.get_peer_cert_chain()
        if chain is None:
            return None
        return tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, x) for x in chain)

    def server_secret(self) -> bytes | None:
        """The secret of the server's encrypted handshake, raw; None below TLS 1.3."""
        line = self.record.server_secret
        return bytes.fromhex(line.rpartition(b" ")[2].decode("ascii")) if line else None

    @property
    def protocol(self) -> str:
        """Negotiated version; only meaningful once a ServerHello was read."""
        return self._connection.get_protocol_version_name() if self.record.saw_hello else ""

    @property
    def cipher(self) -> str:
        """OpenSSL's name of the negotiated cipher suite."""
        return self._connection.get_cipher_name() or ""

    def _attempt(self, action: Callable[[], object]) -> Step:
        try:
            action()
        except SSL.WantReadError:
            return Step.MORE
        except SSL.ZeroReturnError:
            return Step.CLOSED
        except SSL.Error as error:
            self.error = _reason(error)
            return Step.FAILED
        return Step.DONE


def _reason(error: SSL.Error) -> str:
    """OpenSSL's own words, for IT; never matched on, they change between versions."""
    entries = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return "; ".join(str(entry[-1]) for entry in entries) or type(error).__name__
