"""What the doctor says of Slack."""

import asyncio
from pathlib import Path

import pytest

from adapters.__main__ import main
from tests.slack_double.server import workspace
from tests.slack_double.world import APP_TOKEN, BOT_TOKEN, TEAM


async def told_of(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *, without: str = "", app_token: str = APP_TOKEN
) -> int:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CERTDESK_STORE__URL", f"sqlite:///{folder}/certdesk.db")
    monkeypatch.setenv("CERTDESK_SLACK__BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("CERTDESK_SLACK__APP_TOKEN", app_token)
    async with workspace() as world:
        world.scopes = ",".join(one for one in world.scopes.split(",") if one != without)
        monkeypatch.setenv("CERTDESK_SLACK__API_URL", world.api_url)
        return await asyncio.to_thread(main, ["doctor"])


async def test_a_workspace_that_gave_everything_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await told_of(monkeypatch, tmp_path) == 0
    assert f"ok     Slack: workspace {TEAM}" in capsys.readouterr().out


@pytest.mark.parametrize("scope", ["files:read", "users:read", "im:write"])
async def test_each_missing_scope_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    scope: str,
) -> None:
    assert await told_of(monkeypatch, tmp_path, without=scope) == 1
    assert f"scopes are missing: {scope}" in capsys.readouterr().out


async def test_a_wrong_token_is_named_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await told_of(monkeypatch, tmp_path, app_token="xapp-hunter2") == 1  # noqa: S106
    told = capsys.readouterr().out
    assert "app_token: invalid_auth" in told
    assert "hunter2" not in told
