"""What this process works on: whose words, and as they were written, secrets included."""

from collections import Counter

from bot.core.desk import Event


def whose(event: Event) -> str:
    """One person's words in one channel go in their order."""
    return f"{event.address.channel} {event.person.id}"


class UnderWay:
    """Events from their acceptance until their work is over."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._going: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._texts)

    def begin(self, event: Event) -> None:
        """It was written down."""
        self._texts[event.key] = event.text
        self._going[whose(event)] += 1

    def end(self, event: Event) -> None:
        """Also of one that an earlier process began."""
        if self._texts.pop(event.key, None) is None:
            return
        self._going[whose(event)] -= 1
        if not self._going[whose(event)]:
            del self._going[whose(event)]

    def text(self, event: Event) -> str:
        """As it was written, where that is still known."""
        return self._texts.get(event.key, event.text)

    def has_of(self, event: Event) -> bool:
        """Something of the same person in the same channel."""
        return whose(event) in self._going
