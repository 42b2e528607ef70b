import base64
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from cryptography.x509 import load_der_x509_certificate
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.facts import Certificate, Unreadable
from bot.core.question.paste.pasted import MAX_CERTIFICATES, Pasted, pasted_chain
from bot.core.question.plain import MAX_LENGTH
from tests.certificates import AUTHORITY, Certified, Recipe, damaged, issue
from tests.pages import BREAKS, Page, chrome, firefox, pem, s_client

ROOT = issue(replace(AUTHORITY, common_name="Lab Root"))
LEAF = issue(Recipe(names=("shop.lab.test", "www.lab.test"), ends=timedelta(days=-3)), ROOT)
EC_LEAF = issue(Recipe(names=("mail.lab.test",), key="secp256r1", key_number=3), ROOT)
CHAIN = (LEAF.der, ROOT.der)
PAGE = Page(code="NET::ERR_CERT_DATE_INVALID", host="shop.lab.test", chain=CHAIN)
TEXT = chrome(PAGE)
LONG_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}")


def ders(pasted: Pasted) -> tuple[bytes, ...]:
    return tuple(served.der for served in pasted.chain)


def key_pem(kind: str) -> str:
    form = serialization.PrivateFormat
    rsa_key, no_lock = rsa.generate_private_key(65537, 2048), serialization.NoEncryption()
    pem_form = serialization.Encoding.PEM
    ec_key, ed_key = ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()
    lock = serialization.BestAvailableEncryption(b"x")
    return {
        "pkcs1": rsa_key.private_bytes(pem_form, form.TraditionalOpenSSL, no_lock),
        "pkcs8": rsa_key.private_bytes(pem_form, form.PKCS8, no_lock),
        "sec1": ec_key.private_bytes(pem_form, form.TraditionalOpenSSL, no_lock),
        "ec-pkcs8": ec_key.private_bytes(pem_form, form.PKCS8, no_lock),
        "ed25519": ed_key.private_bytes(pem_form, form.PKCS8, no_lock),
        "encrypted": rsa_key.private_bytes(pem_form, form.PKCS8, lock),
        "openssh": ed_key.private_bytes(pem_form, form.OpenSSH, no_lock),
    }[kind].decode()


KINDS = ("pkcs1", "pkcs8", "sec1", "ec-pkcs8", "ed25519", "encrypted", "openssh")
KEYS = {kind: key_pem(kind) for kind in KINDS}


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize(
    "text", [TEXT, firefox(PAGE), s_client(PAGE)], ids=["chrome", "fx", "cli"]
)
def test_a_broken_paste_gives_the_same_chain(name: str, text: str) -> None:
    pasted = pasted_chain(BREAKS[name](text))

    assert ders(pasted) == CHAIN
    assert not pasted.is_cut
    assert not pasted.holds_private_key
    assert not LONG_BASE64.search(pasted.rest)


@pytest.mark.parametrize(
    "name", ["in a program's log", "in the system's log", "in a container's log", "12 columns"]
)
@pytest.mark.parametrize("size", range(1, 25))
def test_the_last_short_line_is_found_whatever_its_length(size: int, name: str) -> None:
    recipe = Recipe(names=(f"{'a' * size}.lab.test",), key="secp256r1", key_number=3)
    leaf = issue(recipe, ROOT)

    assert ders(pasted_chain(BREAKS[name](pem(leaf.der)))) == (leaf.der,)


def test_what_stands_around_is_left() -> None:
    rest = pasted_chain(f"Help!\n{TEXT}\nIt is https://shop.lab.test/ again").rest

    assert "Help!" in rest
    assert "Current date: Nov 24, 2026" in rest
    assert "It is https://shop.lab.test/ again" in rest


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(re.sub("-----[A-Z ]*-----\n?", "", TEXT), id="no marks at all"),
        pytest.param(re.sub("-----END[A-Z ]*-----\n?", "", TEXT), id="no end marks"),
        pytest.param(re.sub("-----BEGIN[A-Z ]*-----\n?", "", TEXT), id="no begin marks"),
        pytest.param(
            '{"x5c":["' + '","'.join(base64.b64encode(der).decode() for der in CHAIN) + '"]}',
            id="x5c",
        ),
        pytest.param(
            "".join(
                f"<ds:X509Certificate>{base64.b64encode(der).decode()}</ds:X509Certificate>"
                for der in CHAIN
            ),
            id="SAML",
        ),
        pytest.param(f"{TEXT}\n{TEXT}", id="pasted twice"),
    ],
)
def test_a_chain_without_whole_marks_is_read(text: str) -> None:
    pasted = pasted_chain(text)

    assert ders(pasted) == CHAIN
    assert not pasted.holds_private_key
    assert not LONG_BASE64.search(pasted.rest)


@pytest.mark.parametrize("label", ["PKCS7", "CMS", "CERTIFICATE"])
def test_a_bundle_is_read_leaf_first(label: str) -> None:
    certificates = [load_der_x509_certificate(der) for der in reversed(CHAIN)]
    bundle = pkcs7.serialize_certificates(certificates, serialization.Encoding.DER)

    assert ders(pasted_chain(pem(bundle, label))) == CHAIN


