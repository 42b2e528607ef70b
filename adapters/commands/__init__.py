"""The commands of `certdesk`, one module each.

To add one: a module with `add_options` and `run`, and its line in `COMMANDS`. Only the module of
the command that was typed is imported; what it needs to work, it imports in `run`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    import argparse


class CommandModule(Protocol):
    """What a command's module offers."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Says what may stand after the command's name."""

    def run(self, options: argparse.Namespace) -> int:
        """Does it, and gives the exit status.

        Raises:
            UsageError: Nothing could be started.
        """


class Command(NamedTuple):
    """A line of `certdesk --help`, and where the rest is; help waits for no library."""

    name: str
    help: str
    module: str

    def load(self) -> CommandModule:
        """Its module, imported now."""
        return cast("CommandModule", import_module(self.module))


COMMANDS: Final = (
    Command(
        name="run",
        help="start the chat, the desk and whatever else is set up",
        module="adapters.commands.run",
    ),
    Command(
        name="chat",
        help="talk about an error, here in the terminal",
        module="adapters.commands.chat",
    ),
    Command(
        name="check",
        help="look at one or more addresses",
        module="adapters.commands.check",
    ),
    Command(
        name="explain",
        help="say what an error text means, and answer questions",
        module="adapters.commands.explain",
    ),
    Command(
        name="inspect",
        help="judge a certificate chain from a file",
        module="adapters.commands.inspect",
    ),
    Command(
        name="doctor",
        help="say what is set up, what is missing and how to mend it",
        module="adapters.commands.doctor",
    ),
    Command(
        name="db",
        help="look after the database",
        module="adapters.commands.db",
    ),
    Command(
        name="slack-manifest",
        help="print what to paste where Slack asks for an app's manifest",
        module="adapters.commands.slack_manifest",
    ),
)


class UsageError(Exception):
    """Nothing could be started; the text says why and what to do."""
