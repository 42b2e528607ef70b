"""Where workers are born: what they need has been loaded and used once, so that a fork is enough.

`python -m tests.desk.nursery` reads a job a line, forks a worker for it, and says its process id.
Workers that start in milliseconds can be killed in hundreds of rounds.
"""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.desk.worker import Job, rehearse, work


class Nursery:
    """Seen from outside."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def start(self, job: Job) -> int:
        """The worker's process id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(job) + b"\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def nursery() -> Iterator[Nursery]:
    """Until the block ends."""
    command = [sys.executable, "-m", "tests.desk.nursery"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()


def _main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(rehearse(Path(folder)))
    gc.collect()
    gc.freeze()  # workers share it, as long as nobody touches it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for line in sys.stdin.buffer:
        job = msgspec.json.decode(line, type=Job)
        worker = os.fork()
        if worker == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            work(job)
            os._exit(0)
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
