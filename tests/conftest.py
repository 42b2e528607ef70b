"""What holds for every test, and fixtures that several folders share."""

from hypothesis import settings

from tests.databases import postgres, store_url

__all__ = ["postgres", "store_url"]

# How long an example takes says more about the machine than about the code.
settings.register_profile("certdesk", deadline=None)
settings.load_profile("certdesk")
