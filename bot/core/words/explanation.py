"""What a message came to as the JSON of `explain`: plain values, hostile text made printable."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from bot.core.compare.comparison import Row
from bot.core.diagnosis.verdicts import Assessment
from bot.core.message import Enquiry, Question, Reported
from bot.core.vocabulary import Problem, category_of
from bot.core.words.answer import Answer
from bot.core.words.printable import printable
from bot.core.words.report import SCHEMA, Json, answer_record, stamp


class Explanation(Struct, frozen=True, kw_only=True):
    """Everything that is answered to one message.

    Attributes:
        problem: None where all is in order.
        question: What to ask next; None where nothing decisive is missing.
        asked: The question in words; "" where there is none.
        aside: What is said to a wish that came with a report; "" where there was none.
        comparison: Which row of the table fitted; None where there was nothing to compare.
        remark: Why that row fits, for IT, one line; hostile.
        danger: What was proved and stays so in this case; None for nothing.
    """

    enquiry: Enquiry
    problem: Problem | None
    also: tuple[Problem, ...]
    assessment: Assessment
    answer: Answer
    question: Question | None = None
    asked: str = ""
    aside: str = ""
    comparison: Row | None = None
    remark: str = ""
    danger: Problem | None = None


def explanation_record(
    told: Explanation,
    *,
    line: Json,
    checks: Sequence[Json],
    about: int | None,
    contact: Json,
) -> dict[str, Json]:
    """All keys, always, in the order of the contract.

    Args:
        told: What is answered.
        line: The id that came with the text; None where none did.
        checks: The looks that were made, as JSON of `check`.
        about: Which of them the answer is about; None where it is about none.
        contact: Whom to ask.
    """
    enquiry = told.enquiry
    return {
        "schema": SCHEMA,
        "id": line,
        "category": category_of(told.problem),
        "problem": told.problem,
        "also": list(told.also),
        "confidence": round(enquiry.confidence, 2),
        "intent": enquiry.intent,
        "targets": [[target.host, target.port] for target in enquiry.targets],
        "reported": _reported(enquiry.reported, enquiry),
        "shortened": enquiry.is_shortened,
        "private_key": enquiry.holds_private_key,
        "comparison": _row(told.comparison),
        "check": None if about is None else checks[about],
        "checks": list(checks),
        "question": told.question,
        "question_text": told.asked or None,
        "verdict": told.assessment.verdict,
        "risk": told.assessment.risk,
        "responsible": told.assessment.responsible,
        "answer": answer_record(told.answer),
        "aside": told.aside or None,
        "contact": contact,
    }


def _reported(reported: Reported, enquiry: Enquiry) -> dict[str, Json]:
    return {
        "client": reported.client or None,
        "language": reported.language or None,
        "codes": [printable(code) for code in reported.codes],
        "host": reported.host or None,
        "certificate_names": [printable(name) for name in reported.certificate_names],
        "issuer": printable(reported.issuer) or None,
        "not_before": _stamp(reported.not_before),
        "not_after": _stamp(reported.not_after),
        "clock": _stamp(reported.clock),
        "hsts": reported.hsts,
        "chain_sha256": [certificate.sha256 for certificate in enquiry.chain],
    }


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def _row(row: Row | None) -> dict[str, Json] | None:
    return None if row is None else {"row": row.value, "name": row.name.lower()}
