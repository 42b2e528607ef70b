"""Several messages about one error, read as one."""

from typing import TypeVar

from msgspec.structs import asdict, replace

from bot.core.message import Enquiry, Reported
from bot.core.target import Target
from bot.core.vocabulary import NOTHING_REPORTED, Problem

T = TypeVar("T")


def merged(before: Enquiry, now: Enquiry) -> Enquiry:
    """What both say together; where they differ the later one counts.

    An address without an error joins an error without an address, in either order. An address
    after an address corrects it, and the host that an earlier text named falls with it.
    """
    targets = now.targets or before.targets
    reported = _reported(before.reported, now.reported)
    if now.targets and not now.reported.host:
        reported = replace(reported, host=_host_among(before.reported.host, now.targets))
    says, said = _says(now), _says(before)
    leading = now if says or not said else before
    return Enquiry(
        targets=targets,
        reported=reported,
        chain=now.chain or before.chain,
        chain_is_cut=now.chain_is_cut if now.chain else before.chain_is_cut,
        holds_private_key=now.holds_private_key,
        tool=now.tool or before.tool,
        problem=leading.problem,
        is_by_chain_alone=leading.is_by_chain_alone,
        also=_joined(before, now, leading),
        confidence=leading.confidence,
        intent=now.intent,
        typed_secret=before.typed_secret or now.typed_secret,
    )


def _says(enquiry: Enquiry) -> bool:
    return enquiry.problem not in NOTHING_REPORTED or bool(enquiry.chain)


def _reported(before: Reported, now: Reported) -> Reported:
    """Field by field: a later word where there is one."""
    kept = {key: value for key, value in asdict(now).items() if value not in {None, "", ()}}
    codes = dict.fromkeys((*before.codes, *now.codes))
    return replace(before, **{**kept, "codes": tuple(codes)})


def _host_among(host: str, targets: tuple[Target, ...]) -> str:
    return host if any(target.host == host for target in targets) else ""


def _joined(before: Enquiry, now: Enquiry, leading: Enquiry) -> tuple[Problem, ...]:
    found = (*leading.also, before.problem, *before.also, now.problem)
    told = (p for p in found if p is not leading.problem and p not in NOTHING_REPORTED)
    return tuple(dict.fromkeys(told))
