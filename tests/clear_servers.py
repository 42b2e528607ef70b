"""Servers that begin in clear and turn to TLS when asked: the server's side of each dialogue.

They are as strict as real ones: who does not say the right word at the right time gets the
protocol's own refusal, and no TLS.
"""

import re
import socket
import struct
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Event
from typing import Final

from cryptography import x509
from msgspec import Struct, field
from OpenSSL import SSL

from bot.core.target import StartTls
from tests.certificates import Certified
from tests.servers import listening

_LDAP_OID: Final = b"1.3.6.1.4.1.1466.20037"
_XMPP_TLS: Final = b"urn:ietf:params:xml:ns:xmpp-tls"
_STREAM: Final = (
    b"<?xml version='1.0'?><stream:stream id='a>b' from='lab.test' version='1.0' xml:lang='en'"
    b" xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
)


class HungUpError(Exception):
    """The client left, or was shown the door."""


class Peer:
    """The server's end of a connection; keeps all that was heard in clear."""

    def __init__(self, connection: socket.socket, *, dripping: bool = False) -> None:
        self._connection = connection
        self._dripping = dripping
        self.heard = bytearray()

    def say(self, data: bytes) -> None:
        """In one piece, or in as many as there are bytes."""
        size = 1 if self._dripping else len(data)
        for start in range(0, len(data), size):
            self._connection.sendall(data[start : start + size])

    def take(self, count: int) -> bytes:
        """Exactly so many bytes: what comes behind them may be a ClientHello."""
        taken = b""
        while len(taken) < count:
            data = self._connection.recv(count - len(taken))
            if not data:
                raise HungUpError
            taken += data
        self.heard += taken
        return taken

    def until(self, mark: bytes) -> bytes:
        """The next bytes up to the mark, the mark included."""
        taken = b""
        while not taken.endswith(mark):
            taken += self.take(1)
        return taken

    def command(self) -> bytes:
        """One line in capitals; lines end with CRLF and nothing else."""
        return self.until(b"\r\n").strip().upper()


Dialogue = Callable[[Peer], None]
"""Talks until TLS is due; raises `HungUpError` where it never is."""


def smtp(peer: Peer) -> None:
    """RFC 5321 and 3207."""
    peer.say(b"220-mail.lab.test ESMTP\r\n220 at your service\r\n")
    greeted = False
    while (command := peer.command()) != b"STARTTLS" or not greeted:
        greeted = greeted or re.fullmatch(rb"EHLO [A-Z0-9.-]+", command) is not None
        peer.say(
            b"250-mail.lab.test\r\n250-SIZE 1000\r\n250-StartTLS\r\n250 HELP\r\n"
            if command.startswith(b"EHLO ")
            else b"503 say EHLO first\r\n"
        )
    peer.say(b"220 go ahead\r\n")


