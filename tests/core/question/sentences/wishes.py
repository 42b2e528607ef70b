"""What people write to a help desk, as `said.toml` has it."""

import tomllib
from pathlib import Path
from typing import Final

from bot.core.message import Intent

_TABLE: Final = tomllib.loads(Path(__file__).with_name("said.toml").read_text(encoding="utf-8"))

SAID: Final[dict[Intent, tuple[str, ...]]] = {
    Intent(intent): tuple(texts) for intent, texts in _TABLE["said"].items()
}
"""Wishes by what is wanted, and under `CHAT` ordinary talk that only sounds like one."""

PASSED_ON: Final[tuple[str, ...]] = tuple(_TABLE["passed_on"])
"""Addresses that are mentioned and not asked about."""
