"""What programs rely on in the JSON of `check` and `inspect`: every key, always, of its type."""

import re
import socket
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import asdict, replace

from adapters.__main__ import main
from bot.core.target import StartTls
from bot.core.vocabulary import Category, Problem, Responsible, Risk, Severity, Verdict
from tests.certificates import Certified, Recipe, damaged
from tests.servers import Server
from tests.situations.lab import leaf, middle, root, serving, under_lab
from tests.wire import after_hello, alert, close, silent, speaking

MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"


class Shape(Struct, forbid_unknown_fields=True):
    """An object whose keys are all there, and no others."""


class Asked(Shape):
    input: str
    host: str | None
    port: int | None
    starttls: StartTls | None


class Told(Shape):
    id: Problem
    severity: Severity
    certificate: int | None
    evidence: str


class Browsers(Shape):
    chrome: str | None
    firefox: str | None


class Shown(Shape):
    subject: str | None
    issuer: str | None
    names: list[str] | None
    names_total: int | None
    not_before: str | None
    not_after: str | None
    serial: str | None
    sha256: str
    key: str | None
    signature: str | None
    error: str | UnsetType = UNSET


class Connection(Shape):
    address: str
    protocol: str
    cipher: str


class Answer(Shape):
    label: str
    headline: str
    why: str
    next_step: str
    who_fixes: str
    simple: str
    unknown: str
    owner_steps: list[str]


class Contact(Shape):
    name: str
    phone: str
    email: str
    hours: str


class Timing(Shape):
    total: float | None
    dns: float | None
    tcp: float | None
    tls: float | None
    http: float | None
    revocation: float | None


class Report(Shape):
    schema: Literal[1]
    target: Asked
    category: Category
    primary: Problem | None
    problems: list[Told]
    verdict: Verdict | None
    risk: Risk
    responsible: Responsible
    browsers: Browsers
    served_chain: list[Shown]
    path: list[str] | None
    connection: Connection | None
    alternative: str | None
    stricter: list[str]
    answer: Answer
    contact: Contact
    timing_ms: Timing


@pytest.fixture(autouse=True)
def anchor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for the lab's root."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)
    file = tmp_path / "root.pem"
    file.write_bytes(root().pem)
    return file


def told_by(capsys: pytest.CaptureFixture[str], command: str, *arguments: str) -> Report:
    main([command, "--ca", "root.pem", "--json", *arguments])
    out = capsys.readouterr().out
    assert out.isascii()
    return msgspec.json.decode(out, type=Report)


def garbled() -> Sequence[Certified]:
    return [leaf(), damaged(middle())]


@pytest.mark.parametrize(
    ("server", "primary"),
    [
        pytest.param(under_lab(), None, id="healthy"),
        pytest.param(under_lab(Recipe(ends=-timedelta(days=2))), "expired", id="expired"),
        pytest.param(under_lab(Recipe(names=("a.test", "10.1.2.3"))), "name_mismatch", id="names"),
        pytest.param(serving(garbled), "malformed_cert", id="damaged"),
        pytest.param(lambda: speaking(b"SSH-2.0-x\r\n"), "not_tls", id="another protocol"),
        pytest.param(lambda: after_hello(alert(40), close), "no_common_cipher", id="an alert"),
        pytest.param(silent, "timeout", id="silence"),
    ],
)
def test_every_key_is_there_whatever_the_server_does(
    server: Server, primary: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    with server() as port:
        told = told_by(capsys, "check", f"localhost:{port}", "--allow-private", "--timeout", "0.5")

    assert told.primary == primary


@pytest.mark.parametrize(
    ("text", "primary", "host", "port"),
    [
        ("10.0.0.1", "blocked_target", "10.0.0.1", 443),
        ("https://user:secret@[::1]:8443/x?token=secret", "blocked_target", "::1", 8443),
        ("nothing.invalid.", "dns_failure", "nothing.invalid", 443),
        ("two words..", "address_invalid", None, None),
        ("", "address_invalid", None, None),
        ("\x1b[31m\u202e.example..", "address_invalid", None, None),
    ],
)
def test_every_key_is_there_for_what_was_not_looked_at(
    text: str,
    primary: str,
    host: str | None,
    port: int | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = told_by(capsys, "check", "--", text)

    assert (told.primary, told.target.host, told.target.port) == (
        primary,
        host,
        port,
    )
    assert (told.served_chain, told.path, told.connection) == ([], None, None)
    assert "secret" not in str(told)


def test_a_certificate_is_told_in_the_formats_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = leaf(Recipe(names=("localhost", "::1"), serial=0xABC))
    (tmp_path / "chain.pem").write_bytes(own.pem + middle().pem)

    told = told_by(capsys, "inspect", "chain.pem")

    first = told.served_chain[0]
    assert re.fullmatch(MOMENT, str(first.not_before))
    assert re.fullmatch(MOMENT, str(first.not_after))
    assert first.sha256 == sha256(own.der).hexdigest()
    assert told.path == [sha256(c.der).hexdigest() for c in (own, middle(), root())]
    assert (first.serial, first.key, first.signature) == (
        "abc",
        "RSA 2048",
        "sha256WithRSAEncryption",
    )
    assert (first.names, first.names_total) == (["localhost", "::1"], 2)


def test_an_unparsable_certificate_has_its_hash_and_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = replace(leaf(), der=b"\x30\x03abc")
    (tmp_path / "chain.pem").write_bytes(broken.pem + middle().pem)

    told = told_by(capsys, "inspect", "chain.pem")

    first, second = told.served_chain
    assert first.sha256 == sha256(broken.der).hexdigest()
    assert first.error
    assert {key for key, value in asdict(first).items() if value is None} == {
        "subject",
        "issuer",
        "names",
        "names_total",
        "not_before",
        "not_after",
        "serial",
        "key",
        "signature",
    }
    assert second.error is UNSET


def test_names_are_cut_at_a_hundred_and_counted_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crowded = leaf(Recipe(names=tuple(f"n{i}.test" for i in range(10_000))))
    (tmp_path / "chain.pem").write_bytes(crowded.pem)

    [first] = told_by(capsys, "inspect", "chain.pem", "--host", "n9999.test").served_chain

    assert len(first.names or ()) == 100
    assert first.names_total == 10_000


def test_a_sister_name_that_works_is_the_alternative(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", loopback_for_all)

    with under_lab(Recipe(names=("www.shop.test",)))() as port:
        told = told_by(capsys, "check", f"shop.test:{port}", "--allow-private")

    assert (told.primary, told.alternative) == ("name_variant", "www.shop.test")
    assert told.verdict == "not_yet"


def test_a_name_that_imitates_another_is_told_before_its_certificate(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", loopback_for_all)

    with under_lab(Recipe(names=("rnicrosoft.com",)))() as port:
        told = told_by(capsys, "check", f"rnicrosoft.com:{port}", "--allow-private")

    assert (told.category, told.primary) == ("lookalike", "lookalike")
    assert (told.verdict, told.risk, told.responsible) == ("no", "danger", "it_department")
    assert "microsoft.com" in told.answer.why
    assert (told.browsers.chrome, told.browsers.firefox) == (None, None)


def loopback_for_all(_host: str, port: int, **_kind: object) -> list[Any]:
    """What the system says of a name, where no test may ask the system."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
