import pytest

from tests.browsers.observe import observe
from tests.situations import SITUATIONS, shown


@pytest.mark.long
def test_browsers_still_show_what_was_written_down() -> None:
    written = {situation.name: shown(situation.name) for situation in SITUATIONS}

    _, seen = observe(SITUATIONS)

    assert seen == written
