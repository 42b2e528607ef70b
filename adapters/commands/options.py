"""Options that several commands have, and how numbers are read."""

import argparse
from contextlib import suppress


def add_judging(parser: argparse.ArgumentParser) -> None:
    """How an answer is judged and shown."""
    add = parser.add_argument
    add("--json", action="store_true", help="one JSON object a line")
    add("--ca", action="append", default=[], metavar="FILE", help="more trust anchors (PEM)")
    add("--at", metavar="ISO8601", help="judge as of this moment")
    add_config(parser)


def add_config(parser: argparse.ArgumentParser) -> None:
    """Where the settings are."""
    parser.add_argument(
        "-c", dest="config", metavar="FILE", help="settings (default: ./config.toml)"
    )


def seconds(text: str) -> float:
    """A time span, for argparse."""
    with suppress(ValueError):
        if 0 < (value := float(text)) <= 3600:  # noqa: PLR2004 - an hour is already absurd
            return value
    raise argparse.ArgumentTypeError(f"expected seconds between 0 and 3600, not {text}")


def count(text: str) -> int:
    """A number of things, for argparse."""
    with suppress(ValueError):
        if 1 <= (value := int(text)) <= 1000:  # noqa: PLR2004
            return value
    raise argparse.ArgumentTypeError(f"expected a number from 1 to 1000, not {text}")
