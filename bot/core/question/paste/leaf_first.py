"""Brings a pasted chain into the order of a handshake, where people turned it round."""

from bot.core.facts import Certificate, Served


def leaf_first(pasted: tuple[Served, ...]) -> tuple[Served, ...]:
    """The same certificates, the leaf before those that issued it.

    Programs copy the leaf first (RFC 8446 section 4.4.2), so that nothing is moved unless an
    authority stands first that issued another one of the list, and only one is no authority.
    """
    if not pasted or not _is_authority(pasted[0]):
        return pasted
    leaves = [c for c in pasted if isinstance(c, Certificate) and not c.is_ca]
    if len(leaves) != 1 or not _issued_by(leaves[0], pasted):
        return pasted
    return (leaves[0], *(c for c in pasted if c is not leaves[0]))


def _is_authority(served: Served) -> bool:
    return isinstance(served, Certificate) and served.is_ca is True


def _issued_by(leaf: Certificate, others: tuple[Served, ...]) -> bool:
    return any(
        isinstance(other, Certificate) and other.subject_name == leaf.issuer_name
        for other in others
        if other is not leaf
    )
