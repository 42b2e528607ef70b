"""Each option of `check` and `inspect` changes what it says it changes."""

import json
import socket
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from adapters.__main__ import main
from tests.certificates import Recipe
from tests.clear_servers import ClearServer, smtp
from tests.lists import Listing, crl
from tests.publisher import ok
from tests.servers import Tls, listening, tls
from tests.situations.lab import leaf, middle, root, stranger
from tests.wire import silent

AUTHORITY = "NET::ERR_CERT_AUTHORITY_INVALID"
FAMILY = [leaf(), middle()]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for three anchors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)
    (tmp_path / "root.pem").write_bytes(root().pem)
    (tmp_path / "middle.pem").write_bytes(middle().pem)
    (tmp_path / "stranger.pem").write_bytes(stranger().pem)
    return tmp_path


def told_by(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main([*arguments, "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def inspected(capsys: pytest.CaptureFixture[str], data: bytes, *arguments: str) -> dict[str, Any]:
    Path("chain.pem").write_bytes(data)
    return told_by(capsys, "inspect", "chain.pem", *arguments)


@pytest.mark.parametrize(
    ("anchors", "primary"),
    [
        pytest.param([], "untrusted_root", id="none"),
        pytest.param(["stranger.pem"], "untrusted_root", id="the wrong one"),
        pytest.param(["stranger.pem", "root.pem"], None, id="several files"),
        pytest.param(["both.pem"], None, id="several in one file"),
        pytest.param(["middle.pem"], None, id="one that is not self-signed"),
    ],
)
def test_anchors_are_added(
    folder: Path, anchors: list[str], primary: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "both.pem").write_bytes(b"# ours\n" + stranger().pem + b"\n" + root().pem)
    options = [word for anchor in anchors for word in ("--ca", anchor)]

    told = inspected(capsys, leaf().pem + middle().pem, *options)

    assert told["primary"] == primary


@pytest.mark.parametrize("content", [b"", b"hello", leaf().key_pem], ids=["empty", "text", "key"])
def test_a_file_without_anchors_is_refused(
    folder: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "odd.pem").write_bytes(content)

    assert main(["check", "a.invalid", "--ca", "root.pem", "--ca", "odd.pem"]) == 2

    assert "odd.pem" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("at", "primary"),
    [
        ("2099-01-01", "expired"),
        ("2099-01-01T00:00:00Z", "expired"),
        ("2099-01-01T12:00+14:00", "expired"),
        ("20990101T000000", "expired"),
        ("9999-12-31T23:59:59", "expired"),
        ("2001-01-01", "not_yet_valid"),
        ("0001-01-01", "not_yet_valid"),
    ],
)
def test_a_moment_may_be_written_in_many_ways(
    at: str, primary: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = inspected(capsys, leaf().pem + middle().pem, "--ca", "root.pem", "--at", at)

    assert told["primary"] == primary


@pytest.mark.parametrize(
    "at",
    ["", "yesterday", "2026-13-01", "1732406400", "0001-01-01T00:00+14:00", "9999-12-31T23-14:00"],
)
def test_a_moment_that_is_none_is_refused(at: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "10.0.0.1", "--at", at]) == 2

    assert "--at" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--timeout", "0"],
        ["--timeout", "-1"],
        ["--timeout", "nan"],
        ["--timeout", "inf"],
        ["--timeout", "soon"],
        ["--concurrency", "0"],
        ["--concurrency", "1001"],
        ["--concurrency", "1.5"],
        ["--starttls", "gopher"],
    ],
    ids="=".join,
)
def test_a_value_out_of_bounds_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "10.0.0.1", *arguments])

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert arguments[0] in told
    assert "_positive" not in told
    assert "_count" not in told


@pytest.mark.parametrize(
    ("host", "primary"),
    [
        pytest.param([], None, id="no name, no name problem"),
        pytest.param(["--host", "LOCALHOST."], None, id="as people write it"),
        pytest.param(["--host", "https://localhost:8443/x"], None, id="as an address"),
        pytest.param(["--host", "other.test"], "name_mismatch", id="another name"),
        pytest.param(["--host", "127.0.0.1"], "name_mismatch", id="an IP address"),
    ],
)
def test_a_chain_is_judged_for_the_host_named(
    host: list[str], primary: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    told = inspected(capsys, leaf().pem + middle().pem, "--ca", "root.pem", *host)

    assert told["primary"] == primary


def test_a_host_that_is_none_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "chain.pem").write_bytes(leaf().pem)

    assert main(["inspect", "chain.pem", "--host", "a..b"]) == 2

    assert capsys.readouterr().err.startswith("certdesk: --host: ")


