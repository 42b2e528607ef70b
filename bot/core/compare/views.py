"""The two views side by side, and what can be proved of the person's."""

from datetime import datetime
from functools import cached_property
from typing import Final

from msgspec import Struct

from bot.core.compare.families import agree
from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.diagnosis.judge import Judged, Seen, judge_chain
from bot.core.facts import Certificate, Served, leaf_of
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.knowledge import Knowledge
from bot.core.message import Enquiry, Intent, LayAnswers
from bot.core.names.matching import Match, match_dns, share_registrable_domain
from bot.core.path import Path
from bot.core.rules.identity import best_match
from bot.core.vocabulary import NOTHING_REPORTED, Category, Problem, Severity, category_of

_ANSWERED: Final = frozenset(
    {Problem.NOT_TLS, Problem.STARTTLS_NOT_OFFERED, Problem.HANDSHAKE_FAILURE}
)
"""The connection stands, so that there is something to compare though there is no certificate."""


class Views(Struct, frozen=True, kw_only=True, dict=True):
    """Both looks at one host; the person's is `enquiry`, ours is `here`.

    Attributes:
        host: Lower-case A-label or IP literal, the one that both are about.
        here: None where we did not look.
    """

    host: str
    enquiry: Enquiry
    here: Diagnosis | None
    knowledge: Knowledge
    now: datetime
    answers: LayAnswers = LayAnswers()

    @property
    def reports(self) -> bool:
        """The person's program said something about an error; a bare chain says nothing."""
        enquiry = self.enquiry
        said = enquiry.problem not in NOTHING_REPORTED and not enquiry.is_by_chain_alone
        sees_one = enquiry.intent is Intent.GET_PAST  # who wants past a warning has one
        return said or sees_one or bool(enquiry.reported.codes)

    @cached_property
    def theirs(self) -> Judged | None:
        """Their chain, judged offline; certificates that we were served may complete it."""
        chain = self.chain
        if not chain:
            return None
        ours = tuple(c for c in self.served if isinstance(c, Certificate))
        return judge_chain(chain, self.host, self.knowledge, self.now, Seen(fetched=ours))

    @property
    def chain(self) -> tuple[Served, ...]:
        """What was pasted; nothing where that is only what stands above our own leaf."""
        pasted = self.enquiry.chain
        above = self.served[1:]
        return () if pasted and all(served in above for served in pasted) else pasted

    @property
    def leaf(self) -> Certificate | None:
        """Their leaf, where it was pasted and can be read."""
        return leaf_of(self.chain)

    @property
    def is_blind(self) -> bool:
        """We saw nothing that could be compared, or cannot trust what we saw."""
        if self.here is None:
            return True
        unclean = any(f.fault is Fault.OWN_PATH_UNCLEAN for f in self.errors_here)
        return unclean or (self.is_unreachable and not self._broke_off_for_both)

    @property
    def is_unreachable(self) -> bool:
        """Nothing came of our own try."""
        return category_of(self.problem_here) is Category.UNREACHABLE

    @property
    def _broke_off_for_both(self) -> bool:
        """Somebody answered, and it came to nothing, as their program says too."""
        answered = self.problem_here in _ANSWERED
        return answered and self.agree and not self.chain

    @property
    def passes_here(self) -> bool:
        """Both browsers would open the page from here."""
        return self.here is not None and not self.is_blind and not self.errors_here

    @property
    def passes_somewhere(self) -> bool:
        """At least one of the host's addresses is in order."""
        return self.passes_here or (self.here is not None and False in self.here.leaves.values())

    @property
    def is_known_otherwise(self) -> bool:
        """We see the certificate that the organisation registered, and they see another key's."""
        entry = self.knowledge.registry.host(self.host)
        shown = self.served[0] if self.served else None
        if entry is None or self.leaf is None or not isinstance(shown, Certificate):
            return False
        return entry.agrees(shown) and not entry.agrees(self.leaf)

    @property
    def errors_here(self) -> tuple[Finding, ...]:
        """What stops browsers here; that a name imitates another one has nothing to do with it."""
        found = self.here.findings if self.here else ()
        return tuple(
            f for f in found if f.severity is Severity.ERROR and f.fault is not Fault.NAME_IMITATES
        )

    @property
    def problem_here(self) -> Problem | None:
        """What we see of the site itself; None where browsers open it."""
        return next((f.problem for f in self.errors_here), None)

    @property
    def agree(self) -> bool:
        """The error that they report is one that we see too; who reports none says no other."""
        if not self.reports:
            return True
        codes = (self.here.chromium, self.here.firefox) if self.here else ()
        return agree(self.enquiry, codes, [f.problem for f in self.errors_here])

    @property
    def shared_problem(self) -> Problem | None:
        """Of several errors here the one that they report, else the gravest one.

        Whose program complains of a date has trusted the chain, perhaps by an authority of the
        organisation's own that is unknown here.
        """
        reported = (self.enquiry.problem, *self.enquiry.also)
        seen = [f.problem for f in self.errors_here]
        return next((problem for problem in seen if problem in reported), self.problem_here)

    @property
    def same_leaf(self) -> bool:
        """Both were shown the very same certificate (SHA-256 of the DER bytes).

        By any of the addresses that fare as we tell of the host.
        """
        if self.here is None or self.leaf is None:
            return False
        fails = self.here.leaves.get(self.leaf.sha256)
        return fails is bool(self.errors_here) or self.leaf in self.served[:1]

    @property
    def was_served_here(self) -> bool:
        """One of the addresses showed us their certificate, too, whatever the others do."""
        return (
            self.leaf is not None
            and self.here is not None
            and (self.leaf.sha256 in self.here.leaves)
        )

    @property
    def names_host(self) -> bool | None:
        """Their certificate is for this host; None where nothing tells."""
        if self.leaf is not None:
            return best_match(self.leaf, self.host) is not Match.NONE
        names = self.enquiry.reported.certificate_names
        if not names:
            return None
        return any(match_dns(name.lower(), self.host) is not Match.NONE for name in names)

    @property
    def offered_names(self) -> tuple[str, ...]:
        """The names that their certificate is for, pasted or told."""
        if self.leaf is None:
            return self.enquiry.reported.certificate_names
        return self.leaf.names or self.leaf.common_names

    @property
    def same_owner(self) -> bool:
        """A name on their certificate lies under the host's registrable domain."""
        suffixes = self.knowledge.suffixes
        return any(share_registrable_domain(n, self.host, suffixes) for n in self.offered_names)

    @property
    def path(self) -> Path | None:
        """From their leaf upwards."""
        return self.theirs.path if self.theirs else None

    @property
    def is_vouched(self) -> bool:
        """Signatures verify from their leaf to an authority like the one that vouches to us.

        A public one always does. An authority of the organisation's own counts where the site
        itself lives by it, as internal sites do; else it would be a re-signer.
        """
        anchor = self.path.anchor if self.path and self.path.is_sound else None
        return anchor is not None and (anchor.is_public or self._lives_by_own_authority)

    @property
    def is_re_signed_by_own(self) -> bool:
        """By an authority that the organisation told us of, while the site shows a public one.

        Every signature from their leaf up to it must verify, and the leaf must name the host: its
        certificate is public, and merely lying in a paste it proves nothing.
        """
        if any(f.fault is Fault.ISSUER_REGISTERED for f in self._found_in_theirs):
            return True
        anchor = self.path.anchor if self.path and self.path.is_sound else None
        own = anchor is not None and not anchor.is_public and not self._lives_by_own_authority
        return own and bool(self.names_host) and self.passes_here

    @property
    def is_in_date(self) -> bool:
        """Every certificate on their path holds now."""
        certificates = self.path.certificates if self.path else ()
        return bool(certificates) and all(
            c.not_before <= self.now <= c.not_after for c in certificates
        )

    @property
    def is_outdated(self) -> bool:
        """Theirs was the site's own, and ran out."""
        leaf = self.leaf
        ran_out = leaf is not None and leaf.not_after < self.now
        return ran_out and self.is_vouched and bool(self.names_host)

    @property
    def served(self) -> tuple[Served, ...]:
        """What the address that is told of showed us, leaf first."""
        return self.here.judged.chain if self.here else ()

    @property
    def _found_in_theirs(self) -> tuple[Finding, ...]:
        return self.theirs.findings if self.theirs else ()

    @property
    def _lives_by_own_authority(self) -> bool:
        path = self.here.judged.path if self.here else None
        anchor = path.anchor if path and path.is_sound else None
        return anchor is not None and not anchor.is_public
