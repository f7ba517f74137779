"""Kills worker processes of the local cloud at random, as a failing machine would."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local_cloud.aws.processes import Server


class Killer:
    """Sends SIGKILL to one worker of the server every few seconds."""

    def __init__(self, server: Server, seconds: tuple[float, float], seed: int) -> None:
        self.kills = 0
        self._server = server
        self._seconds = seconds
        self._chance = random.Random(seed)  # noqa: S311
        self._ended = threading.Event()

    def run(self) -> None:
        """Kill until told to end."""
        while not self._ended.wait(self._chance.uniform(*self._seconds)):
            workers = [pid for pid in self._server.process_ids() if _is_worker(pid)]
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(self._chance.choice(workers), signal.SIGKILL)
                    self.kills += 1

    def end(self) -> None:
        """Kill nothing more."""
        self._ended.set()


@contextmanager
def killing(server: Server, seconds: tuple[float, float], seed: int) -> Iterator[Killer]:
    """A killer at work for as long as the block runs."""
    killer = Killer(server, seconds, seed)
    thread = threading.Thread(target=killer.run, daemon=True)
    thread.start()
    try:
        yield killer
    finally:
        killer.end()
        thread.join()


def _is_worker(process_id: int) -> bool:
    try:
        words = Path(f"/proc/{process_id}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return len(words) > 1 and words[1].endswith(b"_worker.py")
