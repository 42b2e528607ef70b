"""A diagnosis as the JSON of `check` and `inspect`: plain values, hostile text made printable."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import asdict

from bot.core.facts import Certificate, KeyKind, PublicKey, Served
from bot.core.findings import Finding
from bot.core.vocabulary import Problem, Severity
from bot.core.words.answer import Answer
from bot.core.words.printable import printable

if TYPE_CHECKING:
    from bot.core.diagnosis.diagnose import Diagnosis

Json: TypeAlias = "str | int | float | bool | Mapping[str, Json] | Sequence[Json] | None"

SCHEMA: Final = 1
_NAMES_SHOWN: Final = 100
_SERIAL_DIGITS: Final = 100  # RFC 5280 section 4.1.2.2 allows 40
_PHASES: Final = ("total", "dns", "tcp", "tls", "http", "revocation")
_CURVES: Final = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


class Asked(Struct, frozen=True, kw_only=True):
    """What was asked for, as far as it could be understood.

    Attributes:
        input: As typed, less what could be secret.
        host, port: None where the address could not be understood, or none was given.
    """

    input: str
    host: str | None = None
    port: int | None = None
    starttls: str | None = None


def report(
    asked: Asked,
    diagnosis: "Diagnosis",
    answer: Answer,
    contact: Mapping[str, str],
    timing_ms: Mapping[str, float],
) -> dict[str, Json]:
    """All keys, always, in the order of the contract."""
    assessment = diagnosis.assessment
    return {
        "schema": SCHEMA,
        "target": {**asdict(asked), "input": printable(asked.input)},
        "category": diagnosis.category,
        "primary": diagnosis.problem,
        "problems": [asdict(told) for told in told_problems(diagnosis.findings)],
        "verdict": assessment.verdict,
        "risk": assessment.risk,
        "responsible": assessment.responsible,
        "browsers": {"chrome": diagnosis.chromium, "firefox": diagnosis.firefox},
        "served_chain": [certificate_record(c) for c in diagnosis.judged.chain],
        "path": _path(diagnosis),
        "connection": _connection(diagnosis),
        "alternative": diagnosis.alternative or None,
        "stricter": list(stricter_points(diagnosis, asked.host or "")),
        "answer": answer_record(answer),
        "contact": dict(contact),
        "timing_ms": {phase: timing_ms.get(phase) for phase in _PHASES},
    }


def stricter_points(diagnosis: "Diagnosis", host: str) -> tuple[str, ...]:
    """What others than browsers may mind in a chain from a file.

    Of a server the evidence for IT says it, and a check does not pay for it.
    """
    judged = diagnosis.judged
    if judged.path is None or judged.handshake is not None:
        return ()
    # Comes with the rules, and so with certificates, which answers to a text alone do without.
    from bot.core.rules.strictness import stricter  # noqa: PLC0415

    return tuple(map(printable, stricter(judged.path, host)))


class Told(Struct, frozen=True, kw_only=True):
    """One entry of `problems`.

    Attributes:
        certificate: Index in the served chain; None where it is about none of it.
    """

    id: Problem
    severity: Severity
    certificate: int | None
    evidence: str


def told_problems(findings: Sequence[Finding]) -> list[Told]:
    """One entry for each problem and certificate; several faults share their evidence."""
    groups: dict[tuple[Problem, int], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.problem, finding.certificate), []).append(finding)
    return [
        Told(
            id=problem,
            severity=group[0].severity,
            certificate=index if index >= 0 else None,
            evidence="; ".join(printable(finding.evidence) for finding in group),
        )
        for (problem, index), group in groups.items()
    ]


@lru_cache(maxsize=256)
def certificate_record(certificate: Served) -> Mapping[str, Json]:
    """One certificate, as it was shown."""
    if not isinstance(certificate, Certificate):
        blank: dict[str, Json] = dict.fromkeys(_CERTIFICATE_KEYS)
        return blank | {"sha256": certificate.sha256, "error": printable(certificate.error)}
    names = certificate.names
    return {
        "subject": printable(certificate.subject),
        "issuer": printable(certificate.issuer),
        "names": [printable(name) for name in names[:_NAMES_SHOWN]],
        "names_total": len(names),
        "not_before": stamp(certificate.not_before),
        "not_after": stamp(certificate.not_after),
        "serial": serial_text(certificate),
        "sha256": certificate.sha256,
        "key": key_text(certificate.key),
        "signature": certificate.signature,
    }


_CERTIFICATE_KEYS: Final = (
    "subject",
    "issuer",
    "names",
    "names_total",
    "not_before",
    "not_after",
    "serial",
    "sha256",
    "key",
    "signature",
)


def key_text(key: PublicKey) -> str:
    """A key in a few letters, such as "RSA 2048" or "EC P-256"."""
    if key.kind is KeyKind.EC:
        return f"EC {_CURVES.get(key.curve, key.curve)}"
    return f"{key.kind} {key.bits}" if key.bits else str(key.kind)


def serial_text(certificate: Certificate) -> str:
    """Hexadecimal, cut where it is longer than anybody compares; nothing else limits it."""
    return printable(f"{certificate.serial:x}", _SERIAL_DIGITS)


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second; `strftime` would write years before 1000 too short."""
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _path(diagnosis: "Diagnosis") -> list[Json] | None:
    path = diagnosis.judged.path
    if path is None or not path.is_sound:
        return None
    return [c.sha256 for c in path.certificates]


def _connection(diagnosis: "Diagnosis") -> dict[str, Json] | None:
    handshake = diagnosis.judged.handshake
    if handshake is None or not handshake.saw_hello:
        return None
    return {
        "address": diagnosis.judged.address,
        "protocol": handshake.protocol,
        "cipher": handshake.cipher,
    }


def answer_record(answer: Answer) -> dict[str, Json]:
    """The words by field."""
    return {**asdict(answer), "owner_steps": list(answer.owner_steps)}
