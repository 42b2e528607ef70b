import socket
from threading import Event

import pytest

from bot.core.facts import Ending
from bot.core.target import StartTls
from bot.core.vocabulary import Problem, Severity
from tests.clear_servers import (
    DIALOGUES,
    ClearServer,
    saying,
)
from tests.probe.starttls.lab import EXPIRED, GOOD, HOST, PROTOCOLS, ROOT, diagnosed, observed
from tests.servers import listening
from tests.trust import leaf


@PROTOCOLS
async def test_a_healthy_server_is_found_healthy(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        diagnosis = await diagnosed(port, protocol)

    assert diagnosis.problem is None
    assert diagnosis.judged.chain
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)


@PROTOCOLS
async def test_an_expired_certificate_is_an_error_that_no_browser_shows(
    protocol: StartTls,
) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, EXPIRED)])

    with server.running() as port:
        diagnosis = await diagnosed(port, protocol)

    assert diagnosis.primary is not None
    assert (diagnosis.problem, diagnosis.primary.severity) == (Problem.EXPIRED, Severity.ERROR)
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)


@PROTOCOLS
async def test_words_that_come_byte_by_byte_are_understood(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)], dripping=True)

    with server.running() as port:
        observation = await observed(port, protocol)

    assert observation.looks[0].handshakes[0].ending is Ending.COMPLETED


@PROTOCOLS
async def test_nothing_is_said_in_clear_that_tells_who_asks(protocol: StartTls) -> None:
    server = ClearServer(dialogue=DIALOGUES[protocol], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        await observed(port, protocol)

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
        await observed(port, protocol)

    assert server.names == [HOST.encode()]


async def test_xmpp_asks_for_the_host_that_is_wanted() -> None:
    server = ClearServer(dialogue=DIALOGUES[StartTls.XMPP], chain=[leaf(ROOT, GOOD)])

    with server.running() as port:
        await observed(port, StartTls.XMPP)

    assert f"to='{HOST}'".encode() in server.heard[0]


async def test_without_starttls_nothing_is_to_be_skipped() -> None:
    with saying(b"220 hi\r\n", b"250 hi\r\n") as port:
        diagnosis = await diagnosed(port, StartTls.SMTP)

    assert diagnosis.primary is not None
    assert diagnosis.problem is Problem.STARTTLS_NOT_OFFERED
    assert diagnosis.primary.severity is Severity.ERROR
    assert "EHLO lists no STARTTLS" in diagnosis.primary.evidence
    assert (diagnosis.chromium, diagnosis.firefox) == (None, None)


async def test_what_fails_before_tls_is_tried_once() -> None:
    with listening(lambda _connection, _ended: None) as port:
        observation = await observed(port, StartTls.SMTP)

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
        observation = await observed(port, StartTls.FTP)

    assert [h.ending for h in observation.looks[0].handshakes] == [Ending.ALERT] * 3
    assert heard == [b"AUTH TLS\r\n", b"\x16"] * 3
