"""Why a text is no address."""

from enum import StrEnum


class InvalidTarget(StrEnum):
    """Why a text is no address; the sentences stand in the catalogue."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_HOST = "no_host"
    BAD_PORT = "bad_port"
    LABEL_EMPTY = "label_empty"
    LABEL_TOO_LONG = "label_too_long"
    NAME_TOO_LONG = "name_too_long"
    BAD_CHARACTERS = "bad_characters"
    BAD_ADDRESS = "bad_address"
    UNKNOWN_SCHEME = "unknown_scheme"


class InvalidTargetError(ValueError):
    """The text is no address.

    Attributes:
        text: What was typed, less what could be secret; still hostile.
        reason: What was wrong with it.
    """

    def __init__(self, text: str, reason: InvalidTarget) -> None:
        super().__init__(reason.value)
        self.text = text
        self.reason = reason
