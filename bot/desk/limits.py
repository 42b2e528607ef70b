"""How much one person, host and channel may ask for; counted in the store."""

from datetime import timedelta
from typing import Final

from bot.core.desk import Address, Person, Quota
from bot.desk.seams import Clock, CounterStore
from bot.desk.steps import TooMany
from bot.desk_settings import LimitsSection

_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)


class Limits:
    """Says what is used up, if anything is; else counts."""

    def __init__(self, counters: CounterStore, section: LimitsSection, clock: Clock) -> None:
        """Takes what it needs."""
        self._counters = counters
        self._section = section
        self._clock = clock

    async def look(self, person: Person, address: Address, network: str = "") -> Quota | None:
        """Before a look that somebody asks for; None: go ahead.

        `network` is counted too, where people can be whom they like; "" where they cannot.
        """
        most = self._section
        channel = f"looks:channel:{address.place}:{address.channel}"
        quotas = (
            Quota(key=f"looks:person:{person.key}", most=most.looks_per_hour, span=_HOUR),
            Quota(key=channel, most=most.channel_per_minute, span=_MINUTE),
            *_of_network("looks", network, most.looks_per_network),
        )
        return await self._counters.spend(quotas, self._clock())

    async def ticket(self, person: Person, open_now: int, network: str = "") -> TooMany | None:
        """Before a new ticket; `open_now` are theirs that are not resolved."""
        if open_now >= self._section.open_tickets:
            return TooMany(open_tickets=open_now)
        key, now = f"tickets:person:{person.key}", self._clock()
        quota = Quota(key=key, most=self._section.tickets_per_hour, span=_HOUR)
        wider = _of_network("tickets", network, self._section.tickets_per_network)
        spent = await self._counters.spend((quota, *wider), now)
        return TooMany(again_at=spent.renewed_at(now)) if spent else None

    async def post(self, place: str) -> Quota | None:
        """Before a post into the technicians' channel; used up means: into the summary."""
        key = f"posts:technicians:{place}"
        quota = Quota(key=key, most=self._section.posts_per_minute, span=_MINUTE)
        return await self._counters.spend((quota,), self._clock())


def _of_network(what: str, network: str, most: int) -> tuple[Quota, ...]:
    key = f"{what}:network:{network}"
    return (Quota(key=key, most=most, span=_HOUR),) if network else ()
