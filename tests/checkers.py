"""Checkers around a real probe, wired as the composition root does it."""

from datetime import UTC, datetime

from bot.catalogue.cards import CatalogueWording
from bot.core.knowledge import Knowledge
from bot.desk.check import Beyond, Checker
from bot.desk.surroundings import Surroundings
from bot.probe.look import Prober


def checker_with(prober: Prober, known: Knowledge) -> Checker:
    """Judges at the present moment, which the certificates are made for."""
    follow, glance = (prober.lighter(tls_only=brief).look for brief in (False, True))
    beyond = Beyond(surroundings=Surroundings(follow, glance, known, _now))
    return Checker(prober.look, known, CatalogueWording(), _now, beyond=beyond)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - what is looked at is made now
