"""The command line as its users meet it: real servers, real output, exit statuses."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.__main__ import main
from tests.certificates import Recipe
from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle, root
from tests.wire import silent, speaking

DAY = timedelta(days=1)
KEYS = {
    "schema",
    "target",
    "category",
    "primary",
    "problems",
    "verdict",
    "risk",
    "responsible",
    "browsers",
    "served_chain",
    "path",
    "connection",
    "alternative",
    "stricter",
    "answer",
    "contact",
    "timing_ms",
}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the developer's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)


@pytest.fixture
def anchor(tmp_path: Path) -> str:
    file = tmp_path / "root.pem"
    file.write_bytes(root().pem)
    return str(file)


@pytest.fixture
def healthy() -> Iterator[str]:
    with tls(Tls(chain=[leaf(), middle()])) as port:
        yield f"localhost:{port}"


@pytest.fixture
def expired() -> Iterator[str]:
    with tls(Tls(chain=[leaf(Recipe(ends=-3 * DAY)), middle()])) as port:
        yield f"localhost:{port}"


def check(*arguments: str) -> int:
    return main(["check", "--allow-private", *arguments])


def objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out = capsys.readouterr().out
    assert out.isascii()
    return [json.loads(line) for line in out.splitlines()]


def test_a_healthy_server_is_status_0(
    healthy: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(healthy, "--ca", anchor, "--json") == 0

    [told] = objects(capsys)
    assert set(told) == KEYS
    assert (told["category"], told["primary"], told["verdict"]) == (
        "healthy",
        None,
        "nothing_to_skip",
    )
    assert told["browsers"] == {"chrome": None, "firefox": None}
    assert len(told["path"]) == 3
    timing = told["timing_ms"]
    assert 0 < timing["http"] < timing["total"]
    assert 0 < timing["tls"] < timing["total"] - timing["http"]


def test_a_problem_is_status_1_and_the_card_says_what_to_do(
    expired: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(expired, "--ca", anchor) == 1

    card = capsys.readouterr().out
    for words in ("Expired certificate", "3 days ago", "Next:", "Who fixes it:", "800-797-0345"):
        assert words in card


def test_the_details_show_path_dates_and_codes(
    expired: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(expired, "--ca", anchor, "--details") == 1

    shown = capsys.readouterr().out
    for words in (
        "NET::ERR_CERT_DATE_INVALID",
        "SEC_ERROR_EXPIRED",
        "SHA-256",
        "not served:",
        "What stays open:",
        " ms (dns ",
    ):
        assert words in shown


def test_what_a_technician_copies_is_not_broken_into_lines(
    expired: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check(expired, "--ca", anchor, "--details")

    lines = [line.strip("\N{BOX DRAWINGS LIGHT UP AND RIGHT} ") for line in _lines(capsys)]
    assert sum(re.fullmatch("[0-9a-f]{64}", line) is not None for line in lines) == 3
    assert any(line.endswith("-noout -dates -issuer -subject") for line in lines)


def _lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_what_cannot_be_seen_is_status_3(
    healthy: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check("nothing.invalid", healthy, "--ca", anchor, "--json") == 3

    assert {told["category"] for told in objects(capsys)} == {"unreachable", "healthy"}


def test_a_problem_outweighs_what_cannot_be_seen(expired: str, anchor: str) -> None:
    assert check("nothing.invalid", expired, "--ca", anchor, "--json") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check"], id="no target"),
        pytest.param(["check", "-f", "no-such-file"], id="no such file of targets"),
        pytest.param(["check", "a.invalid", "--ca", "no-such-file"], id="no such anchors"),
        pytest.param(["check", "a.invalid", "--at", "yesterday"], id="a moment that is none"),
        pytest.param(["check", "a.invalid", "--control"], id="no control host"),
        pytest.param(["check", "a.invalid", "-c", "no-such-file"], id="no such settings"),
        pytest.param(["inspect", "no-such-file"], id="no such chain"),
    ],
)
def test_what_cannot_start_is_status_2_with_a_reason(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2

    told = capsys.readouterr()
    assert told.err.startswith("certdesk: ")
    assert not told.out


@pytest.mark.parametrize(
    "arguments",
    [["check", "x", "--timeout", "0"], ["check", "x", "--concurrency", "many"], ["frobnicate"]],
)
def test_a_bad_option_is_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2


def test_the_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "check" in capsys.readouterr().out


def test_every_line_of_a_file_gets_an_answer(
    tmp_path: Path, healthy: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "targets"
    file.write_text(f"# ours\n{healthy}\n\n  a..b  \n10.0.0.1\n")

    assert main(["check", "-f", str(file), "--ca", anchor, "--json"]) == 3

    told = {t["target"]["input"]: t["primary"] for t in objects(capsys)}
    assert told == {
        healthy: "blocked_target",
        "a..b": "address_invalid",
        "10.0.0.1": "blocked_target",
    }


def test_targets_can_come_from_standard_input(
    healthy: str, anchor: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(f"{healthy}\n{healthy}\n"))

    assert check("-f", "-", "--ca", anchor, "--json", "--tls-only") == 0

    assert [t["category"] for t in objects(capsys)] == ["healthy", "healthy"]


def test_several_targets_are_shown_as_cards(
    healthy: str, expired: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(healthy, expired, "--ca", anchor, "--details") == 1

    shown = capsys.readouterr().out
    assert "No problem seen" in shown
    assert "Expired certificate" in shown


def test_the_moment_can_be_chosen(
    healthy: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(healthy, "--ca", anchor, "--json", "--at", "2099-01-01T00:00:00Z") == 1

    assert objects(capsys)[0]["primary"] == "expired"


def test_a_silent_server_costs_the_timeout_and_no_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with silent() as port:
        assert check(f"localhost:{port}", "--json", "--timeout", "0.3") == 3

    [told] = objects(capsys)
    assert told["primary"] == "timeout"
    assert told["timing_ms"]["total"] < 3000


def test_a_port_without_tls_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with speaking(b"220 mail.example ESMTP\r\n") as port:
        assert check(f"localhost:{port}", "--json") == 3

    assert objects(capsys)[0]["primary"] == "not_tls"


def test_settings_and_environment_are_heard(
    tmp_path: Path,
    expired: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "anchors.pem").write_bytes(root().pem)
    settings = tmp_path / "ours.toml"
    settings.write_text('[contact]\nname = "Desk"\n[probe]\nca_files = ["anchors.pem"]\n')
    monkeypatch.setenv("CERTDESK_CONTACT__PHONE", "555-0100")

    assert check(expired, "-c", str(settings)) == 1

    assert "Desk: 555-0100" in capsys.readouterr().out


def test_a_chain_is_inspected_offline(
    tmp_path: Path, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "chain.pem"
    file.write_bytes(b"Certificate chain:\n" + leaf().pem + b"then\n" + middle().pem)

    assert main(["inspect", str(file), "--ca", anchor, "--json"]) == 0
    assert main(["inspect", str(file), "--ca", anchor, "--json", "--host", "other.test"]) == 1

    nameless, named = objects(capsys)
    assert nameless["target"] == {"input": "", "host": None, "port": None, "starttls": None}
    assert nameless["connection"] is None
    assert named["primary"] == "name_mismatch"


def test_a_file_without_certificates_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "chain.pem"
    file.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")

    assert main(["inspect", str(file)]) == 2

    assert "no certificate found" in capsys.readouterr().err


def test_hostile_names_reach_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = "\x1b[31mred\x07 [bold]markup[/] @everyone \u202eoops"
    own = leaf(replace(Recipe(), common_name=nasty, organisation=nasty))
    file = tmp_path / "chain.pem"
    file.write_bytes(own.pem)

    main(["inspect", str(file), "--details", "--host", "localhost"])

    shown = capsys.readouterr().out
    assert "[bold]markup" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_without_a_page_there_is_no_time_for_it(
    healthy: str, anchor: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check(healthy, "--ca", anchor, "--json", "--tls-only")

    [told] = objects(capsys)
    assert told["timing_ms"]["http"] is None


def test_a_demand_made_by_a_page_is_told(anchor: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = b"HTTP/1.1 403 Forbidden\r\n\r\n<p>A client certificate is required"

    with tls(Tls(chain=[leaf(), middle()], answer=page)) as port:
        assert check(f"localhost:{port}", "--ca", anchor, "--json") == 1

    [told] = objects(capsys)
    assert (told["category"], told["primary"]) == ("your_certificate", "client_cert_required")
    assert told["browsers"] == {"chrome": None, "firefox": None}


def test_a_portal_is_told(anchor: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = b"HTTP/1.1 302 Found\r\nLocation: http://gate.inn.test/login?userurl=x\r\n\r\n"
    box = leaf(Recipe(names=("gate.inn.test",)))

    with tls(Tls(chain=[box, middle()], answer=page)) as port:
        assert check(f"localhost:{port}", "--ca", anchor, "--json") == 1

    [told] = objects(capsys)
    assert (told["category"], told["primary"]) == ("intercepted", "captive_portal")
    assert (told["verdict"], told["responsible"]) == ("not_yet", "network")
