import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from aiosmtpd.smtp import SMTP

from bot.core.diagnose import Diagnosis, diagnose
from bot.core.facts import Ending, Observation
from bot.core.target import StartTls, Target
from bot.core.vocabulary import Problem, Severity
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Address, Policy, connect
from bot.probe.starttls import Stopped, upgrade
from bot.probe.starttls.clear import MAX_BYTES
from tests.certificates import Certified, Recipe
from tests.clear_servers import (
    DIALOGUES,
    ClearServer,
    ldap_answer,
    mysql_greeting,
    mysql_packet,
    saying,
)
from tests.servers import listening
from tests.trust import authority, knowledge, leaf, store

HOST = "mail.lab.test"
ROOT = authority("Clear Root")
KNOWLEDGE = knowledge(store(ROOT))
NOW = datetime.now(UTC)  # noqa: TID251 -- the certificates are made for today
GOOD = Recipe(names=(HOST,), usage=("digitalSignature",))
EXPIRED = replace(GOOD, ends=timedelta(days=-1))
PROTOCOLS = pytest.mark.parametrize("protocol", StartTls)
SPEAKS_FIRST = [p for p in StartTls if p not in (StartTls.XMPP, StartTls.LDAP, StartTls.POSTGRES)]
FEATURES = b"<stream:stream version='1.0'><stream:features>%s</stream:features>"
PROCEED = b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
SMTP_OFFER = (b"220 hi\r\n", b"250-hi\r\n250 STARTTLS\r\n")
IMAP_OFFER = (b"* OK hi\r\n", b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK\r\n")
POP3_OFFER = (b"+OK hi\r\n", b"+OK\r\nSTLS\r\n.\r\n")
XMPP_OFFER = FEATURES % b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"


async def _asked(
    server: AbstractContextManager[int], protocol: StartTls, patience_s: float = 5.0
) -> Stopped | None:
    deadline = asyncio.get_running_loop().time() + patience_s
    with server as port, closing(await _connected(port)) as sock:
        return await upgrade(sock, protocol, HOST, deadline)


async def _connected(port: int) -> socket.socket:
    return await connect(Address(literal="127.0.0.1", port=port))


async def _observed(port: int, protocol: StartTls, timeout_s: float = 5.0) -> Observation:
    prober = Prober(Policy(allow_private=True), Limits(total_s=timeout_s), lookup=_loopback)
    return await prober.look(Target.parse(f"{HOST}:{port}", protocol))


async def _loopback(host: str, port: int) -> list[str]:  # noqa: ARG001 -- a lookup's shape
    return ["127.0.0.1"]


async def _diagnosed(port: int, protocol: StartTls, timeout_s: float = 5.0) -> Diagnosis:
    return diagnose(await _observed(port, protocol, timeout_s), KNOWLEDGE, now=NOW)


@PROTOCOLS
async def test_a_healthy_server_is_found_healthy(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        diagnosis = await _diagnosed(port, protocol)

    assert diagnosis.problem is None
    assert diagnosis.judged.chain
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)


@PROTOCOLS
async def test_an_expired_certificate_is_an_error_that_no_browser_shows(
    protocol: StartTls,
) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, EXPIRED)])

    with server.running() as port:
        diagnosis = await _diagnosed(port, protocol)

    assert diagnosis.primary is not None
    assert (diagnosis.problem, diagnosis.primary.severity) == (Problem.EXPIRED, Severity.ERROR)
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)


@PROTOCOLS
async def test_words_that_come_byte_by_byte_are_understood(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)], dripping=True)

    with server.running() as port:
        observation = await _observed(port, protocol)

    assert observation.looks[0].handshakes[0].ending is Ending.COMPLETED


