from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.x509.crl import RevocationList, read_crl
from bot.probe.remembered import RememberedLists
from tests.lists import Listing, crl
from tests.trust import authority, facts

ISSUER = authority("Remembered Issuer")
KEY = ("http://ca.test/x", "key")


def _list(others: int = 0) -> RevocationList:
    found = read_crl(crl(ISSUER, Listing(others=others)), facts(ISSUER))
    assert isinstance(found, RevocationList)
    return found


SMALL, LARGE = _list(), _list(others=50)
NOW = datetime.now(UTC)  # noqa: TID251 -- the lists are made for this moment


def test_a_list_is_remembered_for_its_address_and_key() -> None:
    lists = RememberedLists()
    lists.put(KEY, SMALL, NOW)

    assert lists.get(KEY, NOW) is SMALL
    assert lists.get(("http://ca.test/x", "another key"), NOW) is None
    assert lists.get(("http://ca.test/y", "key"), NOW) is None


def test_a_list_is_forgotten_when_it_is_due() -> None:
    lists = RememberedLists()
    lists.put(KEY, SMALL, NOW)
    assert SMALL.next_update is not None

    assert lists.get(KEY, SMALL.next_update - timedelta(seconds=1)) is SMALL
    assert lists.get(KEY, SMALL.next_update) is None


def test_a_list_that_is_due_is_not_remembered() -> None:
    lists = RememberedLists()
    assert SMALL.next_update is not None
    lists.put(KEY, SMALL, SMALL.next_update)

    assert lists.get(KEY, NOW) is None


def test_the_least_recently_used_goes_first() -> None:
    lists = RememberedLists(max_bytes=2 * SMALL.size_bytes)
    lists.put(("a", ""), SMALL, NOW)
    lists.put(("b", ""), SMALL, NOW)
    lists.get(("a", ""), NOW)
    lists.put(("c", ""), SMALL, NOW)

    assert [lists.get((url, ""), NOW) is SMALL for url in "abc"] == [True, False, True]


def test_a_list_larger_than_everything_is_not_kept() -> None:
    lists = RememberedLists(max_bytes=LARGE.size_bytes - 1)
    lists.put(KEY, LARGE, NOW)

    assert lists.get(KEY, NOW) is None


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans())))
def test_the_bytes_are_bounded_whatever_comes(steps: list[tuple[str, bool]]) -> None:
    room = LARGE.size_bytes + SMALL.size_bytes
    lists = RememberedLists(max_bytes=room)
    for url, large in steps:
        lists.put((url, ""), LARGE if large else SMALL, NOW)
        kept = [found for u in "abcd" if (found := lists.get((u, ""), NOW)) is not None]

        assert sum(found.size_bytes for found in kept) <= room
        assert lists.get((url, ""), NOW) is (LARGE if large else SMALL)
