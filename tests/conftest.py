"""What holds for every test, and fixtures that several folders share."""

import logging
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
    handlers = list(logging.root.handlers)
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
