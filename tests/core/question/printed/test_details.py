from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.months import months
from bot.core.message import Reported
from bot.core.question.printed.details import Setting, read_details, supplemented
from bot.core.question.printed.offered_names import display_name

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
SETTING = Setting(months=months(), now=NOW)
ONE = ("shop.lab.test",)
TWO = ("*.lab.test", "lab.test")

NAMES = {
    "Chrome": ("that it is a.test; its security certificate is from *.lab.test. This", TWO[:1]),
    "Firefox": (
        "The certificate is only valid for the following names: *.lab.test, lab.test",
        TWO,
    ),
    "Firefox, one": (
        "not valid for a.test. The certificate is only valid for shop.lab.test.",
        ONE,
    ),
    "Go": ("x509: certificate is valid for *.lab.test, lab.test, not a.test", TWO),
    "Go, address": ("x509: certificate is valid for 10.0.0.1, not 10.0.0.2", ("10.0.0.1",)),
    "Node": ("Host: a.test. is not in the cert's altnames: DNS:*.lab.test, DNS:lab.test", TWO),
    "Node, address": ("IP: 10.0.0.2 is not in the cert's list: 10.0.0.1", ("10.0.0.1",)),
    "Java": ("match any of the subject alternative names: [*.lab.test, lab.test]", TWO),
    "OkHttp": ("DN: CN=x,O=Y\n    subjectAltNames: [*.lab.test, lab.test]", TWO),
    "rustls": ('only valid for DnsName("*.lab.test") or DnsName("lab.test")', TWO),
    "curl": ("SSL: certificate subject name 'shop.lab.test' does not match target host name", ONE),
    "curl, GnuTLS": ("certificate subject name (shop.lab.test) does not match target", ONE),
    "wget": (
        "certificate common name \u2018shop.lab.test\u2019 doesn't match requested host",
        ONE,
    ),
    "Python": ("hostname 'a.test' doesn't match either of '*.lab.test', 'lab.test'", TWO),
    "PHP": ("Peer certificate CN=`shop.lab.test' did not match expected CN=`a.test'", ONE),
    "psql": ('server certificate for "shop.lab.test" (and 1 other name) does not match', ONE),
    "ldap": ("hostname (a.test) does not match common name in certificate (shop.lab.test).", ONE),
    "RDP": ("Requested remote computer is a.test Name in the certificate is shop.lab.test", ONE),
    "Citrix": ('sent a security certificate identifying "shop.lab.test", the SSL connection', ONE),
    "old Chrome": ("reached a server identifying itself as shop.lab.test. This may be", ONE),
    "openssl -text": ("X509v3 Subject Alternative Name: \n  DNS:*.lab.test, DNS:lab.test", TWO),
    "the subject": ("verify error:num=62\ndepth=0 CN = shop.lab.test\n", ONE),
    "curl -v": ("*  subject: CN=shop.lab.test\n*  SSL certificate problem", ONE),
    "broken by a line": ("its security certificate is from\nshop.lab.test. This may", ONE),
}
ISSUERS = {
    "Chrome": ("Subject: x\n\nIssuer: Lab CA\n\nExpires on: Nov 4, 2026", "Lab CA"),
    "Chrome, joined": ("Subject: x Issuer: Lab CA Expires on: Nov 4, 2026", "Lab CA"),
    "curl -v": ("*  issuer: C=US; O=Let's Encrypt; CN=R12", "R12"),
    "openssl": ("issuer=C = US, O = Lab, CN = Lab CA", "Lab CA"),
    "openssl, old": ("issuer=/C=US/O=Lab/CN=Lab CA", "Lab CA"),
    "s_client": (" 0 s:CN = x\n   i:O = Lab, CN = Lab CA", "Lab CA"),
    "depth": ("depth=1 O = Lab, CN = Lab CA\nverify error:num=20", "Lab CA"),
    "wget": ("certificate, issued by \u2018CN=R3,O=Let's Encrypt,C=US\u2019:", "R3"),
    "Citrix": ('You have not chosen to trust "Lab CA", the issuer of', "Lab CA"),
    "Go": ('verify candidate authority certificate "Lab CA")', "Lab CA"),
    "Windows": ("Issued By\nCommon Name (CN)\tLab CA\nOrganization (O)\tLab", "Lab CA"),
    "no common name": ("Issuer: O=Lab Only, C=US", "Lab Only"),
    "a sentence": ("Sites use certificates\nissued by a certificate authority to prove", ""),
    "talk": ("I asked who is the issuer: nobody knows", ""),
}
DATES = {
    "Chrome": ("Expires on: Nov 4, 2026\nCurrent date: Nov 24, 2026", (None, "11-04", "11-24")),
    "Chrome, Arabic": (
        "Expires on: 04/07/2026\nCurrent date: 24/11/2026",
        (None, "07-04", "11-24"),
    ),
    "Chrome's sentence": (
        "Your computer's clock is currently set to Tuesday, November 24, 2026.",
        (None, None, "11-24"),
    ),
    "Firefox": ("The certificate for a.test expired on November 4, 2026.", (None, "11-04", None)),
    "Firefox, early": ("will not be valid until December 4, 2026.", ("12-04", None, None)),
    "Firefox, old": (
        "expired on 11/4/2026. The current time is 11/24/2026.",
        (None, "11-04", "11-24"),
    ),
    "Firefox, new": (
        "expired on 11/4/2026. Error Code: SEC_ERROR_EXPIRED\nNov 24, 2026 6:45:45 PM UTC",
        (None, "11-04", "11-24"),
    ),
    "Go": (
        "current time 2026-11-24T00:00:00Z is after 2026-11-04T00:00:00Z",
        (None, "11-04", "11-24"),
    ),
    "Go, early": (
        "current time 2026-11-24T00:00:00Z is before 2026-12-04T00:00:00Z",
        ("12-04", None, "11-24"),
    ),
    "rustls": (
        "verification time 1795478400 (UNIX), but certificate is not valid after 1793750400 (1",
        (None, "11-04", "11-24"),
    ),
    "openssl": (
        "notBefore=Jan  4 00:00:00 2026 GMT\nnotAfter=Nov  4 00:00:00 2026 GMT",
        ("01-04", "11-04", None),
    ),
    "s_client": (
        "v:NotBefore: Jan  4 00:00:00 2026 GMT; NotAfter: Nov  4 00:00:00 2026 GMT",
        ("01-04", "11-04", None),
    ),
    "curl": (
        "*  start date: Jan  4 00:00:00 2026 GMT\n*  expire date: Nov  4 00:00:00 2026 GMT",
        ("01-04", "11-04", None),
    ),
    "gem": ("Certificate /CN=localhost expired at 2026-11-04T00:00:00Z", (None, "11-04", None)),
    "Citrix": ('"s" is valid from 1/4/2026 to 11/30/2026', ("01-04", "11-30", None)),
    "order open": ("expired on 3/4/2026", (None, None, None)),
    "order by the clock": (
        "expired on 3/4/2026. The current time is 11/12/2026",
        (None, None, None),
    ),
    "no date": ("it expires on some day", (None, None, None)),
}


