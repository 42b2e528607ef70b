import pytest

from bot.core.registry import InspectionRoot, Reach, RegisteredHost, Registry, is_private, reach_of

ONE, TWO = "1" * 64, "2" * 64


def test_nothing_is_registered_until_somebody_does() -> None:
    empty = Registry()

    assert empty.host("nas") is None
    assert empty.inspection_root(ONE) is None
    assert not empty.owns("example.com")


def test_several_entries_of_one_host_are_read_as_one() -> None:
    registry = Registry(
        hosts=(
            RegisteredHost(host="nas", fingerprints=frozenset({ONE}), note="old"),
            RegisteredHost(host="printer", fingerprints=frozenset({ONE})),
            RegisteredHost(host="nas", fingerprints=frozenset({TWO}), note="new"),
        )
    )

    assert registry.host("nas") == RegisteredHost(
        host="nas", fingerprints=frozenset({ONE, TWO}), note="old; new"
    )


def test_an_inspection_root_is_found_by_its_key() -> None:
    root = InspectionRoot(key_sha256=ONE, name="the filter")

    assert Registry(inspection_roots=(root,)).inspection_root(ONE) == root
    assert Registry(inspection_roots=(root,)).inspection_root(TWO) is None


@pytest.mark.parametrize(
    ("name", "owned"),
    [
        ("corp.test", True),
        ("a.b.corp.test", True),
        ("mycorp.test", False),
        ("corp.test.evil.test", False),
    ],
)
def test_a_domain_owns_what_lies_below_it(name: str, *, owned: bool) -> None:
    assert Registry(own_domains=("corp.test",)).owns(name) is owned


@pytest.mark.parametrize(
    ("addresses", "reach"),
    [
        ((), Reach.UNKNOWN),
        (("10.0.0.1",), Reach.PRIVATE),
        (("fe80::1", "192.168.1.1"), Reach.PRIVATE),
        (("10.0.0.1", "8.8.8.8"), Reach.PUBLIC),
        (("::ffff:8.8.8.8",), Reach.PUBLIC),
        (("::ffff:10.0.0.1",), Reach.PRIVATE),
    ],
)
def test_one_public_address_makes_a_name_public(addresses: tuple[str, ...], reach: Reach) -> None:
    assert reach_of(addresses) is reach


@pytest.mark.parametrize(
    ("host", "reach", "private"),
    [
        ("intranet", Reach.PUBLIC, True),
        ("10.0.0.1", Reach.UNKNOWN, True),
        ("8.8.8.8", Reach.UNKNOWN, False),
        ("files.corp.test", Reach.PRIVATE, True),
        ("files.other.test", Reach.PRIVATE, True),
        ("files.corp.test", Reach.NOWHERE, True),
        ("files.other.test", Reach.NOWHERE, False),
        ("files.corp.test", Reach.UNKNOWN, False),
        ("files.corp.test", Reach.PUBLIC, False),
    ],
)
def test_a_host_is_private_only_where_nobody_else_can_mean_it(
    host: str, reach: Reach, *, private: bool
) -> None:
    assert is_private(host, reach, Registry(own_domains=("corp.test",))) is private
