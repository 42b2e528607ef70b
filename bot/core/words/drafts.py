"""Letters that a person can send: to who runs a site, and to who runs a network. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.facts import Certificate, Served
from bot.core.message import Enquiry, Reported
from bot.core.words.moments import day
from bot.core.words.printable import printable
from bot.core.words.report import serial_text

PLACEHOLDERS: Final = frozenset(
    {
        "certificate",
        "evidence",
        "host",
        "label",
        "ours",
        "sender",
        "steps",
        "theirs",
        "time",
    }
)


class DraftForm(Struct, frozen=True, kw_only=True):
    """A letter with gaps; `advice` is for who sends it and has none."""

    advice: str
    subject: str
    body: str


class Letter(Struct, frozen=True, kw_only=True):
    """What every letter needs.

    Attributes:
        host: As in the address bar.
        sender: Who writes; stands at the end.
        now: When the site was looked at.
    """

    form: DraftForm
    host: str
    sender: str
    now: datetime


class Draft(Struct, frozen=True, kw_only=True):
    """A letter, ready to be looked over and sent by a person."""

    advice: str
    subject: str
    body: str


def owner_draft(letter: Letter, diagnosis: Diagnosis, label: str, steps: Sequence[str]) -> Draft:
    """To who runs the site: what was seen, the category in words, and what helps."""
    primary = diagnosis.primary
    leaf = diagnosis.judged.chain[0] if diagnosis.judged.chain else None
    return _filled(
        letter,
        {
            "label": label,
            "evidence": printable(primary.evidence if primary else "nothing is wrong with it"),
            "certificate": f"Certificate: {_identified(leaf)}.\n" if leaf else "",
            "steps": "\n".join(f"- {step}" for step in steps) or "- Ask who runs your server.",
        },
    )


def network_draft(letter: Letter, enquiry: Enquiry, diagnosis: Diagnosis | None) -> Draft:
    """To who runs the network: both certificates, side by side."""
    chain = diagnosis.judged.chain if diagnosis else ()
    theirs = _identified(enquiry.chain[0]) if enquiry.chain else _told(enquiry.reported)
    return _filled(
        letter,
        {
            "theirs": theirs or "not known, only that there is a warning",
            "ours": _identified(chain[0]) if chain else "we could not reach it",
        },
    )


def _told(reported: Reported) -> str:
    facts = (
        ("issuer ", (reported.issuer,) if reported.issuer else ()),
        ("for ", reported.certificate_names[:5]),
        ("error ", reported.codes[:3]),
    )
    return ", ".join(f"{word}{printable(', '.join(told))}" for word, told in facts if told)


def _moment(now: datetime) -> str:
    return f"{day(now)}, {now:%H:%M} UTC"


def _identified(served: Served) -> str:
    if not isinstance(served, Certificate):
        return f"unreadable, SHA-256 {served.sha256}"
    return (
        f"issuer {printable(served.issuer)}, serial {serial_text(served)}, "
        f"valid {day(served.not_before)} to {day(served.not_after)}, SHA-256 {served.sha256}"
    )


def _filled(letter: Letter, facts: Mapping[str, str]) -> Draft:
    """In one pass: braces inside a value stay what they are."""
    values = {
        "host": letter.host,
        "sender": letter.sender,
        "time": _moment(letter.now),
        **facts,
    }
    return Draft(
        advice=letter.form.advice,
        subject=letter.form.subject.format_map(values),
        body=letter.form.body.format_map(values).strip() + "\n",
    )
