"""The conversation in the terminal."""

from collections.abc import AsyncIterator
from io import StringIO

from adapters.console.chat import Chat
from tests.core.compare.scene import HOST, expired_here, healthy
from tests.desk.talking import Talk


class Terminal(StringIO):
    """Somebody reads along."""

    def isatty(self) -> bool:
        return True


async def held(out: StringIO, *texts: str) -> str:
    """What a conversation prints about a site whose issuer's word comes late."""
    talk = Talk({HOST: healthy()})
    talk.said_later = {HOST: expired_here()}

    async def lines() -> AsyncIterator[str]:
        for text in texts:
            yield text

    await Chat(talk.conversation, talk.side, {"name": "Raven Desk"}, out).hold(lines)
    return out.getvalue()


async def test_who_reads_along_is_answered_at_once_and_again() -> None:
    printed = await held(Terminal(), HOST)

    first, second = printed.index("No problem seen"), printed.index("Expired certificate")
    assert first < second < printed.index("changed this answer")


async def test_where_nobody_reads_along_the_whole_answer_is_printed_once() -> None:
    printed = await held(StringIO(), HOST)

    assert "No problem seen" not in printed
    assert printed.count("Expired certificate") == 1
    assert "changed this answer" not in printed
