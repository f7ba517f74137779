import threading
from collections.abc import Callable

import pytest

from cart_to_order.command_line.by_api import Brake, each_placed
from cart_to_order.order_files.reading import Row
from cart_to_order.problems import NotAllowed, Stopped
from cart_to_order.results import Result
from tests.unit.cart_to_order.command_line.rows import placed, row

ROWS = [row(number) for number in range(20)]


def test_every_row_is_placed_once_by_several_threads() -> None:
    asked: list[str] = []
    lock = threading.Lock()

    def place(of: Row) -> Result:
        with lock:
            asked.append(of.key)
        return placed(of)

    found = {of.key: result for of, result in each_placed(ROWS, place, 3, Brake())}
    assert found == {of.key: placed(of) for of in ROWS}
    assert sorted(asked) == sorted(of.key for of in ROWS)


def test_no_more_requests_than_asked_for_are_on_their_way() -> None:
    together, most = threading.Barrier(3), []
    inside = threading.Semaphore(3)

    def place(of: Row) -> Result:
        most.append(inside.acquire(blocking=False))
        together.wait(10)
        inside.release()
        return placed(of)

    assert len(list(each_placed(ROWS[:18], place, 3, Brake()))) == 18
    assert all(most)


def stop_on(brake: Brake, broken: int) -> Callable[[Row], Result]:
    def place(of: Row) -> Result:
        if of.number == broken:
            raise NotAllowed("no")
        brake.sleep(3600)
        return placed(of)

    return place


def test_what_concerns_all_rows_ends_the_waits_of_all() -> None:
    brake = Brake()
    with pytest.raises(NotAllowed):
        list(each_placed(ROWS, stop_on(brake, 2), 3, brake))
    with pytest.raises(Stopped):
        brake.sleep(0)


def test_somebody_who_leaves_in_the_middle_waits_for_nobody() -> None:
    brake = Brake()

    def place(of: Row) -> Result:
        if of.number:
            brake.sleep(3600)
        return placed(of)

    results = each_placed(ROWS, place, 3, brake)
    assert next(results)[0] == ROWS[0]
    results.close()
    with pytest.raises(StopIteration):
        next(results)
