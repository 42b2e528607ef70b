from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.browsers.timestamps import logs_in
from bot.core.facts import Ending, Handshake, Offer
from bot.core.faults import Fault
from bot.core.rules.assurance import transparency
from tests.certificates import Certified, Recipe, extension
from tests.der import octets
from tests.staples import stamped_staple
from tests.timestamps import stamps
from tests.trust import authority, case, leaf

ROOT = authority("Timestamp Root")
ONE, TWO, THREE = (bytes([number]) * 32 for number in (1, 2, 3))
SHORT, LONG = timedelta(days=160), timedelta(days=161)  # a leaf has begun 20 days ago
MISSING, NOTE = [Fault.LEAF_WITHOUT_SCT], [Fault.NO_SCT]


def stamped(*logs: bytes, ends: timedelta = SHORT) -> Certified:
    inside = extension("1.3.6.1.4.1.11129.2.4.2", octets(stamps(*logs)))
    return leaf(ROOT, Recipe(ends=ends, extensions=(inside,) if logs else ()))


def handshake(beside: frozenset[bytes] | None = frozenset(), staple: bytes = b"") -> Handshake:
    return Handshake(
        offer=Offer.BROWSER, ending=Ending.COMPLETED, timestamps=beside, staple=staple
    )


@pytest.mark.parametrize(
    ("shown", "faults"),
    [
        pytest.param(stamped(), MISSING, id="none"),
        pytest.param(stamped(ONE), MISSING, id="one"),
        pytest.param(stamped(ONE, ONE), MISSING, id="two of one log"),
        pytest.param(stamped(ONE, TWO), [], id="two for 180 days"),
        pytest.param(stamped(ONE, TWO, ends=LONG), MISSING, id="two for 181 days"),
        pytest.param(stamped(ONE, TWO, THREE, ends=LONG), [], id="three for 181 days"),
    ],
)
def test_a_public_leaf_needs_logs_by_its_lifetime(shown: Certified, faults: list[Fault]) -> None:
    given = case(shown, anchor=ROOT, public=True, handshake=handshake())

    assert [f.fault for f in transparency(given)] == faults


def test_two_logs_beside_the_certificate_are_enough() -> None:
    given = case(
        stamped(ends=LONG), anchor=ROOT, public=True, handshake=handshake(frozenset({ONE, TWO}))
    )

    assert list(transparency(given)) == []


def test_logs_in_the_stapled_answer_count() -> None:
    shown = stamped()

    def found(*logs: bytes) -> list[Fault]:
        staple = stamped_staple(shown, ROOT, stamps(*logs))
        there = handshake(frozenset({ONE}), staple)
        return [
            f.fault for f in transparency(case(shown, anchor=ROOT, public=True, handshake=there))
        ]

    assert found(ONE) == MISSING
    assert found(TWO) == []


@pytest.mark.parametrize("there", [None, handshake(None)], ids=["a file", "not looked for"])
def test_what_nobody_looked_for_is_not_missing(there: Handshake | None) -> None:
    given = case(stamped(), anchor=ROOT, public=True, handshake=there)

    assert [f.fault for f in transparency(given)] == NOTE


def test_under_a_private_anchor_it_is_a_note() -> None:
    assert [f.fault for f in transparency(case(stamped(), anchor=ROOT))] == NOTE
    assert list(transparency(case(stamped(ONE), anchor=ROOT))) == []


@given(st.binary(max_size=200))
def test_any_list_is_read(listed: bytes) -> None:
    assert all(len(log) == 32 for log in logs_in(listed))


def test_a_list_is_read_as_far_as_its_lengths_are_right() -> None:
    whole = stamps(ONE, TWO)

    assert logs_in(whole) == {ONE, TWO}
    assert logs_in(whole[:-1]) == {ONE}
    assert logs_in(b"") == frozenset()
