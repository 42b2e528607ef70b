"""Puts together what is judged by; loads nothing that only looks need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.commands import UsageError
from bot.catalogue.gateways import gateway_names
from bot.catalogue.issuers import distrusts, known_issuers, policy
from bot.catalogue.sensitive import is_sensitive
from bot.catalogue.suffixes import suffixes
from bot.core.knowledge import Knowledge
from bot.probe.anchors import AnchorFileError, load_anchors

if TYPE_CHECKING:
    import argparse

    from bot.config import Config


def knowledge_of(options: argparse.Namespace, config: Config) -> Knowledge:
    """What is judged by.

    Raises:
        UsageError: A file of trust anchors cannot be read.
    """
    files = [*config.probe.ca_files, *(Path(file) for file in options.ca)]
    try:
        store = load_anchors(files, system_store=config.probe.system_store)
    except AnchorFileError as error:
        raise UsageError(f"--ca {error}") from error
    return Knowledge(
        store=store,
        suffixes=suffixes,
        policy=policy,
        issuers=known_issuers,
        distrusts=distrusts,
        registry=config.registry.entries,
        gateways=gateway_names,
        is_sensitive=is_sensitive,
    )
