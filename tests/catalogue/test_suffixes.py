"""The public suffix list is the package's own, however it is loaded."""

from publicsuffixlist import PublicSuffixList

from bot.catalogue.suffixes import suffixes


def test_knows_what_the_package_knows() -> None:
    assert vars(suffixes()) == vars(PublicSuffixList())
