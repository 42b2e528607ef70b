"""Memory: the peak of one check, and of a file with a thousand targets (part of goal 11).

    uv run python -m benchmarks.memory

Peak resident size of the process, in MB. One check, or one text without a look, must stay under
45, a thousand targets under 80: what is remembered of targets and certificates is bounded,
whatever the file's length.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.lab import Lab, running_lab
from benchmarks.rounds import CERTDESK, FLOOR, LIMIT_S, PYTHON, program_environment

_TARGETS: Final = 1000
_ONE_MB: Final = 45.0
_MANY_MB: Final = 80.0
_TEXT: Final = "NET::ERR_CERT_DATE_INVALID at https://shop.example.com/ since this morning"

_CYRILLIC: Final = (
    "\u041e\u0448\u0438\u0431\u043a\u0430: https://shop.example.com/"  # a word is enough
)

_WITNESS: Final = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A child's peak begins with its parent's size, so the parent must be small."""


def main() -> None:
    with running_lab() as lab, TemporaryDirectory() as folder:
        listed = Path(folder) / "targets.txt"
        lines = [lab.farm_targets[number % len(lab.farm)] for number in range(_TARGETS)]
        listed.write_text("\n".join(lines), encoding="utf-8")
        one = [*_check(lab), f"localhost:{lab.rsa}"]
        _peak_mb(one)  # does not count: it writes the bytecode, and compiling takes 5 MB
        _tell("one check", _peak_mb(one), _ONE_MB)
        _tell("one check, --tls-only", _peak_mb([*one, "--tls-only"]), _ONE_MB)
        _tell("explain, no look", _peak_mb([*_explain(), "--no-look", _TEXT]), _ONE_MB)
        _tell("the same in Cyrillic", _peak_mb([*_explain(), "--no-look", _CYRILLIC]), _ONE_MB)
        pasted = f"{_TEXT}\n{lab.root.read_text(encoding='ascii')}"
        _tell(
            "explain a pasted certificate", _peak_mb([*_explain(), "--no-look", pasted]), _ONE_MB
        )
        looked = [*_explain(), "--allow-private", f"{_TEXT} on localhost:{lab.rsa}"]
        _tell("explain with a look", _peak_mb(looked), _ONE_MB)
        _tell(f"{_TARGETS} targets", _peak_mb([*_check(lab), "-f", str(listed)]), _MANY_MB)
        floor = [*FLOOR, "--ca", str(lab.root), f"localhost:{lab.rsa}"]
        print(f"  {'floor check, to compare':<32} {_peak_mb(floor):6.1f} MB")


def _check(lab: Lab) -> list[str]:
    return [CERTDESK, "check", "--json", "--allow-private", "--ca", str(lab.root)]


def _explain() -> list[str]:
    return [CERTDESK, "explain", "--json"]


def _peak_mb(command: Sequence[str]) -> float:
    """Of the largest process that the command starts; `ru_maxrss` counts kilobytes on Linux."""
    witness = [PYTHON, "-c", _WITNESS, *command]
    ran = subprocess.run(
        witness,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        env=program_environment(),
    )
    if ran.returncode:
        sys.exit(f"{' '.join(command)[:200]}: {ran.stderr[-2000:]}")
    return int(ran.stdout) / 1024


def _tell(what: str, peak: float, must: float) -> None:
    print(f"  {what:<32} {peak:6.1f} MB, must {must:.0f}: {'met' if peak <= must else 'MISSED'}")


if __name__ == "__main__":
    main()
