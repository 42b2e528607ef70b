from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.pages import page_forms
from bot.core.facts import Page, PageSign, Redirect
from bot.core.target import Target
from bot.probe.page import MAX_BYTES, PageReader

OTHER = Redirect(host="other.example", port=443)
TARGET = Target.parse("https://me:secret@www.example.com:8443/private?token=1")


def read(*pieces: bytes) -> Page:
    reader = PageReader(TARGET, page_forms())
    reader.request()
    for piece in pieces:
        reader.feed(piece)
    return reader.page()


def answer(*headers: str, status: str = "200 OK", body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def test_nothing_of_the_person_is_sent() -> None:
    asked = PageReader(TARGET, page_forms()).request()

    assert asked.startswith(b"GET / HTTP/1.1\r\n")
    assert b"Host: www.example.com:8443\r\n" in asked
    assert b"certdesk" in asked
    assert not any(word in asked for word in (b"secret", b"private", b"token", b"Cookie"))


@pytest.mark.parametrize(
    ("location", "place"),
    [
        pytest.param(
            "https://other.example/x?token=1",
            OTHER,
            id="another host",
        ),
        pytest.param(
            "https://www.example.com:9443/",
            Redirect(host="www.example.com", port=9443),
            id="another port",
        ),
        pytest.param("https://www.example.com:8443/x", None, id="the same place"),
        pytest.param("/login", None, id="a path"),
        pytest.param(
            "http://other.example/",
            Redirect(host="other.example", port=80, in_clear=True),
            id="in clear",
        ),
        pytest.param(
            "http://www.example.com:8443/",
            Redirect(host="www.example.com", port=8443, in_clear=True),
            id="the same place in clear",
        ),
        pytest.param(
            "http://[fe80::1]:2050/x",
            Redirect(host="fe80::1", port=2050, in_clear=True),
            id="an address of version 6",
        ),
        pytest.param("ftp://other.example/", None, id="another scheme"),
        pytest.param(
            "https://user:pw@other.example/",
            OTHER,
            id="user info",
        ),
        pytest.param("https://[", None, id="no address"),
        pytest.param("https://x:99999/", None, id="no port"),
        pytest.param(
            "https://BÜCHER.example/",
            Redirect(host="xn--bcher-kva.example", port=443),
            id="a U-label",
        ),
    ],
)
def test_a_redirect_gives_host_and_port_alone(location: str, place: Redirect | None) -> None:
    assert read(answer(f"Location: {location}", status="302 Found")).redirect == place


@pytest.mark.parametrize(
    ("value", "promised"),
    [
        ("max-age=31536000; includeSubDomains", True),
        ('includeSubDomains; MAX-AGE="1"', True),
        ("max-age=0", False),
        ("max-age=00", False),
        ("preload", False),
        ("max-age=soon", False),
    ],
)
def test_hsts_is_a_positive_max_age(value: str, *, promised: bool) -> None:
    assert read(answer(f"Strict-Transport-Security: {value}")).hsts is promised


def test_server_and_date_are_kept_as_facts() -> None:
    page = read(answer("Server: nginx\x1b[31m", "Date: Tue, 24 Nov 2026 05:00:00 GMT"))

    assert page.date == datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert page.server in {"", "nginx\N{REPLACEMENT CHARACTER}[31m"}


@pytest.mark.parametrize("date", ["yesterday", "", "Tue, 24 Nov 2026 05:00:00 -0000"])
def test_a_date_that_is_none_is_none(date: str) -> None:
    assert read(answer(f"Date: {date}")).date is None


@pytest.mark.parametrize(
    ("body", "place"),
    [
        pytest.param(
            b"<META HTTP-EQUIV='Refresh' CONTENT='0; URL=https://other.example/x'>",
            OTHER,
            id="capitals",
        ),
        pytest.param(
            b'<meta http-equiv=refresh content="1;url=http://10.1.1.1:2050/login">',
            Redirect(host="10.1.1.1", port=2050, in_clear=True),
            id="no quotes",
        ),
        pytest.param(b'<meta http-equiv="refresh" content="30">', None, id="the same page again"),
        pytest.param(b"url=https://other.example/", None, id="no refresh"),
    ],
)
def test_a_refresh_is_a_redirect(body: bytes, place: Redirect | None) -> None:
    assert read(answer(body=body)).redirect == place


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(
            answer(status="400 Bad Request", body=b"No required SSL certificate was\n sent"),
            id="nginx",
        ),
        pytest.param(
            answer(body=b"<h1>400 Bad Request</h1><p>The SSL certificate error</p>"), id="bad one"
        ),
        pytest.param(answer(status="496 SSL Certificate Required"), id="in the status line"),
        pytest.param(
            answer(body=b"Reason: Cannot perform Post-Handshake Authentication.<br>"), id="Apache"
        ),
        pytest.param(answer(body=b"<b>HTTP Error 403.7</b> - Forbidden"), id="IIS"),
        pytest.param(
            answer(body=b"<p>No client <b>certificate</b> chain in this request"), id="Tomcat"
        ),
    ],
)
def test_words_on_a_visitors_certificate_are_heard(reply: bytes) -> None:
    assert read(reply).signs == {PageSign.WANTS_CERTIFICATE}


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(answer(body=b"<!-- <WISPAccessGatewayParam> -->"), id="WISPr"),
        pytest.param(
            answer("Content-Type: application/captive+json", body=b'{"captive": true}'),
            id="RFC 8908",
        ),
        pytest.param(
            answer(
                "Location: https://gate.example/in?UAMIP=10.1.0.1&challenge=77", status="302 Found"
            ),
            id="CoovaChilli",
        ),
        pytest.param(
            answer("Location: http://gate.example/?client_mac=&x", status="307 Temporary"),
            id="an empty parameter",
        ),
    ],
)
def test_marks_of_a_networks_page_are_seen(reply: bytes) -> None:
    assert read(reply).signs == {PageSign.NETWORK}


