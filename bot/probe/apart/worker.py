"""The bot's side: keeps a process that looks, from the first wish on and while there are any."""

import asyncio
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Final, Self

import structlog
from msgspec.structs import replace

from bot.core.facts import Observation
from bot.probe.apart.frames import NEWS, Dropped, Failed, Seen, Terms, Wanted, frame, received
from bot.probe.look import Soon

IDLE_S: Final = 600.0
"""The process takes some 45 MB, which nobody needs at night."""

_GRACE_S: Final = 10.0
"""Beyond a look's own time; a process that says nothing for so long hangs."""

_LEAVES_S: Final = 2.0
"""What a process that is told to end gets for it."""

_LOG: Final = structlog.get_logger("certdesk.looks")


class LookLostError(RuntimeError):
    """The process that looked died of it, twice, or made a mistake."""


class Worker:
    """Looks at places in a process of its own, started when first needed. Use it as a context.

    Looks that are under way when the process dies are begun anew, once.
    """

    def __init__(self, module: str, terms: Terms, *, idle_s: float = IDLE_S) -> None:
        """`module` is what the process runs: told the number of its socket, it serves there."""
        self._command = (sys.executable, "-P", "-m", module)
        self._terms = terms
        self._idle_s = idle_s
        self._numbers = count(1)
        self._child: _Child | None = None
        self._starting = asyncio.Lock()
        self._group = asyncio.TaskGroup()
        self._retiring: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        """Looks may be wanted."""
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the process, by force if need be."""
        self._retire()
        await self._group.__aexit__(kind, error, trace)

    @property
    def pid(self) -> int | None:
        """Of the process; None where there is none."""
        return self._child.pid if self._child else None

    async def look(self, wanted: Wanted, soon: Soon | None = None) -> Observation:
        """What is there; `soon` is told once what is known before issuers have answered.

        Raises:
            LookLostError: The process died of this look, twice, or something in it broke.
        """
        told = _Once(soon)
        for _ in range(2):
            child = await self._running()
            try:
                number = next(self._numbers)
                async with asyncio.timeout(self._terms.limits.total_s + _GRACE_S):
                    return await child.asked(replace(wanted, number=number), told)
            except TimeoutError:
                child.kill()
            except ConnectionError:
                _LOG.warning("the process that looks died", target=wanted.target.display)
            finally:
                self._rest()
        raise LookLostError(f"the process that looks died of {wanted.target.display}")

    async def _running(self) -> "_Child":
        async with self._starting:
            if self._retiring is not None:
                self._retiring.cancel()
            if self._child is None or self._child.is_lost:
                self._child = await _Child.start(self._command, self._terms)
                self._group.create_task(self._child.listen())
            return self._child

    def _rest(self) -> None:
        """Ends the process later, unless something is wanted before."""
        if self._retiring is not None:
            self._retiring.cancel()
        if self._child is not None and not self._child.is_asked:
            loop = asyncio.get_running_loop()
            self._retiring = loop.call_later(self._idle_s, self._retire)

    def _retire(self) -> None:
        if self._retiring is not None:
            self._retiring.cancel()
        if self._child is not None:
            self._child.leave()
            self._child = None


class _Once:
    """Tells the first news alone: a look that is begun anew has told its own already."""

    def __init__(self, soon: Soon | None) -> None:
        self._soon = soon

    def __call__(self, observation: Observation) -> None:
        soon, self._soon = self._soon, None
        if soon is not None:
            soon(observation)


class _Asked:
    """A look that somebody waits for."""

    def __init__(self, soon: Callable[[Observation], None]) -> None:
        self.soon = soon
        self.whole: asyncio.Future[Observation] = asyncio.get_running_loop().create_future()


class _Child:
    """One process, and what was asked of it."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self._asked: dict[int, _Asked] = {}
        self.is_lost = False

    @classmethod
    async def start(cls, command: Sequence[str], terms: Terms) -> "_Child":
        """Its end of the line is open in no other process, so that it sees when we are gone."""
        ours, its = socket.socketpair()
        with its:
            process = await asyncio.create_subprocess_exec(
                *command,
                str(its.fileno()),
                pass_fds=(its.fileno(),),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
            )
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(frame(terms))
        return cls(process, reader, writer)

    @property
    def pid(self) -> int:
        """The system's number of it."""
        return self._process.pid

    @property
    def is_asked(self) -> bool:
        """Somebody waits for a look."""
        return bool(self._asked)

    async def asked(self, wanted: Wanted, soon: Callable[[Observation], None]) -> Observation:
        """Raises `ConnectionError` where the process dies meanwhile."""
        if self.is_lost:
            raise ConnectionResetError("the process has ended")
        asked = self._asked[wanted.number] = _Asked(soon)
        self._writer.write(frame(wanted))
        try:
            return await asked.whole
        except asyncio.CancelledError:
            self._writer.write(frame(Dropped(number=wanted.number)))
            raise
        finally:
            del self._asked[wanted.number]

    async def listen(self) -> None:
        """Hands on what is seen until the process ends; then nobody is left waiting."""
        try:
            while (news := await received(self._reader, NEWS)) is not None:
                self._tell(news)
        finally:
            self.is_lost = True
            self._writer.close()
            for asked in self._asked.values():
                if not asked.whole.done():
                    asked.whole.set_exception(ConnectionResetError("the process has ended"))
            await self._ended()

    def _tell(self, news: Seen | Failed) -> None:
        asked = self._asked.get(news.number)
        if asked is None or asked.whole.done():
            return
        match news:
            case Seen(is_all=False):
                asked.soon(news.observation)
            case Seen():
                asked.whole.set_result(news.observation)
            case Failed():
                asked.whole.set_exception(LookLostError(news.trace))

    async def _ended(self) -> None:
        try:
            async with asyncio.timeout(_LEAVES_S):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()

    def leave(self) -> None:
        """The process ends when its line does."""
        self.is_lost = True
        self._writer.close()

    def kill(self) -> None:
        """By force."""
        with suppress(ProcessLookupError):
            self._process.kill()
