"""Goals 6 and 7: a hundred targets in one command, and one silent target among a hundred.

    uv run python -m benchmarks.many

Goal 6: wall-clock of `certdesk check` over a hundred hosts, each with a leaf of its own, against
sslyze, nmap's ssl-cert and `curl -Z` on the same hosts; the processor's time against sslyze.
curl verifies and reads nothing, so it is the line that only the handshakes draw. Goal 7: with one
host that takes the connection and says nothing, the command must end within its limit and half
a second, and the answers for the other 99 must not wait for it.
"""

import json
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from time import perf_counter
from typing import Final

from benchmarks.lab import FARM_SIZE, Lab, running_lab
from benchmarks.peers import installed, sslyze
from benchmarks.rounds import (
    CERTDESK,
    FLOOR,
    LIMIT_S,
    ROUNDS,
    Cost,
    Goal,
    in_turn,
    process_cost,
    program_environment,
)

_OURS: Final = "certdesk check"
_SILENCE_LIMIT_S: Final = 3.0
_SILENCE_ROUNDS: Final = 7
_GRACE_S: Final = 0.5


def main() -> None:
    with running_lab() as lab:
        _hundred(lab)
        _one_silent(lab)


def _hundred(lab: Lab) -> None:
    print(f"{FARM_SIZE} targets, one command")
    sides = {name: _side(command) for name, command in _commands(lab).items()}
    measured = in_turn(sides, ROUNDS)
    measured.print_sides()
    for peer, must, aim in (
        ("sslyze", 0.1, None),
        ("nmap", 1 / 1.8, None),
        ("curl -Z", None, 1.4),
    ):
        if peer in sides:
            measured.print_ratio(Goal("goal 6", must, aim), _OURS, peer)
    if "sslyze" in sides:
        measured.print_ratio(Goal("goal 6", 0.2), _OURS, "sslyze", cpu=True)


def _commands(lab: Lab) -> dict[str, list[str]]:
    root, port = str(lab.root), str(lab.farm_port)
    commands = {
        _OURS: [*_check(lab), *lab.farm_targets],
        "floor check": [*FLOOR, "--ca", root, *lab.farm_targets],
    }
    if curl := installed("curl"):
        urls = [f"https://{target}/" for target in lab.farm_targets]
        options = ["-sS", "-Z", "--parallel-max", "300", "--cacert", root]
        commands["curl -Z"] = [curl, *options, *urls]
    if nmap := installed("nmap"):
        # "+" runs the script although the port is none that nmap knows for TLS.
        commands["nmap"] = [nmap, "-n", "-Pn", "-p", port, "--script", "+ssl-cert", *lab.farm]
    if path := sslyze():
        commands["sslyze"] = [path, "--certinfo", "--certinfo_ca_file", root, *lab.farm_targets]
    return commands


def _check(lab: Lab) -> list[str]:
    return [CERTDESK, "check", "--json", "--tls-only", "--allow-private", "--ca", str(lab.root)]


def _side(command: Sequence[str]) -> Callable[[], Cost]:
    return partial(process_cost, command)


def _one_silent(lab: Lab) -> None:
    targets = [lab.silent_target, *lab.farm_targets[1:]]
    command = [*_check(lab), "--timeout", str(_SILENCE_LIMIT_S), *targets]
    rounds = [_silence(command, lab.silent_target) for _ in range(_SILENCE_ROUNDS)]
    others, whole = (median(moments) for moments in zip(*rounds, strict=True))
    limit = _SILENCE_LIMIT_S + _GRACE_S
    print(f"1 silent of {FARM_SIZE}, limit {_SILENCE_LIMIT_S:.0f} s")
    print(f"  the other {FARM_SIZE - 1} answered after {others:.3f} s")
    print(f"  goal 7: all answered after {whole:.3f} s")
    print(f"    must {limit:.3f}: {'met' if whole <= limit else 'MISSED'}")


def _silence(command: Sequence[str], silent: str) -> tuple[float, float]:
    """Seconds until the last of the others was answered, and until the end."""
    started = perf_counter()
    answered: dict[str, float] = {}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env=program_environment(), text=True
    ) as running:
        for line in running.stdout or ():
            answered[json.loads(line)["target"]["input"]] = perf_counter() - started
        running.wait(LIMIT_S)
    if len(answered) != FARM_SIZE:
        raise RuntimeError(f"{len(answered)} answers to {FARM_SIZE} questions")
    return max(when for target, when in answered.items() if target != silent), (
        perf_counter() - started
    )


if __name__ == "__main__":
    main()
