"""Measuring: sides taken in turn, medians, ratios against a goal, and what a process costs.

On a machine that others use too, absolute times wander by tens of per cent within a minute. Both
sides of a ratio are therefore taken in every round, and the ratio is the median of the rounds'.
"""

import atexit
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Final

from msgspec import Struct

ROUNDS: Final = 9
LIMIT_S: Final = 120.0
"""After this long a measured program is ended and the benchmark with it."""

ROOT: Final = Path(__file__).parent.parent
PYTHON: Final = sys.executable
CERTDESK: Final = str(Path(sys.executable).with_name("certdesk"))
FLOOR: Final = (PYTHON, str(ROOT / "benchmarks" / "floor_check.py"))


class Cost(Struct, frozen=True):
    """What something took, in milliseconds: on the wall clock, and of the processor."""

    wall: float
    cpu: float


class Goal(Struct, frozen=True):
    """A ratio to stay under: `must` is the promise, if there is one, `aim` the wish."""

    name: str
    must: float | None
    aim: float | None = None


class Measured(Struct, frozen=True):
    """All rounds of all sides, by the side's name."""

    rounds: Mapping[str, Sequence[Cost]]

    def print_sides(self) -> None:
        """Medians, one line a side."""
        for name, costs in self.rounds.items():
            wall, cpu = median(c.wall for c in costs), median(c.cpu for c in costs)
            print(f"  {name:<44} {wall:10.2f} ms wall {cpu:10.2f} ms CPU")

    def print_ratio(self, goal: Goal, ours: str, theirs: str, *, cpu: bool = False) -> None:
        """Ours by theirs, against the goal."""
        pairs = zip(self.rounds[ours], self.rounds[theirs], strict=True)
        ratio = median((a.cpu / b.cpu) if cpu else (a.wall / b.wall) for a, b in pairs)
        what = "CPU" if cpu else "wall"
        print(f"  {goal.name}: {what} {ours} / {theirs} = {ratio:.3f}")
        for word, bound in (("must", goal.must), ("aim", goal.aim)):
            if bound is not None:
                print(f"    {word} {bound:.3f}: {'met' if ratio <= bound else 'MISSED'}")


def in_turn(sides: Mapping[str, Callable[[], Cost]], rounds: int = ROUNDS) -> Measured:
    """Every side once in every round, after one turn that does not count."""
    for side in sides.values():
        side()
    found: dict[str, list[Cost]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            found[name].append(side())
    return Measured(found)


def process_cost(command: Sequence[str]) -> Cost:
    """Start to end of one process, its children included."""
    before, started = _children_ms(), perf_counter()
    finished = subprocess.run(
        command, capture_output=True, timeout=LIMIT_S, check=False, env=program_environment()
    )
    wall = (perf_counter() - started) * 1000
    if finished.returncode:
        said = (finished.stdout + finished.stderr).decode(errors="replace")
        sys.exit(f"{' '.join(command)[:200]}\nended with {finished.returncode}: {said[-2000:]}")
    return Cost(wall, _children_ms() - before)


@cache
def program_environment() -> Mapping[str, str]:
    """As installed: with bytecode, whatever is set here; kept apart from the checkout."""
    folder = TemporaryDirectory(prefix="certdesk-bytecode-")
    atexit.register(folder.cleanup)
    kept = {key: text for key, text in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": folder.name}


def _children_ms() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


def own_cost(work: Callable[[], object], repeat: int) -> Cost:
    """Of one of the `repeat` things that `work` does in this process, all threads included."""
    used, started = process_time(), perf_counter()
    work()
    wall, cpu = perf_counter() - started, process_time() - used
    return Cost(wall * 1000 / repeat, cpu * 1000 / repeat)
