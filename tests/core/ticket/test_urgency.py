import pytest

from bot.core.conclude import Conclusion
from bot.core.diagnosis.verdicts import REGISTERED_INSPECTION, usual
from bot.core.ticket import Impact, Priority, Queue, urgency
from bot.core.vocabulary import Problem


def concluded(problem: Problem) -> Conclusion:
    return Conclusion(problem=problem, assessment=usual(problem))


OWN_INSPECTION = Conclusion(problem=Problem.INTERCEPTION, assessment=REGISTERED_INSPECTION)


@pytest.mark.parametrize(
    ("conclusion", "impact", "typed", "own", "priority", "queue"),
    [
        (concluded(Problem.EXPIRED), Impact.CAN_WORK, True, False, Priority.P1, Queue.SECURITY),
        (
            concluded(Problem.INTERCEPTION),
            Impact.UNKNOWN,
            False,
            False,
            Priority.P1,
            Queue.SECURITY,
        ),
        (concluded(Problem.REVOKED), Impact.CAN_WORK, False, False, Priority.P1, Queue.SECURITY),
        (concluded(Problem.EXPIRED), Impact.MANY_CANNOT, False, True, Priority.P1, Queue.SERVERS),
        (concluded(Problem.EXPIRED), Impact.CAN_WORK, False, True, Priority.P2, Queue.SERVERS),
        (concluded(Problem.EXPIRED), Impact.MANY_CANNOT, False, False, Priority.P2, Queue.SERVERS),
        (OWN_INSPECTION, Impact.CAN_WORK, False, False, Priority.P2, Queue.SERVERS),
        (
            concluded(Problem.CLOCK_WRONG),
            Impact.CANNOT_WORK,
            False,
            False,
            Priority.P3,
            Queue.SERVICE_DESK,
        ),
        (
            concluded(Problem.CLOCK_WRONG),
            Impact.CAN_WORK,
            False,
            False,
            Priority.P3,
            Queue.SERVICE_DESK,
        ),
        (
            concluded(Problem.EXPIRED),
            Impact.CAN_WORK,
            False,
            False,
            Priority.P4,
            Queue.SELF_SERVICE,
        ),
    ],
)
def test_the_gravest_reason_decides(  # noqa: PLR0913 - a table's columns
    *,
    conclusion: Conclusion,
    impact: Impact,
    typed: bool,
    own: bool,
    priority: Priority,
    queue: Queue,
) -> None:
    told = urgency(conclusion, impact, typed_secret=typed, is_own_site=own)

    assert (told.priority, told.queue) == (priority, queue)
    assert told.reason
