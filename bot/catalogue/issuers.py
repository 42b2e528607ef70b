"""Loads what is known of issuers, the distrusted ones and the limits that policies set."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, read_table
from bot.core.issuers.distrust import Decision, Distrust, Programme
from bot.core.issuers.known import Confidence, IssuerKind, KnownIssuer
from bot.core.issuers.names import NamePattern
from bot.core.issuers.policy import Policy, ValidityLimit

_Table = Mapping[str, Any]
_SHA256: Final = re.compile("[0-9a-f]{64}")


@cache
def known_issuers() -> tuple[KnownIssuer, ...]:
    """From issuers.toml, in the file's order."""
    return parse_issuers(read_table("issuers.toml"))


@cache
def distrusts() -> tuple[Distrust, ...]:
    """From distrust.toml, in the file's order."""
    return parse_distrusts(read_table("distrust.toml"))


@cache
def policy() -> Policy:
    """From policy.toml."""
    return parse_policy(read_table("policy.toml"))


def parse_issuers(data: _Table) -> tuple[KnownIssuer, ...]:
    """Check and build the entries.

    Raises:
        CatalogueError: An entry lacks a key, has one too many, or cites no dated source.
    """
    return tuple(_issuer(entry, data["sources"]) for entry in data["issuer"])


def _issuer(entry: _Table, sources: Mapping[str, _Table]) -> KnownIssuer:
    try:
        _demand_keys(entry, "id product kind match confidence source", "key_sha256")
        _demand_keys(sources[entry["source"]], "text date")
        return KnownIssuer(
            id=entry["id"],
            product=entry["product"],
            kind=IssuerKind(entry["kind"]),
            names=_patterns(entry["match"]),
            key_sha256=_digests(entry.get("key_sha256", [])),
            confidence=Confidence(entry["confidence"]),
            source=sources[entry["source"]]["text"],
            date=_day(sources[entry["source"]]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"issuers.toml: {entry.get('id', entry)}: {error}") from error


def parse_distrusts(data: _Table) -> tuple[Distrust, ...]:
    """Check and build the entries.

    Raises:
        CatalogueError: An entry lacks a key, has one too many, or a decision has no dated source.
    """
    return tuple(_distrust(entry) for entry in data["authority"])


def _distrust(entry: _Table) -> Distrust:
    try:
        _demand_keys(entry, "id name certificate_sha256 names decision")
        return Distrust(
            id=entry["id"],
            authority=entry["name"],
            certificate_sha256=_digests(entry["certificate_sha256"]),
            names=_patterns(entry["names"]),
            decisions=tuple(_decision(decision) for decision in entry["decision"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"distrust.toml: {entry.get('id', entry)}: {error}") from error


def _decision(decision: _Table) -> Decision:
    _demand_keys(decision, "by source date", "last_accepted")
    last_accepted = decision.get("last_accepted")
    if last_accepted is not None and last_accepted.tzinfo is None:
        raise ValueError("last_accepted needs a time zone")
    return Decision(
        by=Programme(decision["by"]),
        last_accepted=last_accepted,
        source=decision["source"],
        date=_day(decision),
    )


def parse_policy(data: _Table) -> Policy:
    """Check and build the limits.

    Raises:
        CatalogueError: A limit lacks a key, has one too many, or cites no dated source.
    """
    try:
        _demand_keys(data["rsa"], "min_bits source date")
        return Policy(
            public_validity=tuple(_limit(limit) for limit in data["public_validity"]),
            private_validity=(_limit(data["private_validity"]),),
            min_rsa_bits=data["rsa"]["min_bits"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"policy.toml: {error}") from error


def _limit(limit: _Table) -> ValidityLimit:
    _demand_keys(limit, "since days source date")
    return ValidityLimit(
        since=limit["since"], days=limit["days"], source=limit["source"], date=_day(limit)
    )


def _demand_keys(table: _Table, required: str, optional: str = "") -> None:
    needed = set(required.split())
    if missing := needed - set(table):
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    if surplus := set(table) - needed - set(optional.split()):
        raise ValueError(f"has unknown {', '.join(sorted(surplus))}")
    if not all(table[key] for key in needed & {"source", "text"}):
        raise ValueError("cites no source")


def _day(table: _Table) -> date:
    day = table["date"]
    if not isinstance(day, date):
        raise TypeError(f"date is {day!r}")
    return day


def _patterns(tables: list[dict[str, str]]) -> tuple[NamePattern, ...]:
    patterns = tuple(NamePattern(**table) for table in tables)
    if NamePattern() in patterns:
        raise ValueError("a pattern without attributes")
    return patterns


def _digests(texts: list[str]) -> frozenset[str]:
    for text in texts:
        if not _SHA256.fullmatch(text):
            raise ValueError(f"{text} is no SHA-256 in lower-case hex")
    return frozenset(texts)
