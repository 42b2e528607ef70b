"""Answers that issuers' word on a certificate changes after they went out."""

from collections.abc import Awaitable, Callable, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.core.desk import Case
from bot.core.reply import CardReply, Reply
from bot.desk.cases import Said
from bot.desk.conversation import Turn
from bot.desk.desk import Desk
from bot.desk.explain import Explained


class Sent(Struct, frozen=True, kw_only=True):
    """An answer that went out, and how its place puts another one there.

    Attributes:
        case: As it was kept with the answer.
        said: What is kept of a reply; has the id that the answer was kept with.
        edit: Shows a reply in the place of the answer.
    """

    case: Case
    turn: Turn
    contact: Mapping[str, str]
    said: Callable[[Reply], Said]
    edit: Callable[[Reply], Awaitable[None]]


async def correct(desk: Desk, sent: Sent) -> Explained | None:
    """Waits for issuers; what changes is kept, shown, and told to whom the case was handed.

    Gives what the answer rests on from now on; None where nothing was waited for.
    """
    later = await sent.turn.later() if sent.turn.later else None
    if later is None or later.explained is None:
        return None
    record = msgspec.json.encode(later.explained.report(sent.contact)).decode()
    now = replace(sent.case, state=later.state, record=record)
    if later.reply is None:
        await desk.cases.correct(sent.case, now)
        return later.explained
    # Technicians first: who sees the card change may be talking to one already.
    if isinstance(later.reply, CardReply):
        await desk.escalation.found(sent.case.id, later.reply.answer.headline)
    await desk.cases.correct(sent.case, now, sent.said(later.reply))
    await sent.edit(later.reply)
    return later.explained
