"""Where the data files are, and how one is read.

Beside the code, not through `importlib.resources`: that would be loaded for nothing else, and its
zip reader alone takes as long as all the tables that a check needs.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import rtoml

FOLDER: Final = Path(__file__).parent


class CatalogueError(ValueError):
    """A data file that is not as it must be; names the file and the entry."""


def read_table(*path: str) -> dict[str, Any]:
    """One TOML file, by the parts of its path from this folder."""
    return rtoml.loads(FOLDER.joinpath(*path).read_text(encoding="utf-8"))


def demand_keys(
    table: Collection[str], needed: Iterable[str], place: str, *, optional: Iterable[str] = ()
) -> None:
    """All that is needed is there, and nothing that nobody reads.

    Raises:
        CatalogueError: Something is missing, or unknown.
    """
    wanted = set(needed)
    if missing := wanted - set(table):
        raise CatalogueError(f"{place}: lacks {', '.join(sorted(missing))}")
    if surplus := set(table) - wanted - set(optional):
        raise CatalogueError(f"{place}: has unknown {', '.join(sorted(surplus))}")


def demand_lower_case(words: Iterable[str], place: str) -> None:
    """What is compared with names must be spelt as names are.

    Raises:
        CatalogueError: A word is empty, or holds a capital.
    """
    for word in words:
        if not word or word != word.lower():
            raise CatalogueError(f"{place}: {word!r} is not in lower case")


def demand_source(table: Mapping[str, Any], place: str) -> None:
    """Every entry says where it is from, and when that was last read.

    Raises:
        CatalogueError: It does not.
    """
    if not table.get("source") or not isinstance(table.get("date"), date):
        raise CatalogueError(f"{place}: cites no dated source")
