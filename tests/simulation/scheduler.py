"""One virtual clock for everything in a world; of all its threads exactly one runs at a time.

What happens is either a callback, or a process: code in threads of its own that pauses where the
real one would wait for the network. A process that pauses hands the baton back, the clock moves
to the next thing that is due, and that process continues. Nothing here asks the machine's time.
"""

import threading
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any, NoReturn

from tests.crash.faults import Died


class Scheduler:
    """What is due when; ``now`` is the only true time in a world."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.current: Process | None = None
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()
        self._processes: list[Process] = []
        self._baton = threading.Lock()
        self._baton.acquire()

    def at(self, when: float, act: Callable[[], object]) -> None:
        """Do this at that time; a time that has passed means now."""
        heappush(self._due, (max(when, self.now), next(self._order), act))

    def after(self, seconds: float, act: Callable[[], object]) -> None:
        """Do this after so many seconds."""
        self.at(self.now + seconds, act)

    def start(self, body: Callable[[], object], facts: Any = None) -> "Process":
        """Begin a process now; ``facts`` is what the parts of the world know it by."""
        process = Process(self, body, facts)
        self._processes.append(process)
        self.at(self.now, process.begin)
        return process

    def run(self, until: float) -> bool:
        """Let everything happen until nothing is due; False if that would be after ``until``."""
        while self._due:
            when, _, act = heappop(self._due)
            if when > until:
                return False
            self.now = when
            act()
        return True

    def die(self) -> NoReturn:
        """End the process that runs now, as if its machine had lost power."""
        if self.current is not None:
            self.current.killed = True
        raise Died

    def close(self) -> None:
        """End every process that has not ended."""
        for process in self._processes:
            process.kill()

    def pause(self, seconds: float) -> None:
        """Let the process that runs now wait so long; raises Died when it is killed meanwhile."""
        if self.current is None:
            raise AssertionError("only a process can wait")
        self.current.pause(seconds)

    def hand_over(self) -> None:
        """Wait until the process that was just let run pauses or ends."""
        self._baton.acquire()
        self.current = None

    def give_back(self) -> None:
        """Hand the baton back, from whatever thread of a process has it."""
        self._baton.release()


class Process:
    """Code that runs in threads of its own, one at a time, and only while it has the baton."""

    def __init__(self, scheduler: Scheduler, body: Callable[[], object], facts: Any) -> None:
        self.facts = facts
        self.ended = False
        self.killed = False
        self.failure: Exception | None = None
        self.then: Callable[[], object] = lambda: None
        """What happens when it has ended."""
        self.keep: Callable[[], Callable[[], object]] = lambda: lambda: None
        """Takes down what threads share and a real process would not; returns what restores it."""
        self._scheduler = scheduler
        self._body = body
        self._turn = threading.Lock()
        self._turn.acquire()
        self._pauses = 0
        self._begun = False
        self._first_thread = 0

    def begin(self) -> None:
        """Run for the first time, until the first pause."""
        if self.killed:
            return
        self._begun = True
        self._scheduler.current = self
        threading.Thread(target=self._run, daemon=True).start()
        self._wait()

    def pause(self, seconds: float) -> None:
        """Wait so long; called by the process itself."""
        if self.killed:
            raise Died
        self._pauses += 1
        mine = self._pauses
        self._scheduler.after(seconds, lambda: self._wake(mine))
        restore = self.keep()
        self._scheduler.give_back()
        self._turn.acquire()
        restore()
        if self.killed:
            raise Died

    @property
    def has_only_begun(self) -> bool:
        """Return whether the thread that runs now is the one that it began with."""
        return self._first_thread == threading.get_ident()

    def kill(self) -> None:
        """End the process where it waits: its next line of code raises Died."""
        self.killed = True
        if self._begun and not self.ended:
            self._go_on()

    def _wake(self, pause: int) -> None:
        if not self.ended and pause == self._pauses and not self.killed:
            self._go_on()

    def _go_on(self) -> None:
        self._scheduler.current = self
        self._turn.release()
        self._wait()

    def _wait(self) -> None:
        self._scheduler.hand_over()
        if self.failure is not None:
            raise self.failure

    def _run(self) -> None:
        self._first_thread = threading.get_ident()
        try:
            self._body()
        except Died:
            self.killed = True
        except Exception as error:
            self.failure = error
        finally:
            self.ended = True
            self._scheduler.at(self._scheduler.now, self.then)
            self._scheduler.give_back()
