"""The one token that is made where no technicians are configured; it lives beside the database."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MODE = 0o600


def token_in(folder: Path) -> str:
    """What the file holds; it is made where there is none, and only its owner can read it.

    Raises:
        OSError: It can be neither read nor made.
    """
    file = folder / "technician.token"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        token = secrets.token_urlsafe(32)
        out.write(f"{token}\n")
    return token
