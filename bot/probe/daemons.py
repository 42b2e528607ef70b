"""A few threads for calls that block and cannot be cancelled; nobody waits for them at the end.

`ThreadPoolExecutor` does not fit: the program would stay until the slowest resolver has answered,
and `asyncio`'s own has hardly more threads than the machine has processors.
"""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Semaphore, Thread


class Daemons:
    """Starts a thread when none is idle, up to a limit; further jobs wait their turn."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._started = 0
        self._idle = Semaphore(0)
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def do(self, job: Callable[[], None]) -> None:
        """Has it done; the job must not raise. Call it from one thread only."""
        self._jobs.put(job)
        if self._idle.acquire(blocking=False) or self._started >= self._most:
            return
        self._started += 1
        Thread(target=self._work, daemon=True, name=f"daemon {self._started}").start()

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                self._idle.release()
                job = self._jobs.get()
            job()
