from bot.core.vocabulary import NOTES
from tests.situations import SITUATIONS, shown


def test_every_situation_has_a_name_of_its_own() -> None:
    assert len({situation.name for situation in SITUATIONS}) == len(SITUATIONS)


def test_notes_and_problems_are_kept_apart() -> None:
    for situation in SITUATIONS:
        assert NOTES.isdisjoint(situation.problems), situation.name
        assert NOTES.issuperset(situation.notes), situation.name


def test_what_stops_a_browser_is_among_the_problems() -> None:
    stopped = {s.name for s in SITUATIONS if shown(s.name).chrome or shown(s.name).firefox}

    assert stopped <= {situation.name for situation in SITUATIONS if situation.problems}
