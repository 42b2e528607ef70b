"""Was the certificate issued under a policy, where an issuer demands that?"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.core.facts import Certificate
from bot.core.faults import Fault
from bot.core.findings import Finding
from bot.core.rules.case import Case


def policies(case: Case) -> Iterator[Finding]:
    """RFC 5280 section 6.1, steps about policies, with any policy acceptable to begin with.

    Chromium processes them, and those of an operator's anchor too; mozilla::pkix asks for none.
    A path on which nobody demands anything is passed over at once.
    """
    if case.anchor is None or not any(c.is_policed for c in case.path.certificates):
        return
    pairs = tuple(zip(case.path.indexes, case.path.certificates, strict=True))
    if case.is_public:
        pairs = pairs[:-1]
    index = _unpoliced(pairs[::-1], anchored=not case.is_public)
    if index is not None:
        yield Finding(
            fault=Fault.POLICY_MISSING,
            certificate=index,
            evidence="an issuer demands a certificate policy that does not reach down to here",
        )


class _State(Struct, kw_only=True):
    """RFC 5280 section 6.1.2; of the tree of policies the lowest level is enough.

    Attributes:
        expected: What a certificate may call its policy next.
        any_policy: Any name will do.
        explicit, mapping, inhibit_any: Certificates until each takes effect.
    """

    expected: frozenset[str] = frozenset()
    any_policy: bool = True
    explicit: int
    mapping: int
    inhibit_any: int

    def is_unmet(self) -> bool:
        """No policy is left where there has to be one."""
        return not self.explicit and not self.any_policy and not self.expected


def _unpoliced(path: Sequence[tuple[int, Certificate]], *, anchored: bool) -> int | None:
    """Index of the certificate at which a policy is missing; from the anchor downwards."""
    from bot.core.x509.policies import ANY_POLICY, read_policies  # noqa: PLC0415 - rare, slow

    count = len(path) + (not anchored)
    state = _State(explicit=count, mapping=count, inhibit_any=count)
    for place, (index, certificate) in enumerate(path):
        said = read_policies(certificate)
        is_anchor, is_leaf = anchored and place == 0, place == len(path) - 1
        excused = certificate.is_self_issued and not is_leaf
        if said.policies is not None or not is_anchor:
            named = said.policies or frozenset()
            _narrow(state, named - {ANY_POLICY}, anything=ANY_POLICY in named, excused=excused)
        if state.is_unmet():
            return index
        if is_leaf:
            state.explicit = 0 if said.require_explicit == 0 else max(state.explicit - 1, 0)
            return index if state.is_unmet() else None
        if any(ANY_POLICY in mapping for mapping in said.mappings):
            return index
        _map(state, said.mappings)
        if not is_anchor and not certificate.is_self_issued:
            _count_down(state)
        state.explicit = _least(state.explicit, said.require_explicit)
        state.mapping = _least(state.mapping, said.inhibit_mapping)
        state.inhibit_any = _least(state.inhibit_any, said.inhibit_any)
    return None


def _narrow(state: _State, named: frozenset[str], *, anything: bool, excused: bool) -> None:
    """Section 6.1.3 (d) and (e): what the certificate names, as far as it was expected."""
    found = named if state.any_policy else named & state.expected
    if anything and (state.inhibit_any or excused):
        found |= state.expected
    else:
        state.any_policy = False
    state.expected = found


def _map(state: _State, mappings: Sequence[tuple[str, str]]) -> None:
    """Section 6.1.4 (b): below, a policy goes by the names that it is mapped to."""
    mapped = {issuers for issuers, _ in mappings}
    if state.mapping:
        held = state.expected if not state.any_policy else state.expected | mapped
        new = frozenset(subjects for issuers, subjects in mappings if issuers in held)
        state.expected = (state.expected - mapped) | new
    else:
        state.expected -= mapped


def _count_down(state: _State) -> None:
    """Section 6.1.4 (h)."""
    state.explicit = max(state.explicit - 1, 0)
    state.mapping = max(state.mapping - 1, 0)
    state.inhibit_any = max(state.inhibit_any - 1, 0)


def _least(now: int, limit: int | None) -> int:
    return now if limit is None else min(now, limit)
