"""What came of a message later, where that comes first: Slack keeps no order between events."""

from typing import Final

from cachetools import TTLCache

from bot.core.desk import Event

_KEPT: Final = 10_000
_KEPT_S: Final = 600


class Later:
    """Remembers changes and deletions for a while, for messages that are still to come."""

    def __init__(self) -> None:
        """In this process alone; the order is lost within seconds, not minutes."""
        self._deleted: TTLCache[tuple[str, str], bool] = TTLCache(_KEPT, _KEPT_S)
        self._texts: TTLCache[tuple[str, str], str] = TTLCache(_KEPT, _KEPT_S)

    def note(self, event: Event) -> None:
        """Of every event, whether it is for us or not."""
        place = _place(event)
        if event.kind == "delete":
            self._deleted[place] = True
        elif event.kind == "edit":
            self._texts[place] = event.text

    def is_deleted(self, event: Event) -> bool:
        """It is gone already."""
        return event.kind in {"message", "edit"} and _place(event) in self._deleted

    def text(self, event: Event, text: str) -> str:
        """As it reads by now."""
        return self._texts.get(_place(event), text) if event.kind == "message" else text


def _place(event: Event) -> tuple[str, str]:
    return event.address.channel, event.facts.get("ts", "")
