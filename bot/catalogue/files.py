"""Where the data files are, and how one is read.

Beside the code, not through `importlib.resources`: that would be loaded for nothing else, and its
zip reader alone takes as long as all the tables that a check needs.
"""

from collections.abc import Mapping
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


def demand_source(table: Mapping[str, Any], place: str) -> None:
    """Every entry says where it is from, and when that was last read.

    Raises:
        CatalogueError: It does not.
    """
    if not table.get("source") or not isinstance(table.get("date"), date):
        raise CatalogueError(f"{place}: cites no dated source")
