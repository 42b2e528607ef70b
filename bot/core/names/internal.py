"""Names that lead to no place on the internet, by their shape alone. Pure."""

from typing import Final

ENDINGS: Final = frozenset(
    {"local", "lan", "internal", "home", "corp", "intranet", "localhost", "home.arpa"}
    | {"intra", "localdomain", "private", "intern"}
)
"""RFC 6761, RFC 6762 section 3 and appendix G, RFC 8375, ICANN resolution 2024.07.29.06."""

_AFTER_DOT: Final = tuple(f".{ending}" for ending in ENDINGS)


def is_internal_name(name: str) -> bool:
    """A single label, or a name under an ending that houses use; in lower case, no address."""
    return "." not in name or name.endswith(_AFTER_DOT)
