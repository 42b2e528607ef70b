"""Reads the names on a certificate off a sentence that tells them, in whatever language."""

import re
from collections.abc import Iterable
from typing import Final

from bot.core.symptoms.fragments import Hit
from bot.core.symptoms.skeleton import Skeleton

_MOST: Final = 100
"""Names of one sentence; a browser lists no more."""

_JOINT: Final = 3
"""Characters between a name and the words behind it: a space, quotes."""

# Programs write names in ASCII, so that letters of other scripts end one even without a space.
_LABEL: Final = rb"[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?"
_NAME: Final = rb"(?:\*\.)?" + _LABEL + rb"(?:\." + _LABEL + rb"){0,126}"
_ADDRESS: Final = rb"\[?[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}\]?"
_FIRST: Final = re.compile(rb"[\s\"'`(:;<>|#*_-]{0,8}?(" + _ADDRESS + rb"|" + _NAME + rb")")
_NEXT: Final = re.compile(rb"\s?[,;]\s{0,3}(" + _ADDRESS + rb"|" + _NAME + rb")")
_ALONE: Final = re.compile(rb"[\"']?(?:[.,;\x80-\xff]|\s*$|\s*\n)")


def names_offered(text: Skeleton, hits: Iterable[Hit]) -> tuple[str, ...]:
    """The names on the certificate, lower case, in order of appearance, no doubles.

    They stand right after the first part of a fragment whose symptom tells names.
    """
    found: dict[str, None] = {}
    for hit in hits:
        if hit.symptom.names:
            found |= dict.fromkeys(_listed(text.flesh, *_between(text, hit)))
    return tuple(found)


def _between(text: Skeleton, hit: Hit) -> tuple[int, int]:
    """Where names may begin, and where the fragment goes on; -1 where it does not."""
    first, *others = hit.parts
    return text.place(first[1] - 1) + 1, text.place(others[0][0]) if others else -1


def _listed(flesh: bytes, start: int, end: int) -> Iterable[str]:
    """A list of names that begins here; a single word only where nothing but an end follows."""
    name = _FIRST.match(flesh, start)
    for _ in range(_MOST):
        if name is None or not (_is_name(flesh, name) or 0 <= end - name.end() <= _JOINT):
            return
        yield name[1].decode("ascii").strip("[]-").lower()
        name = _NEXT.match(flesh, name.end())


def _is_name(flesh: bytes, word: re.Match[bytes]) -> bool:
    is_dotted = b"." in word[1] or b":" in word[1]
    return is_dotted or _ALONE.match(flesh, word.end()) is not None
