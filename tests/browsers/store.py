"""NSS certificate databases, where both browsers on Linux keep what the user trusts."""

import subprocess
from pathlib import Path
from typing import Final

_CERTUTIL: Final = "/usr/bin/certutil"


def trust(folder: Path, anchors: tuple[bytes, ...]) -> None:
    """Make a database that trusts these PEM certificates for servers."""
    folder.mkdir(parents=True, exist_ok=True)
    _certutil(folder, "-N", "--empty-password")
    for number, anchor in enumerate(anchors):
        _certutil(folder, "-A", "-n", f"anchor {number}", "-t", "CP,,", "-a", given=anchor)


def _certutil(folder: Path, *arguments: str, given: bytes = b"") -> None:
    command = (_CERTUTIL, "-d", f"sql:{folder}", *arguments)
    subprocess.run(command, input=given, check=True, capture_output=True, timeout=30)
