"""One virtual clock for everything in a world; of all its threads exactly one runs at a time.

What happens is either a callback, or a process: code in threads of its own that pauses where the
real one would wait for the network. A thread that pauses lets the callbacks happen that are due
next, until it is the turn of a process: its own, and it goes on without a switch of threads, or
another one, which it lets run in its place. Nothing here asks the machine's time.
"""

import threading
from _thread import start_new_thread
from collections.abc import Callable
from contextvars import Context
from heapq import heappop, heappush
from itertools import count
from typing import Any, NoReturn

from tests.crash.faults import Died

NEVER = float("-inf")


class Scheduler:
    """What is due when; ``now`` is the only true time in a world."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.current: Process | None = None
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()
        self._processes: list[Process] = []
        self._until = NEVER
        self._all_happened = True
        self._failure: Exception | None = None
        self._home = threading.Lock()
        self._home.acquire()

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
        self._until = until
        self._wait_for(self.next_turn())
        return self._all_happened

    def die(self) -> NoReturn:
        """End the process that runs now, as if its machine had lost power."""
        if self.current is not None:
            self.current.killed = True
        raise Died

    def close(self) -> None:
        """End every process that has not ended."""
        self._until = NEVER
        for process in self._processes:
            self.current = None
            process.kill()
            self._wait_for(self.current)

    def pause(self, seconds: float) -> None:
        """Let the process that runs now wait so long; raises Died when it is killed meanwhile."""
        if self.current is None:
            raise AssertionError("only a process can wait")
        self.current.pause(seconds)

    @property
    def works(self) -> bool:
        """Return whether any process has begun and goes on."""
        return any(one.began and not (one.ended or one.killed) for one in self._processes)

    def next_turn(self) -> "Process | None":
        """Let callbacks happen until it is a process's turn, and return it; None at the end."""
        self.current = None
        try:
            while self._due:
                when, _, act = heappop(self._due)
                if when > self._until:
                    self._all_happened = False
                    return None
                self.now = when
                act()
                if self.current is not None:
                    break
        except Exception as error:
            # It would go up into the process whose thread this is.
            self.failed(error)
            return None
        return self.current

    def let_run(self, process: "Process | None") -> None:
        """Let this process run instead of the thread that calls; None is that of `run`."""
        if process is None:
            self._home.release()
        else:
            process.take_over()

    def failed(self, error: Exception) -> None:
        """Keep what went wrong for `run` to raise."""
        self._failure, self._until = error, NEVER

    def _wait_for(self, process: "Process | None") -> None:
        if process is not None:
            process.take_over()
            self._home.acquire()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure


class Process:
    """Code that runs in threads of its own, one at a time, and only when it is its turn."""

    def __init__(self, scheduler: Scheduler, body: Callable[[], object], facts: Any) -> None:
        self.facts = facts
        self.ended = False
        self.killed = False
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
        """Be the next to run, for the first time."""
        if not self.killed:
            self._scheduler.current = self

    def pause(self, seconds: float) -> None:
        """Wait so long; called by the process itself."""
        if self.killed:
            raise Died
        self._pauses += 1
        mine = self._pauses
        self._scheduler.after(seconds, lambda: self._wake(mine))
        restore = self.keep()
        following = self._scheduler.next_turn()
        if following is not self:
            self._scheduler.let_run(following)
            self._turn.acquire()
        restore()
        if self.killed:
            raise Died

    @property
    def began(self) -> bool:
        """Return whether it has run at all."""
        return self._begun

    @property
    def has_only_begun(self) -> bool:
        """Return whether the thread that runs now is the one that it began with."""
        return self._first_thread == threading.get_ident()

    def kill(self) -> None:
        """End the process where it waits: its next line of code raises Died."""
        self.killed = True
        if self._begun and not self.ended:
            self._scheduler.current = self

    def take_over(self) -> None:
        """Run from now on, in place of the thread that calls."""
        if self._begun:
            self._turn.release()
        else:
            start_new_thread(self._live, ())

    def _wake(self, pause: int) -> None:
        if not self.ended and pause == self._pauses and not self.killed:
            self._scheduler.current = self

    def _live(self) -> None:
        """Run to the end, and then whatever begins next: a thread is dear."""
        process = self._lived()
        while process is not None and not process._begun:
            process = process._lived()
        self._scheduler.let_run(process)

    def _lived(self) -> "Process | None":
        self._begun = True
        self._first_thread = threading.get_ident()
        try:
            Context().run(self._body)
        except Died:
            self.killed = True
        except Exception as error:
            self._scheduler.failed(error)
        finally:
            self.ended = True
            self._scheduler.at(self._scheduler.now, self.then)
        return self._scheduler.next_turn()
