"""The command as a process of its own: pipes, encodings, standard input and exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import Tls, tls
from tests.situations.lab import leaf, middle, root
from tests.wire import silent

ROOT = Path(__file__).parents[2]
BLOCKED = "10.0.0.1"  # refused before anything leaves
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if not key.startswith(("CERTDESK", "PYTHONIO"))
} | {"PYTHONPATH": str(ROOT)}


def certdesk(
    folder: Path, *arguments: str | bytes, given: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "adapters", *arguments],
        cwd=folder,
        input=given,
        env=ENVIRONMENT | environment,
        capture_output=True,
        timeout=30,
        check=False,
    )


def test_the_process_ends_with_the_status_of_the_check(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes(root().pem)

    with tls(Tls(chain=[leaf(), middle()])) as port:
        target = f"localhost:{port}"
        healthy = certdesk(
            tmp_path, "check", target, "--allow-private", "--ca", "root.pem", "--json"
        )
        strange = certdesk(tmp_path, "check", target, "--allow-private", "--json")

    assert (healthy.returncode, healthy.stderr) == (0, b"")
    assert (strange.returncode, strange.stderr) == (1, b"")
    assert json.loads(strange.stdout)["primary"] == "untrusted_root"


def test_answers_come_in_order_of_completion(tmp_path: Path) -> None:
    with silent() as port:
        slow = f"localhost:{port}"
        told = certdesk(
            tmp_path, "check", slow, BLOCKED, "a..b", "--allow-private", "--json", "--timeout", "1"
        )

    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(lines) == 3
    assert lines[-1]["target"]["input"] == slow


def test_with_one_look_at_a_time_answers_come_in_the_order_asked(tmp_path: Path) -> None:
    asked = ["10.0.0.1", "a..b", "192.168.0.1"]

    told = certdesk(tmp_path, "check", *asked, "--json", "--concurrency", "1")

    assert [json.loads(x)["target"]["input"] for x in told.stdout.splitlines()] == asked


@pytest.mark.parametrize("form", [["--json"], []], ids=["as JSON", "as cards"])
def test_a_reader_that_leaves_ends_the_command_quietly(tmp_path: Path, form: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    targets = [f"10.0.0.{n}" for n in range(50)]

    ended = subprocess.run(
        [sys.executable, "-m", "adapters", "check", *targets, *form],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=30,
        check=False,
    )
    os.close(writing)

    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_terminal_gets_the_card(tmp_path: Path, encoding: str) -> None:
    told = certdesk(
        tmp_path, "check", "b\u00fccher..\u4e2d\u202e", "--details", PYTHONIOENCODING=encoding
    )

    assert (told.returncode, told.stderr) == (3, b"")
    assert "A person to ask" in told.stdout.decode(encoding)


def test_an_argument_that_is_no_text_is_answered(tmp_path: Path) -> None:
    told = certdesk(tmp_path, "check", b"\xff\xfe.example", "--json")

    assert told.returncode == 3
    assert json.loads(told.stdout)["primary"] == "address_invalid"


def test_standard_input_is_read_as_windows_writes_it(tmp_path: Path) -> None:
    given = b"\xef\xbb\xbf# ours\r\n10.0.0.1\r\n\r\n  # theirs\r\n10.0.0.2"

    told = certdesk(tmp_path, "check", "-f", "-", "--json", "--concurrency", "1", given=given)

    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert [t["target"]["host"] for t in lines] == ["10.0.0.1", "10.0.0.2"]


def test_a_file_of_targets_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "targets").write_bytes(b"\xef\xbb\xbf10.0.0.1\n")

    told = certdesk(tmp_path, "check", "-f", "targets", "--json")

    assert json.loads(told.stdout)["target"]["host"] == "10.0.0.1"


def test_nothing_but_comments_is_no_target(tmp_path: Path) -> None:
    told = certdesk(tmp_path, "check", "-f", "-", given=b"# a\n\n   \n#b\n")

    assert (told.returncode, told.stdout) == (2, b"")
    assert b"no address given" in told.stderr


def test_settings_lie_in_the_folder_or_where_the_environment_says(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[contact]\nname = "Near"\n')
    (tmp_path / "far.toml").write_text('[contact]\nname = "Far"\n')

    near = certdesk(tmp_path, "check", BLOCKED, "--json")
    far = certdesk(tmp_path, "check", BLOCKED, "--json", CERTDESK_CONFIG="far.toml")

    assert json.loads(near.stdout)["contact"]["name"] == "Near"
    assert json.loads(far.stdout)["contact"]["name"] == "Far"


def test_broken_settings_are_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[contact\nname = 7\n")

    told = certdesk(tmp_path, "check", BLOCKED)

    assert (told.returncode, told.stdout) == (2, b"")
    assert told.stderr.startswith(b"certdesk: ")
    assert b"Traceback" not in told.stderr


def test_a_chain_can_be_piped_in(tmp_path: Path) -> None:
    told = certdesk(tmp_path, "inspect", "-", "--json", given=leaf().pem)

    assert told.returncode == 1
    assert len(json.loads(told.stdout)["served_chain"]) == 1
