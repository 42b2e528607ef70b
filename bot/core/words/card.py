"""The shapes of what is said to a person, and how facts are filled into a card."""

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

PLACEHOLDERS: Final = frozenset(
    {
        "address",
        "ago",
        "alternative",
        "checked",
        "clock",
        "contact_name",
        "host",
        "imitated",
        "issuer",
        "names",
        "not_after",
        "not_before",
        "place",
        "port",
        "protocol",
        "reference",
        "until",
    }
)
"""The facts a sentence may mention: days as "3 November 2026", spans as "20 days ago".

`checked` is a sentence of its own: what was looked at.
"""

TEXTS: Final = ("headline", "why", "next_step", "who_fixes", "simple", "unknown")
"""The fields of a card that are read by a person, in reading order."""

VARIANTS: Final[Mapping[str, str]] = {
    "alternative": "a sister name was checked and is healthy",
    "file": "it is about a file, and nobody looked at a site",
    "failed": "a mistake of ours left it without answer",
    "intermediate": "it is about a certificate above the leaf",
    "met": "the look itself met what is in the way",
    "nameless": "the leaf names nothing",
    "placeholder": "a sample certificate out of a product's box",
    "private": "a host in a private network",
    "read_only": "reading is permitted",
    "registered": "the organisation has it on its list",
    "stapled": "the site hands out a word of its issuer that is no good",
    "told": "nothing was looked at, a person's text alone says so",
    "told_dated": "the same, with the date",
    "told_private": "the same, of a host inside a network",
    "unasked": "a file, and no name to hold it to",
    "unclean": "our own way out is not clean",
    "unproven": "what is missing was not found, and nothing shows who signed",
    "warning": "no browser stops",
}
"""Where the facts differ enough for other words."""


class Card(Struct, frozen=True, kw_only=True):
    """What is said about one problem.

    Attributes:
        headline: The verdict, in a few words.
        next_step: Exactly one thing to do.
        who_fixes: Names exactly one party.
        simple: The driver's-licence analogy.
        unknown: What cannot be known from here; empty where nothing is left open.
        source: Where the rule or the fact comes from.
        date: When `source` was last read.
        variants: Other texts, by field, underscore and variant ("why_nameless").
    """

    headline: str
    why: str
    next_step: str
    who_fixes: str
    simple: str
    unknown: str
    source: str
    date: date
    variants: Mapping[str, str] = field(default_factory=dict)

    def worded_for(self, variant: str) -> "Card":
        """The card with every text that has this variant replaced; "" replaces none."""
        keys = {text: f"{text}_{variant}" for text in TEXTS}
        others = {text: self.variants[key] for text, key in keys.items() if key in self.variants}
        return replace(self, **others)


class Label(Struct, frozen=True, kw_only=True):
    """A category in words: its name, and what it means in one line."""

    label: str
    meaning: str


class OwnerStep(Struct, frozen=True, kw_only=True):
    """One thing that whoever runs the server does.

    Attributes:
        server: Id of the server software, such as "nginx"; empty for all of them.
        text: One imperative line; may hold a command to be typed as it stands.
    """

    server: str
    text: str
    source: str
    date: date


def render(card: Card, values: Mapping[str, str]) -> Card:
    """Fills in the facts, in one pass: braces inside a value stay what they are.

    No variant is left over: the one that fits has been chosen before (`worded_for`).

    Raises:
        KeyError: A fact that the card mentions is not among the values.
    """
    texts = {text: getattr(card, text).format_map(values) for text in TEXTS}
    return replace(card, **texts, variants={})


def mentioned(template: str) -> frozenset[str]:
    """The facts that a template mentions.

    Raises:
        ValueError: A brace is unbalanced, or a placeholder has a format, index or attribute.
    """
    names = set()
    for _, name, spec, conversion in Formatter().parse(template):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(f"{{{name}}} is more than a plain placeholder")
        names.add(name)
    return frozenset(names)
