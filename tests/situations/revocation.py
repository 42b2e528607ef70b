"""Situations: stapled OCSP responses, and certificates that insist on one."""

from collections.abc import Callable
from typing import Final

from bot.core.vocabulary import Problem
from tests.certificates import Certified, Recipe
from tests.servers import Server, Tls
from tests.situations.lab import DAY, Situation, leaf, middle, situation, stranger, under_lab, via
from tests.staples import Staple, responder, staple, unwilling

_P: Final = Problem
_STAPLED: Final = Recipe(must_staple=True)


def _saying(make: Callable[[], Staple], recipe: Recipe | None = None) -> Server:
    """A leaf with a staple about itself."""

    def settings() -> Tls:
        own = leaf(recipe)
        return _with(own, staple(own, middle(), make()))

    return via(settings)


def _with(own: Certified, response: bytes) -> Tls:
    return Tls(chain=[own, middle()], staple=response)


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation("staple_good", _saying(Staple)),
    situation("staple_revoked", _saying(lambda: Staple(revoked=True)), _P.REVOKED),
    situation(
        "staple_good_but_stale", _saying(lambda: Staple(age=20 * DAY)), _P.REVOCATION_UNAVAILABLE
    ),
    situation(
        "staple_stale_and_a_dead_responder",
        _saying(lambda: Staple(age=20 * DAY), Recipe(ocsp_urls=("http://127.0.0.1:1/",))),
        _P.REVOCATION_UNAVAILABLE,
    ),
    situation("dead_responder", under_lab(Recipe(ocsp_urls=("http://127.0.0.1:1/",)))),
    situation(
        "staple_revoked_and_stale", _saying(lambda: Staple(revoked=True, age=20 * DAY)), _P.REVOKED
    ),
    situation("staple_from_tomorrow", _saying(lambda: Staple(age=-DAY))),
    situation(
        "staple_signed_by_a_stranger",
        _saying(lambda: Staple(revoked=True, signer=stranger())),
        _P.REVOCATION_UNAVAILABLE,
    ),
    situation("staple_by_responder", _saying(lambda: Staple(signer=responder(middle())))),
    situation(
        "staple_revoked_by_responder",
        _saying(lambda: Staple(revoked=True, signer=responder(middle()))),
        _P.REVOKED,
    ),
    situation(
        "staple_by_unentitled_responder",
        _saying(lambda: Staple(revoked=True, signer=responder(middle(), entitled=False))),
        _P.REVOCATION_UNAVAILABLE,
    ),
    situation(
        "staple_of_another_certificate",
        via(lambda: _with(leaf(), staple(leaf(), middle(), Staple(revoked=True)))),
    ),
    situation(
        "staple_says_try_later", via(lambda: _with(leaf(), unwilling())), _P.REVOCATION_UNAVAILABLE
    ),
    situation(
        "staple_is_garbage",
        via(lambda: _with(leaf(), b"\x30\x03\x0a\x01\x00")),
        _P.REVOCATION_UNAVAILABLE,
    ),
    situation("must_staple_missing", under_lab(_STAPLED), _P.MUST_STAPLE_MISSING),
    situation("must_staple_met", _saying(Staple, _STAPLED)),
    situation("must_staple_revoked", _saying(lambda: Staple(revoked=True), _STAPLED), _P.REVOKED),
    situation(
        "revoked_and_expired",
        _saying(lambda: Staple(revoked=True), Recipe(ends=-DAY)),
        _P.EXPIRED,
        _P.REVOKED,
    ),
    situation(
        "revoked_and_wrong_name",
        _saying(lambda: Staple(revoked=True), Recipe(names=("www.other.test",))),
        _P.REVOKED,
        _P.NAME_MISMATCH,
    ),
)
