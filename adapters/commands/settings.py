"""The settings and the moment of a run; owns the clock and reads the environment."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.commands import UsageError
from bot.config import Config, ConfigError, load

if TYPE_CHECKING:
    import argparse


def config_of(options: argparse.Namespace) -> Config:
    """The settings that hold for this run.

    Raises:
        UsageError: A setting is wrong.
    """
    try:
        return load(Path(options.config) if options.config else None, os.environ)
    except ConfigError as error:
        raise UsageError(str(error)) from error


def now() -> datetime:
    """The clock of what runs for longer than one answer."""
    return datetime.now(UTC)


def moment_of(text: str | None) -> datetime:
    """`--at`, or now; one moment for the whole run, so that answers can be compared."""
    if text is None:
        return now()
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # a zone can lead out of the years 1 to 9999
        raise UsageError(f"--at {text}: expected a moment such as 2026-11-24T12:00Z") from error
