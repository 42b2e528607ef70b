from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Page
from bot.core.target import Target
from bot.probe.page import MAX_BYTES, PageReader

TARGET = Target.parse("https://me:secret@www.example.com:8443/private?token=1")


def read(*pieces: bytes) -> Page:
    reader = PageReader(TARGET)
    reader.request()
    for piece in pieces:
        reader.feed(piece)
    return reader.page()


def answer(*headers: str, status: str = "200 OK", body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def test_nothing_of_the_person_is_sent() -> None:
    asked = PageReader(TARGET).request()

    assert asked.startswith(b"GET / HTTP/1.1\r\n")
    assert b"Host: www.example.com:8443\r\n" in asked
    assert b"certdesk" in asked
    assert not any(word in asked for word in (b"secret", b"private", b"token", b"Cookie"))


@pytest.mark.parametrize(
    ("location", "place"),
    [
        pytest.param("https://other.example/x?token=1", ("other.example", 443), id="another host"),
        pytest.param(
            "https://www.example.com:9443/", ("www.example.com", 9443), id="another port"
        ),
        pytest.param("https://www.example.com:8443/x", None, id="the same place"),
        pytest.param("/login", None, id="a path"),
        pytest.param("http://other.example/", None, id="in clear"),
        pytest.param("https://user:pw@other.example/", ("other.example", 443), id="user info"),
        pytest.param("https://[", None, id="no address"),
        pytest.param("https://x:99999/", None, id="no port"),
        pytest.param("https://BÜCHER.example/", ("xn--bcher-kva.example", 443), id="a U-label"),
    ],
)
def test_a_redirect_gives_host_and_port_alone(
    location: str, place: tuple[str, int] | None
) -> None:
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
    "reply",
    [
        pytest.param(answer(status="511 Network Authentication Required"), id="RFC 6585"),
        pytest.param(answer(body=b"<!-- <WISPAccessGatewayParam> -->"), id="WISPr"),
    ],
)
def test_a_sign_in_page_of_the_network_is_seen(reply: bytes) -> None:
    assert read(reply).portal


def test_an_answer_without_end_is_read_up_to_the_limit() -> None:
    reader = PageReader(TARGET)
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
