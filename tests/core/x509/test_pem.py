import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.x509 import pem_blocks
from tests.trust import authority, leaf

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
    assert list(pem_blocks(text)) == [LEAF.der, ROOT.der]


@pytest.mark.parametrize("text", [b"", b"no certificate", LEAF.key_pem, LEAF.der])
def test_a_text_without_certificates_has_no_blocks(text: bytes) -> None:
    assert list(pem_blocks(text)) == []


def test_a_block_that_is_no_base64_is_kept_as_it_stands() -> None:
    broken = b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"

    assert list(pem_blocks(broken + LEAF.pem)) == [b"!!!", LEAF.der]


def test_a_block_that_stays_open_is_passed_over() -> None:
    cut = LEAF.pem[:200]

    assert list(pem_blocks(cut)) == []


@given(st.lists(st.binary(max_size=80), max_size=4))
def test_what_is_written_is_read(ders: list[bytes]) -> None:
    assert list(pem_blocks(b"".join(block(der) for der in ders))) == ders
