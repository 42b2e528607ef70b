"""Loads the letters that a person can send."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.catalogue.files import demand_source, read_table
from bot.catalogue.sentences import demand_gaps
from bot.core.words.drafts import PLACEHOLDERS, DraftForm


@cache
def draft_forms() -> Mapping[str, DraftForm]:
    """By recipient: "owner" and "network"."""
    return parse_drafts(read_table("drafts.toml"))


def parse_drafts(data: Mapping[str, Any]) -> dict[str, DraftForm]:
    """Check and build the letters.

    Raises:
        CatalogueError: A letter cites no dated source or mentions what nobody fills in.
    """
    return {name: _form(name, table) for name, table in data.items()}


def _form(name: str, table: Mapping[str, Any]) -> DraftForm:
    demand_source(table, f"drafts.toml: {name}")
    for key in ("advice", "subject", "body"):
        demand_gaps(table[key], PLACEHOLDERS, f"drafts.toml: {name}.{key}")
    return DraftForm(advice=table["advice"], subject=table["subject"], body=table["body"])