@pytest.mark.parametrize(
    "location",
    ["https://login.other.example/", "https://other.example/User/SignIn?x", "http://a.hotspot/"],
)
def test_a_way_to_sign_in_is_seen(location: str) -> None:
    page = read(answer(f"Location: {location}", status="302 Found"))

    assert page.signs == {PageSign.LOGIN}


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(
            answer("Content-Type: application/captive+json", body=b'{"captive": false}'),
            id="let through",
        ),
        pytest.param(
            answer("Content-Type: application/json", body=b'{"captive": true}'), id="other JSON"
        ),
        pytest.param(
            answer("Content-Type: application/captive+json", body=b"[" * 60_000), id="deep"
        ),
        pytest.param(
            answer("Location: https://other.example/?" + "a&" * 5000, status="302 Found"),
            id="too many parameters",
        ),
        pytest.param(answer(body=b"<p>Welcome, log in to the captive portal"), id="mere talk"),
        pytest.param(answer("Location: /login", status="302 Found"), id="a login of its own"),
    ],
)
def test_ordinary_answers_have_no_signs(reply: bytes) -> None:
    assert not read(reply).signs


@pytest.mark.parametrize(
    "piece",
    [b"<", b"<meta http-equiv=refresh ", b"http-equiv=refresh url=", b"{", b"[", b"<a ", b" "],
    ids=str,
)
def test_a_long_body_is_read_in_one_go(piece: bytes) -> None:
    """Quadratic work would take minutes here."""
    assert read(answer(body=piece * (60_000 // len(piece)))).status == 200


def test_an_answer_without_end_is_read_up_to_the_limit() -> None:
    reader = PageReader(TARGET, page_forms())
    reader.request()
    reader.feed(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(MAX_BYTES // 1024 + 1):
        reader.feed(b"x" * 1024)

    assert reader.finished
    assert reader.page().status == 200


@given(st.binary(max_size=400), st.integers(1, 7))
def test_no_bytes_make_the_reader_fall(data: bytes, size: int) -> None:
    pieces = [data[i : i + size] for i in range(0, len(data), size)]

    page = read(*pieces, b"")

    assert 0 <= page.status <= 999
