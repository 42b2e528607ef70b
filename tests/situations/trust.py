"""Situations: who issued it, who vouches for the issuer, and what was sent along."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests import wire
from tests.certificates import AUTHORITY, Certified, Recipe, damaged, issue
from tests.servers import Server, Tls, tls
from tests.situations.lab import (
    DAY,
    STRANGE,
    Situation,
    authority,
    chosen_leaf,
    leaf,
    middle,
    root,
    serving,
    situation,
    stranger,
)

_P: Final = Problem
_FOREIGN: Final = Recipe(organisation=STRANGE)
_STRANGE_AUTHORITY: Final = replace(AUTHORITY, organisation=STRANGE)
_SELF: Final = Recipe(organisation="", common_name="localhost", key_number=3)


def _strange_middle() -> Certified:
    return authority("Strange Middle", stranger(), _STRANGE_AUTHORITY)


def _impostor() -> Certified:
    return issue(replace(AUTHORITY, common_name="Lab Root", key_number=66))


def _branch(issuer: Certified, recipe: Recipe = AUTHORITY) -> Certified:
    """One name and key, certified by whoever is asked."""
    return authority("Branch", issuer, recipe)


def _loop() -> tuple[Certified, Certified]:
    one = authority("Loop One", None, _STRANGE_AUTHORITY)
    two = authority("Loop Two", None, _STRANGE_AUTHORITY)
    return (
        authority("Loop One", two, _STRANGE_AUTHORITY),
        authority("Loop Two", one, _STRANGE_AUTHORITY),
    )


def _deep() -> list[Certified]:
    chain = [root()]
    for number in range(5):
        chain.insert(0, authority(f"Deep {number}", chain[0]))
    return chain[:-1]


def _at_aia(make: Callable[[], bytes]) -> Server:
    """A leaf alone, with a place on loopback that gives these bytes for its issuer."""

    @contextmanager
    def start() -> Iterator[int]:
        body = make()
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        with wire.speaking(head + body, first=False) as place:
            recipe = Recipe(issuer_urls=(f"http://127.0.0.1:{place}/issuer.cer",))
            with tls(Tls(chain=[leaf(recipe)])) as port:
                yield port

    return start


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation("self_signed", serving(lambda: [issue(_SELF)]), _P.SELF_SIGNED),
    situation(
        "self_signed_as_ca",
        serving(lambda: [issue(replace(_SELF, ca=True))]),
        _P.SELF_SIGNED,
        _P.WRONG_USAGE,
    ),
    situation(
        "self_signed_version_1",
        serving(lambda: [issue(replace(_SELF, version=1))]),
        _P.SELF_SIGNED,
        _P.NO_SAN,
    ),
    situation(
        "private_root_sent",
        serving(lambda: [leaf(_FOREIGN, stranger()), stranger()]),
        _P.UNTRUSTED_ROOT,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "private_root_not_sent", serving(lambda: [leaf(_FOREIGN, stranger())]), _P.UNTRUSTED_ROOT
    ),
    situation(
        "private_intermediate_sent",
        serving(lambda: [leaf(_FOREIGN, _strange_middle()), _strange_middle()]),
        _P.UNTRUSTED_ROOT,
    ),
    situation(
        "private_intermediate_and_root_sent",
        serving(lambda: [leaf(_FOREIGN, _strange_middle()), _strange_middle(), stranger()]),
        _P.UNTRUSTED_ROOT,
        notes=(_P.ROOT_SENT,),
    ),
    situation("intermediate_missing", serving(lambda: [leaf()]), _P.INCOMPLETE_CHAIN),
    situation(
        "intermediate_missing_root_sent",
        serving(lambda: [leaf(), root()]),
        _P.INCOMPLETE_CHAIN,
        notes=(_P.CHAIN_EXTRA, _P.ROOT_SENT),
    ),
    situation(
        "intermediate_missing_another_sent",
        serving(lambda: [leaf(), _branch(root())]),
        _P.INCOMPLETE_CHAIN,
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation("intermediate_at_aia", _at_aia(lambda: middle().der), _P.INCOMPLETE_CHAIN),
    situation("aia_leads_to_a_stranger", _at_aia(lambda: stranger().der), _P.INCOMPLETE_CHAIN),
    situation("aia_gives_garbage", _at_aia(lambda: b"no certificate"), _P.INCOMPLETE_CHAIN),
    situation(
        "leaf_signature_damaged", serving(lambda: [damaged(leaf()), middle()]), _P.MALFORMED_CERT
    ),
    situation(
        "intermediate_signature_damaged",
        serving(lambda: [leaf(), damaged(middle())]),
        _P.MALFORMED_CERT,
    ),
    situation(
        "impostor_of_the_root_sent",
        serving(lambda: [leaf(None, _impostor()), _impostor()]),
        _P.UNTRUSTED_ROOT,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "impostor_of_the_root_not_sent",
        serving(lambda: [leaf(None, _impostor())]),
        _P.MALFORMED_CERT,
    ),
    situation(
        "cross_signed_one_leg_expired",
        serving(
            lambda: [
                leaf(None, _branch(root())),
                _branch(root(), replace(AUTHORITY, ends=-DAY)),
                _branch(root()),
            ]
        ),
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "cross_signed_only_the_expired_leg",
        serving(
            lambda: [leaf(None, _branch(root())), _branch(root(), replace(AUTHORITY, ends=-DAY))]
        ),
        _P.EXPIRED,
    ),
    situation(
        "cross_signed_by_stranger_and_root",
        serving(lambda: [leaf(None, _branch(root())), _branch(stranger()), _branch(root())]),
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "cross_signed_by_stranger_only",
        serving(lambda: [leaf(None, _branch(root())), _branch(stranger())]),
        _P.UNTRUSTED_ROOT,
    ),
    situation(
        "issuers_in_a_loop",
        serving(lambda: [leaf(_FOREIGN, _loop()[0]), *_loop()]),
        _P.UNTRUSTED_ROOT,
    ),
    situation(
        "wrong_order",
        serving(lambda: [leaf(), root(), middle()]),
        notes=(_P.CHAIN_ORDER, _P.ROOT_SENT),
    ),
    situation("root_sent", serving(lambda: [leaf(), middle(), root()]), notes=(_P.ROOT_SENT,)),
    situation(
        "unrelated_certificate_sent",
        serving(lambda: [leaf(), middle(), _strange_middle()]),
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "intermediate_sent_twice",
        serving(lambda: [leaf(), middle(), middle()]),
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation(
        "leaf_sent_twice",
        serving(lambda: [*[leaf()] * 2, middle()]),
        notes=(_P.CHAIN_EXTRA,),
    ),
    situation("self_signed_but_chosen", serving(lambda: [chosen_leaf()])),
    situation("issued_by_the_root", serving(lambda: [leaf(None, root())])),
    situation("five_intermediates", serving(lambda: [leaf(None, _deep()[0]), *_deep()])),
    situation(
        "five_intermediates_shuffled",
        serving(lambda: [leaf(None, _deep()[0]), *reversed(_deep())]),
        notes=(_P.CHAIN_ORDER,),
    ),
    situation(
        "chain_without_key_ids", serving(lambda: [leaf(Recipe(key_ids=False), _plain()), _plain()])
    ),
)


def _plain() -> Certified:
    return authority("Plain", root(), replace(AUTHORITY, key_ids=False))
