"""Where the data files are, and how one is read.

Beside the code, not through `importlib.resources`: that would be loaded for nothing else, and its
zip reader alone takes as long as all the tables that a check needs.
"""

import tomllib
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent


def read_table(*path: str) -> dict[str, Any]:
    """One TOML file, by the parts of its path from this folder."""
    return tomllib.loads(FOLDER.joinpath(*path).read_text(encoding="utf-8"))
