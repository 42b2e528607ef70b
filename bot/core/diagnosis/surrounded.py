"""A diagnosis with what is known beyond the address itself. Pure."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.browsers.precedence import in_order
from bot.core.diagnosis.around import NAME_PROBLEMS, Around, Onward
from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.faults import Fault
from bot.core.findings import Finding

if TYPE_CHECKING:  # what finds imitations takes long to load, and mostly there is none
    from bot.core.names.lookalike import Imitation


def surrounded(diagnosis: Diagnosis, around: Around) -> Diagnosis:
    """With what lies around it; no new verdict.

    What is about names belongs to problems of names, and issuers' late word may bring another one.
    """
    primary = diagnosis.primary
    is_name = diagnosis.problem in NAME_PROBLEMS
    if primary is not None and is_name and around.explanation:
        primary = replace(primary, evidence=f"{primary.evidence}; {around.explanation}")
    told = (primary if f is diagnosis.primary and primary else f for f in diagnosis.findings)
    notes = (_broken(around.onward),) if around.onward else ()
    return replace(
        diagnosis,
        alternative=around.alternative if is_name else "",
        primary=primary,
        findings=in_order((*told, *notes)),
        onward=around.onward,
    )


def _broken(onward: Onward) -> Finding:
    evidence = f"{onward.start} leads to {onward.place}, which has {onward.problem}"
    return Finding(fault=Fault.REDIRECT_BROKEN, evidence=evidence)


def imitating(diagnosis: Diagnosis, imitation: "Imitation") -> Diagnosis:
    """The name is not the one that was meant, however good its certificate is."""
    evidence = f"the name imitates {imitation.of}: {imitation.trick}"
    finding = Finding(fault=Fault.NAME_IMITATES, evidence=evidence)
    return replace(
        diagnosis,
        primary=finding,
        findings=in_order((*diagnosis.findings, finding)),
        imitates=imitation.of,
    )