def read(text: str, setting: Setting = SETTING) -> Reported:
    return read_details(text, setting)


@pytest.mark.parametrize("program", NAMES)
def test_names_are_read_as_programs_print_them(program: str) -> None:
    text, names = NAMES[program]

    assert read(text).certificate_names == names


@pytest.mark.parametrize(
    "text",
    [
        "The certificate is valid for 30 days and we are happy",
        "No subject alternative DNS name matching a.test found.",
        "its security certificate is from the shop",
    ],
)
def test_other_words_are_no_names(text: str) -> None:
    assert read(text).certificate_names == ()


@pytest.mark.parametrize("program", ISSUERS)
def test_an_issuer_is_read_as_programs_print_it(program: str) -> None:
    text, issuer = ISSUERS[program]

    assert read(text).issuer == issuer


@pytest.mark.parametrize("program", DATES)
def test_dates_are_read_as_programs_print_them(program: str) -> None:
    text, expected = DATES[program]

    found = read(text)

    told = (found.not_before, found.not_after, found.clock)
    assert tuple(moment and f"{moment:%m-%d}" for moment in told) == expected


@pytest.mark.parametrize(
    ("language", "now", "expected"),
    [
        pytest.param("de", NOW, "2026-12-11", id="only America writes the month first"),
        pytest.param("en-US", NOW, "2026-11-12", id="America writes the month first"),
        pytest.param("en-GB", NOW, "2026-12-11", id="Britain writes the day first"),
        pytest.param("en", NOW, "", id="English alone says nothing"),
        pytest.param(
            "en", datetime(2026, 11, 12, tzinfo=UTC), "2026-11-12", id="a clock is about right"
        ),
    ],
)
def test_the_order_of_day_and_month(language: str, now: datetime, expected: str) -> None:
    setting = Setting(months=months(), now=now, language=language)

    clock = read("Current date: 11/12/2026", setting).clock

    assert (f"{clock:%Y-%m-%d}" if clock else "") == expected


@pytest.mark.parametrize(
    ("text", "hsts"),
    [
        ("HTTP Strict Transport Security: true\nHTTP Public Key Pinning: false", True),
        ("HTTP Strict Transport Security: false HTTP Public Key Pinning: false", False),
        ("Sécurité de transport strict HTTP : true\nÉpinglage de clé publique : false\n", True),
        ("HTTP 厳格な伝送セキュリティ\uff1afalse\nHTTP 公開鍵ピンニング\uff1afalse", False),
        ("verbose: true", None),
    ],
)
def test_hsts_is_read_off_its_label_in_any_language(text: str, *, hsts: bool | None) -> None:
    assert read(text).hsts is hsts


def test_what_one_reader_found_the_other_does_not_change() -> None:
    first = Reported(host="a.test", issuer="A")
    further = Reported(host="b.test", issuer="B", hsts=False, certificate_names=("c.test",))

    both = supplemented(first, further)

    assert both == Reported(host="a.test", issuer="A", hsts=False, certificate_names=("c.test",))


def test_a_name_is_cut_to_a_bearable_size() -> None:
    assert len(display_name("CN=" + "x" * 5000)) == 200


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    read(f"Issuer: {text}\nExpires on: {text}\nonly valid for {text}")


@pytest.mark.parametrize(
    "lump",
    [
        "certificate is from ",
        "expires on ",
        "valid from ",
        "issuer: ",
        "DNS:a.b, ",
        "a: true\n",
        "x",
    ],
)
def test_a_long_text_is_read_in_one_go(lump: str) -> None:
    """Quadratic work would take minutes here."""
    text = (lump * 100_000)[:100_000]

    assert read(text) == read(text)
