import asyncio
import socket
import struct
from contextlib import closing
from threading import Event

import pytest

from bot.core.diagnosis.diagnose import diagnose
from bot.core.facts import Ending
from bot.core.target import StartTls
from bot.core.vocabulary import Problem
from bot.probe.starttls import Stopped, upgrade
from bot.probe.starttls.clear import MAX_BYTES
from tests.clear_servers import (
    ldap_answer,
    mysql_greeting,
    saying,
)
from tests.probe.starttls.lab import (
    HOST,
    IMAP_OFFER,
    KNOWLEDGE,
    NOW,
    POP3_OFFER,
    PROCEED,
    PROTOCOLS,
    SMTP_OFFER,
    SPEAKS_FIRST,
    XMPP_OFFER,
    asked,
    connected,
    observed,
)
from tests.servers import listening


@pytest.mark.parametrize(
    ("protocol", "words"),
    [
        pytest.param(StartTls.SMTP, [*SMTP_OFFER, b"220 go\r\n250 injected\r\n"], id="smtp"),
        pytest.param(StartTls.IMAP, [*IMAP_OFFER, b"a2 OK\r\n* CAPABILITY X\r\n"], id="imap"),
        pytest.param(StartTls.POP3, [*POP3_OFFER, b"+OK\r\n+OK\r\n"], id="pop3"),
        pytest.param(StartTls.FTP, [b"220 hi\r\n", b"234 go\r\n230 in\r\n"], id="ftp"),
        pytest.param(StartTls.XMPP, [b"", XMPP_OFFER, PROCEED + b"<success/>"], id="xmpp"),
        pytest.param(StartTls.LDAP, [b"", ldap_answer(0, b"") + ldap_answer(0, b"")], id="ldap"),
        pytest.param(StartTls.POSTGRES, [b"", b"SR\0\0\0\x08\0\0\0\0"], id="postgres"),
        pytest.param(StartTls.MYSQL, [mysql_greeting() + b"\x07\0\0\x02\0\0\0"], id="mysql"),
        pytest.param(
            StartTls.POSTGRES,
            [b"", b"S\x15\x03\x01\0\x02\x02\x28"],
            id="even where it looks like TLS",
        ),
    ],
)
async def test_what_follows_the_word_for_tls_in_clear_ends_the_look(
    protocol: StartTls, words: list[bytes]
) -> None:
    with saying(*words) as port:
        observation = await observed(port, protocol)

    (handshake,) = observation.looks[0].handshakes
    assert (handshake.ending, handshake.in_clear) == (Ending.BROKEN, True)
    assert diagnose(observation, KNOWLEDGE, now=NOW).problem is Problem.HANDSHAKE_FAILURE


@PROTOCOLS
@pytest.mark.parametrize(
    "word",
    [
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", id="http"),
        pytest.param(b"SSH-2.0-OpenSSH_9.9\r\n", id="ssh"),
        pytest.param(b"\x15\x03\x01\x00\x02\x02\x28", id="tls"),
    ],
)
async def test_another_protocol_is_not_tls(protocol: StartTls, word: bytes) -> None:
    # PostgreSQL's yes is the S of SSH; what follows gives it away.
    expected = (
        Ending.BROKEN if word[:1] == b"S" and protocol is StartTls.POSTGRES else Ending.NOT_TLS
    )
    first = [word] if protocol in SPEAKS_FIRST else [b"", word]

    stopped = await asked(saying(*first), protocol)

    assert stopped is not None
    assert stopped.ending is expected


@PROTOCOLS
async def test_a_server_that_hangs_up_has_closed(protocol: StartTls) -> None:
    stopped = await asked(listening(lambda _connection, _ended: None), protocol)

    # Where our words are still unread, the kernel resets instead.
    assert stopped is not None
    assert stopped.ending in {Ending.CLOSED, Ending.RESET}