def test_text_and_private_keys_beside_the_chain_are_passed_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    own, further = FAMILY
    data = b"\n".join(
        [b" 0 s:CN = x\r", own.key_pem, own.pem.replace(b"\n", b"\r\n"), b"\xff\xfe", further.pem]
    )

    told = inspected(capsys, data, "--ca", "root.pem")

    assert (told["primary"], len(told["served_chain"])) == (None, 2)
    assert "PRIVATE" not in json.dumps(told)


def test_broken_base64_is_a_broken_certificate(capsys: pytest.CaptureFixture[str]) -> None:
    data = b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"

    told = inspected(capsys, data)

    assert told["primary"] == "malformed_cert"
    assert told["served_chain"][0]["error"]


def test_loopback_needs_permission(capsys: pytest.CaptureFixture[str]) -> None:
    with tls(Tls(chain=FAMILY)) as port:
        told = told_by(capsys, "check", f"127.0.0.1:{port}", "--ca", "root.pem")

    assert told["primary"] == "blocked_target"


def test_settings_may_permit_a_network(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "config.toml").write_text('[probe]\nallow = ["127.0.0.0/8"]\n')

    with tls(Tls(chain=[leaf(Recipe(names=("127.0.0.1",))), middle()])) as port:
        told = told_by(capsys, "check", f"127.0.0.1:{port}", "--ca", "root.pem")

    assert told["category"] == "healthy"


def test_a_permitted_network_may_not_be_meant_for_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = '[probe]\nallow = ["127.0.0.0/8"]\nallow_from = ["slack"]\n'
    (folder / "config.toml").write_text(settings)

    told = told_by(capsys, "check", "127.0.0.1:1")

    assert told["primary"] == "blocked_target"


def test_a_protocol_that_turns_to_tls_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with ClearServer(dialogue=smtp, chain=FAMILY).running() as port:
        target = ("check", f"localhost:{port}", "--allow-private", "--ca", "root.pem")
        named = told_by(capsys, *target, "--starttls", "smtp")
        unnamed = told_by(capsys, *target)

    assert (named["target"]["starttls"], named["category"]) == ("smtp", "healthy")
    assert named["browsers"] == {"chrome": None, "firefox": None}
    assert unnamed["primary"] == "not_tls"


@pytest.mark.parametrize(
    ("options", "asked", "in_chrome"),
    [
        pytest.param([], {"/issuer", "/list"}, None, id="everything"),
        pytest.param(["--no-revocation"], {"/issuer"}, None, id="no revocation"),
        pytest.param(["--tls-only"], set(), AUTHORITY, id="nothing beyond the handshake"),
    ],
)
def test_only_what_is_wanted_is_asked_of_the_issuer(
    options: list[str],
    asked: set[str],
    in_chrome: str | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard: set[str] = set()
    files = {"/issuer": middle().der, "/list": crl(middle(), Listing())}

    with listening(partial(publish, files, heard)) as issuer:
        place = f"http://127.0.0.1:{issuer}"
        own = leaf(Recipe(issuer_urls=(f"{place}/issuer",), crl_urls=(f"{place}/list",)))
        with tls(Tls(chain=[own])) as port:
            target = ("check", f"localhost:{port}", "--allow-private", "--ca", "root.pem")
            told = told_by(capsys, *target, *options)

    assert heard == asked
    assert (told["primary"], told["browsers"]["chrome"]) == ("incomplete_chain", in_chrome)


def publish(
    files: Mapping[str, bytes], heard: set[str], connection: socket.socket, _ended: Event
) -> None:
    path = connection.recv(16384).split()[1].decode()
    heard.add(path)
    connection.sendall(ok(files[path]))


def test_the_timeout_holds_for_every_look(capsys: pytest.CaptureFixture[str]) -> None:
    with silent() as port:
        targets = [f"localhost:{port}", f"127.0.0.1:{port}"]
        status = main(["check", *targets, "--allow-private", "--json", "--timeout", "0.2"])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 3
    assert [line["primary"] for line in lines] == ["timeout", "timeout"]


def test_options_are_named_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--help"])

    told = capsys.readouterr().out
    assert ended.value.code == 0
    for option in (
        "-f",
        "--json",
        "--details",
        "--ca",
        "--allow-private",
        "--at",
        "--starttls",
        "--tls-only",
        "--timeout",
        "--no-revocation",
        "--concurrency",
        "--control",
    ):
        assert option in told
