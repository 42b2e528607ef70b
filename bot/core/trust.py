"""What we choose to trust: the anchors of this run, found by subject."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from bot.core.facts import Anchor, Certificate, Name, StoreName, attribute
from bot.core.facts.identifiers import ORGANISATION
from bot.core.x509 import parse_certificate


class TrustStore:
    """The trust anchors, found by subject; certificates are parsed when first asked for."""

    def __init__(
        self, entries: Mapping[Name, Sequence[tuple[bytes, frozenset[StoreName]]]]
    ) -> None:
        """Takes DER certificates by subject name, each with the stores that hold it."""
        self._entries = entries
        self._parsed: dict[Name, tuple[Anchor, ...]] = {}

    def named(self, subject: Name) -> tuple[Anchor, ...]:
        """All anchors of this subject name."""
        if subject not in self._entries:
            return ()
        if subject not in self._parsed:
            read = ((parse_certificate(der), stores) for der, stores in self._entries[subject])
            self._parsed[subject] = tuple(
                Anchor(certificate=certificate, stores=stores)
                for certificate, stores in read
                if isinstance(certificate, Certificate)
            )
        return self._parsed[subject]

    def anchor(self, certificate: Certificate) -> Anchor | None:
        """This very certificate as an anchor, if it is one."""
        for anchor in self.named(certificate.subject_name):
            if anchor.certificate == certificate:
                return anchor
        return None

    @cached_property
    def organisations(self) -> frozenset[str]:
        """Folded organisation names of all anchors: a hint that a missing issuer is theirs."""
        return frozenset(o for name in self._entries for o in attribute(name, ORGANISATION))
