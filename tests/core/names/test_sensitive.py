import pytest

from bot.core.names.sensitive import SensitiveNames

NAMES = SensitiveNames(anywhere=frozenset({"bank"}), whole=frozenset({"sso"}))


@pytest.mark.parametrize("host", ["bank.test", "onlinebanking.test", "a.sso.test", "my-sso2.test"])
def test_a_word_gives_a_sensitive_host_away(host: str) -> None:
    assert NAMES.cover(host)


@pytest.mark.parametrize("host", ["www.test", "lesson.test", "ban.k.test", "192.0.2.1"])
def test_other_names_are_not_sensitive(host: str) -> None:
    assert not NAMES.cover(host)
