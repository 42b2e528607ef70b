"""Situations: certificate lists with rubbish in them, and lists too long to be read."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final

from bot.core.vocabulary import Problem
from tests.certificates import Certified, Recipe, issue
from tests.odd_tls import TLS12, TLS13, OddTls, odd_tls
from tests.servers import Server
from tests.situations.lab import DAY, STRANGE, Situation, leaf, middle, situation, stranger

_P: Final = Problem
_RUBBISH: Final = b"\x30\x03\x02\x01\x05"


def _listing(
    make: Callable[[], Certified],
    beside: Callable[[], Sequence[bytes]],
    version: tuple[int, int] = TLS12,
) -> Server:
    def start() -> AbstractContextManager[int]:
        first = make()
        listed = [first.der, *beside()]
        return odd_tls(OddTls(leaf=first, listed=listed, lowest=version, highest=version))

    return start


def _endless(kilobytes: int, version: tuple[int, int]) -> Server:
    piece = b"\x30\x82" + bytes(39_998)
    return _listing(leaf, lambda: [middle().der, *[piece] * (kilobytes // 40)], version)


def _with_another_key() -> AbstractContextManager[int]:
    shown = leaf(Recipe(ends=-DAY))
    listed = [shown.der, middle().der]
    return odd_tls(OddTls(leaf=leaf(Recipe(key_number=182)), listed=listed))


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation(
        "self_signed_and_rubbish",
        _listing(lambda: issue(Recipe(common_name="box", key_number=3)), lambda: [_RUBBISH]),
        _P.SELF_SIGNED,
        _P.MALFORMED_CERT,
    ),
    situation(
        "stranger_and_rubbish",
        _listing(
            lambda: leaf(Recipe(organisation=STRANGE), stranger()),
            lambda: [stranger().der, _RUBBISH],
        ),
        _P.UNTRUSTED_ROOT,
        _P.MALFORMED_CERT,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "expired_and_rubbish",
        _listing(lambda: leaf(Recipe(ends=-DAY)), lambda: [_RUBBISH, middle().der]),
        _P.EXPIRED,
        _P.MALFORMED_CERT,
    ),
    situation(
        "wrong_name_and_rubbish",
        _listing(
            lambda: leaf(Recipe(names=("www.other.test",))),
            lambda: [middle().der, _RUBBISH],
            TLS13,
        ),
        _P.NAME_MISMATCH,
        _P.MALFORMED_CERT,
    ),
    situation(
        "empty_place_in_the_list",
        _listing(leaf, lambda: [b"", middle().der]),
        _P.MALFORMED_CERT,
    ),
    situation("intermediate_as_pem", _listing(leaf, lambda: [middle().pem]), _P.MALFORMED_CERT),
    situation("list_of_360_kilobytes_12", _endless(360, TLS12), _P.MALFORMED_CERT),
    situation("list_of_360_kilobytes_13", _endless(360, TLS13), _P.MALFORMED_CERT),
    situation("list_of_2_megabytes_12", _endless(2000, TLS12), _P.MALFORMED_CERT),
    situation("list_of_2_megabytes_13", _endless(2000, TLS13), _P.MALFORMED_CERT),
    situation("expired_with_another_key", _with_another_key, _P.EXPIRED, _P.KEY_MISMATCH),
)
