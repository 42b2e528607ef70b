"""Revocation lists that were read before, kept until they are due to be replaced."""

from collections import OrderedDict
from datetime import datetime
from typing import Final

from bot.core.x509.crl import RevocationList

_MAX_BYTES: Final = 64 * 1024 * 1024

Key = tuple[str, str]
"""The address, and the SPKI digest of the issuer whose signature was checked."""


class RememberedLists:
    """Least recently used first to go; a list without an end is not kept."""

    def __init__(self, max_bytes: int = _MAX_BYTES) -> None:
        self._lists: OrderedDict[Key, RevocationList] = OrderedDict()
        self._max_bytes = max_bytes
        self._size_bytes = 0

    def get(self, key: Key, now: datetime) -> RevocationList | None:
        """A list that is not due yet."""
        found = self._lists.get(key)
        if found is None:
            return None
        if found.next_update is None or found.next_update <= now:
            self._drop(key)
            return None
        self._lists.move_to_end(key)
        return found

    def put(self, key: Key, found: RevocationList, now: datetime) -> None:
        """Remembers a list, forgetting others where there is no room."""
        self._drop(key)
        if found.next_update is None or found.next_update <= now:
            return
        self._lists[key] = found
        self._size_bytes += found.size_bytes
        while self._size_bytes > self._max_bytes:
            self._drop(next(iter(self._lists)))

    def _drop(self, key: Key) -> None:
        found = self._lists.pop(key, None)
        if found is not None:
            self._size_bytes -= found.size_bytes
