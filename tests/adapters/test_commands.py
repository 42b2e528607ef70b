"""The table of commands, and what is paid for the ones that nobody asked for."""

import subprocess
import sys

import pytest

from adapters.__main__ import main
from adapters.commands import COMMANDS, Command


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_says_what_it_takes(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command.name, "--help"])

    assert ended.value.code == 0
    assert "-c FILE" in capsys.readouterr().out
    assert callable(command.load().run)


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    shown = capsys.readouterr().out
    assert all(command.name in shown and command.help in shown for command in COMMANDS)


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"]], ids=" ".join)
def test_help_loads_nothing_that_works(arguments: list[str]) -> None:
    """What is imported for help is what a person waits for who only looks around."""
    code = f"""
import sys
from adapters.__main__ import main
try:
    main({arguments!r})
except SystemExit:
    pass
print(sorted(m for m in sys.modules if m.partition(".")[0] in {{"bot", "asyncio", "rich"}}))
"""
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )

    assert said.stdout.splitlines()[-1] == "[]"


UNUSED = {
    "bot.core.names.lookalike",
    "bot.core.symptoms",
    "bot.desk.surroundings",
    "bot.probe.page",
    "bot.probe.upstream",
    "cryptography.hazmat.primitives.serialization",
    "dataclasses",
    "h11",
    "idna",
    "importlib.resources",
    "json",
    "publicsuffixlist",
    "rapidfuzz",
    "rich",
    "secrets",
    "shutil",
    "ssl",
    "zipfile",
}


UNREAD = {"asyncio", "bot.core.x509", "cryptography", "dataclasses", "rapidfuzz"}

BRIEF = {
    "check": (["127.0.0.1:1", "--json", "--tls-only", "--allow-private"], UNUSED),
    "explain": (["--no-look", "--json", "shop.example says ERR_CERT_DATE_INVALID"], UNREAD),
}


@pytest.mark.parametrize("command", BRIEF)
def test_a_brief_command_loads_nothing_that_it_does_not_use(command: str) -> None:
    """A cold start is most of what one answer costs, and libraries are most of the start."""
    arguments, unused = BRIEF[command]
    code = f"""
import sys
before = set(sys.modules)  # a measured run has loaded more
from adapters.__main__ import main
main([{command!r}, *{arguments!r}])
print(sorted({unused!r} & (set(sys.modules) - before)))
"""
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )

    assert said.stdout.splitlines()[-1] == "[]"