@pytest.mark.parametrize(
    ("protocol", "words"),
    [
        pytest.param(StartTls.SMTP, SMTP_OFFER, id="smtp"),
        pytest.param(StartTls.IMAP, IMAP_OFFER, id="imap"),
        pytest.param(StartTls.POP3, POP3_OFFER, id="pop3"),
        pytest.param(StartTls.XMPP, (b"", XMPP_OFFER), id="xmpp"),
    ],
)
async def test_hanging_up_instead_of_an_answer_is_closed(
    protocol: StartTls, words: tuple[bytes, ...]
) -> None:
    stopped = await asked(saying(*words), protocol)

    assert stopped == Stopped(ending=Ending.CLOSED)


@PROTOCOLS
async def test_a_reset_is_a_reset(protocol: StartTls) -> None:
    here = Event()

    def reset(connection: socket.socket, _ended: Event) -> None:
        here.wait(5)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    deadline = asyncio.get_running_loop().time() + 5
    with listening(reset) as port, closing(await connected(port)) as sock:
        here.set()
        stopped = await upgrade(sock, protocol, HOST, deadline)

    assert stopped == Stopped(ending=Ending.RESET)


@PROTOCOLS
async def test_a_silent_server_takes_no_longer_than_the_deadline(protocol: StartTls) -> None:
    def silence(_connection: socket.socket, ended: Event) -> None:
        ended.wait()

    stopped = await asked(listening(silence), protocol, patience_s=0.05)

    assert stopped == Stopped(ending=Ending.TIMEOUT)


@pytest.mark.parametrize(
    ("protocol", "beginning", "drop"),
    [
        pytest.param(StartTls.SMTP, b"220-", b"a", id="smtp"),
        pytest.param(StartTls.IMAP, b"* OK ", b"a", id="imap"),
        pytest.param(StartTls.POP3, b"+OK ", b"a", id="pop3"),
        pytest.param(StartTls.FTP, b"220-", b"\r\n", id="ftp"),
        pytest.param(StartTls.XMPP, b"<", b"a", id="xmpp"),
        pytest.param(StartTls.LDAP, b"\x30\x82\x30\x00", b"\0", id="ldap"),
        pytest.param(StartTls.MYSQL, b"\x00\x30\x00\x00\x0a", b"a", id="mysql"),
    ],
)
async def test_a_dripping_server_takes_no_longer_than_the_deadline(
    protocol: StartTls, beginning: bytes, drop: bytes
) -> None:
    def drip(connection: socket.socket, ended: Event) -> None:
        connection.sendall(beginning)
        while not ended.wait(0.01):
            connection.sendall(drop)

    stopped = await asked(listening(drip), protocol, patience_s=0.1)

    assert stopped == Stopped(ending=Ending.TIMEOUT)


@pytest.mark.parametrize(
    ("protocol", "beginning", "wave"),
    [
        pytest.param(StartTls.SMTP, b"220-", b"220-hi\r\n", id="a greeting without end"),
        pytest.param(StartTls.FTP, b"220-", b"x" * 100, id="a line without end"),
        pytest.param(StartTls.IMAP, b"* OK hi\r\n", b"* OK\r\n", id="lines that nobody asked for"),
        pytest.param(StartTls.POP3, b"+OK\r\n+OK\r\n", b"X\r\n", id="a list without end"),
        pytest.param(StartTls.XMPP, XMPP_OFFER[:46], b"<a>", id="tags without end"),
        pytest.param(StartTls.XMPP, b"<stream a='", b">>>>", id="an attribute without end"),
        pytest.param(StartTls.LDAP, b"\x30\x84\x7f\xff\xff\xff", b"abc", id="a long message"),
    ],
)
async def test_a_flood_is_read_up_to_the_limit(
    protocol: StartTls, beginning: bytes, wave: bytes
) -> None:
    def flood(connection: socket.socket, ended: Event) -> None:
        connection.sendall(beginning)
        while not ended.is_set():
            connection.sendall(wave * (MAX_BYTES // len(wave)))

    stopped = await asked(listening(flood), protocol)

    assert stopped == Stopped(ending=Ending.OVERSIZE)
