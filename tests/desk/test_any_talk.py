"""Whatever is sent and pressed, in any order: nobody is stuck, and no danger is forgotten."""

import asyncio
from datetime import timedelta
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.core.reply import Action, CardReply
from bot.core.vocabulary import Risk, Verdict
from tests.core.compare.scene import (
    HOST,
    expired_here,
    healthy,
    made,
    middle,
    served,
    unclean,
    unreachable,
)
from tests.desk.talking import AUTHORITY, DATE, NAME, Talk, labels, on_screen, pem
from tests.trust import authority

OTHER: Final = "www.quarry.test"
RISKS: Final = list(Risk)
SITES: Final = {
    "healthy": healthy,
    "expired": expired_here,
    "self-signed": lambda: served(made(None, number=20)),
    "unreachable": unreachable,
    "unclean": unclean,
}


def chains() -> dict[str, str]:
    """Pasted ones, by what they are."""
    box, bad = authority("Ravens Web Gate"), authority("Superfish, Inc.")
    own = pem(made(middle()), middle())
    return {
        "a stranger's": pem(made(box), box),
        "a stranger's with a page": f"{on_screen(AUTHORITY)}\n{pem(made(box), box)}",
        "a bad one's": pem(made(bad, number=23)),
        "the site's own": own,
        "the site's own with a page": f"{on_screen(DATE)}\n{own}",
        "a key": made(None).key_pem.decode(),
    }


CHAINS: Final = tuple(chains())
REVOKED: Final = "NET::ERR_CERT_REVOKED"
CORRECTED: Final = f"sorry, it says {DATE}"
SHORT: Final = (
    *(HOST, f"https://{HOST}/", f"{HOST} {DATE}", f"{HOST} {AUTHORITY}", DATE, AUTHORITY),
    *(on_screen(NAME, "*.hotelwifi.net"), on_screen(NAME, OTHER), OTHER, f"{OTHER} {DATE}"),
    *("yes", "no", "I don't know", "no, still there", "only this one", "all sites", "gone"),
    *("thanks", "get me a human", "is it safe?", "how do I get past it", "lunch?", ""),
    *("I already typed my password", "what is a certificate?", f"no, it was {OTHER}"),
    *(f"sorry, {HOST}", CORRECTED, REVOKED, f"{HOST} {REVOKED}"),
)


class AnyTalk(RuleBasedStateMachine):
    """One person, a host that may change, and every button that was ever shown.

    Attributes:
        is_proved: A chain or a code of this case shows danger for its host.
    """

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.talk = Talk({HOST: healthy()})
        self.chains = chains()
        self.shown: list[CardReply] = []
        self.last: CardReply | None = None
        self.is_proved = False

    def teardown(self) -> None:
        """Whoever names the host and what their screen says is judged, whatever was before."""
        reply = self.runner.run(self.talk.told(f"{HOST} says {DATE}"))
        self.runner.close()

        assert reply.verdict is not None
        assert reply.verdict is not Verdict.NOTHING_TO_SKIP
        assert reply.about == HOST

    @rule(text=st.sampled_from(SHORT))
    def says(self, text: str) -> None:
        self.hear(text, proves=REVOKED in text)

    @rule(name=st.sampled_from(CHAINS))
    def pastes(self, name: str) -> None:
        self.hear(self.chains[name], proves=name == "a bad one's")

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def presses(self, data: st.DataObject) -> None:
        """Also buttons of cards that scrolled away long ago."""
        card = data.draw(st.sampled_from(self.shown))
        kinds = {Action.ANSWER, Action.AGAIN}
        pressed = [button.label for button in card.buttons if button.action in kinds]
        if pressed:
            label = data.draw(st.sampled_from(pressed))
            self.show(self.runner.run(self.talk.press(card, label)))

    @rule(site=st.sampled_from(sorted(SITES)))
    def the_site_changes(self, site: str) -> None:
        self.talk.sites = {HOST: SITES[site](), OTHER: served(made(middle(), OTHER), host=OTHER)}

    @rule(minutes=st.sampled_from([1, 9, 29, 31]))
    def time_passes(self, minutes: int) -> None:
        self.talk.now += timedelta(minutes=minutes)

    @rule()
    def threads_begin_or_end(self) -> None:
        self.talk.in_thread = not self.talk.in_thread

    def hear(self, text: str, *, proves: bool) -> None:
        hosts = {target.host for target in self.talk.state.enquiry.targets}
        self.show(self.runner.run(self.talk.say(text)))
        step = self.talk.step
        assert step is not None
        named = {target.host for target in step.heard.targets}
        is_other = bool(hosts and named) and hosts.isdisjoint(named)
        if step.is_new or is_other or text == CORRECTED:
            self.is_proved = False
        self.is_proved = self.is_proved or proves

    def show(self, reply: CardReply | None) -> None:
        self.last = reply
        if reply is not None:
            self.shown.append(reply)

    @invariant()
    def there_is_a_way_on(self) -> None:
        """A person can be had at any time, and nothing is asked twice in one case."""
        if self.last is not None:
            assert labels(self.last.buttons).count("Ask a technician") == 1
        asked = self.talk.state.asked
        assert len(asked) == len(set(asked))

    @invariant()
    def no_verdict_is_weaker_than_what_was_seen_or_proved(self) -> None:
        explained = self.talk.last
        if self.last is None or explained is None or explained.subject is None:
            return
        if self.last.answer != explained.told.answer:
            return  # talk about something else
        told, here = explained.told.assessment, explained.subject.diagnosis
        if here.primary is not None:
            assert RISKS.index(told.risk) >= RISKS.index(here.assessment.risk)
        if self.is_proved:
            assert (told.risk, told.verdict) == (Risk.DANGER, Verdict.NO)


TestAnyTalk = AnyTalk.TestCase
TestAnyTalk.settings = settings(max_examples=40, stateful_step_count=12)