def test_a_bare_bundle_is_read() -> None:
    certificates = [load_der_x509_certificate(der) for der in CHAIN]
    bundle = pkcs7.serialize_certificates(certificates, serialization.Encoding.DER)

    assert ders(pasted_chain(base64.b64encode(bundle).decode())) == CHAIN


TAILS = (
    "",
    "\u2026",
    "...",
    "\n[message truncated]",
    "\n(cut)",
    "\nCan anybody help me with that? It is on https://help.lab.test and all of us need it today",
)


DATA = [m.span(1) for m in re.finditer("-----BEGIN[A-Z ]*-----\n([A-Za-z0-9+/\n]*\\w)", TEXT)]


@settings(max_examples=120)
@given(st.integers(min_value=0, max_value=len(TEXT)), st.sampled_from(TAILS))
def test_what_is_cut_off_is_told_and_what_was_whole_is_read(cut: int, tail: str) -> None:
    whole = sum(cut >= match.end() for match in re.finditer("-----END CERT[A-Z]*-----", TEXT))
    is_inside = any(a + 30 < cut < b for a, b in DATA)

    pasted = pasted_chain(TEXT[:cut] + tail)

    assert ders(pasted) in {CHAIN[:whole], CHAIN[: whole + 1]}
    assert "https://help.lab.test" in pasted.rest or "https" not in tail
    assert pasted.is_cut or not is_inside


@pytest.mark.parametrize(
    "end",
    ["-----BEGIN CERT", "-----BEG\u2026", "-----B\n(cut)", "-----BEGIN CERTIFICATE-----", "--"],
)
def test_half_a_mark_after_a_block_tells_that_more_was_to_follow(end: str) -> None:
    assert pasted_chain(f"{pem(LEAF.der)}\n{end}").is_cut
    assert not pasted_chain(f"{pem(LEAF.der)}\n---\nServer certificate").is_cut


