"""Loads what tells imitations from honest names, and knows which letters look alike."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bot.catalogue.files import CatalogueError, demand_lower_case, demand_source, read_table
from bot.core.names.lookalike import Guarded, Lures

_WORDS: Final = ("ordinary", "carriers", "carrier_labels", "bait", "odd_endings")
_ACE: Final = "xn--"


@cache
def lures() -> Lures:
    """All of lookalikes.toml."""
    return parse_lures(read_table("lookalikes.toml"))


def parse_lures(data: Mapping[str, Any]) -> Lures:
    """Check and build the lists.

    Raises:
        CatalogueError: A list is missing or cites no dated source, or a name is empty or not in
            lower case.
    """
    words = data["words"]
    _check("words", words, (*_WORDS,))
    for group in data["well_known"]:
        _check("well_known", group, ("domains",))
    return Lures(
        well_known=tuple(
            Guarded(domain=domain, is_near_ordinary=group["near_ordinary"])
            for group in data["well_known"]
            for domain in group["domains"]
        ),
        **{key: frozenset(words[key]) for key in _WORDS},
    )


def _check(name: str, group: Mapping[str, Any], lists: tuple[str, ...]) -> None:
    place = f"lookalikes.toml: {name}"
    if not set(lists) <= set(group):
        raise CatalogueError(f"{place}: expected {', '.join(lists)}")
    demand_source(group, place)
    demand_lower_case((word for key in lists for word in group[key]), place)


def plain_letters(label: str) -> str:
    """An A-label as the Latin letters that it looks like; what looks like none stays itself.

    The table is Unicode's (UTS 39), by way of `confusable_homoglyphs`, which takes 0.2 s to load:
    only names in other letters pay for that.
    """
    if not label.startswith(_ACE):
        return label
    import idna  # noqa: PLC0415 - as above

    try:
        shown = idna.decode(label)
    except idna.IDNAError:
        return label
    return "".join(_latin(character) for character in shown)


def _latin(character: str) -> str:
    if character.isascii():
        return character
    import unicodedata  # noqa: PLC0415 - only for names in other letters

    from confusable_homoglyphs import confusables  # noqa: PLC0415 - 0.2 s

    base = unicodedata.normalize("NFKD", character)[:1].lower()
    if base.isascii() and base.isalnum():
        return base
    alike = confusables.is_confusable(character, greedy=True, preferred_aliases=["latin"])
    found = [h["c"] for entry in alike or () for h in entry["homoglyphs"]]
    return next((c.lower() for c in found if c.isascii() and c.isalnum()), character)
