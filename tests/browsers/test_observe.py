import pytest

from tests.browsers.observe import observe
from tests.situations import SITUATIONS, shown

# Each shows one of two codes, by which of two events reaches the browser first.
UNSTEADY = {"client_certificate_demanded_13", "leaf_unparsable_12", "leaf_unparsable_13"}
STEADY = [situation for situation in SITUATIONS if situation.name not in UNSTEADY]


@pytest.mark.long
def test_browsers_still_show_what_was_written_down() -> None:
    written = {situation.name: shown(situation.name) for situation in STEADY}

    _, seen = observe(STEADY)

    assert seen == written
