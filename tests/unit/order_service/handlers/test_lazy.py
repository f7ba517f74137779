"""What takes long to make is made when it is first used, once."""

from threading import Event, Semaphore, Thread
from typing import Any

import pytest

from order_service.handlers.lazy import initialise, lazy


class Maker:
    """Makes one text, after as many failures as it was told, and counts."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.made = 0

    def __call__(self) -> str:
        if self.failures:
            self.failures -= 1
            raise OSError("not now")
        self.made += 1
        return "thing"


def test_nothing_is_made_until_it_is_used() -> None:
    maker = Maker()
    thing = lazy(maker)
    assert maker.made == 0
    assert thing.upper() == "THING"
    assert thing.title() == "Thing"
    assert maker.made == 1


def test_a_thing_that_is_called_is_made_then() -> None:
    made: list[Any] = []

    def make() -> Any:
        made.append("sum")
        return lambda *numbers, start: sum(numbers, start)

    add = lazy(make)
    assert made == []
    assert (add(1, 2, start=3), add(4, start=0)) == (6, 4)
    assert made == ["sum"]


def test_it_can_be_made_before_it_is_used() -> None:
    maker = Maker()
    initialise(lazy(maker), "there already")
    assert maker.made == 1


def test_a_failure_is_told_and_the_next_use_tries_again() -> None:
    thing = lazy(Maker(failures=1))
    with pytest.raises(OSError, match="not now"):
        thing.upper()
    assert thing.upper() == "THING"


def test_threads_that_come_at_once_make_it_once() -> None:
    made, inside, finish = list[str](), Semaphore(0), Event()

    def make() -> str:
        made.append("thing")
        inside.release()
        finish.wait()
        return "thing"

    thing = lazy(make)

    def use() -> None:
        thing.upper()

    threads = [Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    inside.acquire()
    # The first is still at it: a second one that is let in comes in now.
    assert not inside.acquire(timeout=0.2)
    finish.set()
    for thread in threads:
        thread.join()
    assert made == ["thing"]