def imap(peer: Peer) -> None:
    """RFC 9051."""
    peer.say(b"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\r\n")
    while True:
        tag, _, command = peer.command().partition(b" ")
        if command == b"STARTTLS":
            peer.say(tag + b" OK begin TLS\r\n")
            return
        if command == b"CAPABILITY":
            peer.say(b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n" + tag + b" OK done\r\n")
        else:
            peer.say(tag + b" BAD what?\r\n")


def pop3(peer: Peer) -> None:
    """RFC 1939, 2449 and 2595."""
    peer.say(b"+OK ready <1.2@lab.test>\r\n")
    while (command := peer.command()) != b"STLS":
        peer.say(
            b"+OK\r\nTOP\r\nSTLS\r\nUIDL\r\n.\r\n" if command == b"CAPA" else b"-ERR what?\r\n"
        )
    peer.say(b"+OK begin TLS\r\n")


def ftp(peer: Peer) -> None:
    """RFC 959 and 4217; what stands between the lines of a reply may look like a reply."""
    peer.say(b"220-Welcome to\r\n221 Baker Street\r\n\r\n220 ready\r\n")
    while (command := peer.command()) != b"AUTH TLS":
        peer.say(
            b"211-Features:\r\n AUTH TLS\r\n211 End\r\n"
            if command == b"FEAT"
            else b"530 please log in\r\n"
        )
    peer.say(b"234 AUTH TLS it is\r\n")


def xmpp(peer: Peer) -> None:
    """RFC 6120; as servers do, features come when the stream is open."""
    opening = peer.until(b"http://etherx.jabber.org/streams")
    opening += peer.until(b">")
    if not re.search(rb"\sto=['\"][^'\"]+['\"]", opening) or b"jabber:client" not in opening:
        peer.say(_STREAM + b"<stream:error><host-unknown/></stream:error></stream:stream>")
        raise HungUpError
    peer.say(_STREAM)
    peer.say(
        b"<stream:features><starttls xmlns='" + _XMPP_TLS + b"'><required/></starttls>"
        b"<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism>"
        b"</mechanisms></stream:features>"
    )
    if _XMPP_TLS not in peer.until(b">"):
        raise HungUpError
    peer.say(b"<proceed xmlns='" + _XMPP_TLS + b"'/>")


def ldap(peer: Peer) -> None:
    """RFC 4511, with lengths as Active Directory writes them."""
    tag, length = peer.take(2)
    message = peer.take(length)
    expected = b"\x02\x01\x01\x77" + bytes([len(_LDAP_OID) + 2, 0x80, len(_LDAP_OID)]) + _LDAP_OID
    if tag != 0x30 or message != expected:
        raise HungUpError
    peer.say(ldap_answer(0, b""))


def ldap_answer(code: int, text: bytes) -> bytes:
    """An ExtendedResponse to message 1."""
    result = b"\x0a\x01" + bytes([code]) + b"\x04\x00" + b"\x04" + bytes([len(text)]) + text
    operation = b"\x02\x01\x01" + b"\x78\x84" + struct.pack(">I", len(result)) + result
    return b"\x30\x84" + struct.pack(">I", len(operation)) + operation


def postgres(peer: Peer) -> None:
    """PostgreSQL's message flow: the request has no type byte and one of two answers."""
    if struct.unpack(">II", peer.take(8)) != (8, 80877103):
        raise HungUpError
    peer.say(b"S")


def mysql(peer: Peer) -> None:
    """MySQL's connection phase: the client's packet of 32 bytes is the request."""
    peer.say(mysql_greeting())
    head = peer.take(4)
    if head != b"\x20\x00\x00\x01":
        raise HungUpError
    capabilities, _size, _charset, rest = struct.unpack("<IIB23s", peer.take(32))
    if not capabilities & 0x0800 or not capabilities & 0x0200 or rest.strip(b"\0"):
        raise HungUpError


def mysql_greeting(capabilities: int = 0xFFFFFFFF) -> bytes:
    """HandshakeV10 of an 8.4 server."""
    nonce = b"01234567", b"890123456789\0"
    payload = (
        b"\x0a8.4.2-lab\0"
        + struct.pack("<I8sx", 7, nonce[0])
        + struct.pack("<HBHHB10x", capabilities & 0xFFFF, 255, 2, capabilities >> 16, 21)
        + nonce[1]
        + b"caching_sha2_password\0"
    )
    return mysql_packet(payload)


def mysql_packet(payload: bytes) -> bytes:
    """The first packet of a connection."""
    return len(payload).to_bytes(3, "little") + b"\0" + payload


DIALOGUES: Final[dict[StartTls, Dialogue]] = {
    StartTls.SMTP: smtp,
    StartTls.IMAP: imap,
    StartTls.POP3: pop3,
    StartTls.FTP: ftp,
    StartTls.XMPP: xmpp,
    StartTls.LDAP: ldap,
    StartTls.POSTGRES: postgres,
    StartTls.MYSQL: mysql,
}


class ClearServer(Struct, frozen=True, kw_only=True):
    """Talks, then serves TLS with this chain.

    Attributes:
        dripping: Speaks byte by byte.
        heard: What each connection said in clear.
        names: What each connection asked for by SNI.
    """

    dialogue: Dialogue
    chain: Sequence[Certified]
    dripping: bool = False
    heard: list[bytes] = field(default_factory=list)
    names: list[bytes | None] = field(default_factory=list)

    def running(self) -> AbstractContextManager[int]:
        """Started; gives its port."""
        return listening(self._talk)

    def _talk(self, connection: socket.socket, _ended: Event) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer = Peer(connection, dripping=self.dripping)
        try:
            self.dialogue(peer)
        except HungUpError:
            return
        finally:
            self.heard.append(bytes(peer.heard))
        context = _context(self.chain)
        # Heard with the hello: clients may leave before this side has its end of the handshake.
        context.set_tlsext_servername_callback(lambda tls: self.names.append(tls.get_servername()))
        secured = SSL.Connection(context, connection)
        secured.set_accept_state()
        secured.do_handshake()
        secured.recv(1)


def _context(chain: Sequence[Certified]) -> SSL.Context:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_certificate(x509.load_der_x509_certificate(chain[0].der))
    for further in chain[1:]:
        context.add_extra_chain_cert(x509.load_der_x509_certificate(further.der))
    context.use_privatekey(chain[0].key)
    return context


def saying(*words: bytes) -> AbstractContextManager[int]:
    """Says one word after each thing it hears; starts at once unless its first word is empty.

    Hangs up when it has heard the answer to its last word.
    """

    def talk(connection: socket.socket, _ended: Event) -> None:
        for word in words:
            connection.sendall(word)
            if not connection.recv(4096):
                return

    return listening(talk)
