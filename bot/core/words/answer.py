"""A diagnosis in words: picks the card, fills in the facts, makes hostile ones printable."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from bot.core.facts import Certificate
from bot.core.findings import Finding
from bot.core.registry import Reach, reach_of
from bot.core.target import InvalidTarget
from bot.core.vocabulary import Category, Problem, Severity
from bot.core.words.card import Card, OwnerStep, render
from bot.core.words.moments import ago, day, until
from bot.core.words.printable import known_facts, printable_fact
from bot.core.words.refusal import Refusal

if TYPE_CHECKING:
    from bot.core.diagnosis.diagnose import Diagnosis

_NAMES_SHOWN: Final = 2


class Wording(Protocol):
    """Where the sentences come from; the catalogue fits."""

    def card(self, problem: Problem | None) -> Card:
        """The card of a problem; None and notes share the healthy one."""

    def label(self, category: Category) -> str:
        """The name of a category."""

    def owner_steps(self, problem: Problem) -> Sequence[OwnerStep]:
        """Steps for whoever runs the server; empty where it is not theirs."""

    def server_of(self, header: str) -> str:
        """The server software that a Server header speaks of; "" where it is not known."""

    def refusal(self, reason: InvalidTarget) -> Refusal:
        """What is said about a text that is no address."""

    def stand_ins(self) -> Mapping[str, str]:
        """What is said for a fact that is not known, by placeholder."""

    def openings(self) -> Mapping[str, str]:
        """The sentence on what was looked at: `look`, `file` and `file_for` a host."""


class Answer(Struct, frozen=True, kw_only=True):
    """What a person is told.

    Attributes:
        simple: The same by analogy, shown only when asked for.
        unknown: What cannot be known from here; may be empty.
        owner_steps: For whoever runs the server, in order.
    """

    label: str
    headline: str
    why: str
    next_step: str
    who_fixes: str
    simple: str
    unknown: str
    owner_steps: tuple[str, ...]


class Occasion(Struct, frozen=True, kw_only=True):
    """What the words are for.

    Attributes:
        host: What the person asked about; "" where there is no name.
        now: The moment that spans are counted from.
        server: The Server header that was seen; hostile.
        is_file: Nobody looked at a site; a chain was read from a file.
        reference: Under which the log says more about a mistake of ours; "" where there was none.
    """

    host: str
    now: datetime
    server: str = ""
    is_file: bool = False
    reference: str = ""


def answer(diagnosis: "Diagnosis", occasion: Occasion, wording: Wording) -> Answer:
    """The words for a diagnosis."""
    seen = wording.server_of(occasion.server) if occasion.server else ""
    card = wording.card(diagnosis.problem)
    for variant in _variants(diagnosis, occasion):
        card = card.worded_for(variant)
    facts = _facts(diagnosis, occasion)
    opening = _opening(occasion, wording).format_map({**wording.stand_ins(), **facts})
    filled = render(card, {**wording.stand_ins(), **facts, "checked": opening})
    problem = diagnosis.problem
    steps = wording.owner_steps(problem) if problem else ()
    return worded(
        filled,
        wording.label(diagnosis.category),
        [step.text for step in steps if step.server in {"", seen}],
    )


def worded(card: Card, label: str, owner_steps: Sequence[str] = ()) -> Answer:
    """A card, its facts filled in, as an answer."""
    return Answer(
        label=label,
        headline=card.headline,
        why=card.why,
        next_step=card.next_step,
        who_fixes=card.who_fixes,
        simple=card.simple,
        unknown=card.unknown,
        owner_steps=tuple(owner_steps),
    )


def answer_unreadable(diagnosis: "Diagnosis", reason: InvalidTarget, wording: Wording) -> Answer:
    """The words for a text that is no address: its own reason and example, not the card's."""
    refusal = wording.refusal(reason)
    card = wording.card(diagnosis.problem)
    told = replace(card, why=refusal.wrong, next_step=refusal.instead)
    return worded(told, wording.label(diagnosis.category))


def _opening(occasion: Occasion, wording: Wording) -> str:
    kind = "look" if not occasion.is_file else "file_for" if occasion.host else "file"
    return wording.openings()[kind]


def _variants(diagnosis: "Diagnosis", occasion: Occasion) -> Iterator[str]:
    """From the plainest to the one that fits best."""
    if not occasion.is_file:
        yield _variant(diagnosis)
        return
    yield from (_variant(diagnosis), "file")
    if not occasion.host and diagnosis.primary is None:
        yield "unasked"


def _variant(diagnosis: "Diagnosis") -> str:
    primary = diagnosis.primary
    if primary is None:
        return ""
    if primary.severity is Severity.WARNING:
        return "warning"
    if diagnosis.circumstance is not None:
        return diagnosis.circumstance
    # Printers, routers and the company's own boxes live there.
    is_private = reach_of([a for a in [diagnosis.judged.address] if a]) is Reach.PRIVATE
    return primary.wording or ("private" if is_private else "")


def _facts(diagnosis: "Diagnosis", occasion: Occasion) -> dict[str, str]:
    facts = {
        "host": occasion.host,
        "alternative": diagnosis.alternative,
        "imitated": diagnosis.imitates,
        "reference": occasion.reference,
    }
    handshake = diagnosis.judged.handshake
    if handshake is not None:
        facts["protocol"] = handshake.protocol
    facts["address"] = diagnosis.judged.address
    certificate = _meant(diagnosis)
    if certificate is not None:
        facts |= _of_certificate(certificate, occasion.now)
    return known_facts(facts)


def _meant(diagnosis: "Diagnosis") -> Certificate | None:
    """The certificate that the primary finding is about, else the leaf."""
    index = max(_index(diagnosis.primary), 0)
    chain = diagnosis.judged.chain
    certificate = chain[index] if index < len(chain) else None
    return certificate if isinstance(certificate, Certificate) else None


def _index(finding: Finding | None) -> int:
    return finding.certificate if finding else 0


def _of_certificate(certificate: Certificate, now: datetime) -> dict[str, str]:
    return {
        "not_after": day(certificate.not_after),
        "not_before": day(certificate.not_before),
        "ago": ago(certificate.not_after, now) if now > certificate.not_after else "",
        "until": until(certificate.not_before, now) if now < certificate.not_before else "",
        "names": listed(certificate.names),
        "issuer": certificate.issuer_label,
    }


def listed(names: Sequence[str]) -> str:
    """The first two, printable, and how many more there are."""
    rest = len(names) - _NAMES_SHOWN
    shown = [printable_fact(name) for name in names[:_NAMES_SHOWN]]
    return f"{', '.join(shown)} and {rest} more" if rest > 0 else " and ".join(shown)
