"""Files as people have them: encodings, containers, and damage that must not stay unseen."""

import base64

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates
from hypothesis import given
from hypothesis import strategies as st

from bot.core.facts import Certificate, Unreadable
from bot.core.x509.files import read_file
from tests.certificates import Certified
from tests.trust import authority, facts, leaf

ROOT = authority("File Root")
MIDDLE = authority("File Middle", ROOT)
LEAF = leaf(MIDDLE)
PEM = LEAF.pem + MIDDLE.pem
CHAIN = (facts(LEAF), facts(MIDDLE))
CUT = "cut short"


def bundle(encoding: Encoding, *certified: Certified) -> bytes:
    return serialize_certificates(
        [x509.load_der_x509_certificate(c.der) for c in certified], encoding
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PEM, id="PEM"),
        pytest.param(b"\xef\xbb\xbf" + PEM, id="with the mark of UTF-8"),
        pytest.param(PEM.decode().encode("utf-16"), id="UTF-16 with its mark"),
        pytest.param(b"\xfe\xff" + PEM.decode().encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param(PEM.decode().encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(PEM.decode().encode("utf-16-be"), id="UTF-16 without a mark, big end first"),
        pytest.param(PEM.replace(b"\n", b"\r\n"), id="lines of Windows"),
        pytest.param("subject=Müller\n".encode() + PEM + b"bye", id="words around"),
        pytest.param(LEAF.pem + LEAF.key_pem + MIDDLE.pem, id="a key between"),
        pytest.param(bundle(Encoding.DER, LEAF, MIDDLE), id="PKCS #7"),
        pytest.param(bundle(Encoding.PEM, LEAF, MIDDLE), id="PKCS #7 in PEM"),
        pytest.param(
            bundle(Encoding.PEM, LEAF, MIDDLE).replace(b"PKCS7", b"CMS"), id="under its newer name"
        ),
        pytest.param(
            bundle(Encoding.PEM, LEAF, MIDDLE).decode().encode("utf-16"), id="a bundle in UTF-16"
        ),
    ],
)
def test_a_chain_is_read_whatever_holds_it(data: bytes) -> None:
    assert read_file(data) == CHAIN


def test_a_single_certificate_may_be_der() -> None:
    assert read_file(LEAF.der) == CHAIN[:1]


@pytest.mark.parametrize(
    "order",
    [(LEAF, MIDDLE, ROOT), (ROOT, MIDDLE, LEAF), (MIDDLE, LEAF, ROOT), (ROOT, LEAF, MIDDLE)],
    ids=["leaf first", "root first", "middle first", "middle last"],
)
def test_a_bundle_is_a_set_and_gets_its_order_from_who_issued_whom(
    order: tuple[Certified, ...],
) -> None:
    assert read_file(bundle(Encoding.DER, *order)) == (*CHAIN, facts(ROOT))


def test_a_bundle_of_strangers_loses_none() -> None:
    strangers = (ROOT, authority("File Other"))

    assert set(read_file(bundle(Encoding.DER, *strangers))) == {facts(c) for c in strangers}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        pytest.param(PEM[: -len(b"-----END CERTIFICATE-----\n")], CUT, id="no end line"),
        pytest.param(PEM[:-200], CUT, id="in the middle of the text"),
        pytest.param(PEM[:-12], CUT, id="in the middle of the end line"),
        pytest.param(LEAF.pem + b"-----BEGIN CERTIFICATE-----", CUT, id="after its beginning"),
        pytest.param(
            LEAF.pem + b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
            "Error",
            id="no base64",
        ),
        pytest.param(
            LEAF.pem + bundle(Encoding.PEM, MIDDLE)[:100], CUT, id="a bundle without its end"
        ),
        pytest.param(
            LEAF.pem + b"-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----\n",
            "PKCS #7",
            id="an empty bundle",
        ),
    ],
)
def test_damage_at_the_end_is_told(data: bytes, complaint: str) -> None:
    first, last = read_file(data)

    assert first == facts(LEAF)
    assert isinstance(last, Unreadable)
    assert complaint in last.error


def test_a_block_cut_by_the_next_one_is_told_and_the_next_one_read() -> None:
    first, second = read_file(LEAF.pem[:300] + MIDDLE.pem)

    assert isinstance(first, Unreadable)
    assert CUT in first.error
    assert second == facts(MIDDLE)


def test_damaged_der_is_told() -> None:
    for data in (LEAF.der[:-1], LEAF.der + b"\0", bundle(Encoding.DER, LEAF)[:-1]):
        [only] = read_file(data)
        assert isinstance(only, Unreadable)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"no certificate", id="words"),
        pytest.param(LEAF.key_pem, id="a key alone"),
        pytest.param("ümläut".encode("utf-16"), id="words in UTF-16"),
        pytest.param(base64.b64encode(LEAF.der), id="base64 without a label"),
    ],
)
def test_a_file_without_certificates_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="expected PEM, DER or PKCS #7"):
        read_file(data)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x30", b"\xff\xfe", b"-----BEGIN "]))
def test_any_bytes_are_certificates_or_refused(data: bytes, start: bytes) -> None:
    try:
        read = read_file(start + data)
    except ValueError:
        return
    assert all(isinstance(c, Certificate | Unreadable) for c in read)


@given(st.integers(0, 1200), st.integers(0, 255))
def test_a_damaged_bundle_is_read_without_complaint(place: int, value: int) -> None:
    data = bytearray(bundle(Encoding.DER, LEAF, MIDDLE))
    data[place % len(data)] = value

    for certificate in read_file(b"\x30" + bytes(data[1:])):
        assert isinstance(certificate, Certificate | Unreadable)
