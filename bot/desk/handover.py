"""What a technician is handed: four lines for people, and every known fact as a block."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from bot.core.conclude import Conclusion
from bot.core.desk import Case, Line, Person
from bot.core.diagnosis.verdicts import Assessment, usual
from bot.core.facts import Certificate, Served
from bot.core.message import Enquiry
from bot.core.redact import without_secrets
from bot.core.registry import reach_of
from bot.core.ticket import Impact, Role, Urgency
from bot.core.vocabulary import Problem, Responsible, Risk, Verdict
from bot.core.words.pem import SHOWN_CHAIN, pem_of
from bot.core.words.printable import printable
from bot.core.words.report import key_text, serial_text, stamp

_NAMES = 10
_SCHEMES = {465: "smtps", 993: "imaps", 995: "pop3s", 636: "ldaps"}
_WORDS = 600


class Asking(Struct, frozen=True, kw_only=True):
    """Somebody wants a technician.

    Attributes:
        case: With its state and its last record.
        who: Asks; not always the one who began the case.
        impact: Whether they can work, as they say.
        typed_secret: A password, code or card was typed on the page, as they answer now.
        said: What they want to add, in their own words.
        link: Where the conversation can be read; "" where there is no such link.
        network: Where they ask from, for the limits; "" where that says nothing.
        handled: The inbox row that this is the work of; 0 for none.
    """

    case: Case
    who: Person
    impact: Impact = Impact.UNKNOWN
    typed_secret: bool = False
    said: str = ""
    link: str = ""
    network: str = ""
    handled: int = 0

    @property
    def has_typed_secret(self) -> bool:
        """As they answer now, or said before."""
        return self.typed_secret or self.case.state.enquiry.typed_secret


class HandOver(Struct, frozen=True, kw_only=True):
    """A case, ready for a technician.

    Attributes:
        lines: What they were doing, what they see, what was found, what they were told.
        fields: The machine-readable block; what is not known is left out.
        files: Names and texts: the chain that was pasted, as PEM.
    """

    title: str
    lines: tuple[str, ...]
    fields: dict[str, object]
    files: tuple[tuple[str, str], ...] = ()


def record_of(case: Case) -> dict[str, Any]:
    """The last explanation as JSON of `explain`; empty before there was one."""
    return msgspec.json.decode(case.record) if case.record else {}


def conclusion_of(case: Case) -> Conclusion:
    """What the case came to; by the text alone where nothing was judged yet."""
    record = record_of(case)
    if not record:
        problem = case.state.enquiry.problem
        return Conclusion(problem=problem, assessment=usual(problem))
    verdict = record["verdict"]
    return Conclusion(
        problem=Problem(record["problem"]) if record["problem"] else None,
        assessment=Assessment(
            Verdict(verdict) if verdict else None,
            Risk(record["risk"]),
            Responsible(record["responsible"]),
        ),
    )


class Clerk(Struct, frozen=True, kw_only=True):
    """What the desk knows beside the case.

    Attributes:
        say: Has the words for the four lines.
        is_own: Whether a host is one of the organisation's.
        due_at: By when somebody should answer first.
    """

    say: Callable[[str], str]
    is_own: Callable[[str], bool]
    now: datetime
    due_at: datetime


def hand_over(asking: Asking, lines: tuple[Line, ...], urgency: Urgency, clerk: Clerk) -> HandOver:
    """Every known field."""
    case, record = asking.case, record_of(asking.case)
    answer = record.get("answer") or {}
    return HandOver(
        title=_title(case, answer),
        lines=tuple(_human(asking, lines, record, clerk.say)),
        files=_files(case.state.enquiry.chain),
        fields=_known(
            {
                "case": {
                    "id": case.id,
                    "opened_at": stamp(case.opened_at),
                    "handed_over_at": stamp(clerk.now),
                    "first_answer_by": stamp(clerk.due_at),
                    "asked_by_themselves": asking.who.key == case.requester.key,
                    "place": case.address.place,
                    "channel": case.address.channel,
                    "thread": case.address.thread,
                    "link": asking.link,
                    "priority": urgency.priority,
                    "queue": urgency.queue,
                    "reason": urgency.reason,
                },
                "person": {
                    "name": printable(asking.who.name),
                    "id": asking.who.id,
                    "language": case.state.enquiry.reported.language,
                },
                "impact": {
                    "can_work": None if asking.impact is Impact.UNKNOWN else asking.impact,
                    "typed_secret": asking.has_typed_secret,
                },
                "target": _target(case, record, clerk.is_own),
                "symptom": _symptom(case.state.enquiry),
                "network": msgspec.structs.asdict(case.state.answers),
                "visitor_chain": [_certificate(c) for c in case.state.enquiry.chain],
                "our_look": _look(record, case),
                "judgement": {
                    "category": record.get("category"),
                    "problem": record.get("problem"),
                    "also": record.get("also"),
                    "comparison": record.get("comparison"),
                    "verdict": record.get("verdict"),
                    "risk": record.get("risk"),
                    "responsible": record.get("responsible"),
                    "confidence": record.get("confidence"),
                    "unknown": answer.get("unknown"),
                    "question": record.get("question"),
                    "told": {
                        key: answer.get(key) for key in ("label", "headline", "why", "next_step")
                    },
                },
                "suggested_fix": {
                    "who": answer.get("who_fixes"),
                    "steps": answer.get("owner_steps"),
                },
            }
        ),
    )


def _files(chain: Sequence[Served]) -> tuple[tuple[str, str], ...]:
    return ((SHOWN_CHAIN, pem_of(chain)),) if chain else ()


def _title(case: Case, answer: Mapping[str, Any]) -> str:
    target = case.state.target
    host = target.display if target else case.state.enquiry.reported.host
    label = str(answer.get("label") or "A question")
    return printable(f"{label}: {host}" if host else label, 200)


def _human(
    asking: Asking, lines: tuple[Line, ...], record: Mapping[str, Any], say: Callable[[str], str]
) -> Iterator[str]:
    answer = record.get("answer") or {}
    words = [line.text for line in lines if line.role is Role.REQUESTER and line.text]
    reported = asking.case.state.enquiry.reported
    sees = ", ".join(filter(None, (*reported.codes, reported.client, reported.host)))
    told = (
        ("was_doing", without_secrets(asking.said).text or (words[0] if words else "")),
        ("sees", sees or (words[-1] if words else "")),
        ("found", " ".join(filter(None, (answer.get("headline"), answer.get("why"))))),
        ("tried", answer.get("next_step") or ""),
    )
    for name, text in told:
        if text:
            yield say(name).format(text=printable(" ".join(str(text).split()), _WORDS))


def _target(
    case: Case, record: Mapping[str, Any], is_own: Callable[[str], bool]
) -> dict[str, object]:
    target = case.state.target
    if target is None:
        return {}
    check = record.get("check") or {}
    address = (check.get("connection") or {}).get("address")
    return {
        "scheme": target.starttls or _SCHEMES.get(target.port, "https"),
        "host": target.host,
        "port": target.port,
        "starttls": target.starttls,
        "address": address,
        "reach": reach_of([address]).name.lower() if address else None,
        "is_own": is_own(target.host),
        "hsts": case.state.enquiry.reported.hsts,
        "all": [t.display for t in case.state.enquiry.targets],
    }


def _symptom(enquiry: Enquiry) -> dict[str, object]:
    reported = enquiry.reported
    return {
        "codes": [printable(code) for code in reported.codes],
        "program": reported.client,
        "tool": enquiry.tool,
        "host": reported.host,
        "certificate_names": [printable(name) for name in reported.certificate_names[:_NAMES]],
        "issuer": printable(reported.issuer),
        "not_before": reported.not_before and stamp(reported.not_before),
        "not_after": reported.not_after and stamp(reported.not_after),
        "clock": reported.clock and stamp(reported.clock),
    }


def _certificate(served: Served) -> dict[str, object]:
    if not isinstance(served, Certificate):
        return {"sha256": served.sha256, "error": printable(served.error)}
    names = (*served.dns_names, *map(str, served.ip_names))
    return {
        "subject": printable(served.subject),
        "names": [printable(name) for name in names[:_NAMES]],
        "issuer": printable(served.issuer),
        "serial": serial_text(served),
        "not_before": stamp(served.not_before),
        "not_after": stamp(served.not_after),
        "key": key_text(served.key),
        "signature": served.signature,
        "sha256": served.sha256,
        "key_sha256": served.key.spki_sha256,
    }


def _look(record: Mapping[str, Any], case: Case) -> dict[str, object]:
    check = record.get("check") or {}
    if not check:
        return {}
    kept = ("connection", "problems", "browsers", "served_chain", "path", "alternative")
    told = {key: check.get(key) for key in kept}
    return {"by": stamp(case.touched_at), **told, "timing_ms": check.get("timing_ms")}


def _known(fields: dict[str, Any]) -> dict[str, object]:
    """Without what is not known."""
    kept: dict[str, object] = {}
    for key, value in fields.items():
        inner = _known(value) if isinstance(value, dict) else value
        if inner not in (None, "", [], {}, ()):
            kept[key] = inner
    return kept
