"""What holds for every test, and fixtures that several folders share."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from tests.databases import postgres, store_url

__all__ = ["postgres", "store_url"]

# How long an example takes says more about the machine than about the code.
settings.register_profile("certdesk", deadline=None)
settings.load_profile("certdesk")


@pytest.fixture(autouse=True)
def log_of_its_own() -> Iterator[None]:
    """A command that ran within a test leaves the log pointing at what pytest closes."""
    yield
    structlog.reset_defaults()
