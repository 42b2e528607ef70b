"""Start and end of `certdesk run`."""

import asyncio
import socket
import stat
from pathlib import Path
from typing import Any

import pytest
from aiohttp import CookieJar
from msgspec import Struct, field

from adapters.__main__ import main
from tests.servers import Tls, tls
from tests.situations.lab import leaf, stranger
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


class Twice(Struct, kw_only=True):
    """What came of an installation that was stopped during a look, and started again."""

    folder: Path
    stopped: int = -1
    tokens: list[str] = field(default_factory=list)
    said: str = ""
    log: str = ""
    reply: dict[str, Any] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    folder = tmp_path_factory.mktemp("twice")
    with silent() as slow, tls(Tls(chain=[leaf(issuer=stranger())])) as odd:
        return asyncio.run(_twice(Certdesk(folder, sites=(slow, odd), control=odd), slow))


async def _twice(desk: Certdesk, slow: int) -> Twice:
    jar, seen = CookieJar(unsafe=True), Twice(folder=desk.folder)
    token = desk.folder / "technician.token"
    with desk.running():
        seen.tokens.append(token.read_text(encoding="ascii").strip())
        async with visiting(desk, jar) as visitor:
            key = await visitor.say(f"localhost:{slow}")
            await visitor.hear("looking")
    seen.stopped, seen.said = desk.status, desk.said
    settings = desk.settings.read_text(encoding="utf-8")
    desk.settings.write_text(settings.replace("[probe]", "[probe]\ntimeout_s = 0.5"), "utf-8")
    with desk.running():
        seen.tokens.append(token.read_text(encoding="ascii").strip())
        async with visiting(desk, jar) as visitor:
            seen.reply = await visitor.answer(key)
            [case] = visitor.cases.values()
            seen.roles = [moment["role"] for moment in case["moments"]]
    seen.log = desk.log
    return seen


def test_it_ends_in_good_order(twice: Twice) -> None:
    assert twice.stopped == 0


def test_the_token_stays_the_same_and_is_for_its_owner_alone(twice: Twice) -> None:
    first, second = twice.tokens

    assert first == second
    assert len(first) >= 40
    assert stat.S_IMODE((twice.folder / "technician.token").stat().st_mode) == 0o600
    assert first not in twice.said
    assert first not in twice.log


def test_what_was_acknowledged_is_answered_after_a_restart(twice: Twice) -> None:
    assert twice.reply["category"] == "unreachable"
    assert twice.roles == ["requester", "certdesk"]


def test_a_way_out_that_is_not_clean_is_found_at_the_start(twice: Twice) -> None:
    [first, *_] = [line for line in twice.log.splitlines() if "control host" in line]

    assert "our own network shows a certificate of its own for localhost" in first


def test_a_wrong_control_host_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CERTDESK_WEB__PORT", "0")
    monkeypatch.setenv("CERTDESK_PROBE__CONTROL_HOST", "a b")

    assert main([]) == 2
    assert "control_host" in capsys.readouterr().err
