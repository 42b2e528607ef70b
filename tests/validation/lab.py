"""What a case of path validation is made of: certificates on P-256, quickly made."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zlib import crc32

from cryptography import x509
from msgspec import Struct
from msgspec.structs import replace

from bot.core.vocabulary import Problem
from tests.certificates import AUTHORITY, Certified, Recipe, extension, issue
from tests.der import sequence, tlv

HOST: Final = "shop.lab.test"
DAY: Final = timedelta(days=1)
UNKNOWN_OID: Final = "1.3.6.1.4.1.99999.1"
LEAF: Final = Recipe(
    names=(HOST,),
    common_name=HOST,
    organisation="",
    key="secp256r1",
    usage=("digitalSignature",),
    ca=None,
)
_AUTHORITY: Final = replace(AUTHORITY, key="secp256r1", organisation="")


class Given(Struct, frozen=True, kw_only=True):
    """A file and its anchors.

    Attributes:
        chain: Leaf first, then whatever else lies in the file.
        at: The moment of judging; None for now.
    """

    chain: Sequence[Certified]
    anchors: Sequence[Certified]
    at: datetime | None = None


Make = Callable[[], Given]


class Case(Struct, frozen=True, kw_only=True):
    """What is given, and how it is judged.

    Attributes:
        problems: What stops a browser, in no order; empty where nothing does.
        why: The row of docs/path-validation.md where cryptography's verifier says otherwise; ""
            where the two agree.
    """

    name: str
    make: Make
    host: str = HOST
    problems: tuple[Problem, ...] = ()
    why: str = ""


def case(name: str, make: Make, *problems: Problem, host: str = HOST, why: str = "") -> Case:
    """A row of a table of cases."""
    return Case(name=name, make=make, host=host, problems=problems, why=why)


def ca(label: str, issuer: Certified | None = None, **changes: Any) -> Certified:  # noqa: ANN401
    """An authority whose name and key belong to its label; its own issuer unless one is given."""
    recipe = replace(_AUTHORITY, common_name=label, key_number=crc32(label.encode()))
    return issue(replace(recipe, **changes), issuer)


def ee(issuer: Certified | None, **changes: Any) -> Certified:  # noqa: ANN401
    """A leaf for `HOST`."""
    return issue(replace(LEAF, **changes), issuer)


def root(**changes: Any) -> Certified:  # noqa: ANN401
    """An authority to be trusted."""
    return ca("Root", None, **changes)


def leaf(**changes: Any) -> Make:  # noqa: ANN401
    """A leaf right under an ordinary anchor."""
    return lambda: under(root(), **changes)


def anchor(**changes: Any) -> Make:  # noqa: ANN401
    """An ordinary leaf right under an anchor."""
    return lambda: under(root(**changes))


def middle(**changes: Any) -> Make:  # noqa: ANN401
    """An ordinary leaf under an intermediate under an ordinary anchor."""

    def make() -> Given:
        top = root()
        return through(top, ca("Middle", top, **changes))

    return make


def under(top: Certified, **changes: Any) -> Given:  # noqa: ANN401
    """A leaf right under this anchor."""
    return Given(chain=[ee(top, **changes)], anchors=[top])


def through(top: Certified, between: Certified, **changes: Any) -> Given:  # noqa: ANN401
    """A leaf under this intermediate."""
    return Given(chain=[ee(between, **changes), between], anchors=[top])


def san(*names: x509.GeneralName, critical: bool = False) -> bytes:
    """A subjectAltName of whatever names."""
    value = x509.SubjectAlternativeName(names).public_bytes()
    return extension("2.5.29.17", value, critical=critical)


def names(*texts: str | bytes, tag: int = 0x82) -> bytes:
    """A subjectAltName of names that the library would refuse to write; dNSNames by the tag."""
    raw = (text.encode() if isinstance(text, str) else text for text in texts)
    return extension("2.5.29.17", sequence(*(tlv(tag, text) for text in raw)))
