"""The reader of encrypted flights, with the secrets that pyOpenSSL's own key log gives away."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import reduce
from pathlib import Path
from threading import Event
from typing import Final

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from OpenSSL import SSL

from bot.core.facts import Ending
from bot.probe.flight import Flight
from bot.probe.tls13 import EncryptedFlightReader
from tests.certificates import AUTHORITY, Recipe, issue
from tests.odd_tls import TLS13, OddTls, odd_tls
from tests.servers import Tls, listening, tls
from tests.staples import Staple, staple

ROOT: Final = issue(AUTHORITY)
LEAF: Final = issue(Recipe(key_number=1), ROOT)
STRANGER: Final = issue(Recipe(key_number=2), ROOT)
LONG: Final = (LEAF.der, *(bytes([number]) * 60_000 for number in range(4)))
AES_128, AES_256 = "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"
CHACHA: Final = "TLS_CHACHA20_POLY1305_SHA256"
# RFC 8446 section 4.1.3: the "random" by which a HelloRetryRequest is known.
RETRY: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
# RFC 8448 section 3: the server's handshake traffic secret, and the key and IV derived from it.
TRAFFIC: Final = bytes.fromhex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38")
KEY: Final = bytes.fromhex("3fce516009c21727d0f2e4e86ee403bc")
IV: Final = 0x5D313EB2671276EE13000B30


class Talk(Struct, frozen=True, kw_only=True):
    """What an OpenSSL client has after a handshake, however that ended."""

    completed: bool
    secret: bytes
    cipher: str
    received: bytes

    def reader(self) -> EncryptedFlightReader:
        return EncryptedFlightReader(self.secret, self.cipher)


def talk(raw: socket.socket) -> Talk:
    """A handshake of an OpenSSL client that verifies nothing."""
    secrets: dict[bytes, bytes] = {}

    def keep(_connection: SSL.Connection, line: bytes) -> None:
        label, _, rest = line.partition(b" ")
        secrets[label] = bytes.fromhex(rest.rpartition(b" ")[2].decode())

    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_NONE)
    context.set_keylog_callback(keep)
    context.set_ocsp_client_callback(lambda *_: True)
    client = SSL.Connection(context, None)
    client.set_connect_state()
    client.request_ocsp()
    received = bytearray()
    completed = _drive(client, raw, received)
    return Talk(
        completed=completed,
        secret=secrets[b"SERVER_HANDSHAKE_TRAFFIC_SECRET"],
        cipher=client.get_cipher_name() or "",
        received=bytes(received),
    )


def _drive(client: SSL.Connection, raw: socket.socket, received: bytearray) -> bool:
    while True:
        try:
            client.do_handshake()
        except SSL.WantReadError:
            _flush(client, raw)
            data = raw.recv(65536)
            assert data, "closed before the handshake ended"
            received += data
            client.bio_write(data)
        except SSL.Error:
            return False
        else:
            _flush(client, raw)
            return True


def _flush(client: SSL.Connection, raw: socket.socket) -> None:
    with suppress(SSL.WantReadError):
        while True:
            raw.sendall(client.bio_read(65536))


def read_on(reader: EncryptedFlightReader, raw: socket.socket) -> Flight:
    """What the flight comes to if one goes on reading after OpenSSL has given up."""
    while reader.flight.ending is None:
        data = raw.recv(65536)
        assert data, "closed before the end of the flight"
        reader.feed(data)
    return reader.flight


def odd(shown: Sequence[bytes], *ciphers: str) -> AbstractContextManager[socket.socket]:
    server = OddTls(leaf=LEAF, listed=shown, lowest=TLS13, highest=TLS13, ciphers=ciphers)
    return connected(odd_tls(server))


@contextmanager
def connected(server: AbstractContextManager[int]) -> Iterator[socket.socket]:
    with server as port, socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        yield raw


@pytest.mark.parametrize(
    ("name", "cipher"),
    [("aes128gcm", AES_128), ("aes256gcm", AES_256), ("chacha20-poly1305", CHACHA)],
)
def test_every_cipher_of_tls_1_3_is_decrypted(name: str, cipher: str) -> None:
    with odd([LEAF.der, ROOT.der], name) as raw:
        talked = talk(raw)

    assert talked.completed
    assert talked.reader().feed(talked.received) == Flight(
        ending=Ending.COMPLETED,
        protocol="TLSv1.3",
        cipher=cipher,
        certificates=(LEAF.der, ROOT.der),
    )


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param((LEAF.der, b"junk"), id="not DER behind the leaf"),
        pytest.param((b"junk", LEAF.der), id="no leaf"),
        pytest.param((), id="empty"),
        pytest.param(LONG, id="240 kB"),
        pytest.param((STRANGER.der,), id="another key"),
        pytest.param((issue(Recipe(key="secp256r1")).der,), id="another kind of key"),
    ],
)
def test_the_list_is_read_where_openssl_fails_on_it(shown: tuple[bytes, ...]) -> None:
    with odd(shown) as raw:
        talked = talk(raw)
        reader = talked.reader()
        reader.feed(talked.received)
        flight = read_on(reader, raw)

    assert not talked.completed
    assert (flight.ending, flight.certificates) == (Ending.COMPLETED, shown)


def test_staple_and_request_for_a_certificate_are_seen() -> None:
    response = staple(LEAF, ROOT, Staple())
    server = Tls(chain=[LEAF, ROOT], staple=response, client=SSL.VERIFY_PEER)

    talked = _talk_to(server)

    assert talked.reader().feed(talked.received) == Flight(
        ending=Ending.COMPLETED,
        protocol="TLSv1.3",
        cipher=talked.cipher,
        certificates=(LEAF.der, ROOT.der),
        staple=response,
        client_certificate_asked=True,
    )


def _talk_to(server: Tls) -> Talk:
    with connected(tls(server)) as raw:
        return talk(raw)


@pytest.fixture(scope="module")
def talked() -> Talk:
    return _talk_to(Tls(chain=[LEAF, ROOT]))


def test_a_server_that_asks_for_another_group_first_is_read(tmp_path: Path) -> None:
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(LEAF.pem)
    key.write_bytes(LEAF.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    # No client starts with a key share of this group: a HelloRetryRequest comes first.
    context.set_ecdh_curve("secp521r1")

    def serve(raw: socket.socket, ended: Event) -> None:
        with context.wrap_socket(raw, server_side=True):
            ended.wait()

    with connected(listening(serve)) as raw:
        talked = talk(raw)

    assert talked.received.count(RETRY) == 1
    assert talked.reader().feed(talked.received).certificates == (LEAF.der,)


def test_one_byte_at_a_time_reads_as_all_at_once(talked: Talk) -> None:
    reader = talked.reader()

    flights = [reader.feed(bytes([byte])) for byte in talked.received]

    assert flights[-1] == talked.reader().feed(talked.received)
    assert flights[-1].ending is Ending.COMPLETED


@given(data=st.data())
def test_a_damaged_flight_never_raises_nor_shows_a_changed_list(
    talked: Talk, data: st.DataObject
) -> None:
    damaged = bytearray(talked.received)
    position = data.draw(st.integers(0, len(damaged) - 1))
    damaged[position] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    reader = talked.reader()

    flight = reduce(
        lambda _, part: reader.feed(bytes(part)), (damaged[:cut], damaged[cut:]), reader.flight
    )

    assert flight.certificates in {None, (LEAF.der, ROOT.der)}


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_raising(data: bytes) -> None:
    reader = EncryptedFlightReader(bytes(32), AES_128)

    assert reader.feed(b"\x17\x03\x03" + data).certificates is None


def test_a_wrong_secret_decrypts_nothing(talked: Talk) -> None:
    reader = EncryptedFlightReader(bytes(len(talked.secret)), talked.cipher)

    flight = reader.feed(talked.received)

    assert (flight.ending, flight.certificates) == (Ending.BROKEN, None)
    assert "decrypt" in flight.detail


def _encrypted(number: int, inner: bytes) -> bytes:
    header = b"\x17\x03\x03" + (len(inner) + 16).to_bytes(2)
    nonce = (IV ^ number).to_bytes(12)
    return header + AESGCM(KEY).encrypt(nonce, inner, header)


def test_padding_and_an_alert_are_read_with_the_keys_of_rfc_8448() -> None:
    extensions = b"\x08\x00\x00\x02\x00\x00" + b"\x16" + bytes(200)
    reader = EncryptedFlightReader(TRAFFIC, AES_128)

    quiet = reader.feed(_encrypted(0, extensions))
    ended = reader.feed(_encrypted(1, b"\x02\x70\x15"))

    assert quiet == Flight(protocol="TLSv1.3", cipher=AES_128)
    assert (ended.ending, ended.alert) == (Ending.ALERT, 112)


def test_a_record_of_padding_alone_is_passed_over() -> None:
    reader = EncryptedFlightReader(TRAFFIC, AES_128)

    assert reader.feed(_encrypted(0, bytes(30))).ending is None


def test_nothing_counts_after_the_end(talked: Talk) -> None:
    reader = talked.reader()
    ended = reader.feed(talked.received)

    assert ended.ending is Ending.COMPLETED
    assert reader.feed(b"HTTP/1.1 400 Bad Request\r\n") == ended


def test_a_message_of_16_megabytes_is_too_much_by_its_header() -> None:
    reader = EncryptedFlightReader(TRAFFIC, AES_128)

    assert reader.feed(_encrypted(0, b"\x0b\xff\xff\xff\x16")).ending is Ending.OVERSIZE
