"""What a person typed as an address."""

from bot.core.target.invalid import InvalidTarget, InvalidTargetError
from bot.core.target.protocols import WELL_KNOWN_PORTS, StartTls
from bot.core.target.typed import MAX_LENGTH, Target

__all__ = [
    "MAX_LENGTH",
    "WELL_KNOWN_PORTS",
    "InvalidTarget",
    "InvalidTargetError",
    "StartTls",
    "Target",
]
