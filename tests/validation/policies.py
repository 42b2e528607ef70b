"""Cases: certificate policies, where an issuer demands one (RFC 5280 section 6.1)."""

from typing import Any, Final

from bot.core.vocabulary import Problem
from tests.certificates import Certified, extension
from tests.der import integer, oid, sequence, tlv
from tests.validation.lab import Given, Make, ca, case, ee, root

_WRONG: Final = Problem.WRONG_USAGE
_ANY: Final = "2.5.29.32.0"
_ONE: Final = "1.3.6.1.4.1.99999.5.1"
_TWO: Final = "1.3.6.1.4.1.99999.5.2"


def _named(*policies: str) -> bytes:
    """certificatePolicies."""
    return extension("2.5.29.32", sequence(*(sequence(oid(policy)) for policy in policies)))


def _mapped(issuers: str, subjects: str) -> bytes:
    """policyMappings, not critical: mozilla::pkix does not know them."""
    return extension("2.5.29.33", sequence(sequence(oid(issuers), oid(subjects))))


def _demands(
    after: int | None = 0, *, no_mapping: int | None = None, critical: bool = False
) -> bytes:
    """policyConstraints: a policy is needed, or none may be mapped, after so many certificates."""
    explicit = b"" if after is None else tlv(0x80, bytes([after]))
    inhibited = b"" if no_mapping is None else tlv(0x81, bytes([no_mapping]))
    value = sequence(explicit, inhibited)
    return extension("2.5.29.36", value, critical=critical)


def _not_any(after: int = 0) -> bytes:
    """inhibitAnyPolicy."""
    return extension("2.5.29.54", integer(after))


def _path(*extensions: tuple[bytes, ...], leaf: tuple[bytes, ...] = ()) -> Make:
    """An anchor and intermediates with these extensions, from above, and a leaf with its own."""

    def make() -> Given:
        top = root(extensions=extensions[0])
        chain: list[Certified] = []
        issuer = top
        for storey, further in enumerate(extensions[1:]):
            issuer = ca(f"Storey {storey}", issuer, extensions=further)
            chain.insert(0, issuer)
        return Given(chain=[ee(issuer, extensions=leaf), *chain], anchors=[top])

    return make


def _self_issued(**leaf: Any) -> Make:  # noqa: ANN401
    """A new key of an authority does not count when certificates are counted."""

    def make() -> Given:
        top = root()
        old = ca("Old", top, extensions=(_named(_ONE), _demands(1)))
        new = ca("Old", old, key_number=3, extensions=(_named(_ONE),))
        return Given(chain=[ee(new, **leaf), new, old], anchors=[top])

    return make


CASES: Final = (
    case("policies_nowhere", _path((), ())),
    case("policies_differ_and_nobody_minds", _path((), (_named(_ONE),), leaf=(_named(_TWO),))),
    case("policy_demanded_and_there", _path((), (_named(_ONE), _demands()), leaf=(_named(_ONE),))),
    case(
        "policy_demanded_critically",
        _path((), (_named(_ONE), _demands(critical=True)), leaf=(_named(_ONE),)),
        why="critical-policies",
    ),
    case(
        "policy_demanded_and_absent", _path((), (_named(_ONE), _demands())), _WRONG, why="policies"
    ),
    case(
        "policy_demanded_and_another",
        _path((), (_named(_ONE), _demands()), leaf=(_named(_TWO),)),
        _WRONG,
        why="policies",
    ),
    case("policy_demanded_far_below", _path((), (_demands(5),))),
    case("policy_demanded_by_the_anchor", _path((_demands(),), ()), _WRONG, why="policies"),
    case(
        "policy_lost_in_between",
        _path((), (_named(_ONE), _demands()), (), leaf=(_named(_ONE),)),
        _WRONG,
        why="policies",
    ),
    case(
        "policy_narrowed",
        _path((), (_named(_ONE, _TWO), _demands()), (_named(_ONE),), leaf=(_named(_TWO),)),
        _WRONG,
        why="policies",
    ),
    case("any_policy_above", _path((), (_named(_ANY), _demands()), leaf=(_named(_ONE),))),
    case("any_policy_below", _path((), (_named(_ONE), _demands()), leaf=(_named(_ANY),))),
    case(
        "any_policy_inhibited",
        _path((), (_named(_ONE), _demands(), _not_any()), leaf=(_named(_ANY),)),
        _WRONG,
        why="policies",
    ),
    case(
        "policy_mapped",
        _path((), (_named(_ONE), _demands(), _mapped(_ONE, _TWO)), leaf=(_named(_TWO),)),
    ),
    case(
        "policy_mapped_away",
        _path((), (_named(_ONE), _demands(), _mapped(_ONE, _TWO)), leaf=(_named(_ONE),)),
        _WRONG,
        why="policies",
    ),
    case(
        "any_policy_mapped_from",
        _path((), (_named(_ANY), _demands(), _mapped(_ONE, _TWO)), leaf=(_named(_TWO),)),
    ),
    case(
        "mapping_to_any_policy",
        _path((), (_named(_ONE), _mapped(_ONE, _ANY)), leaf=(_named(_ONE),)),
        _WRONG,
        why="policies",
    ),
    case(
        "mapping_inhibited",
        _path(
            (),
            (_named(_ONE), _demands(no_mapping=0)),
            (_named(_ONE), _mapped(_ONE, _TWO)),
            leaf=(_named(_TWO),),
        ),
        _WRONG,
        why="policies",
    ),
    case(
        "policy_demanded_by_the_leaf",
        _path((), (), leaf=(_named(_ONE), _demands())),
        _WRONG,
        why="policies",
    ),
    case("self_issued_is_not_counted", _self_issued(extensions=(_named(_ONE),))),
    case("self_issued_and_absent", _self_issued(), _WRONG, why="policies"),
)
