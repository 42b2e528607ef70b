"""A distinguished name by some of its attributes, as entries about issuers give it."""

from msgspec import Struct

from bot.core.facts import Name, attribute
from bot.core.facts.identifiers import COMMON_NAME, ORGANISATION, ORGANISATIONAL_UNIT


class NamePattern(Struct, frozen=True, kw_only=True):
    """A distinguished name by some of its attributes; all that are given must be there.

    Letter case and runs of spaces do not count (RFC 5280 section 7.1). A final asterisk stands for
    any rest, nowhere else has it a meaning. Empty attributes are not looked at, and a pattern of
    nothing but empty ones matches no name.
    """

    common_name: str = ""
    organisation: str = ""
    organisational_unit: str = ""

    def matches(self, name: Name) -> bool:
        """Whether each attribute given stands in the name, possibly among others of its type."""
        wanted = (
            (COMMON_NAME, self.common_name),
            (ORGANISATION, self.organisation),
            (ORGANISATIONAL_UNIT, self.organisational_unit),
        )
        given = [(oid, folded(pattern)) for oid, pattern in wanted if pattern]
        return bool(given) and all(
            any(_fits(pattern, value) for value in attribute(name, oid)) for oid, pattern in given
        )


def folded(text: str) -> str:
    """For comparing: RFC 5280 section 7.1."""
    return " ".join(text.casefold().split())


def _fits(pattern: str, value: str) -> bool:
    if pattern.endswith("*"):
        return value.startswith(pattern[:-1])
    return value == pattern
