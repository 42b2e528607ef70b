"""Start and end of `certdesk run`."""

import socket
import stat
from pathlib import Path

import pytest
from aiohttp import CookieJar

from adapters.__main__ import main
from tests.web.running import Certdesk, visiting
from tests.wire import silent


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)
    monkeypatch.setenv("CERTDESK_STORE__URL", f"sqlite:///{tmp_path}/certdesk.db")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "help.example.com"])  # noqa: S104
def test_nobody_opens_the_chat_to_a_network_by_mistake(
    host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CERTDESK_WEB__HOST", host)

    assert main([]) == 2
    assert "public_chat = true" in capsys.readouterr().err


def test_a_port_in_use_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("CERTDESK_WEB__PORT", str(taken.getsockname()[1]))

        assert main(["run"]) == 2

    assert "running already" in capsys.readouterr().err


def test_it_ends_in_good_order_and_leaves_a_token_for_its_owner_alone(tmp_path: Path) -> None:
    desk = Certdesk(tmp_path)
    with desk.running():
        token = tmp_path / "technician.token"
        made = token.read_text(encoding="ascii").strip()

    assert desk.status == 0
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert len(made) >= 40
    assert made not in desk.said
    assert made not in desk.log


def test_the_token_stays_the_same(tmp_path: Path) -> None:
    desk, tokens = Certdesk(tmp_path), []
    for _ in range(2):
        with desk.running():
            tokens.append((tmp_path / "technician.token").read_text(encoding="ascii"))

    assert tokens[0] == tokens[1]


async def test_what_was_acknowledged_is_answered_after_a_restart(tmp_path: Path) -> None:
    jar = CookieJar(unsafe=True)
    with silent() as slow:
        desk = Certdesk(tmp_path, sites=(slow,))
        with desk.running():
            async with visiting(desk, jar) as visitor:
                key = await visitor.say(f"localhost:{slow}")
                await visitor.hear("looking")
        stopped = desk.status
        with desk.running():
            async with visiting(desk, jar) as visitor:
                reply = await visitor.answer(key)
                [case] = visitor.cases.values()

    assert stopped == 0
    assert reply["category"] == "unreachable"
    assert [moment["role"] for moment in case["moments"]] == ["requester", "certdesk"]


def test_a_wrong_control_host_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CERTDESK_WEB__PORT", "0")
    monkeypatch.setenv("CERTDESK_PROBE__CONTROL_HOST", "a b")

    assert main([]) == 2
    assert "control_host" in capsys.readouterr().err
