"""Puts together what commands look with: the only place that chooses implementations."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict, replace

from adapters.commands.knowing import knowledge_of
from adapters.commands.settings import moment_of
from adapters.console.check import Show, show_cards, show_json
from bot.catalogue.cards import CatalogueWording
from bot.catalogue.pages import page_forms
from bot.catalogue.suffixes import suffixes
from bot.config import Config, Place
from bot.core.target.protocols import WELL_KNOWN_PORTS
from bot.desk.check import Beyond, Checker
from bot.probe.look import Limits, Prober
from bot.probe.resolve import Policy

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.knowledge import Knowledge
    from bot.core.names.lookalike import Imitation
    from bot.desk.surroundings import Look, LookOn
    from bot.probe.upstream import Upstream


def checker_of(
    options: argparse.Namespace,
    config: Config,
    knowledge: Knowledge | None = None,
    clock: Callable[[], datetime] | None = None,
    policy: Policy | None = None,
) -> Checker:
    """Who looks, judges and words in this run.

    `knowledge` is loaded where none is given; without `clock` one moment holds throughout, and
    without `policy` that of the terminal does.

    Raises:
        UsageError: The moment or a file of trust anchors cannot be read.
    """
    moment = moment_of(options.at)
    clock = clock or (lambda: moment)
    knowledge = knowledge or knowledge_of(options, config)
    is_brief = bool(vars(options).get("tls_only"))
    upstream = None if is_brief else _upstream(options, knowledge, clock)
    prober = _prober(options, config, policy or _policy_here(options, config), upstream)
    if vars(options).get("tls_only", True):
        return Checker(prober.look, knowledge, CatalogueWording(), clock)
    follow, glance = (prober.lighter(tls_only=brief).look for brief in (False, True))
    ways = Ways(look=prober.look, follow=follow, glance=glance)
    return checker_by(ways, config, knowledge, clock)


class Ways(Struct, frozen=True, kw_only=True):
    """How places are looked at, by this process or by another.

    Attributes:
        follow, glance: For places that no person named; `glance` at the handshake alone.
    """

    look: Look
    follow: LookOn
    glance: LookOn


def checker_by(
    ways: Ways, config: Config, knowledge: Knowledge, clock: Callable[[], datetime]
) -> Checker:
    """Looks these ways at addresses and at what lies around them."""
    from bot.desk.surroundings import Surroundings

    beyond = Beyond(
        surroundings=Surroundings(ways.follow, ways.glance, knowledge, clock),
        imitates=_imitates_of(config),
    )
    return Checker(ways.look, knowledge, CatalogueWording(), clock, beyond=beyond)


def _imitates_of(config: Config) -> Callable[[str], Imitation | None]:
    """Says which guarded or well-known name a host's name imitates."""
    from bot.catalogue.lookalikes import lures, plain_letters
    from bot.core.names.lookalike import Guarded, imitation

    registry = config.registry.entries
    names = dict.fromkeys((*registry.own_domains, *registry.guard_names))
    guarded = [Guarded(domain=name, is_own=True) for name in names]

    def imitates(host: str) -> Imitation | None:
        return imitation(host, guarded, lures(), suffixes(), plain_letters)

    return imitates


def policy_of(config: Config, may_be_private: bool) -> Policy:  # noqa: FBT001 - all it is about
    """What a service may look at; whether private networks count depends on who asks."""
    probe = config.probe
    allowed = probe.allowed_networks if may_be_private else ()
    return Policy(allow=allowed, ports=WELL_KNOWN_PORTS | frozenset(probe.ports))


def limits_of(config: Config, timeout_s: float | None = None) -> Limits:
    """What one look may cost."""
    probe = config.probe
    return Limits(
        total_s=timeout_s or probe.timeout_s,
        connect_s=min(probe.connect_timeout_s, timeout_s or probe.timeout_s),
        addresses=probe.max_addresses,
    )


def _policy_here(options: argparse.Namespace, config: Config) -> Policy:
    probe = config.probe
    return Policy(
        allow_private=bool(vars(options).get("allow_private")),
        allow=probe.allowed_networks if Place.TERMINAL in probe.allow_from else (),
    )


def _prober(
    options: argparse.Namespace, config: Config, policy: Policy, upstream: Upstream | None
) -> Prober:
    asked = vars(options)
    limits = limits_of(config, asked.get("timeout"))
    limits = replace(limits, tls_only=bool(asked.get("tls_only")))
    return Prober(policy, limits, page_forms=page_forms, upstream=upstream)


def _upstream(
    options: argparse.Namespace, knowledge: Knowledge, clock: Callable[[], datetime]
) -> Upstream:
    from bot.probe.upstream import Upstream

    asks = not vars(options).get("no_revocation")
    return Upstream(knowledge.store, clock, revocation=asks)


def show_of(options: argparse.Namespace, config: Config, expected: int) -> Show:
    """How answers get onto standard output; `expected` is how many there will be."""
    contact = asdict(config.contact)
    if options.json:
        return show_json(contact, sys.stdout)
    return show_cards(contact, sys.stdout, with_details=options.details, expected=expected)
