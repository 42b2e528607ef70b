"""What is concluded: one finding for each fault and certificate."""

from typing import Final

from msgspec import Struct

from bot.core.faults import FAULTS, Fault, FaultKind
from bot.core.vocabulary import Problem, Severity

CONNECTION: Final = -1
"""The `certificate` of a finding that is about no certificate."""


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that is wrong or worth knowing.

    Attributes:
        certificate: Index in the served chain; `CONNECTION` where it is about none, or about an
            issuer that was not served.
        evidence: For IT, one line; may hold hostile text, escape before showing.
        variant: Which wording of the card fits better where that depends on more than the fault.
        codes: What Chromium and Firefox show where that depends on more than the fault.
    """

    fault: Fault
    certificate: int = CONNECTION
    evidence: str = ""
    variant: str = ""
    codes: tuple[str, str] | None = None

    @property
    def kind(self) -> FaultKind:
        """What this fault amounts to."""
        return FAULTS[self.fault]

    @property
    def problem(self) -> Problem:
        """The id it is told by."""
        return self.kind.problem

    @property
    def wording(self) -> str:
        """The variant of the card that tells it; "" for the plain one."""
        return self.variant or self.kind.variant

    @property
    def severity(self) -> Severity:
        """How far it reaches: an error as soon as one browser stops."""
        return Severity.ERROR if self.chromium or self.firefox else self.kind.floor

    @property
    def chromium(self) -> str:
        """Chromium's code where this is the only fault; "" where it goes on."""
        return self.kind.chromium if self.codes is None else self.codes[0]

    @property
    def firefox(self) -> str:
        """Firefox's code where this is the only fault; "" where it goes on."""
        return self.kind.firefox if self.codes is None else self.codes[1]
