"""How programs print the number of an error: in hexadecimal, in decimal, signed or not."""

from collections.abc import Iterable
from typing import Final

_BITS: Final = 32
_CARRIERS: Final = (
    "error", "err", "code", "failed", "domain", "domainssl", "key", "error 3", "oserror", "status",
)  # fmt: skip
"""Words that a small negative number follows; alone it could be any number."""


def spellings(number: str) -> tuple[str, ...]:
    """Fragments for "0x800B0109" or "-201".

    A value with the highest bit set is printed as a negative decimal by programs that take it for
    signed (an HRESULT of winerror.h); minus and "0x" are not needed where letters show what it is.
    """
    if number.startswith("-"):
        return tuple(f"{carrier} {number}" for carrier in _CARRIERS)
    value = int(number, 16)
    digits = number.removeprefix("0x")
    plain = (number, f"error {digits}", f"code {digits}") if digits.isdecimal() else (digits,)
    return (*plain, str(value), str((1 << _BITS) - value))


def reason_spellings(reasons: Iterable[int]) -> Iterable[str]:
    """Fragments for reasons of OpenSSL's library SSL, where no words are loaded for them.

    The first is what OpenSSL up to 1.1 prints, the second that of 3 (ERR_PACK in err.h).
    """
    for reason in reasons:
        yield f"reason({reason})"
        yield f"error:0A000{reason:03X}"
