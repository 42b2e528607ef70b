"""How verdicts and severities look in the terminal; words always, colour only on top."""

from typing import Final

from bot.core.vocabulary import Severity, Verdict

VERDICT_STYLES: Final = {
    Verdict.NO: "bold red",
    Verdict.NOT_YET: "bold yellow",
    Verdict.ONLY_IF_CONFIRMED: "bold yellow",
    Verdict.READ_ONLY: "bold yellow",
    Verdict.NOTHING_TO_SKIP: "bold cyan",
    None: "bold",
}
HEALTHY_STYLE: Final = "bold green"
SEVERITY_STYLES: Final = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "dim",
}
