"""Goals 1 and 2: what one command costs from a cold start.

    uv run python -m benchmarks.cold

Goal 1: `certdesk check HOST --json --tls-only` against the floor check (at most 1.15 times) and
against `sslyze --certinfo` (at most a quarter). Goal 2: `certdesk --help` against an empty Python.
Wall-clock milliseconds of the whole process; the processor's are printed beside them. `check`
without `--tls-only` is shown too: here the two differ only in how many addresses are tried; so is
`explain --no-look`, which has no goal of its own.
"""

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.lab import Lab, running_lab
from benchmarks.peers import sslyze
from benchmarks.rounds import CERTDESK, FLOOR, PYTHON, Cost, Goal, in_turn, process_cost


def main() -> None:
    with running_lab() as lab:
        _check(lab)
    _explain()
    _help()


def _check(lab: Lab) -> None:
    target, root = f"localhost:{lab.rsa}", str(lab.root)
    check = [CERTDESK, "check", target, "--json", "--ca", root, "--allow-private"]
    commands = {
        "certdesk check --tls-only": [*check, "--tls-only"],
        "certdesk check": check,
        "floor check": [*FLOOR, "--ca", root, target],
    }
    peer = sslyze()
    if peer:
        commands["sslyze --certinfo"] = [peer, "--certinfo", "--certinfo_ca_file", root, target]
    measured = in_turn({name: _side(command) for name, command in commands.items()})
    print("One target, cold process")
    measured.print_sides()
    measured.print_ratio(Goal("goal 1", 1.15, 0.6), "certdesk check --tls-only", "floor check")
    if peer:
        goal = Goal("goal 1, peer", 0.25)
        measured.print_ratio(goal, "certdesk check --tls-only", "sslyze --certinfo")


def _explain() -> None:
    """One text without a look: the automaton, the forms and the suffix list are made anew."""
    text = "NET::ERR_CERT_DATE_INVALID at https://shop.example.com/ since this morning"
    measured = in_turn(
        {
            "certdesk explain --no-look": _side(
                [CERTDESK, "explain", "--no-look", "--json", text]
            ),
            "python -c pass": _side([PYTHON, "-c", "pass"]),
        }
    )
    print("One text, cold process")
    measured.print_sides()


def _help() -> None:
    measured = in_turn(
        {
            "certdesk --help": _side([CERTDESK, "--help"]),
            "python -c pass": _side([PYTHON, "-c", "pass"]),
        },
        rounds=15,
    )
    print("The shortest command")
    measured.print_sides()
    measured.print_ratio(Goal("goal 2", 4.0, 2.5), "certdesk --help", "python -c pass")


def _side(command: Sequence[str]) -> Callable[[], Cost]:
    return partial(process_cost, command)


if __name__ == "__main__":
    main()
