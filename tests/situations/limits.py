"""Situations: what issuers are limited to, and what browsers make of it below them."""

from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, Certified, Recipe, issue
from tests.servers import Server
from tests.situations.lab import (
    SHOP,
    Situation,
    authority,
    excluding,
    leaf,
    root,
    serving,
    situation,
)

_P: Final = Problem


def _organisation(name: str) -> x509.DirectoryName:
    return x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)]))


_LAB: Final = _organisation("Situation Lab")
_OTHER: Final = _organisation("Another Company")


def _under(label: str, limits: x509.NameConstraints, below: Recipe | None = None) -> Server:
    def chain() -> list[Certified]:
        issuer = authority(label, root(), replace(AUTHORITY, constraints=limits))
        return [leaf(below, issuer), issuer]

    return serving(chain)


def _through_a_stranger() -> list[Certified]:
    limits = x509.NameConstraints([_LAB], None)
    upper = authority("Lab Alone", root(), replace(AUTHORITY, constraints=limits))
    lower = authority("Foreign", upper, replace(AUTHORITY, organisation="Another Company"))
    return [leaf(None, lower), lower, upper]


def _for_any_usage() -> list[Certified]:
    usages = (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,)
    issuer = authority("Any Usage", root(), replace(AUTHORITY, extended_usage=usages))
    return [leaf(None, issuer), issuer]


def _handed_over() -> list[Certified]:
    """The authority's new key, signed with its old one."""
    recipe = replace(AUTHORITY, common_name="Lab Root", key_number=42, hash_name="sha1")
    successor = issue(recipe, root())
    return [leaf(None, successor), successor]


SITUATIONS: Final[tuple[Situation, ...]] = (
    situation("subject_permitted", _under("Own", x509.NameConstraints([_LAB], None))),
    situation(
        "subject_not_permitted",
        _under("Others", x509.NameConstraints([_OTHER], None)),
        _P.NAME_CONSTRAINT,
    ),
    situation(
        "subject_excluded",
        _under("Not Own", x509.NameConstraints(None, [_LAB])),
        _P.NAME_CONSTRAINT,
    ),
    situation(
        "subject_empty_and_not_permitted",
        _under("Nobody", x509.NameConstraints([_OTHER], None), Recipe(organisation="")),
        _P.MALFORMED_CERT,
        _P.NAME_CONSTRAINT,
    ),
    situation("intermediate_not_permitted", serving(_through_a_stranger), _P.NAME_CONSTRAINT),
    situation(
        "wildcard_over_an_excluded_name",
        _under("No Secrets", excluding("secret.lab.test"), Recipe(names=(SHOP, "*.lab.test"))),
        _P.NAME_CONSTRAINT,
        host=SHOP,
    ),
    situation("any_usage_on_intermediate", serving(_for_any_usage), _P.WRONG_USAGE),
    situation(
        "new_key_of_an_authority_with_sha1",
        serving(_handed_over),
        _P.WEAK_SIGNATURE,
        notes=(_P.ROOT_SENT,),
    ),
)
