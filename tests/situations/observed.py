"""What real browsers showed in each situation, as `tests.browsers.observe` wrote it down."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

OBSERVED: Final = Path(__file__).parents[1] / "browsers" / "observed.json"


class Shown(Struct, frozen=True, kw_only=True):
    """The codes on the pages; None where the page opened."""

    chrome: str | None
    firefox: str | None


def shown(name: str) -> Shown:
    """What was seen in the situation of that name; KeyError where nobody has looked."""
    seen = _situations()[name]
    return Shown(chrome=seen["chrome"], firefox=seen["firefox"])


@cache
def _situations() -> dict[str, dict[str, str | None]]:
    situations: dict[str, dict[str, str | None]] = json.loads(OBSERVED.read_text())["situations"]
    return situations
