"""Is our own way out clean? One look at a host whose certificate is known to be public.

From behind a box that re-signs what passes, every site would look like its owner's fault.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.core.diagnosis.diagnose import diagnose
from bot.core.facts import Observation
from bot.core.knowledge import Knowledge
from bot.core.vocabulary import Category, Problem

_CLOCK_TOLERANCE: Final = timedelta(minutes=5)  # Chromium's, in ssl_error_handler.cc
_TRUST: Final = frozenset(
    {
        Problem.INTERCEPTION,
        Problem.UNTRUSTED_ROOT,
        Problem.SELF_SIGNED,
        Problem.MALFORMED_CERT,
        Problem.DISTRUSTED_CA,
    }
)


def what_is_wrong(control: Observation, knowledge: Knowledge, now: datetime) -> str:
    """Why nothing that we see of public hosts can be trusted; "" where nothing speaks against it.

    A control host that cannot be reached says nothing: unknown is not unclean.
    """
    diagnosis = diagnose(control, knowledge, now=now)
    if diagnosis.category is Category.UNREACHABLE:
        return ""
    page = control.page
    if page is not None and page.date is not None and abs(page.date - now) > _CLOCK_TOLERANCE:
        return f"our own clock is off: {control.target.host} says {page.date:%Y-%m-%d %H:%M} UTC"
    path = diagnosis.judged.path
    anchor = path.anchor if path is not None and path.is_sound else None
    if diagnosis.problem in _TRUST or (path is not None and (not anchor or not anchor.is_public)):
        return f"our own network shows a certificate of its own for {control.target.host}"
    return ""
