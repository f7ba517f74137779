from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from order_service.errors import LedgerUnavailable, ServicePaused
from order_service.ledger.pause import ITEM, REMEMBERED_SECONDS, Pause
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.shop import as_client


class Breaking(FakeDynamoDB):
    """A table that can be made unreadable, and keeps what it was asked."""

    down = False

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[dict[str, Any]] = []

    def get_item(self, **call: Any) -> dict[str, Any]:
        self.asked.append(call)
        if self.down:
            raise EndpointConnectionError(endpoint_url="table")
        return super().get_item(**call)


@pytest.fixture
def table() -> Breaking:
    return Breaking()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pause(table: Breaking, clock: FakeClock) -> Pause:
    return Pause(as_client(table), "ledger", clock)


def write(table: Breaking, **attributes: Any) -> None:
    table.items[ITEM] = {"id": {"S": ITEM}, **attributes}


def test_a_service_that_nobody_paused_is_not_paused(pause: Pause) -> None:
    assert not pause.is_on()
    pause.check()


def test_a_pause_is_a_problem_that_passes(pause: Pause, table: Breaking) -> None:
    write(table, paused={"BOOL": True})
    with pytest.raises(ServicePaused) as found:
        pause.check()
    assert (found.value.status, found.value.retryable, found.value.fixer) == (503, True, "operator")


def test_a_pause_begins_and_ends_within_a_minute(
    pause: Pause, table: Breaking, clock: FakeClock
) -> None:
    assert REMEMBERED_SECONDS < 60
    for paused in (False, True, False):
        write(table, paused={"BOOL": paused})
        clock.sleep(REMEMBERED_SECONDS)
        assert pause.is_on() is paused


def test_the_table_is_read_once_and_then_remembered(
    pause: Pause, table: Breaking, clock: FakeClock
) -> None:
    for _ in range(9):
        pause.is_on()
        clock.sleep(1)
    assert len(table.asked) == 1


@pytest.mark.parametrize("attributes", [{}, {"paused": {"S": "false"}}, {"paused": {"BOOL": None}}])
def test_what_is_not_clearly_its_end_is_a_pause(
    pause: Pause, table: Breaking, attributes: dict[str, Any]
) -> None:
    write(table, **attributes)
    assert pause.is_on()


@pytest.mark.parametrize("paused", [True, False])
def test_what_was_found_last_stays_true_while_the_table_cannot_be_read(
    pause: Pause, table: Breaking, clock: FakeClock, paused: bool
) -> None:
    write(table, paused={"BOOL": paused})
    assert pause.is_on() is paused
    table.down = True
    clock.sleep(REMEMBERED_SECONDS)
    assert pause.is_on() is paused


def test_a_pause_that_was_never_known_lets_nothing_through(pause: Pause, table: Breaking) -> None:
    table.down = True
    with pytest.raises(LedgerUnavailable) as caught:
        pause.check()
    assert (caught.value.step, caught.value.retry_after) == ("pause", 5)
    table.down = False
    pause.check()


def test_a_pause_is_an_item_of_the_ledger_s_table(pause: Pause, table: Breaking) -> None:
    pause.is_on()
    asked = {"TableName": "ledger", "Key": {"id": {"S": "##pause"}}, "ConsistentRead": True}
    assert table.asked == [asked]


@pytest.mark.parametrize(("seconds", "reads"), [(29.9, 1), (30.0, 2)])
def test_what_was_read_is_believed_for_thirty_seconds(
    pause: Pause, table: Breaking, clock: FakeClock, seconds: float, reads: int
) -> None:
    pause.is_on()
    clock.sleep(seconds)
    pause.is_on()
    assert len(table.asked) == reads
