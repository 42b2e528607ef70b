import pytest

from bot.core.faults import Fault
from bot.core.rules.identity import name
from tests.certificates import Recipe
from tests.trust import authority, case, leaf

ROOT = authority("Root")


@pytest.mark.parametrize(
    ("names", "common_name", "host", "expected"),
    [
        pytest.param(("a.example",), "", "a.example", None, id="named"),
        pytest.param(("*.b.example",), "", "a.b.example", None, id="under a wildcard"),
        pytest.param(("b.example", "a.example"), "", "a.example", None, id="among others"),
        pytest.param(("a.example",), "", "", None, id="no name was asked for"),
        pytest.param(("a.test",), "", "b.test", Fault.NAME_OTHER, id="another name"),
        pytest.param(("www.a.test",), "", "a.test", Fault.NAME_VARIANT, id="www and not"),
        pytest.param(("*.a.test",), "", "x.y.a.test", Fault.NAME_VARIANT, id="too deep"),
        pytest.param(("x.github.io",), "", "y.github.io", Fault.NAME_OTHER, id="two tenants"),
        pytest.param(None, "a.test", "a.test", Fault.NAME_ONLY_IN_CN, id="only in the CN"),
        pytest.param(("b.test",), "a.test", "a.test", Fault.NAME_ONLY_IN_CN, id="CN beside"),
        pytest.param(None, "*.a.test", "x.a.test", Fault.NAME_ONLY_IN_CN, id="wildcard CN"),
        pytest.param(None, "b.test", "a.test", Fault.NAME_OTHER, id="another CN, no names"),
        pytest.param((b"a.test.",), "", "a.test", Fault.NAME_VARIANT_IN_FIREFOX, id="a final dot"),
        pytest.param(("127.0.0.1",), "", "127.0.0.1", None, id="an address"),
        pytest.param(("::1",), "", "::1", None, id="an IPv6 address"),
        pytest.param(("127.0.0.2",), "", "127.0.0.1", Fault.NAME_OTHER, id="another address"),
        pytest.param(
            (b"127.0.0.1",), "", "127.0.0.1", Fault.NAME_OTHER, id="an address as a name"
        ),
        pytest.param(
            None, "127.0.0.1", "127.0.0.1", Fault.NAME_ONLY_IN_CN, id="an address in the CN"
        ),
        pytest.param(("a.test",), "", "127.0.0.1", Fault.NAME_OTHER, id="a name for an address"),
    ],
)
def test_the_leaf_must_name_the_host(
    names: tuple[str | bytes, ...] | None, common_name: str, host: str, expected: Fault | None
) -> None:
    made = leaf(ROOT, Recipe(names=names, common_name=common_name))

    found = list(name(case(made, anchor=ROOT, host=host)))

    assert [(f.fault, f.certificate) for f in found] == ([(expected, 0)] if expected else [])


def test_the_evidence_names_the_first_few() -> None:
    made = leaf(ROOT, Recipe(names=tuple(f"n{i}.test" for i in range(9))))

    (found,) = name(case(made, anchor=ROOT, host="other.example"))

    assert "n4.test and 4 more" in found.evidence
    assert "n5.test" not in found.evidence
