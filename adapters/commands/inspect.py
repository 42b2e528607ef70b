"""`certdesk inspect`: judges a chain from a file, offline."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from adapters.commands import UsageError
from adapters.commands.options import add_judging

if TYPE_CHECKING:
    import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """Says what may stand after `inspect`."""
    parser.add_argument(
        "chain", metavar="CHAIN.pem", help="PEM, DER or PKCS #7, leaf first; - is stdin"
    )
    parser.add_argument("--host", default="", help="the name that was asked for")
    parser.add_argument("--details", action="store_true", help="also show the evidence for IT")
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Judges the chain, and gives the exit status."""
    from pathlib import Path

    from adapters.commands.composition import checker_of, show_of
    from adapters.commands.settings import config_of
    from adapters.console.check import status_of
    from bot.core.x509.files import read_file

    try:
        stdin = options.chain == "-"
        data = sys.stdin.buffer.read() if stdin else Path(options.chain).read_bytes()
        chain = read_file(data)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {options.chain}: {error}") from error
    config = config_of(options)
    checked = checker_of(options, config).inspect(chain, _host(options.host))
    show_of(options, config, 1)(checked)
    return status_of(checked)


def _host(text: str) -> str:
    from bot.catalogue.cards import CatalogueWording
    from bot.core.target import InvalidTargetError, Target

    try:
        return Target.parse(text).host if text else ""
    except InvalidTargetError as error:
        refusal = CatalogueWording().refusal(error.reason)
        raise UsageError(f"--host: {refusal.wrong} {refusal.instead}") from error
