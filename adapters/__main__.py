"""The command line: finds the command, and says kindly what could not be started."""

from __future__ import annotations

import argparse
import io
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from adapters.commands import COMMANDS, UsageError
from adapters.commands.loading import begin_loading, end_loading

if TYPE_CHECKING:
    from collections.abc import Sequence

_USAGE: Final = 2
_HELP_WIDTH: Final = 80
_PIPE_CLOSED: Final = 141  # what a shell reports for a program that SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit status."""
    given = _with_command(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(next((word for word in given if not word.startswith("-")), ""))
    options = parser.parse_args(given)
    _accept_any_terminal()
    begin_loading()
    try:
        status: int = options.run(options)
    except UsageError as error:
        print(f"certdesk: {error}", file=sys.stderr)  # noqa: T201 - the command line's own voice
        return _USAGE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _abandon_output()
        return _PIPE_CLOSED
    finally:
        end_loading()
    return status


def _with_command(given: Sequence[str]) -> Sequence[str]:
    """Without a command everything that is set up is started."""
    first = given[0] if given else ""
    names_command = first in {"-h", "--help"} or (bool(first) and not first.startswith("-"))
    return given if names_command else ["run", *given]


def _accept_any_terminal() -> None:
    """An output that cannot hold a character gets a question mark instead of ending the program.

    Redirected output on Windows is in the system's code page, which lacks most of Unicode.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _abandon_output() -> None:
    """Whoever read our output went away.

    Python would flush what is left once more while it ends, and complain; the signal module's
    "Note on SIGPIPE" says to give it a place to go.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(chosen: str) -> argparse.ArgumentParser:
    """Knows all commands by name, and only of the chosen one the options."""
    # Told a width, argparse does not ask for the terminal's, for which it loads archive formats.
    narrow = partial(argparse.HelpFormatter, width=_HELP_WIDTH)
    parser = argparse.ArgumentParser(
        prog="certdesk",
        formatter_class=narrow,
        description="A help desk for certificate errors: looks at a site itself and says what is "
        "wrong, whether to go on, and who must fix it.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        options = commands.add_parser(command.name, help=command.help, formatter_class=narrow)
        if command.name == chosen:
            module = command.load()
            module.add_options(options)
            options.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
