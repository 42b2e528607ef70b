import socket
import ssl
from contextlib import AbstractContextManager, ExitStack

import pytest
from OpenSSL import SSL

from tests import wire
from tests.certificates import Recipe, issue
from tests.odd_tls import SSL3, TLS13, OddTls, odd_tls
from tests.servers import PAGE, Server, Tls, tls

LEAF = issue(Recipe())
CLIENT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CLIENT.check_hostname = False
CLIENT.verify_mode = ssl.CERT_NONE


def _page(port: int) -> bytes:
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as raw,
        CLIENT.wrap_socket(raw, server_hostname="localhost") as secured,
    ):
        secured.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return b"".join(iter(lambda: secured.recv(4096), b""))


def _answer(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(b"\x16\x03\x01\x00\x00")
        return b"".join(iter(lambda: raw.recv(4096), b""))


@pytest.mark.parametrize(
    "server",
    [
        pytest.param(lambda: tls(Tls(chain=[LEAF])), id="OpenSSL"),
        pytest.param(lambda: tls(Tls(chain=[LEAF, LEAF, LEAF])), id="more than one"),
        pytest.param(lambda: tls(Tls(chain=[LEAF], client=SSL.VERIFY_PEER)), id="asks"),
        pytest.param(lambda: odd_tls(OddTls(leaf=LEAF)), id="tlslite-ng, TLS 1.2"),
        pytest.param(
            lambda: odd_tls(OddTls(leaf=LEAF, lowest=TLS13, highest=TLS13)),
            id="tlslite-ng, TLS 1.3",
        ),
    ],
)
def test_a_page_comes_over_tls(server: Server) -> None:
    with server() as port:
        assert _page(port).endswith(PAGE)


@pytest.mark.parametrize(
    "server",
    [
        pytest.param(
            lambda: odd_tls(OddTls(leaf=LEAF, lowest=SSL3, highest=SSL3)), id="SSL 3 only"
        ),
        pytest.param(lambda: odd_tls(OddTls(leaf=LEAF, ciphers=("rc4",))), id="RC4 only"),
        pytest.param(lambda: odd_tls(OddTls(leaf=LEAF, listed=[b"junk"])), id="no certificate"),
        pytest.param(
            lambda: odd_tls(OddTls(leaf=LEAF, listed=[issue(Recipe(key_number=9)).der])),
            id="another key",
        ),
        pytest.param(lambda: wire.after_hello(wire.alert(112), wire.close), id="alert"),
    ],
)
def test_an_ordinary_client_gets_no_further(server: Server) -> None:
    with server() as port, pytest.raises(ssl.SSLError):
        _page(port)


@pytest.mark.parametrize(
    ("server", "answer"),
    [
        pytest.param(lambda: wire.speaking(wire.SSH), wire.SSH, id="banner"),
        pytest.param(lambda: wire.speaking(wire.HTTP, first=False), wire.HTTP, id="HTTP"),
        pytest.param(
            lambda: wire.after_hello(wire.alert(80), wire.close),
            b"\x15\x03\x03\x00\x02\x02\x50",
            id="alert",
        ),
        pytest.param(lambda: wire.on_accept(wire.close), b"", id="closed"),
    ],
)
def test_bytes_arrive_as_written(server: Server, answer: bytes) -> None:
    with server() as port:
        assert _answer(port) == answer


def test_a_reset_is_a_reset() -> None:
    with wire.after_hello(b"", wire.reset) as port, pytest.raises(ConnectionResetError):
        _answer(port)


def test_many_are_served_at_once_and_none_afterwards() -> None:
    with ExitStack() as stack:
        server: AbstractContextManager[int] = tls(Tls(chain=[LEAF]))
        with server as port:
            waiting = [
                stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
                for _ in range(30)
            ]
            page = _page(port)
        closed = [connection.recv(1) for connection in waiting]

    assert page.endswith(PAGE)
    assert closed == [b""] * 30
    with pytest.raises(ConnectionRefusedError):
        _answer(port)


def test_the_length_of_a_list_can_lie() -> None:
    honest, lying = wire.certificate([b"abc"]), wire.certificate([b"abc"], excess=1)

    assert honest[5:] == bytes.fromhex("0b000009000006000003") + b"abc"
    assert lying[5:] == bytes.fromhex("0b000009000007000003") + b"abc"
