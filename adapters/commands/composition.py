"""Puts together what commands work with: the only place that chooses implementations.

It owns the clock and reads the environment.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from adapters.commands import UsageError
from adapters.console.check import Show, show_cards, show_json
from bot.catalogue.cards import CatalogueWording
from bot.catalogue.gateways import gateway_names
from bot.catalogue.issuers import distrusts, known_issuers, policy
from bot.catalogue.pages import page_forms
from bot.catalogue.sensitive import is_sensitive
from bot.catalogue.suffixes import suffixes
from bot.config import Config, ConfigError, Place, load
from bot.core.knowledge import Knowledge
from bot.desk.check import Checker
from bot.desk.surroundings import Surroundings
from bot.probe.anchors import AnchorFileError, load_anchors
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy
from bot.probe.upstream import Upstream

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def config_of(options: argparse.Namespace) -> Config:
    """The settings that hold for this run.

    Raises:
        UsageError: A setting is wrong.
    """
    try:
        return load(Path(options.config) if options.config else None, os.environ)
    except ConfigError as error:
        raise UsageError(str(error)) from error


def checker_of(options: argparse.Namespace, config: Config) -> Checker:
    """Who looks, judges and words in this run.

    Raises:
        UsageError: The moment or a file of trust anchors cannot be read.
    """
    moment = _moment(options.at)
    knowledge = _knowledge(options, config)
    prober = _prober(options, config, knowledge, lambda: moment)
    surroundings = None
    if not vars(options).get("tls_only", True):
        follow, glance = (prober.lighter(tls_only=brief).look for brief in (False, True))
        surroundings = Surroundings(follow, glance, knowledge, lambda: moment)
    return Checker(
        look=prober.look,
        knowledge=knowledge,
        wording=CatalogueWording(),
        clock=lambda: moment,
        surroundings=surroundings,
    )


def _moment(text: str | None) -> datetime:
    """`--at`, or now; one moment for the whole run, so that answers can be compared."""
    if text is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # a zone can lead out of the years 1 to 9999
        raise UsageError(f"--at {text}: expected a moment such as 2026-11-24T12:00Z") from error


def _knowledge(options: argparse.Namespace, config: Config) -> Knowledge:
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


def _prober(
    options: argparse.Namespace,
    config: Config,
    knowledge: Knowledge,
    clock: Callable[[], datetime],
) -> Prober:
    probe = config.probe
    asked = vars(options)
    return Prober(
        Policy(
            allow_private=bool(asked.get("allow_private")),
            allow=probe.allowed_networks if Place.TERMINAL in probe.allow_from else (),
        ),
        Limits(
            total_s=asked.get("timeout") or probe.timeout_s,
            connect_s=min(probe.connect_timeout_s, asked.get("timeout") or probe.timeout_s),
            addresses=probe.max_addresses,
            tls_only=bool(asked.get("tls_only")),
        ),
        page_forms=page_forms,
        upstream=Upstream(knowledge.store, clock, revocation=not asked.get("no_revocation")),
    )


def show_of(options: argparse.Namespace, config: Config, expected: int) -> Show:
    """How answers get onto standard output; `expected` is how many there will be."""
    contact = asdict(config.contact)
    if options.json:
        return show_json(contact, sys.stdout)
    return show_cards(contact, sys.stdout, with_details=options.details, expected=expected)
