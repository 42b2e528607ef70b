import struct

import pytest

from bot.core.facts import Ending
from bot.core.target import StartTls
from tests.clear_servers import (
    ldap_answer,
    mysql_greeting,
    mysql_packet,
    saying,
)
from tests.probe.starttls.lab import (
    FEATURES,
    IMAP_OFFER,
    POP3_OFFER,
    PROCEED,
    SMTP_OFFER,
    XMPP_OFFER,
    asked,
)


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
    stopped = await asked(saying(*words), protocol)

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
    assert await asked(saying(*words), protocol) is None
