"""The evidence of a case as lines of text, for IT. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.facts import Certificate, Served
from bot.core.message import Reported
from bot.core.words.explanation import Explanation
from bot.core.words.printable import printable
from bot.core.words.report import key_text, serial_text, told_problems

_NAMES: Final = 10
_CERTIFICATES: Final = 8


class SeenHere(Struct, frozen=True, kw_only=True):
    """One look of ours.

    Attributes:
        place: As it would stand in the address bar.
        steps: For whoever runs the server.
    """

    place: str
    diagnosis: Diagnosis
    steps: tuple[str, ...] = ()


def evidence_of(told: Explanation, looks: Sequence[SeenHere]) -> Iterator[str]:
    """What was reported and pasted, what we saw, and what the two come to."""
    sections = (
        _section("On the person's screen", _reported(told.enquiry.reported)),
        _section("The chain that was pasted", _chain(told.enquiry.chain)),
        *(_section(f"Seen from here: {look.place}", _look(look)) for look in looks),
        _section("Both together", _together(told)),
    )
    lines = [line for section in sections for line in section]
    yield from lines[1:]  # each section begins with an empty line


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _reported(reported: Reported) -> Iterator[str]:
    facts = (
        ("program", reported.client),
        ("language", reported.language),
        ("codes", ", ".join(reported.codes)),
        ("host", reported.host),
        ("certificate for", ", ".join(reported.certificate_names[:_NAMES])),
        ("issuer", reported.issuer),
        ("valid from", _day(reported.not_before)),
        ("valid until", _day(reported.not_after)),
        ("its clock", _day(reported.clock)),
        ("HSTS", {True: "yes", False: "no", None: ""}[reported.hsts]),
    )
    yield from (f"{name}: {printable(value)}" for name, value in facts if value)


def _look(look: SeenHere) -> Iterator[str]:
    diagnosis = look.diagnosis
    handshake = diagnosis.judged.handshake
    if diagnosis.judged.address:
        yield f"address: {diagnosis.judged.address}"
    if handshake is not None and handshake.saw_hello:
        yield f"connection: {handshake.protocol}, {handshake.cipher}"
    for told in told_problems(diagnosis.findings):
        where = "" if told.certificate is None else f" (certificate {told.certificate})"
        yield f"{told.severity}: {told.id}{where}: {told.evidence}"
    yield f"Chrome: {diagnosis.chromium or 'no code'}; Firefox: {diagnosis.firefox or 'no code'}"
    if diagnosis.alternative:
        yield f"in order: {diagnosis.alternative}"
    yield from _chain(diagnosis.judged.chain)
    yield from (f"step: {step}" for step in look.steps)


def _chain(chain: Sequence[Served]) -> Iterator[str]:
    for index, served in enumerate(chain[:_CERTIFICATES]):
        if not isinstance(served, Certificate):
            yield f"{index}: {printable(served.error)}, SHA-256 {served.sha256}"
            continue
        yield f"{index}: {printable(served.subject) or 'no subject'}"
        yield from (f"   {name} {value}" for name, value in certificate_facts(served))
    if len(chain) > _CERTIFICATES:
        yield f"and {len(chain) - _CERTIFICATES} more"


def certificate_facts(certificate: Certificate) -> Iterator[tuple[str, str]]:
    """What IT compares, by its name, in the order of reading; the subject is for a title."""
    names = certificate.names
    yield "issuer", printable(certificate.issuer)
    yield "valid", f"{_day(certificate.not_before)} to {_day(certificate.not_after)}"
    if names:
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        yield "names", ", ".join(map(printable, names[:_NAMES])) + more
    yield "key", f"{key_text(certificate.key)}, signed with {certificate.signature}"
    yield "serial", serial_text(certificate)
    yield "SHA-256", certificate.sha256


def _together(told: Explanation) -> Iterator[str]:
    if told.comparison is not None:
        yield f"row {told.comparison.value}: {told.comparison.name.lower()}"
    if told.remark:
        yield f"because: {printable(told.remark)}"
    yield f"comes to: {told.problem or 'no problem'}"
    if told.also:
        yield f"also: {', '.join(told.also)}"
    if told.answer.unknown:
        yield f"not known: {told.answer.unknown}"


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
