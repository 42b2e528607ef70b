"""Two views of one host, made of real chains: what a person pasted, and what we were served."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from msgspec.structs import replace

from bot.core.compare.comparison import Comparison
from bot.core.compare.rows import compare
from bot.core.compare.views import Views
from bot.core.diagnosis.diagnose import Diagnosis, diagnose, withheld
from bot.core.facts import AddressLook, Ending, Handshake, Observation, Offer, Unresolved
from bot.core.knowledge import Knowledge
from bot.core.message import Enquiry, LayAnswers, Reported
from bot.core.registry import InspectionRoot, Registry
from bot.core.target import Target
from bot.core.vocabulary import Problem
from tests.certificates import Certified, Recipe, extension
from tests.der import octets
from tests.trust import KEY, PUBLIC, authority, facts, knowledge, leaf, store

HOST: Final = "shop.ravens.test"
HANDSHAKE: Final = Handshake(
    offer=Offer.BROWSER, ending=Ending.COMPLETED, saw_hello=True, protocol="TLSv1.3"
)
NO_ANSWERS: Final = LayAnswers()
DAY: Final = timedelta(days=1)
NOW: Final = datetime.now(UTC)  # noqa: TID251 - certificates are made for the present


def root() -> Certified:
    """The public authority that browsers trust."""
    return authority("Public Root")


def middle() -> Certified:
    return authority("Public Issuer", root())


def logged(count: int = 3) -> bytes:
    """Signed certificate timestamps of so many logs (RFC 6962 section 3.3); none would verify."""
    stamps = [
        bytes(1) + bytes([number]) * 32 + bytes(8 + 2) + b"\x04\x03" + b"\x00\x01\x00"
        for number in range(count)
    ]
    entries = b"".join(len(s).to_bytes(2) + s for s in stamps)
    return extension("1.3.6.1.4.1.11129.2.4.2", octets(len(entries).to_bytes(2) + entries))


@cache
def made(
    issuer: Certified | None,
    *names: str,
    number: int = 0,
    is_logged: bool = True,
    days_left: int = 60,
    common_name: str = "",
) -> Certified:
    """A leaf for these names (HOST if none); `number` tells otherwise equal ones apart."""
    recipe = Recipe(
        names=names or (HOST,),
        common_name=common_name,
        key=KEY,
        key_number=400 + number,
        starts=timedelta(days=-20) if days_left > 0 else timedelta(days=-90),
        ends=timedelta(days=days_left),
        extensions=(logged(),) if is_logged else (),
    )
    return leaf(issuer, recipe)


def known(*inspection: Certified) -> Knowledge:
    """One public authority, the catalogue, and inspection that the organisation registered."""
    roots = tuple(InspectionRoot(key_sha256=facts(c).key.spki_sha256) for c in inspection)
    return replace(
        knowledge(store(root(), stores=PUBLIC)), registry=Registry(inspection_roots=roots)
    )


def served(*chain: Certified, knows: Knowledge | None = None, host: str = HOST) -> Diagnosis:
    """What our look comes to where the host shows this chain."""
    return served_at(chain, knows=knows, host=host)


def served_at(
    *chains: Sequence[Certified], knows: Knowledge | None = None, host: str = HOST
) -> Diagnosis:
    """The same where each of the host's addresses shows a chain of its own."""
    looks = tuple(
        AddressLook(
            address=f"192.0.2.{number}",
            handshakes=(replace(HANDSHAKE, chain=tuple(c.der for c in chain)),),
        )
        for number, chain in enumerate(chains, 7)
    )
    observation = Observation(target=Target.parse(host), looks=looks)
    return diagnose(observation, knows or known(), now=NOW)


def healthy() -> Diagnosis:
    return served(made(middle()), middle())


def expired_here() -> Diagnosis:
    return served(made(middle(), days_left=-5), middle())


def unreachable() -> Diagnosis:
    observation = Observation(target=Target.parse(HOST), unresolved=Unresolved.NO_SUCH_NAME)
    return diagnose(observation, known(), now=NOW)


def unclean() -> Diagnosis:
    return withheld(healthy(), "our own network shows a certificate of its own")


def pasted(
    problem: Problem, *chain: Certified, also: tuple[Problem, ...] = (), **reported: object
) -> Enquiry:
    """What a person's program said, and the chain it showed."""
    said = Reported(**reported)  # type: ignore[arg-type]
    shown = tuple(facts(c) for c in chain)
    return Enquiry(problem=problem, also=also, chain=shown, reported=said)


def views(
    enquiry: Enquiry,
    here: Diagnosis | None,
    knows: Knowledge | None = None,
    answers: LayAnswers = NO_ANSWERS,
) -> Views:
    return Views(
        host=HOST,
        enquiry=enquiry,
        here=here,
        knowledge=knows or known(),
        now=NOW,
        answers=answers,
    )


def row_of(scene: Views) -> Comparison:
    """The row that is taken, where one must be."""
    comparison = compare(scene)
    assert comparison is not None
    return comparison
