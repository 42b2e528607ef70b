"""Start and end of `certdesk run`."""

import socket
import stat
from pathlib import Path

import pytest

from adapters.__main__ import main
from tests.web.running import Certdesk


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
