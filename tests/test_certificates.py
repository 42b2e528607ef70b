import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from msgspec.structs import replace

from tests.certificates import AUTHORITY, Certified, Recipe, damaged, issue
from tests.der import integer, oid, sequence, tlv

ROOT = issue(replace(AUTHORITY, common_name="Root", key_number=1))
OTHER = issue(replace(AUTHORITY, common_name="Other", key_number=2))


def _openssl_says(leaf: Certified, folder: Path) -> str:
    (folder / "root.pem").write_bytes(ROOT.pem)
    (folder / "leaf.pem").write_bytes(leaf.pem)
    command = ("openssl", "verify", "-x509_strict", "-CAfile", "root.pem", "leaf.pem")
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=10, check=False)
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    "recipe",
    [
        pytest.param(Recipe(), id="ordinary"),
        pytest.param(Recipe(pss=True), id="RSA-PSS"),
        pytest.param(Recipe(hash_name="sha512"), id="SHA-512"),
        pytest.param(Recipe(names=("::1", b"10.0.0.1", "*.lab.test")), id="addresses"),
        pytest.param(Recipe(ends=timedelta(days=365 * 40)), id="GeneralizedTime"),
        pytest.param(
            Recipe(
                issuer_urls=("http://ca.lab.test/i.cer",),
                ocsp_urls=("http://ocsp.lab.test",),
                crl_urls=("http://ca.lab.test/c.crl",),
                must_staple=True,
            ),
            id="every extension",
        ),
    ],
)
def test_openssl_accepts_what_should_verify(recipe: Recipe, tmp_path: Path) -> None:
    assert _openssl_says(issue(recipe, ROOT), tmp_path).endswith("leaf.pem: OK\n")


@pytest.mark.parametrize(
    ("leaf", "complaint"),
    [
        pytest.param(issue(Recipe(ends=timedelta(-1)), ROOT), "expired", id="expired"),
        pytest.param(issue(Recipe(starts=timedelta(1)), ROOT), "not yet valid", id="too early"),
        pytest.param(damaged(issue(Recipe(), ROOT)), "signature failure", id="damaged"),
        pytest.param(issue(Recipe(), OTHER), "unable to get", id="other issuer"),
    ],
)
def test_openssl_minds_the_fault_that_was_meant(
    leaf: Certified, complaint: str, tmp_path: Path
) -> None:
    assert complaint in _openssl_says(leaf, tmp_path)


def test_fields_read_back_as_they_were_set() -> None:
    recipe = Recipe(
        names=("shop.lab.test", "127.0.0.1"),
        common_name="shop",
        serial=-5,
        hash_name="md5",
        usage=("digitalSignature", "cRLSign"),
        ca=True,
        path_length=3,
    )

    with pytest.warns(match="serial number"):
        parsed = x509.load_der_x509_certificate(issue(recipe, ROOT).der)

    san = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    usage = parsed.extensions.get_extension_for_class(x509.KeyUsage).value
    constraints = parsed.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert san.get_values_for_type(x509.DNSName) == ["shop.lab.test"]
    assert [str(ip) for ip in san.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert (usage.digital_signature, usage.crl_sign, usage.key_cert_sign) == (True, True, False)
    assert (constraints.ca, constraints.path_length) == (True, 3)
    assert parsed.serial_number == -5
    assert parsed.signature_algorithm_oid == x509.SignatureAlgorithmOID.RSA_WITH_MD5


def test_version_1_has_no_extensions() -> None:
    parsed = x509.load_der_x509_certificate(issue(Recipe(version=1), ROOT).der)

    assert parsed.version == x509.Version.v1
    assert list(parsed.extensions) == []


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(integer(127), "02017f", id="fits one octet"),
        pytest.param(integer(128), "02020080", id="needs a sign octet"),
        pytest.param(integer(-128), "020180", id="lowest of one octet"),
        pytest.param(integer(-129), "0202ff7f", id="negative of two"),
        pytest.param(oid("1.2.840.113549"), "06062a864886f70d", id="arcs over 127"),
        pytest.param(tlv(4, bytes(128))[:3], "048180", id="long length"),
        pytest.param(sequence(), "3000", id="nothing inside"),
    ],
)
def test_der_is_written_as_x690_says(made: bytes, expected: str) -> None:
    assert made.hex() == expected
