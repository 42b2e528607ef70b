"""Settings of the desk: what is kept where and how long, who is told, how much is too much."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from bot.core.ticket import Priority, Queue
from bot.settings import InvalidSettingError

_DAYS: Final = (1, 3650)
_YEAR_MINUTES: Final = 60 * 24 * 365


class StoreSection(Struct, frozen=True, kw_only=True):
    """Where the desk keeps what it must not forget.

    Attributes:
        url: sqlite:///file or postgresql://…; empty: a file in the user's data folder.
        retention_days: How long a case is kept that nobody touches and no ticket holds.
        chain_days: How long the chain is kept that somebody in between showed, without the rest.
    """

    url: str = ""
    retention_days: int = 30
    chain_days: int = 90

    def __post_init__(self) -> None:
        _demand_between("retention_days", self.retention_days, *_DAYS)
        _demand_between("chain_days", self.chain_days, *_DAYS)


class Route(Struct, frozen=True, kw_only=True):
    """Where one queue is told of its tickets, instead of everywhere.

    Attributes:
        places: "slack", "discord", "mail", "webhook", "rest".
    """

    queue: Queue
    places: tuple[str, ...]


class DeskSection(Struct, frozen=True, kw_only=True):
    """Who is told of tickets, and when somebody should have answered.

    Attributes:
        routes: Queues that are told in some places only.
        first_answer_minutes: For P1 to P4, in this order.
        redact_outgoing: Mail, webhook and REST say neither who nor where inside the house.
        delivery_tries: After how many a delivery is given up, visibly.
    """

    routes: tuple[Route, ...] = ()
    first_answer_minutes: tuple[int, ...] = (15, 60, 240, 1440)
    redact_outgoing: bool = True
    delivery_tries: int = 12

    def __post_init__(self) -> None:
        minutes = self.first_answer_minutes
        if len(minutes) != len(Priority) or not all(0 < m <= _YEAR_MINUTES for m in minutes):
            raise InvalidSettingError("first_answer_minutes", "four numbers of minutes, P1 to P4")
        _demand_between("delivery_tries", self.delivery_tries, 1, 100)

    def minutes(self, priority: Priority) -> int:
        """By when somebody should have answered first."""
        return self.first_answer_minutes[tuple(Priority).index(priority)]


class LimitsSection(Struct, frozen=True, kw_only=True):
    """How much is too much.

    Attributes:
        looks_per_hour, tickets_per_hour, open_tickets: For one person.
        looks_per_network, tickets_per_network: From one address in the web, in an hour.
        host_per_minute: Looks at one host; between them what was seen last is told.
        channel_per_minute: Looks asked for in one channel.
        posts_per_minute: Into a technicians' channel; more are summed up.
    """

    looks_per_hour: int = 10
    tickets_per_hour: int = 3
    open_tickets: int = 5
    looks_per_network: int = 200
    tickets_per_network: int = 40
    host_per_minute: int = 1
    channel_per_minute: int = 30
    posts_per_minute: int = 20

    @property
    def between_looks(self) -> timedelta:
        """How long it is told what was seen of a host."""
        return timedelta(minutes=1) / self.host_per_minute

    def __post_init__(self) -> None:
        for key in self.__struct_fields__:
            _demand_between(key, getattr(self, key), 1, 100_000)


class LogForm(StrEnum):
    """How a line of the log is written; `AUTO`: text on a terminal, else JSON."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """What is worth a line."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogSection(Struct, frozen=True, kw_only=True):
    """What is written down of what happens; never what somebody wrote."""

    level: LogLevel = LogLevel.INFO
    form: LogForm = LogForm.AUTO


def _demand_between(key: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InvalidSettingError(key, f"a number from {least} to {most}, got {value}")
