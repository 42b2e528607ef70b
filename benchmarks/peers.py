"""Other people's tools for the same work; those that cannot be had are named and left out."""

import shutil
import subprocess
from typing import Final

from benchmarks.rounds import ROOT

_INSTALL_LIMIT_S: Final = 180.0
_WHERE: Final = "import shutil; print(shutil.which('sslyze') or '')"


def sslyze() -> str | None:
    """The path of sslyze in the environment that `uvx` makes for it.

    Not a dependency: it is only ever held against us. Run by its own path, so that what uvx
    itself takes (some 50 ms) does not count against it.
    """
    found = shutil.which("uvx", path=f"{ROOT / '.uv' / 'bin'}") or shutil.which("uvx")
    path = _made_by(found) if found else ""
    return _named("sslyze", path)


def _made_by(uvx: str) -> str:
    command = [uvx, "--from", "sslyze", "python", "-c", _WHERE]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=_INSTALL_LIMIT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return ran.stdout.strip()


def installed(name: str) -> str | None:
    """The path of a program on this machine."""
    return _named(name, shutil.which(name))


def _named(name: str, path: str | None) -> str | None:
    if not path:
        print(f"  {name} cannot be had here and is left out")
    return path or None
