"""The manifest, held to the parts of Slack's own schema that it uses, and to the code."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from adapters.__main__ import main
from adapters.slack.manifest import EVENTS, SCOPES, manifest, missing_scopes
from bot.slack_settings import SlackMode, SlackSection
from tests.slack_double.world import ALL_SCOPES

SCHEMA = json.loads(Path(__file__).with_name("manifest.schema.json").read_text(encoding="utf-8"))
CODE = Path(__file__).parents[3] / "adapters" / "slack"


@pytest.mark.parametrize("agent_view", [False, True])
@pytest.mark.parametrize("mode", list(SlackMode))
def test_slack_takes_it(mode: SlackMode, *, agent_view: bool) -> None:
    section = SlackSection(mode=mode, agent_view=agent_view)
    made = manifest(section, "https://help.example.com")

    jsonschema.validate(made, SCHEMA)


def test_it_is_what_the_command_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CERTDESK_SLACK__COMMAND", "/tls")

    assert main(["slack-manifest"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made == manifest(SlackSection(command="/tls"), "")
    assert made["settings"]["socket_mode_enabled"]


def test_over_http_it_needs_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CERTDESK_SLACK__MODE", "http")

    assert main(["slack-manifest"]) == 2
    assert "public_url" in capsys.readouterr().err
    monkeypatch.setenv("CERTDESK_WEB__PUBLIC_URL", "https://help.example.com")
    assert main(["slack-manifest"]) == 0
    assert "https://help.example.com/slack/events" in capsys.readouterr().out


def test_no_scope_is_asked_for_that_no_call_needs() -> None:
    methods = {
        "chat.postMessage": "chat:write",
        "conversations.open": "im:write",
        "users.info": "users:read",
        "files.info": "files:read",
        "app_mention": "app_mentions:read",
        "command_of": "commands",
    }
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.glob("*.py"))
    used = {scope for method, scope in methods.items() if method in code}
    heard = {f"{event.removeprefix('message.')}:history" for event in EVENTS if "." in event}

    assert set(SCOPES) == used | heard
    assert set(re.findall(r'"(message\.\w+)"', code)) == {e for e in EVENTS if "." in e}


def test_what_the_workspace_did_not_give_is_named() -> None:
    given = ALL_SCOPES.split(",")

    assert missing_scopes(SlackSection(), given) == ()
    assert missing_scopes(SlackSection(), given[1:]) == ("app_mentions:read",)
    assert missing_scopes(SlackSection(agent_view=True), given) == ("assistant:write",)
