"""Time is passed in, and a deadline is a moment of it."""

import pytest

from order_service.clock import Deadline, SystemClock
from order_service.errors import OutOfTime
from tests.fakes.clock import FakeClock


def test_a_deadline_comes_nearer() -> None:
    clock = FakeClock(100)
    deadline = Deadline(clock, 110)
    clock.sleep(4)
    assert deadline.remaining() == 6


@pytest.mark.parametrize("seconds", [0, 9.9, 10])
def test_what_still_fits_is_begun(seconds: float) -> None:
    clock = FakeClock(100)
    Deadline(clock, 110).require(seconds, "order")
    assert clock.now() == 100


def test_what_no_longer_fits_is_not_begun() -> None:
    with pytest.raises(OutOfTime) as caught:
        Deadline(FakeClock(100), 110).require(10.1, "order")
    assert caught.value.step == "order"


def test_the_machine_s_clock_goes_on() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.sleep(0)
    assert clock.now() >= before > 1_700_000_000
