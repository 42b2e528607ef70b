import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Certificate, Unreadable
from bot.core.x509 import pem_blocks, read_pem
from tests.trust import authority, facts, leaf

ROOT = authority("Root")
LEAF = leaf(ROOT)


def block(der: bytes, label: str = "CERTIFICATE") -> bytes:
    body = base64.encodebytes(der)
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label.encode(), body, label.encode())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LEAF.pem + ROOT.pem, id="one after the other"),
        pytest.param(
            b"subject=x\n" + LEAF.pem + b"\nnext:\n" + ROOT.pem + b"end", id="words between"
        ),
        pytest.param((LEAF.pem + ROOT.pem).replace(b"\n", b"\r\n"), id="lines of Windows"),
        pytest.param(
            LEAF.pem + LEAF.key_pem + ROOT.pem, id="a private key between is passed over"
        ),
        pytest.param(
            block(LEAF.der, "TRUSTED CERTIFICATE") + block(ROOT.der, "X509 CERTIFICATE"),
            id="other labels of OpenSSL",
        ),
        pytest.param(LEAF.pem.replace(b"\n", b"\n  ") + ROOT.pem, id="indented"),
    ],
)
def test_certificates_are_found_in_order(text: bytes) -> None:
    assert read_pem(text) == (facts(LEAF), facts(ROOT))


@pytest.mark.parametrize("text", [b"", b"no certificate", LEAF.key_pem, LEAF.der])
def test_a_text_without_certificates_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="no certificate found"):
        read_pem(text)


def test_a_block_that_is_no_base64_is_unreadable_and_not_the_end() -> None:
    broken = b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"

    first, second = read_pem(broken + LEAF.pem)

    assert isinstance(first, Unreadable)
    assert second == facts(LEAF)


def test_a_block_that_stays_open_is_passed_over() -> None:
    cut = LEAF.pem[:200]

    assert list(pem_blocks(cut)) == []


@given(st.lists(st.binary(max_size=80), max_size=4))
def test_what_is_written_is_read(ders: list[bytes]) -> None:
    assert list(pem_blocks(b"".join(block(der) for der in ders))) == ders


@given(st.binary(max_size=300))
def test_any_bytes_are_a_certificate_or_unreadable(body: bytes) -> None:
    (read,) = read_pem(block(body))

    assert isinstance(read, Certificate | Unreadable)
