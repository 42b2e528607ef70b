"""The public suffix list, loaded when a question first needs it."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from bot.core.names.matching import SuffixList


@cache
def suffixes() -> SuffixList:
    """The list as its package ships it; names under a private suffix have many owners."""
    from publicsuffixlist import PSLFILE, PublicSuffixList  # noqa: PLC0415 - few names need it

    lines = Path(PSLFILE).read_text(encoding="utf-8").splitlines()
    return PublicSuffixList(_with_a_labels(lines), accept_encoded_idn=False)


def _with_a_labels(lines: Iterable[str]) -> Iterator[str]:
    """As the package would add them, which takes five times as long for encoding ASCII too."""
    for line in lines:
        yield line
        if not line.isascii() and not line.startswith("//"):
            mark = "!" * line.startswith("!")
            yield mark + line.lower().split()[0].removeprefix("!").encode("idna").decode("ascii")
