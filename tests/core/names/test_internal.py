import pytest

from bot.core.names.internal import is_internal_name


@pytest.mark.parametrize(
    ("name", "internal"),
    [
        pytest.param("printer", True, id="a single label"),
        pytest.param("nas.lan", True, id="under an ending of houses"),
        pytest.param("nas.home.arpa", True, id="under an ending of two labels"),
        pytest.param("plan.example", False, id="letters alone are no ending"),
        pytest.param("arpa.example", False, id="the ending stands last"),
    ],
)
def test_names_inside_a_house_are_known_by_their_ending(name: str, *, internal: bool) -> None:
    assert is_internal_name(name) is internal
