"""Chains made to be expensive are judged all the same, each in a process that could be ended."""

import json
import ssl
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec.structs import replace

from tests.certificates import AUTHORITY, Certified, Recipe, issue
from tests.situations.lab import leaf, middle, root

ROOT: Final = Path(__file__).parents[1]
QUICK: Final = Recipe(key="secp256r1")
PATIENCE_S: Final = 30  # a second or two is usual; without limits these take minutes and more


def named(name: str, number: int, issuer: Certified | None = None) -> Certified:
    recipe = replace(AUTHORITY, key="secp256r1", common_name=name, key_number=number)
    return issue(replace(recipe, key_ids=False), issuer)


def namesakes() -> list[bytes]:
    """Three hundred issuers of one name, none of which signed."""
    crowd = [named("Twin", number).der for number in range(300)]
    return [leaf(QUICK, named("Twin", 999)).der, *crowd]


def circle() -> list[bytes]:
    """Thirty authorities under one another, each also under all that came before."""
    members = [named(f"Member {number}", number) for number in range(30)]
    crossed = [
        named(f"Member {number}", number, members[other]).der
        for number in range(30)
        for other in range(30)
        if other != number
    ]
    return [leaf(QUICK, members[0]).der, *crossed]


def repeated() -> list[bytes]:
    """The right issuer, ten thousand times."""
    return [leaf().der, *[middle().der] * 10_000]


def rubbish() -> list[bytes]:
    """Ten thousand certificates of four bytes."""
    return [leaf().der, *[b"\x30\x02\x05\x00"] * 10_000]


@cache
def heavy() -> bytes:
    """A certificate with an RSA key of 16,384 bits; only its public half exists."""
    numbers = rsa.RSAPublicNumbers(65537, (1 << 16_383) + 0x10001)
    now = datetime.now(UTC)  # noqa: TID251 - judged by the real clock
    made = (
        x509.CertificateBuilder()
        .subject_name(middle().subject)
        .issuer_name(root().subject)
        .public_key(numbers.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=99))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    return made.sign(root().key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    "chain",
    [
        pytest.param(namesakes, id="three hundred namesakes"),
        pytest.param(circle, id="a circle of authorities"),
        pytest.param(repeated, id="one issuer ten thousand times"),
        pytest.param(rubbish, id="ten thousand pieces of rubbish"),
        pytest.param(lambda: [leaf().der, *[heavy()] * 20], id="very long keys"),
    ],
)
def test_an_expensive_chain_gets_its_answer(
    chain: Callable[[], Sequence[bytes]], tmp_path: Path
) -> None:
    told = inspected(chain(), tmp_path)

    assert (told["category"], told["verdict"]) == ("misconfigured", "no")


def test_a_key_too_long_to_verify_does_not_hide_the_right_one(tmp_path: Path) -> None:
    told = inspected([leaf().der, heavy(), middle().der], tmp_path)

    assert told["category"] == "healthy"


def inspected(chain: Sequence[bytes], folder: Path) -> dict[str, Any]:
    (folder / "root.pem").write_bytes(root().pem)
    text = "".join(ssl.DER_cert_to_PEM_cert(der) for der in chain)
    ended = subprocess.run(
        [sys.executable, "-m", "adapters", "inspect", "-", "--json", "--ca", folder / "root.pem"],
        cwd=ROOT,
        input=text.encode(),
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.stderr == b""
    told: dict[str, Any] = json.loads(ended.stdout)
    return told
