"""What the doctor says of installations."""

from pathlib import Path

import pytest

from adapters.__main__ import main
from tests.web.running import free_port


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CERTDESK_CONFIG", raising=False)
    monkeypatch.setenv("CERTDESK_STORE__URL", f"sqlite:///{tmp_path}/certdesk.db")
    monkeypatch.setenv("CERTDESK_WEB__PORT", "1")


def test_a_bare_installation_is_fit_to_start(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["doctor"]) == 0

    told = capsys.readouterr().out
    assert "will be made on the first start" in told
    assert "MEND" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        pytest.param("CERTDESK_WEB__HOST", "192.0.2.1", "public_chat = true", id="open bind"),
        pytest.param("CERTDESK_PROBE__CA_FILES", "none.pem", "ca_files", id="no such file"),
        pytest.param("CERTDESK_PROBE__CONTROL_HOST", "a b", "is no address", id="control host"),
        pytest.param(
            "CERTDESK_STORE__URL", "postgresql://u@127.0.0.1:1/x", "PostgreSQL", id="no server"
        ),
        pytest.param("CERTDESK_STORE__URL", "mysql://x", "[store] url", id="another database"),
    ],
)
def test_what_is_broken_is_told_with_how_to_mend_it(
    variable: str,
    value: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)

    assert main(["doctor"]) == 1

    said = capsys.readouterr().out
    assert "MEND" in said
    assert told in said


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        pytest.param("CERTDESK_CONTACT__NAME", "Raven Desk", "Contact: Raven Desk", id="contact"),
        pytest.param("CERTDESK_SLACK__BOT_TOKEN", "", "[slack] bot_token", id="Slack is off"),
        pytest.param("CERTDESK_MAIL__HOST", "", "[mail] host", id="mail is off"),
        pytest.param(
            "CERTDESK_PROBE__CONTROL_HOST", "127.0.0.1:1", "cannot be reached", id="no way out"
        ),
    ],
)
def test_what_is_set_and_what_is_missing_is_told(
    variable: str,
    value: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)

    assert main(["doctor"]) == 0
    assert told in capsys.readouterr().out


def test_a_mail_server_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = free_port()
    given = {
        "HOST": "127.0.0.1",
        "PORT": str(place),
        "SENDER": "desk@corp.test",
        "TO": "it@a.test",
    }
    for key, value in given.items():
        monkeypatch.setenv(f"CERTDESK_MAIL__{key}", value)

    assert main(["doctor"]) == 1
    assert f"127.0.0.1:{place}" in capsys.readouterr().out


def test_half_of_slacks_tokens_are_told_as_a_mistake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CERTDESK_SLACK__BOT_TOKEN", "xoxb-1")

    assert main(["doctor"]) == 2
    assert "slack.app_token" in capsys.readouterr().err
