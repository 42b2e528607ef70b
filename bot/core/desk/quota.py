"""How often something may be done."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct


class Quota(Struct, frozen=True, kw_only=True):
    """So many times in a span of time.

    Attributes:
        key: What is counted, such as "look:person:slack:U1".
        span: Spans follow one another from midnight UTC; each is counted anew.
    """

    key: str
    most: int
    span: timedelta

    def window(self, now: datetime) -> datetime:
        """When the span that holds `now` began."""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + ((now - midnight) // self.span) * self.span

    def renewed_at(self, now: datetime) -> datetime:
        """When the next span begins."""
        return self.window(now) + self.span
