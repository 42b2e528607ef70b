import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.redact import REMOVED, without_personal_facts, without_secrets

HIDDEN = "Kx9-Zq7Lw2Tn8"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(f"https://me:{HIDDEN}@shop.test/a", "https://shop.test/a", id="user info"),
        pytest.param(f"https://shop.test/a?t={HIDDEN}", "https://shop.test/a?", id="query"),
        pytest.param(f"https://shop.test/a#{HIDDEN}", "https://shop.test/a?", id="fragment"),
        pytest.param(f"https://shop.test/reset/{HIDDEN}", "/reset/", id="behind a reset"),
        pytest.param(
            "https://shop.test/f/9f8e7d6c5b4a39281706f5e4d3c2b1a0x", "shop.test/f/", id="in a path"
        ),
        pytest.param(
            "https://shop.test/x/123e4567-e89b-12d3-a456-426614174000", "shop.test/x/", id="UUID"
        ),
        pytest.param(
            f"HTTPS_PROXY=http://me:{HIDDEN}@proxy.test:3128", "proxy.test:3128", id="proxy"
        ),
        pytest.param(f"Cookie: session={HIDDEN}; a=b", "Cookie: ", id="cookie"),
        pytest.param(f"-H 'Authorization: Basic {HIDDEN}'", "Authorization: ", id="header"),
        pytest.param(f"my password is {HIDDEN} and", "my password is ", id="told"),
        pytest.param(f"Passwort: {HIDDEN}", "Passwort: ", id="told in German"),
        pytest.param(f"PWD={HIDDEN}", "PWD=", id="assigned"),
        pytest.param(f"curl -u me:{HIDDEN} https://a.test", "-u me:", id="curl's user"),
        pytest.param("Bearer abcdef123456", "Bearer ", id="bearer"),
        pytest.param("xoxb-1234567890-abcdefghij", "", id="a chat's token"),
        pytest.param("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "", id="JWT"),
        pytest.param("card 4111 1111 1111 1111 ok", "card ", id="card number"),
        pytest.param(
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEpA\n-----END RSA PRIVATE KEY-----",
            "",
            id="private key",
        ),
        pytest.param("-----BEGIN PRIVATE KEY-----\nMIIEpAcut off", "", id="a key that is cut off"),
    ],
)
def test_secrets_are_not_kept(text: str, kept: str) -> None:
    redacted = without_secrets(text)

    assert redacted.found
    assert REMOVED in redacted.text or "?" not in text
    assert kept in redacted.text
    for secret in (HIDDEN, "MIIEpA", "1111 1111", "c2lnbmF0dXJl", "abcdef123456", "426614174000"):
        assert secret not in redacted.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("NET::ERR_CERT_DATE_INVALID at https://shop.test/basket", id="an error"),
        pytest.param("serial 04:00:00:00:00:01:15:4b:5a:c3:94 SHA-256 9F86D0", id="a serial"),
        pytest.param("https://blog.test/2026/11/a-long-title-with-many-words-in-it", id="title"),
        pytest.param("ran out on 2026-11-04, order 1234567890123", id="a number that is no card"),
        pytest.param("How do I reset my password?", id="a question about passwords"),
        pytest.param("the password field is empty", id="the word alone"),
        pytest.param("curl: (60) SSL certificate problem", id="a program's line"),
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text).text == text


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        pytest.param("write to jo.doe@firm.test please", "jo.doe", id="mail address"),
        pytest.param(r"C:\Users\jdoe\cert.pem", "jdoe", id="Windows user"),
        pytest.param("/home/jdoe/.npmrc", "jdoe", id="Unix user"),
        pytest.param("call +49 30 1234567", "1234567", id="phone number"),
        pytest.param("at 10.1.2.3 here", "10.1.2.3", id="private address"),
        pytest.param("https://wiki.corp/x", "wiki", id="internal name"),
    ],
)
def test_personal_and_internal_facts_do_not_leave(text: str, gone: str) -> None:
    assert gone in without_secrets(text).text
    assert gone not in without_personal_facts(text).text


def test_public_addresses_may_leave() -> None:
    assert "8.8.8.8" in without_personal_facts("seen at 8.8.8.8").text


@given(st.text())
def test_any_text_can_be_redacted_again_without_change(text: str) -> None:
    once = without_personal_facts(text).text

    assert without_personal_facts(once).text == once


@pytest.mark.parametrize(
    "piece",
    ["a://", "1 ", "password ", "-----BEGIN PRIVATE KEY ", "a@a.", "/home/", "eyJ", "a.a-"],
)
def test_a_megabyte_of_beginnings_is_read_in_one_go(piece: str) -> None:
    """Quadratic matching would take minutes here."""
    text = piece * (1_000_000 // len(piece))

    assert len(without_personal_facts(text).text) <= 1_000_000
