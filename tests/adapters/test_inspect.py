"""`inspect` reads what people have, speaks of a file and not of a site, and loses no part."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates

from adapters.__main__ import main
from tests.certificates import Certified, Recipe
from tests.situations.lab import DAY, leaf, middle, root

EXPIRED = Recipe(ends=-3 * DAY)
NAMELESS = Recipe(names=None, common_name="")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)
    Path("root.pem").write_bytes(root().pem)


def bundle(*certified: Certified) -> bytes:
    return serialize_certificates(
        [x509.load_der_x509_certificate(c.der) for c in certified], Encoding.DER
    )


def inspected(
    capsys: pytest.CaptureFixture[str], data: bytes, *options: str
) -> tuple[int, dict[str, Any]]:
    Path("chain").write_bytes(data)
    status = main(["inspect", "chain", "--ca", "root.pem", "--json", *options])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, told


@pytest.mark.parametrize(
    "form", ["pem", "der bundle", "utf-16"], ids=["PEM", "PKCS #7", "PEM in UTF-16"]
)
def test_a_whole_chain_is_healthy_in_every_form(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pem = leaf().pem + middle().pem
    forms = {
        "pem": pem,
        "der bundle": bundle(middle(), leaf()),
        "utf-16": pem.decode().encode("utf-16"),
    }

    status, told = inspected(capsys, forms[form], "--host", "localhost")

    assert (status, told["primary"]) == (0, None)
    assert len(told["served_chain"]) == 2


def test_a_single_der_certificate_is_judged(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = inspected(capsys, leaf(EXPIRED, root()).der)

    assert (status, told["primary"]) == (1, "expired")


def test_a_block_that_is_cut_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = inspected(capsys, leaf().pem + middle().pem[:-40])

    assert status == 1
    cut = [p for p in told["problems"] if p["id"] == "malformed_cert"]
    assert [p["certificate"] for p in cut] == [1]
    assert "cut short" in cut[0]["evidence"]
    assert told["served_chain"][1]["error"] == cut[0]["evidence"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: leaf().pem + middle().pem, id="healthy"),
        pytest.param(lambda: leaf(EXPIRED).pem + middle().pem, id="expired"),
        pytest.param(lambda: leaf(Recipe(starts=DAY)).pem + middle().pem, id="not yet valid"),
        pytest.param(lambda: leaf().pem, id="incomplete"),
        pytest.param(lambda: leaf(Recipe(key="rsa1024")).pem + middle().pem, id="weak key"),
        pytest.param(lambda: leaf(NAMELESS).pem + middle().pem, id="without names"),
        pytest.param(lambda: leaf(Recipe(names=("a.test",))).pem + middle().pem, id="other name"),
        pytest.param(lambda: leaf(Recipe(names=("www.localhost",))).pem, id="another form"),
        pytest.param(lambda: leaf().pem[:-40], id="cut"),
    ],
)
@pytest.mark.parametrize("host", [(), ("--host", "localhost")], ids=["no name", "a name"])
def test_the_card_speaks_of_a_file(
    data: Any,  # noqa: ANN401 -- makes a file when the test runs
    host: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, told = inspected(capsys, data(), *host)

    words = " ".join(str(told["answer"][part]) for part in ("headline", "why", "next_step"))
    assert "I checked" not in words
    assert "I read this" in words
    assert "this site" not in words


def test_the_help_names_the_forms(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["inspect", "--help"])

    assert "PKCS #7" in capsys.readouterr().out
