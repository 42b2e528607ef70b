"""Situations: two and three faults at once; the order is what this is about."""

from typing import Final

from msgspec.structs import replace
from OpenSSL import SSL

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, CLIENT_AUTH, Recipe, damaged, extension, issue
from tests.der import integer
from tests.servers import Server, Tls
from tests.situations.dates import late
from tests.situations.lab import (
    DAY,
    SHOP,
    STRANGE,
    Chain,
    Situation,
    authority,
    leaf,
    middle,
    permitting,
    root,
    serving,
    situation,
    stranger,
    under_lab,
    via,
)
from tests.staples import Staple, staple

_P: Final = Problem
_OTHER: Final = ("www.other.test",)
_SELF: Final = Recipe(organisation="", common_name="box", key_number=3)
_PAST: Final = Recipe(ends=-DAY)
_CRITICAL: Final = (extension("1.3.6.1.4.1.99999.7", integer(1), critical=True),)


def _stapled(recipe: Recipe) -> Server:
    """A leaf whose issuer says that it is revoked."""

    def settings() -> Tls:
        shown = leaf(recipe)
        word = staple(shown, middle(), Staple(revoked=True))
        return Tls(chain=[shown, middle()], staple=word)

    return via(settings)


def _small_and_late() -> Chain:
    issuer = authority("Small Late", root(), replace(AUTHORITY, key="rsa1024", ends=-DAY))
    return [leaf(None, issuer), issuer]


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation(
        "expired_wrong_name", under_lab(replace(_PAST, names=_OTHER)), _P.NAME_MISMATCH, _P.EXPIRED
    ),
    situation(
        "expired_name_variant",
        under_lab(replace(_PAST, names=("mail.lab.test",))),
        _P.NAME_VARIANT,
        _P.EXPIRED,
        host=SHOP,
    ),
    situation(
        "expired_untrusted",
        serving(lambda: [leaf(replace(_PAST, organisation=STRANGE), stranger())]),
        _P.UNTRUSTED_ROOT,
        _P.EXPIRED,
    ),
    situation(
        "expired_no_san",
        under_lab(replace(_PAST, names=None, common_name="localhost")),
        _P.NO_SAN,
        _P.EXPIRED,
    ),
    situation(
        "expired_client_only",
        under_lab(replace(_PAST, extended_usage=(CLIENT_AUTH,))),
        _P.EXPIRED,
        _P.WRONG_USAGE,
    ),
    situation(
        "expired_incomplete", serving(lambda: [leaf(_PAST)]), _P.INCOMPLETE_CHAIN, _P.EXPIRED
    ),
    situation(
        "expired_sha1", under_lab(replace(_PAST, hash_name="sha1")), _P.WEAK_SIGNATURE, _P.EXPIRED
    ),
    situation(
        "expired_rsa_1024", under_lab(replace(_PAST, key="rsa1024")), _P.EXPIRED, _P.WEAK_KEY
    ),
    situation(
        "expired_marked_as_ca", under_lab(replace(_PAST, ca=True)), _P.EXPIRED, _P.WRONG_USAGE
    ),
    situation(
        "expired_critical_extension",
        under_lab(replace(_PAST, extensions=_CRITICAL)),
        _P.EXPIRED,
        _P.MALFORMED_CERT,
    ),
    situation(
        "expired_damaged",
        serving(lambda: [damaged(leaf(_PAST)), middle()]),
        _P.MALFORMED_CERT,
        _P.EXPIRED,
    ),
    situation(
        "expired_p521",
        under_lab(replace(_PAST, key="secp521r1", usage=("digitalSignature",))),
        _P.UNSUPPORTED_KEY,
        _P.EXPIRED,
    ),
    situation(
        "expired_must_staple",
        under_lab(replace(_PAST, must_staple=True)),
        _P.EXPIRED,
        _P.MUST_STAPLE_MISSING,
    ),
    situation(
        "expired_tls10",
        via(
            lambda: Tls(
                chain=[leaf(_PAST), middle()], lowest=SSL.TLS1_VERSION, highest=SSL.TLS1_VERSION
            )
        ),
        _P.LEGACY_PROTOCOL,
        _P.EXPIRED,
    ),
    situation(
        "expired_client_certificate",
        via(
            lambda: Tls(
                chain=[leaf(_PAST), middle()],
                client=SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT,
                highest=SSL.TLS1_2_VERSION,
            )
        ),
        _P.EXPIRED,
        _P.CLIENT_CERT_REQUIRED,
    ),
    situation(
        "not_yet_valid_wrong_name",
        under_lab(Recipe(starts=DAY, names=_OTHER)),
        _P.NAME_MISMATCH,
        _P.NOT_YET_VALID,
    ),
    situation(
        "untrusted_wrong_name",
        serving(lambda: [leaf(Recipe(names=_OTHER, organisation=STRANGE), stranger())]),
        _P.UNTRUSTED_ROOT,
        _P.NAME_MISMATCH,
    ),
    situation(
        "untrusted_client_only",
        serving(
            lambda: [leaf(Recipe(extended_usage=(CLIENT_AUTH,), organisation=STRANGE), stranger())]
        ),
        _P.UNTRUSTED_ROOT,
        _P.WRONG_USAGE,
    ),
    situation(
        "client_only_wrong_name",
        under_lab(Recipe(extended_usage=(CLIENT_AUTH,), names=_OTHER)),
        _P.WRONG_USAGE,
        _P.NAME_MISMATCH,
    ),
    situation(
        "sha1_wrong_name",
        under_lab(Recipe(hash_name="sha1", names=_OTHER)),
        _P.WEAK_SIGNATURE,
        _P.NAME_MISMATCH,
    ),
    situation(
        "incomplete_wrong_name",
        serving(lambda: [leaf(Recipe(names=_OTHER))]),
        _P.INCOMPLETE_CHAIN,
        _P.NAME_MISMATCH,
    ),
    situation(
        "incomplete_sha1",
        serving(lambda: [leaf(Recipe(hash_name="sha1"))]),
        _P.INCOMPLETE_CHAIN,
        _P.WEAK_SIGNATURE,
    ),
    situation(
        "sha1_under_a_stranger",
        serving(lambda: [leaf(Recipe(hash_name="sha1"), stranger()), stranger()]),
        _P.WEAK_SIGNATURE,
        _P.UNTRUSTED_ROOT,
        notes=(_P.ROOT_SENT,),
    ),
    situation(
        "self_signed_expired",
        serving(lambda: [issue(replace(_SELF, ends=-DAY))]),
        _P.SELF_SIGNED,
        _P.EXPIRED,
    ),
    situation(
        "self_signed_wrong_name",
        serving(lambda: [issue(replace(_SELF, names=_OTHER))]),
        _P.SELF_SIGNED,
        _P.NAME_MISMATCH,
    ),
    situation(
        "self_signed_everything",
        serving(lambda: [issue(replace(_SELF, names=_OTHER, ends=-DAY))]),
        _P.SELF_SIGNED,
        _P.NAME_MISMATCH,
        _P.EXPIRED,
    ),
    situation(
        "untrusted_expired_wrong_name",
        serving(lambda: [leaf(replace(_PAST, names=_OTHER, organisation=STRANGE), stranger())]),
        _P.UNTRUSTED_ROOT,
        _P.NAME_MISMATCH,
        _P.EXPIRED,
    ),
    situation(
        "late_issuer_wrong_name",
        serving(lambda: [leaf(Recipe(names=_OTHER), late()), late()]),
        _P.NAME_MISMATCH,
        _P.EXPIRED,
    ),
    situation(
        "late_issuer_client_only",
        serving(lambda: [leaf(Recipe(extended_usage=(CLIENT_AUTH,)), late()), late()]),
        _P.EXPIRED,
        _P.WRONG_USAGE,
    ),
    situation(
        "outside_constraint_wrong_name",
        serving(lambda: _limited(Recipe(names=_OTHER))),
        _P.NAME_CONSTRAINT,
        _P.NAME_MISMATCH,
        host=SHOP,
    ),
    situation(
        "outside_constraint_expired",
        serving(lambda: _limited(replace(_PAST, names=(SHOP,)))),
        _P.EXPIRED,
        _P.NAME_CONSTRAINT,
        host=SHOP,
    ),
    situation(
        "rsa_1024_for_900_days",
        under_lab(Recipe(key="rsa1024", ends=890 * DAY)),
        _P.WEAK_KEY,
        _P.VALIDITY_TOO_LONG,
    ),
    situation(
        "wrong_name_for_900_days",
        under_lab(Recipe(names=_OTHER, ends=890 * DAY)),
        _P.NAME_MISMATCH,
        _P.VALIDITY_TOO_LONG,
    ),
    situation(
        "small_key_and_sha1",
        under_lab(Recipe(key="rsa1024", hash_name="sha1")),
        _P.WEAK_SIGNATURE,
        _P.WEAK_KEY,
    ),
    situation(
        "client_only_revoked",
        _stapled(Recipe(extended_usage=(CLIENT_AUTH,))),
        _P.WRONG_USAGE,
        _P.REVOKED,
    ),
    situation("not_yet_valid_revoked", _stapled(Recipe(starts=DAY)), _P.NOT_YET_VALID, _P.REVOKED),
    situation("wrong_name_revoked", _stapled(Recipe(names=_OTHER)), _P.REVOKED, _P.NAME_MISMATCH),
    situation(
        "client_only_must_staple",
        under_lab(Recipe(must_staple=True, extended_usage=(CLIENT_AUTH,))),
        _P.WRONG_USAGE,
        _P.MUST_STAPLE_MISSING,
    ),
    situation(
        "self_signed_client_only",
        serving(
            lambda: [issue(replace(_SELF, names=("localhost",), extended_usage=(CLIENT_AUTH,)))]
        ),
        _P.SELF_SIGNED,
        _P.WRONG_USAGE,
    ),
    situation(
        "small_late_issuer",
        serving(_small_and_late),
        _P.EXPIRED,
        _P.WEAK_KEY,
    ),
    situation("valid_since_1960", under_lab(Recipe(starts=-66 * 365 * DAY)), _P.MALFORMED_CERT),
)


def _limited(recipe: Recipe) -> Chain:
    issuer = authority(
        "Lab Net", root(), replace(AUTHORITY, constraints=permitting("lab.example"))
    )
    return [leaf(recipe, issuer), issuer]
