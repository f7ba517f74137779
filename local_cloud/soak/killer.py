"""Kills worker processes of the local cloud at random, as a failing machine would.

By progress and not by the clock: a slow machine would otherwise kill before anything gets done.
"""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local_cloud.aws.processes import Server

LOOK_SECONDS = 0.1


class Turns:
    """Decides by the work done whether a worker is to be killed."""

    def __init__(self, each: tuple[int, int], seed: int) -> None:
        self._each = each
        self._chance = random.Random(seed)  # noqa: S311
        self._next = self._chance.randint(*each)

    def due(self, done: int) -> bool:
        """Whether enough was done since the last kill; if so, the next one is that far away."""
        if done < self._next:
            return False
        self._next = done + self._chance.randint(*self._each)
        return True


class Killer:
    """Sends SIGKILL to one worker of the server each time that enough work was done."""

    def __init__(self, server: Server, done: Callable[[], int], turns: Turns, seed: int) -> None:
        self.kills = 0
        self._server = server
        self._done, self._turns = done, turns
        self._chance = random.Random(seed)  # noqa: S311
        self._ended = threading.Event()

    def run(self) -> None:
        """Kill until asked to end."""
        while not self._ended.wait(LOOK_SECONDS):
            if not self._turns.due(self._done()):
                continue
            workers = [pid for pid in self._server.process_ids() if _is_worker(pid)]
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(self._chance.choice(workers), signal.SIGKILL)
                    self.kills += 1

    def end(self) -> None:
        """Kill nothing more."""
        self._ended.set()


@contextmanager
def killing(
    server: Server, done: Callable[[], int], each: tuple[int, int], seed: int
) -> Iterator[Killer]:
    """A killer at work for as long as the block runs."""
    killer = Killer(server, done, Turns(each, seed), seed)
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
