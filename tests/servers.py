"""Servers on loopback, each in threads of its own, and the ordinary TLS ones on OpenSSL.

Every server is a context manager that gives its port and leaves nothing behind.
"""

import socket
import struct
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from threading import Event, Lock, Thread
from typing import Final

from msgspec import Struct, field
from OpenSSL import SSL, crypto

from tests.certificates import Certified

PAGE: Final = b"<!doctype html><title>The page opened</title>"
ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
)
_PATIENCE_S: Final = 20
_NO_RESUMPTION_ON_RENEGOTIATION: Final = 0x00010000  # openssl/ssl.h; not in pyOpenSSL's own API
_DEMAND: Final = SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT

Talk = Callable[[socket.socket, Event], None]
"""What a server does with one connection; the event is set when the server ends."""

Server = Callable[[], AbstractContextManager[int]]
"""Starts a server; the context manager gives its port."""


@contextmanager
def listening(talk: Talk, address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Serve each connection in a thread, until the block ends."""
    ended = Event()
    crowd = _Crowd()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, port), family=family, backlog=128) as listener:
        accepting = Thread(target=_accept, args=(listener, talk, ended, crowd), daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            accepting.join(_PATIENCE_S)
            crowd.disperse()


class _Crowd:
    """The open connections, so that closing a server closes them all."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: set[socket.socket] = set()

    def join(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def leave(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)
        connection.close()

    def disperse(self) -> None:
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, talk: Talk, ended: Event, crowd: _Crowd) -> None:
    while not ended.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        # In the kernel, since a Python timeout would make OpenSSL's socket non-blocking.
        limit = struct.pack("ll", _PATIENCE_S, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        crowd.join(connection)
        Thread(target=_attend, args=(connection, talk, ended, crowd), daemon=True).start()


def _attend(connection: socket.socket, talk: Talk, ended: Event, crowd: _Crowd) -> None:
    try:
        with suppress(OSError, SSL.Error):
            talk(connection, ended)
    finally:
        crowd.leave(connection)


class Tls(Struct, frozen=True, kw_only=True):
    """An ordinary TLS server.

    Attributes:
        chain: Leaf first, then whatever else goes into the Certificate message.
        lowest, highest: SSL.TLS1_VERSION … SSL.TLS1_3_VERSION.
        ciphers: OpenSSL's cipher string for TLS 1.2 and below.
        staple: DER of an OCSP response, empty for none.
        client: SSL.VERIFY_NONE, VERIFY_PEER (asks) or that with VERIFY_FAIL_IF_NO_PEER_CERT.
        demands_later: A second handshake after the request demands a certificate, as Apache does
            for parts of a site (TLS 1.2 and below).
        by_name: Other chains for certain SNI names.
        port: 0: any that is free.
        answer: What every request gets.
    """

    chain: Sequence[Certified]
    lowest: int = SSL.TLS1_2_VERSION
    highest: int = SSL.TLS1_3_VERSION
    ciphers: str = "DEFAULT:@SECLEVEL=0"
    staple: bytes = b""
    client: int = SSL.VERIFY_NONE
    demands_later: bool = False
    alpn: tuple[bytes, ...] = ()
    by_name: Mapping[bytes, Sequence[Certified]] = field(default_factory=dict)
    address: str = "127.0.0.1"
    port: int = 0
    answer: bytes = ANSWER


def tls(server: Tls) -> AbstractContextManager[int]:
    """Start an ordinary TLS server."""
    context = _context(server, server.chain)
    others = {name: _context(server, chain) for name, chain in server.by_name.items()}

    def choose(connection: SSL.Connection) -> None:
        name = connection.get_servername() or b""
        if name in others:
            connection.set_context(others[name])

    if others:
        context.set_tlsext_servername_callback(choose)
    return listening(partial(_serve_page, context, server), server.address, server.port)


def _context(server: Tls, chain: Sequence[Certified]) -> SSL.Context:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(server.lowest)
    context.set_max_proto_version(server.highest)
    context.set_cipher_list(server.ciphers.encode())
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    if chain:
        _present(context, chain)
    if server.staple:
        context.set_ocsp_server_callback(lambda _connection, _data: server.staple)
    if server.client != SSL.VERIFY_NONE:
        context.set_verify(server.client, lambda *_: True)
    if server.demands_later:
        context.set_options(_NO_RESUMPTION_ON_RENEGOTIATION)
        context.set_session_id(b"later")
    if server.alpn:
        context.set_alpn_select_callback(partial(_choose_protocol, server.alpn))
    return context


def _present(context: SSL.Context, chain: Sequence[Certified]) -> None:
    with warnings.catch_warnings():
        # pyOpenSSL would rather have cryptography's objects, which refuse what OpenSSL reads.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.use_certificate(_loaded(chain[0]))
        for further in chain[1:]:
            context.add_extra_chain_cert(_loaded(further))
        context.use_privatekey(crypto.load_privatekey(crypto.FILETYPE_PEM, chain[0].key_pem))


def _loaded(certified: Certified) -> crypto.X509:
    return crypto.load_certificate(crypto.FILETYPE_ASN1, certified.der)


def _choose_protocol(
    ours: tuple[bytes, ...], _connection: SSL.Connection, offered: list[bytes]
) -> bytes:
    return next((name for name in ours if name in offered), b"")


def _serve_page(
    context: SSL.Context, server: Tls, connection: socket.socket, _ended: Event
) -> None:
    secured = SSL.Connection(context, connection)
    secured.set_accept_state()
    secured.do_handshake()
    secured.recv(16384)
    if server.demands_later:
        secured.set_verify(_DEMAND, lambda *_: True)
        secured.renegotiate()
        secured.do_handshake()
        secured.recv(1)  # goes on with the handshake; who shows no certificate is refused here
    secured.sendall(server.answer)
    secured.shutdown()