@pytest.mark.parametrize("leaf", [LEAF, EC_LEAF], ids=["RSA", "EC"])
def test_a_remnant_tells_what_stood_before_the_cut(leaf: Certified) -> None:
    whole = load_der_x509_certificate(leaf.der)
    text = pem(leaf.der)

    remnant = pasted_chain(text[: len(text) * 5 // 6]).remnant

    assert remnant is not None
    assert remnant.not_after == whole.not_valid_after_utc
    assert remnant.not_before == whole.not_valid_before_utc
    assert remnant.names


@given(st.integers(min_value=0, max_value=len(LEAF.der)))
def test_a_remnant_never_tells_what_is_not_there(cut: int) -> None:
    whole = load_der_x509_certificate(LEAF.der)

    remnant = pasted_chain(pem(LEAF.der[:cut])).remnant

    if remnant is not None:
        assert remnant.not_after == whole.not_valid_after_utc
        assert remnant.names in {(), ("shop.lab.test", "www.lab.test")}


def test_a_lost_line_is_told() -> None:
    lines = pem(LEAF.der).split("\n")
    pasted = pasted_chain("\n".join((*lines[:9], *lines[10:], pem(ROOT.der))))

    assert pasted.is_cut
    assert ders(pasted) == (ROOT.der,)


def test_a_whole_certificate_that_nobody_can_read_is_kept_as_such() -> None:
    odd = b"\x30\x82\x01\x00" + LEAF.der[4:260]

    pasted = pasted_chain(pem(odd))

    assert [type(served) for served in pasted.chain] == [Unreadable]
    assert not pasted.is_cut


def test_a_bad_signature_is_the_judges_business() -> None:
    assert isinstance(pasted_chain(pem(damaged(LEAF).der)).chain[0], Certificate)


def secrets(key: str) -> set[str]:
    body = "".join(line for line in key.splitlines() if not line.startswith("-----"))
    return {body[n : n + 12] for n in range(len(body) - 12)}


def tells_key(pasted: Pasted, key: str) -> bool:
    told = re.sub(r"[^A-Za-z0-9+/]", "", repr(pasted) + pasted.rest)
    return any(secret in told for secret in secrets(key))


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_private_key_is_told_and_nothing_of_it_kept(kind: str, name: str) -> None:
    text = f"my files:\n{pem(LEAF.der)}\n{KEYS[kind]}\nis that right?"

    pasted = pasted_chain(BREAKS[name](text))

    assert pasted.holds_private_key
    assert ders(pasted) == (LEAF.der,)
    assert not tells_key(pasted, KEYS[kind])


@settings(max_examples=150)
@given(
    st.sampled_from(KINDS),
    st.integers(min_value=45, max_value=5000),
    st.sampled_from(TAILS),
    st.sampled_from(sorted(BREAKS)),
)
def test_half_a_private_key_is_one(kind: str, cut: int, tail: str, name: str) -> None:
    key = KEYS[kind]
    text = BREAKS[name](f"look: {key[: max(100, cut)]}") + tail

    pasted = pasted_chain(text)

    assert pasted.holds_private_key
    assert not tells_key(pasted, key)


@pytest.mark.parametrize("kind", ["pkcs1", "pkcs8", "encrypted", "openssh"])
def test_the_end_of_a_private_key_is_one(kind: str) -> None:
    pasted = pasted_chain("the rest:\n" + KEYS[kind][-500:])

    assert pasted.holds_private_key
    assert not tells_key(pasted, KEYS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_private_key_needs_no_marks(kind: str) -> None:
    bare = re.sub("-----[A-Z ]*-----\n", "", KEYS[kind])

    pasted = pasted_chain(f"key: {bare}")

    assert pasted.holds_private_key
    assert not tells_key(pasted, KEYS[kind])


def test_a_container_of_keys_is_none_of_certificates() -> None:
    container = pkcs12.serialize_key_and_certificates(
        b"x",
        rsa.generate_private_key(65537, 2048),
        None,
        [load_der_x509_certificate(LEAF.der)],
        serialization.BestAvailableEncryption(b"x"),
    )
    text = base64.encodebytes(container).decode()

    pasted = pasted_chain(f"my pfx:\n{text}")

    assert pasted.holds_private_key
    assert not pasted.chain
    assert not tells_key(pasted, text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "client-key-data: " + base64.b64encode(KEYS["pkcs8"].encode()).decode(), id="kubectl"
        ),
        pytest.param("Private-Lines: 1\nAAAAQQCx\nPrivate-MAC: 0123abcd", id="PuTTY"),
        pytest.param('{"kty":"EC","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}', id="JWK"),
        pytest.param("priv:\n    00:a1:b2:c3:d4:e5:f6:a7:b8:c9:d0:e1:f2", id="openssl -text"),
    ],
)
def test_private_keys_have_other_forms_too(text: str) -> None:
    pasted = pasted_chain(text)

    assert pasted.holds_private_key
    assert len(pasted.rest) < 40


@pytest.mark.parametrize(
    "text",
    [
        "My file begins with -----BEGIN PRIVATE KEY----- and I wonder whether I may send it",
        "where do I find the private key of my certificate",
        "MIIS is not what we mean; MICROSOFTEDGEWEBVIEW2RUNTIMEINSTALLERX64",
        pem(bytes.fromhex("302a300506032b6570032100") + bytes(32), "PUBLIC KEY"),
    ],
)
def test_talk_of_keys_is_none(text: str) -> None:
    pasted = pasted_chain(text)

    assert not pasted.holds_private_key
    assert not pasted.chain
    assert not pasted.is_cut


@pytest.mark.parametrize(
    "text",
    [
        "Error code: MOZILLA_PKIX_ERROR_CA_CERT_USED_AS_END_ENTITY\n\nView Certificate\n\nGo Back",
        "BEGIN TRANSACTION; DROP THE CERTIFICATE TABLE",
        "In the end certificate errors are boring",
        "THE END. CERTIFICATE PROBLEMS ARE SOLVED",
    ],
)
def test_words_that_look_like_marks_take_nothing_away(text: str) -> None:
    pasted = pasted_chain(f"Warning\n{text}\n\nshop.lab.test")

    assert not pasted.is_cut
    assert pasted.rest.startswith("Warning")
    assert pasted.rest.endswith("shop.lab.test")


def test_only_so_many_certificates_are_read() -> None:
    leaves = [issue(Recipe(key="secp256r1"), ROOT) for _ in range(MAX_CERTIFICATES + 1)]
    pasted = pasted_chain("\n".join(pem(leaf.der) for leaf in leaves))

    assert len(pasted.chain) == MAX_CERTIFICATES
    assert pasted.is_cut


@given(st.text(max_size=400))
def test_any_text_is_read_and_what_holds_no_block_is_left(text: str) -> None:
    pasted = pasted_chain(text)

    assert not pasted.chain
    assert pasted.holds_private_key or pasted.rest.replace("\n", "") in text.replace("\n", "")


@pytest.mark.parametrize(
    "lump",
    [
        "-----BEGIN CERTIFICATE-----\n",
        "-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----",
        "BEGIN ",
        "B E G I N ",
        "MIIDdzCC ",
        "MIIDdzCCAl+gAwIBAgIE ",
        "MIIBBBMIIB ",
        "b3BlbnNzaC1rZXk ",
        "LS0tLS1CRUdJT ",
        "Private-Lines: ",
        "priv: ab ",
        "abcdEFGH1234567890abcdEFGHIJKL\n-----END PRIVATE KEY-----",
        "A",
        "&#",
        "\\",
        "<a",
        "-",
        ".",
        " ",
    ],
)
def test_a_long_text_is_read_in_one_go(lump: str) -> None:
    """Quadratic work would take minutes here."""
    text = (lump * (MAX_LENGTH // len(lump) + 1))[:MAX_LENGTH]

    assert not any(isinstance(c, Certificate) for c in pasted_chain(text).chain)
