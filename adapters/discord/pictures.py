"""Pictures that somebody sends with a form: fetched at once, and kept with their case."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from adapters.discord.finding import CaseFinder
from adapters.discord.office import Office
from bot.core.desk import Address, Case, Person

NAME: Final = "pictures"
MOST: Final = 3
MOST_BYTES: Final = 6 * 1024 * 1024
"""Of one; screenshots are smaller, and Discord takes three such in one message."""

_BEGINNINGS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
"""PNG, JPEG, GIF, WebP, BMP: what it says of itself in a name counts for nothing."""

Fetch = Callable[[str, int], Awaitable[bytes]]
"""What stands under an address of Discord's, no more than so many bytes; empty where nothing."""


def sent_with(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Names and addresses of the files that were sent with a form."""
    resolved = (data.get("resolved") or {}).get("attachments") or {}
    return tuple(
        (str(file.get("filename", ""))[:200], str(file.get("url", "")))
        for file in list(resolved.values())[:MOST]
    )


class Pictures:
    """Keeps them."""

    def __init__(self, office: Office, fetch: Fetch) -> None:
        """Takes what it needs."""
        self._office = office
        self._cases = CaseFinder(office)
        self._fetch = fetch

    async def keep(
        self, sent: tuple[tuple[str, str], ...], who: Person, at: Address, case_id: str
    ) -> str:
        """The id of the case that they are kept with; one is begun where there is none."""
        read = [(name, await self._fetch(url, MOST_BYTES)) for name, url in sent]
        kept = [(name, data) for name, data in read if data.startswith(_BEGINNINGS)]
        if not kept:
            return case_id
        case = await self._case(who, at, case_id)
        await self._office.desk.cases.attach(case, kept)
        return case.id

    async def _case(self, who: Person, at: Address, case_id: str) -> Case:
        cases = self._office.desk.cases
        return (
            await self._cases.allowed(who, case_id, is_technician=False)
            or await cases.current(at, who)
            or await cases.begin(at, who)
        )
