"""How urgent a case is, and who should see it."""

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.vocabulary import Category, Problem, Responsible, Risk

if TYPE_CHECKING:  # settings name queues, and what concludes takes as long to load as all of them
    from bot.core.conclude import Conclusion


class Priority(StrEnum):
    """P1: a security incident or everybody stands still. P4: nobody waits."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Queue(StrEnum):
    """Who answers; where each is, is a setting."""

    SECURITY = "security"
    SERVERS = "servers"
    SERVICE_DESK = "service_desk"
    SELF_SERVICE = "self_service"


class Impact(StrEnum):
    """Whether somebody can work, as they say."""

    CAN_WORK = "can_work"
    CANNOT_WORK = "cannot_work"
    MANY_CANNOT = "many_cannot"
    UNKNOWN = "unknown"


class Urgency(Struct, frozen=True, kw_only=True):
    """A priority, the queue it belongs to, and why, for IT."""

    priority: Priority
    queue: Queue
    reason: str


def urgency(
    conclusion: "Conclusion", impact: Impact, *, typed_secret: bool, is_own_site: bool
) -> Urgency:
    """The first reason that holds, the gravest first.

    Args:
        conclusion: What the case comes to.
        impact: As the person says.
        typed_secret: A password, code or card was typed on the page.
        is_own_site: The host is one of the organisation's own.
    """
    danger = conclusion.assessment.risk is Risk.DANGER
    broken_site = conclusion.assessment.responsible is Responsible.SITE_OWNER
    reasons = (
        (typed_secret, Priority.P1, Queue.SECURITY, "a password or card number was typed there"),
        (danger, Priority.P1, Queue.SECURITY, "somebody unknown may be in between"),
        (
            is_own_site and broken_site and impact is Impact.MANY_CANNOT,
            Priority.P1,
            Queue.SERVERS,
            "an own site is broken and many cannot work",
        ),
        (is_own_site and broken_site, Priority.P2, Queue.SERVERS, "an own site is broken"),
        (impact is Impact.MANY_CANNOT, Priority.P2, Queue.SERVERS, "many cannot work"),
        (_is_own_inspection(conclusion), Priority.P2, Queue.SERVERS, "own inspection not trusted"),
        (impact is Impact.CANNOT_WORK, Priority.P3, Queue.SERVICE_DESK, "one person cannot work"),
        (_is_ours(conclusion), Priority.P3, Queue.SERVICE_DESK, "a device or the network"),
    )
    for holds, priority, queue, reason in reasons:
        if holds:
            return Urgency(priority=priority, queue=queue, reason=reason)
    return Urgency(
        priority=Priority.P4,
        queue=Queue.SELF_SERVICE,
        reason="a stranger's site, or a question",
    )


def _is_own_inspection(conclusion: "Conclusion") -> bool:
    known = conclusion.assessment.risk is Risk.KNOWN_MIDDLE
    return known and conclusion.problem is Problem.INTERCEPTION


def _is_ours(conclusion: "Conclusion") -> bool:
    return (
        conclusion.assessment.responsible in {Responsible.VISITOR, Responsible.IT_DEPARTMENT}
        or conclusion.category is Category.UNCLEAR
    )