@PROTOCOLS
async def test_nothing_is_said_in_clear_that_tells_who_asks(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        await _observed(port, protocol)

    (heard,) = server.heard
    assert len(heard) < 256
    assert socket.gethostname().encode() not in heard
    assert not any(word in heard.upper() for word in (b"LOGIN", b"USER", b"PASS"))


@pytest.mark.parametrize(
    "protocol", [pytest.param(StartTls.SMTP, id="smtp"), pytest.param(StartTls.XMPP, id="xmpp")]
)
async def test_the_name_goes_into_sni(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        await _observed(port, protocol)

    assert server.names == [HOST.encode()]


async def test_xmpp_asks_for_the_host_that_is_wanted() -> None:
    server = ClearServer(dialogue=DIALOGUES[StartTls.XMPP], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        await _observed(port, StartTls.XMPP)

    assert f"to='{HOST}'".encode() in server.heard[0]


@pytest.mark.parametrize(
    ("protocol", "words", "detail"),
    [
        pytest.param(StartTls.SMTP, [b"554 no\r\n"], "554 no", id="smtp wants nobody"),
        pytest.param(StartTls.SMTP, [b"421-a\r\n421 b\r\n"], "421 b", id="smtp is busy"),
        pytest.param(StartTls.SMTP, [b"220 hi\r\n", b"502 what\r\n"], "502 what", id="no EHLO"),
        pytest.param(
            StartTls.SMTP,
            [b"220 hi\r\n", b"250-hi\r\n250-SIZE\r\n250 HELP STARTTLS\r\n"],
            "EHLO lists no STARTTLS",
            id="STARTTLS as a parameter of another word",
        ),
        pytest.param(
            StartTls.SMTP,
            [b"220 hi\r\n", b"250 STARTTLS\r\n"],
            "EHLO lists no STARTTLS",
            id="STARTTLS where the server's name stands",
        ),
        pytest.param(
            StartTls.SMTP, [*SMTP_OFFER, b"454 not now\r\n"], "454 not now", id="smtp says no"
        ),
        pytest.param(StartTls.IMAP, [b"* BYE no\r\n"], "* BYE no", id="imap wants nobody"),
        pytest.param(
            StartTls.IMAP, [b"* PREAUTH hi\r\n"], "* PREAUTH hi", id="too late for STARTTLS"
        ),
        pytest.param(
            StartTls.IMAP,
            [b"* OK [CAPABILITY STARTTLS] hi\r\n", b"* CAPABILITY IMAP4rev1\r\na1 OK\r\n"],
            "CAPABILITY lists no STARTTLS",
            id="imap offers none when asked",
        ),
        pytest.param(
            StartTls.IMAP,
            [b"* OK hi\r\n", b"a1 BAD what\r\n"],
            "a1 BAD what",
            id="imap is confused",
        ),
        pytest.param(
            StartTls.IMAP, [*IMAP_OFFER, b"a2 NO later\r\n"], "a2 NO later", id="imap says no"
        ),
        pytest.param(StartTls.POP3, [b"-ERR no\r\n"], "-ERR no", id="pop3 wants nobody"),
        pytest.param(
            StartTls.POP3,
            [b"+OK hi\r\n", b"+OK\r\nTOP\r\n.\r\n"],
            "CAPA lists no STLS",
            id="pop3 offers none",
        ),
        pytest.param(
            StartTls.POP3,
            [b"+OK hi\r\n", b"-ERR what\r\n", b"-ERR no\r\n"],
            "-ERR no",
            id="pop3 knows neither CAPA nor STLS",
        ),
        pytest.param(
            StartTls.POP3, [*POP3_OFFER, b"-ERR later\r\n"], "-ERR later", id="pop3 says no"
        ),
        pytest.param(StartTls.FTP, [b"421 full\r\n"], "421 full", id="ftp wants nobody"),
        pytest.param(
            StartTls.FTP, [b"220 hi\r\n", b"500 what\r\n"], "500 what", id="ftp knows no AUTH"
        ),
        pytest.param(
            StartTls.XMPP,
            [b"", FEATURES % b"<mechanisms/>"],
            "no starttls among: mechanisms",
            id="xmpp offers none",
        ),
        pytest.param(
            StartTls.XMPP,
            [b"", b"<stream:stream version='1.0'><stream:features/>"],
            "no starttls among:",
            id="xmpp offers nothing",
        ),
        pytest.param(
            StartTls.XMPP,
            [b"", b"<stream:stream>"],
            "a stream without version, from before STARTTLS",
            id="xmpp of old",
        ),
        pytest.param(
            StartTls.XMPP,
            [
                b"",
                b"<stream:stream version='1.0'><stream:error><host-unknown/></stream:error>",
            ],
            "no starttls among: error, host-unknown",
            id="xmpp serves another host",
        ),
        pytest.param(
            StartTls.XMPP, [b"", XMPP_OFFER, b"<failure/>"], "<failure/>", id="xmpp says no"
        ),
        pytest.param(
            StartTls.LDAP,
            [b"", ldap_answer(2, b"no TLS")],
            "result code 2 no TLS",
            id="ldap says no",
        ),
        pytest.param(
            StartTls.POSTGRES,
            [b"", b"N"],
            "answers N: built or set up without TLS",
            id="postgres without TLS",
        ),
        pytest.param(
            StartTls.POSTGRES,
            [b"", b"E" + struct.pack(">I", 14) + b"SFATAL\0\0\0\0"],
            "SFATAL",
            id="postgres has no room",
        ),
        pytest.param(
            StartTls.MYSQL,
            [mysql_greeting(capabilities=0xFFFFF7FF)],
            "its capabilities lack CLIENT_SSL",
            id="mysql without TLS",
        ),
        pytest.param(
            StartTls.MYSQL,
            [mysql_packet(b"\xff\x6a\x04Host is not allowed")],
            "Host is not allowed",
            id="mysql wants nobody",
        ),
        pytest.param(
            StartTls.MYSQL, [mysql_packet(b"\x093.20\0")], "protocol 9", id="mysql of old"
        ),
    ],
)
async def test_a_server_that_does_not_turn_to_tls_is_refused(
    protocol: StartTls, words: list[bytes], detail: str
) -> None:
    stopped = await _asked(saying(*words), protocol)

    assert stopped is not None
    assert stopped.ending is Ending.STARTTLS_REFUSED
    assert stopped.detail.strip() == detail


@pytest.mark.parametrize(
    ("protocol", "words"),
    [
        pytest.param(StartTls.POP3, [b"+OK\r\n", b"-ERR what\r\n", b"+OK\r\n"], id="no CAPA"),
        pytest.param(
            StartTls.FTP, [b"120 soon\r\n220 now\r\n", b"234 yes\r\n"], id="ftp needs a minute"
        ),
        pytest.param(StartTls.FTP, [b"220 hi\n", b"234 yes\n"], id="lines without CR"),
        pytest.param(
            StartTls.SMTP, [b"220\r\n", b"250-hi\r\n250 starttls \r\n", b"220\r\n"], id="no words"
        ),
        pytest.param(
            StartTls.IMAP,
            [b"* ok\r\n", b"* 3 EXISTS\r\n* capability starttls\r\nA1 ok\r\n", b"A2 ok\r\n"],
            id="imap in small letters",
        ),
        pytest.param(
            StartTls.XMPP,
            [
                b"",
                b"<stream version='1.0'><features><starttls></starttls></features>",
                b"<proceed></proceed>",
            ],
            id="xmpp without prefixes and with end tags",
        ),
        pytest.param(
            StartTls.XMPP,
            [b"", b'<stream:stream id=\'a>"b\' version="1.0">' + XMPP_OFFER[29:], PROCEED],
            id="marks inside an attribute",
        ),
        pytest.param(
            StartTls.LDAP, [b"", bytes.fromhex("300c02010178070a010004000400")], id="short lengths"
        ),
    ],
)
async def test_unusual_but_right_words_are_understood(
    protocol: StartTls, words: list[bytes]
) -> None:
    assert await _asked(saying(*words), protocol) is None


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
        observation = await _observed(port, protocol)

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

    stopped = await _asked(saying(*first), protocol)

    assert stopped is not None
    assert stopped.ending is expected


@PROTOCOLS
async def test_a_server_that_hangs_up_has_closed(protocol: StartTls) -> None:
    stopped = await _asked(listening(lambda _connection, _ended: None), protocol)

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
    stopped = await _asked(saying(*words), protocol)

    assert stopped == Stopped(ending=Ending.CLOSED)


@PROTOCOLS
async def test_a_reset_is_a_reset(protocol: StartTls) -> None:
    connected = Event()

    def reset(connection: socket.socket, _ended: Event) -> None:
        connected.wait(5)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    deadline = asyncio.get_running_loop().time() + 5
    with listening(reset) as port, closing(await _connected(port)) as sock:
        connected.set()
        stopped = await upgrade(sock, protocol, HOST, deadline)

    assert stopped == Stopped(ending=Ending.RESET)


@PROTOCOLS
async def test_a_silent_server_takes_no_longer_than_the_deadline(protocol: StartTls) -> None:
    def silence(_connection: socket.socket, ended: Event) -> None:
        ended.wait()

    stopped = await _asked(listening(silence), protocol, patience_s=0.05)

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

    stopped = await _asked(listening(drip), protocol, patience_s=0.1)

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

    stopped = await _asked(listening(flood), protocol)

    assert stopped == Stopped(ending=Ending.OVERSIZE)


async def test_without_starttls_nothing_is_to_be_skipped() -> None:
    with saying(b"220 hi\r\n", b"250 hi\r\n") as port:
        diagnosis = await _diagnosed(port, StartTls.SMTP)

    assert diagnosis.primary is not None
    assert diagnosis.problem is Problem.STARTTLS_NOT_OFFERED
    assert diagnosis.primary.severity is Severity.ERROR
    assert "EHLO lists no STARTTLS" in diagnosis.primary.evidence
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)


async def test_what_fails_before_tls_is_tried_once() -> None:
    with listening(lambda _connection, _ended: None) as port:
        observation = await _observed(port, StartTls.SMTP)

    assert [h.in_clear for h in observation.looks[0].handshakes] == [True]


async def test_every_offer_has_its_own_dialogue() -> None:
    heard = []

    def talk(connection: socket.socket, _ended: Event) -> None:
        connection.sendall(b"220 hi\r\n")
        heard.append(connection.recv(4096))
        connection.sendall(b"234 yes\r\n")
        heard.append(connection.recv(4096)[:1])
        connection.sendall(b"\x15\x03\x01\x00\x02\x02\x46")  # alert 70: protocol version

    with listening(talk) as port:
        observation = await _observed(port, StartTls.FTP)

    assert [h.ending for h in observation.looks[0].handshakes] == [Ending.ALERT] * 3
    assert heard == [b"AUTH TLS\r\n", b"\x16"] * 3


@pytest.mark.parametrize(
    "certified", [pytest.param(GOOD, id="good"), pytest.param(EXPIRED, id="expired")]
)
async def test_a_real_mail_server_is_judged_by_its_certificate(
    certified: Recipe, tmp_path: Path
) -> None:
    mail = partial(SMTP, object(), tls_context=_tls_context(leaf(ROOT, certified), tmp_path))
    server = await asyncio.get_running_loop().create_server(mail, "127.0.0.1", 0)

    async with server:
        diagnosis = await _diagnosed(server.sockets[0].getsockname()[1], StartTls.SMTP)

    assert diagnosis.problem is (Problem.EXPIRED if certified is EXPIRED else None)


async def test_a_real_mail_server_without_tls_is_refused() -> None:
    server = await asyncio.get_running_loop().create_server(
        partial(SMTP, object()), "127.0.0.1", 0
    )

    async with server:
        diagnosis = await _diagnosed(server.sockets[0].getsockname()[1], StartTls.SMTP)

    assert diagnosis.problem is Problem.STARTTLS_NOT_OFFERED


def _tls_context(certified: Certified, folder: Path) -> ssl.SSLContext:
    file = folder / "leaf.pem"
    file.write_bytes(certified.pem + certified.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
@PROTOCOLS
def test_openssl_understands_our_doubles(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-brief"]
        if protocol is StartTls.XMPP:
            command += ["-xmpphost", HOST]
        said = subprocess.run(
            [*command, "-starttls", protocol],
            input=b"",
            capture_output=True,
            check=False,
            timeout=20,
        )

    assert b"CONNECTION ESTABLISHED" in said.stderr
    assert len(server.names) == 1
