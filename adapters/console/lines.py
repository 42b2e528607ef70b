"""One JSON object as one line, for programs that read what we write."""

import json
from collections.abc import Mapping
from typing import Final

from msgspec.json import Encoder

_ENCODER: Final = Encoder()


def json_line(record: Mapping[str, object]) -> str:
    """ASCII only, so that nothing hostile reaches a terminal.

    What is ASCII to begin with, nearly always, is written by the quicker of two encoders.
    """
    line = _ENCODER.encode(record)
    return line.decode() if line.isascii() else json.dumps(record, separators=(",", ":"))
