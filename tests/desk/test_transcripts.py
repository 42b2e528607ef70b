"""One talk for each row of the comparison, each lay question and each verdict."""

from collections.abc import Callable

import pytest
from msgspec import Struct
from msgspec.structs import replace

from bot.core.compare.comparison import Row
from bot.core.diagnosis.diagnose import Diagnosis
from bot.core.diagnosis.verdicts import Circumstance
from bot.core.knowledge import Knowledge
from bot.core.registry import RegisteredHost, Registry
from bot.core.vocabulary import Verdict
from tests.certificates import Certified
from tests.core.compare.scene import (
    HOST,
    expired_here,
    healthy,
    known,
    made,
    middle,
    served,
    served_at,
    unclean,
    unreachable,
)
from tests.desk.talking import AUTHORITY, DATE, NAME, Talk, on_screen, pem, words
from tests.trust import authority, facts

STRANGER = "www.quarry.example"


class Script(Struct, frozen=True, kw_only=True):
    """What is said and pressed, and what it comes to.

    Attributes:
        site: What we see of the host.
        said: The message.
        pressed: Labels of buttons, one after the other.
        phrase: Stands on the last card.
    """

    site: Callable[[], Diagnosis]
    said: Callable[[], str]
    verdict: Verdict
    phrase: str
    pressed: tuple[str, ...] = ()
    knows: Callable[[], Knowledge] = known


def pasted(code: str, *chain: Certified) -> str:
    return f"{on_screen(code)}\n{pem(*chain)}"


def box() -> Certified:
    return authority("Ravens Web Gate")


def of_two() -> Diagnosis:
    return served_at([made(middle()), middle()], [made(middle(), days_left=-5), middle()])


ROWS = {
    Row.CANNOT_JUDGE: Script(
        site=unreachable,
        said=lambda: on_screen(AUTHORITY),
        verdict=Verdict.NO,
        phrase="I could not look myself",
    ),
    Row.KNOWN_BAD: Script(
        site=healthy,
        said=lambda: pasted(AUTHORITY, made(authority("Superfish, Inc."))),
        verdict=Verdict.NO,
        phrase="known to put people in danger",
    ),
    Row.REGISTERED_INSPECTION: Script(
        site=healthy,
        said=lambda: pasted(AUTHORITY, made(box()), box()),
        knows=lambda: known(box()),
        verdict=Verdict.NO,
        phrase="nobody attacks you",
    ),
    Row.SITE: Script(
        site=expired_here,
        said=lambda: pasted(DATE, made(middle(), days_left=-5), middle()),
        verdict=Verdict.NO,
        phrase="forgot to renew",
    ),
    Row.DEVICE: Script(
        site=healthy,
        said=lambda: pasted(AUTHORITY, made(middle()), middle()),
        verdict=Verdict.NO,
        phrase="update your device",
    ),
    Row.OTHER_GENUINE: Script(
        site=healthy,
        said=lambda: pasted(DATE, made(middle(), number=4), middle()),
        pressed=("No, it's wrong",),
        verdict=Verdict.NOT_YET,
        phrase="set your clock",
    ),
    Row.UNLOGGED: Script(
        site=healthy,
        said=lambda: pasted(AUTHORITY, made(middle(), number=6, is_logged=False), middle()),
        verdict=Verdict.NO,
        phrase="I can't tell yet",
    ),
    Row.FORGED: Script(
        site=healthy,
        said=lambda: pasted(AUTHORITY, made(box()), box()),
        verdict=Verdict.NO,
        phrase="someone is in the middle",
    ),
    Row.PRODUCT: Script(
        site=healthy,
        said=lambda: pasted(AUTHORITY, made(authority("Avast Web/Mail Shield Root"))),
        verdict=Verdict.NO,
        phrase="anyone can take a name",
    ),
    Row.DEBUGGING_PROXY: Script(
        site=healthy,
        said=lambda: pasted(AUTHORITY, made(authority("PortSwigger CA"))),
        verdict=Verdict.NO,
        phrase="a test tool reads along",
    ),
    Row.NETWORK_PAGE: Script(
        site=healthy,
        said=lambda: on_screen(NAME, "*.hotelwifi.net"),
        verdict=Verdict.NOT_YET,
        phrase="sign in to the Wi-Fi",
    ),
    Row.DIVERTED_ON_DEVICE: Script(
        site=healthy,
        said=lambda: on_screen(NAME, STRANGER),
        pressed=("Still there",),
        verdict=Verdict.NO,
        phrase="led to another place",
    ),
    Row.DIVERTED_ON_NETWORK: Script(
        site=healthy,
        said=lambda: on_screen(NAME, STRANGER),
        pressed=("It's gone there",),
        verdict=Verdict.NO,
        phrase="led to another place",
    ),
    Row.SITE_PROBABLY: Script(
        site=expired_here,
        said=lambda: on_screen(DATE),
        verdict=Verdict.NO,
        phrase="site's owner",
    ),
    Row.ONLY_A_CODE: Script(
        site=healthy,
        said=lambda: on_screen(AUTHORITY),
        verdict=Verdict.NO,
        phrase="one site alone",
    ),
    Row.ADDRESSES_DIFFER: Script(
        site=of_two,
        said=lambda: pasted(DATE, made(middle()), middle()),
        verdict=Verdict.NO,
        phrase="more than one server",
    ),
    Row.UNEXPLAINED: Script(
        site=healthy,
        said=lambda: pasted(NAME, made(middle(), STRANGER), middle()),
        verdict=Verdict.NO,
        phrase="you got somebody else's ID",
    ),
}


