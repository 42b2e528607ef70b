"""The public suffix list, loaded when a question first needs it."""

from functools import cache

from bot.core.names.matching import SuffixList


@cache
def suffixes() -> SuffixList:
    """The list as its package ships it; names under a private suffix have many owners."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - only names that differ need it

    return PublicSuffixList()
