"""A thousand people asking within a minute about a hundred hosts.

    uv run python -m benchmarks.conversation [SECONDS]

Each gets one answer; a host is looked at once per cache period; beyond the look itself an answer
takes under two seconds (99 of 100); memory stays bounded. SECONDS is the time in which all of them
ask, 60 unless given.
"""

import argparse
import asyncio
import resource
import sys
from collections import Counter
from statistics import quantiles
from time import perf_counter
from typing import Final

from msgspec import Struct

from adapters.commands.composition import checker_of
from adapters.commands.knowing import knowledge_of
from adapters.commands.reading import explainer_of
from adapters.commands.settings import now
from benchmarks.lab import Lab, running_lab
from bot.catalogue.languages import languages
from bot.catalogue.replies import correction_starts, reply_words
from bot.catalogue.talk import CatalogueTalk
from bot.config import Config
from bot.core.dialogue import CaseState
from bot.core.target import Target
from bot.desk.check import Checked
from bot.desk.conversation import Conversation, Lines, Said
from bot.desk.early import Sight, Tell
from bot.desk.looks import Looks, Place
from bot.desk.second_look import SecondLook

_PEOPLE: Final = 1_000
_AT_ONCE: Final = 16
_MUST_P99_S: Final = 2.0
_TEXTS: Final = (
    "is https://{host}/ safe?",
    "{host} says NET::ERR_CERT_AUTHORITY_INVALID, what is that?",
    "Hallo, ich bekomme auf https://{host}/ die Meldung SEC_ERROR_UNKNOWN_ISSUER",
    "curl: (60) SSL certificate problem: certificate has expired\nfetching https://{host}/index",
)


class Answered(Struct, frozen=True, kw_only=True):
    """What one person got: seconds in all, and seconds that the look under it took."""

    total_s: float
    look_s: float


class Crowd:
    """The people, and the looks that were made for them."""

    def __init__(self, lab: Lab) -> None:
        options = argparse.Namespace(
            at=None, ca=[str(lab.root)], allow_private=True, tls_only=False
        )
        self._lab = lab
        self._config = Config()
        self._knowledge = knowledge_of(options, self._config)
        self._checker = checker_of(options, self._config, self._knowledge, now)
        self.looks: Counter[str] = Counter()
        self._look_s: dict[str, float] = {}

    async def ask(self, seconds: float) -> list[Answered]:
        """All of them, spread evenly over the time."""
        async with Looks(self._check, now, at_once=_AT_ONCE) as looks:

            async def look(target: Target) -> Sight:
                return await looks.soon(Place(target=target, may_be_private=True))

            explainer = explainer_of(lambda: self._knowledge, now)
            second = SecondLook(explainer, look, self._knowledge)
            lines = Lines(replies=reply_words, corrections=correction_starts, languages=languages)
            talk = Conversation(explainer, second, CatalogueTalk(), lines)
            talk.hear(CaseState(), Said(text="warm up"))
            async with asyncio.TaskGroup() as group:
                waits = (number * seconds / _PEOPLE for number in range(_PEOPLE))
                tasks = [
                    group.create_task(self._one(talk, number, wait))
                    for number, wait in enumerate(waits)
                ]
        return [task.result() for task in tasks]

    async def _one(self, talk: Conversation, number: int, wait: float) -> Answered:
        await asyncio.sleep(wait)
        host = self._lab.farm_targets[number % len(self._lab.farm_targets)]
        text = _TEXTS[number % len(_TEXTS)].format(host=host)
        begun = perf_counter()
        turn = await talk.answer(talk.hear(CaseState(), Said(text=text)), text)
        total = perf_counter() - begun
        if turn.reply is None:
            raise AssertionError(f"no answer for {text}")
        return Answered(total_s=total, look_s=self._look_s.get(host, 0.0))

    async def _check(self, place: Place, _: Tell) -> Checked:
        begun = perf_counter()
        checked = await self._checker.check_target(place.target)
        self.looks[place.target.display] += 1
        self._look_s[place.target.display] = perf_counter() - begun
        return checked


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with running_lab() as lab:
        crowd = Crowd(lab)
        before = _memory_mb()
        answered = asyncio.run(crowd.ask(seconds))
    beyond = [max(0.0, a.total_s - a.look_s) for a in answered]
    cuts = quantiles(beyond, n=100)
    most = max(crowd.looks.values())
    verdict = "met" if cuts[98] < _MUST_P99_S else "missed"
    print(f"{len(answered)} people in {seconds:.0f} s, {len(crowd.looks)} hosts")
    print(f"  looks: {sum(crowd.looks.values())} in all, {most} at most for one host")
    print(f"  beyond the look: median {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.0f} ms")
    print(f"  p99 must be under {_MUST_P99_S:.0f} s: {verdict}")
    print(f"  memory: {before:.0f} MB before, {_memory_mb():.0f} MB at most")


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