@pytest.mark.parametrize(("row", "script"), ROWS.items(), ids=[row.name.lower() for row in Row])
async def test_each_row_has_its_talk(row: Row, script: Script) -> None:
    talk = Talk({HOST: script.site()}, script.knows())
    reply = await talk.told(script.said())
    for label in script.pressed:
        reply = await talk.press(reply, label)

    assert talk.last is not None
    assert talk.last.told.comparison is row
    assert reply.verdict is script.verdict
    assert script.phrase in words(reply)


ONE, MANY = "Only this one", "On many"
GONE, STAYS = "It's gone there", "Still there"
RIGHT, WRONG = "Yes, both right", "No, it's wrong"


@pytest.mark.parametrize(
    ("code", "pressed", "phrase"),
    [
        pytest.param(AUTHORITY, (ONE, STAYS), "I see no fault there", id="their browser's list"),
        pytest.param(AUTHORITY, (ONE, GONE), "on your network", id="the network, for this site"),
        pytest.param(NAME, (GONE, MANY), "sign in to the Wi-Fi", id="a sign-in page"),
        pytest.param(AUTHORITY, (MANY, GONE), "on your network", id="inspection"),
        pytest.param(AUTHORITY, (MANY, STAYS), "on your device", id="software on the device"),
        pytest.param(DATE, (WRONG,), "set your clock", id="the clock"),
        pytest.param(
            DATE, (RIGHT, ONE, STAYS), "I see no fault there", id="a right clock, one site"
        ),
        pytest.param(DATE, (RIGHT, MANY, STAYS), "on your device", id="a right clock, software"),
    ],
)
async def test_each_lay_answer_changes_what_is_told(
    code: str, pressed: tuple[str, ...], phrase: str
) -> None:
    talk = Talk({HOST: healthy()})
    reply = await talk.told(on_screen(code))
    for label in pressed:
        assert reply.question
        reply = await talk.press(reply, label)

    assert phrase in words(reply)
    assert not reply.question


def on_the_list() -> Knowledge:
    """The organisation knows the certificate that this host shows."""
    fingerprint = facts(made(None, number=70)).sha256
    entry = RegisteredHost(host=HOST, fingerprints=frozenset({fingerprint}))
    return replace(known(), registry=Registry(hosts=(entry,)))


def may_be_read() -> Diagnosis:
    """What our look comes to where the organisation permits reading for a week."""
    return replace(expired_here(), exception=Circumstance.READABLE)


class Outcome(Struct, frozen=True, kw_only=True):
    """A verdict, and a message that gets it."""

    site: Callable[[], Diagnosis]
    said: str
    verdict: Verdict | None
    phrase: str
    knows: Callable[[], Knowledge] = known


VERDICTS = {
    "no": Outcome(site=expired_here, said=on_screen(DATE), verdict=Verdict.NO, phrase="Stop here"),
    "not yet": Outcome(
        site=healthy,
        said=on_screen(NAME, "*.hotelwifi.net"),
        verdict=Verdict.NOT_YET,
        phrase="Not yet",
    ),
    "if IT says so": Outcome(
        site=lambda: served(made(None, number=70), knows=on_the_list()),
        knows=on_the_list,
        said=on_screen(AUTHORITY),
        verdict=Verdict.ONLY_IF_CONFIRMED,
        phrase="Only if your IT team says so",
    ),
    "read only": Outcome(
        site=may_be_read,
        said=on_screen(DATE),
        verdict=Verdict.READ_ONLY,
        phrase="You may read here",
    ),
    "read only, but the site forbids exceptions": Outcome(
        site=may_be_read,
        said=f"{on_screen(DATE)} You cannot visit {HOST} right now because the website uses HSTS.",
        verdict=Verdict.NO,
        phrase="Stop here",
    ),
    "nothing to skip": Outcome(
        site=healthy, said=HOST, verdict=Verdict.NOTHING_TO_SKIP, phrase="No problem seen"
    ),
    "cannot be reached": Outcome(
        site=unreachable, said=HOST, verdict=Verdict.NOTHING_TO_SKIP, phrase="nothing to skip"
    ),
    "our own way is not clean": Outcome(
        site=unclean, said=HOST, verdict=Verdict.NO, phrase="My own network"
    ),
    "nothing to decide": Outcome(
        site=healthy, said="what is a certificate?", verdict=None, phrase="a site's ID"
    ),
}


@pytest.mark.parametrize("outcome", VERDICTS.values(), ids=VERDICTS.keys())
async def test_each_verdict_is_told(outcome: Outcome) -> None:
    reply = await Talk({HOST: outcome.site()}, outcome.knows()).told(outcome.said)

    assert reply.verdict is outcome.verdict
    assert outcome.phrase in words(reply)
