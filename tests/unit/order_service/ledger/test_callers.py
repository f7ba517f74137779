"""What a caller may do: which keys are theirs, and how many requests a minute they have."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from order_service.callers import UNKNOWN, Caller
from order_service.errors import TooManyRequests
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.ownership import Ownership
from order_service.ledger.usage import NO_LIMIT, UsageTable
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal
from tests.fakes.shop import as_client
from tests.unit.order_service.ledger.kept import KEY, MESSAGE, MINE, THEIRS, Strict

APART, SHARED = Ownership(enforced=True), Ownership()
MINUTE = 1_800_000_000
OWN = " AND (attribute_not_exists(belongs_to) OR belongs_to = :caller)"
NOBODYS = " AND attribute_not_exists(belongs_to)"


@pytest.mark.parametrize(
    ("ownership", "caller", "condition"),
    [
        (SHARED, MINE, ""),
        (SHARED, UNKNOWN, ""),
        (SHARED, MESSAGE, ""),
        (APART, MINE, OWN),
        (APART, UNKNOWN, NOBODYS),
        (APART, MESSAGE, ""),
        (APART, Caller("mine", by_message=True), ""),
    ],
)
def test_a_claim_asks_for_a_key_of_its_own_where_callers_are_kept_apart(
    ownership: Ownership, caller: Caller, condition: str
) -> None:
    assert ownership.condition(caller) == condition


@pytest.mark.parametrize(
    ("caller", "belongs_to", "admits", "placed"),
    [
        (MINE, "mine", True, True),
        (MINE, "theirs", False, False),
        (MINE, "", True, False),
        (UNKNOWN, "theirs", False, False),
        (UNKNOWN, "", True, False),
    ],
)
def test_a_key_is_its_first_caller_s_where_callers_are_kept_apart(
    caller: Caller, belongs_to: str, admits: bool, placed: bool
) -> None:
    entry = Entry(KEY, "f", Phase.CART, belongs_to=belongs_to)
    assert (APART.admits(caller, entry), APART.placed(caller, entry)) == (admits, placed)
    assert SHARED.admits(caller, entry)
    assert SHARED.placed(caller, entry)


class Counted:
    """A limit, its clock, and the table of its counts; a table that is ``down`` takes nothing."""

    def __init__(self, most: int = 2) -> None:
        self.table, self.clock, self.journal = Writes(), FakeClock(MINUTE), FakeJournal()
        self.usage = UsageTable(as_client(self.table), "ledger", self.clock, most, self.journal)

    def admitted(self, caller: Caller = MINE) -> bool:
        try:
            self.usage.check(caller)
        except TooManyRequests:
            return False
        return True

    def item(self, caller: str) -> dict[str, Any]:
        return self.table.items[f"##caller#{caller}"]


class Writes(Strict):
    """Counts the writes, and names the table of each."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[str] = []
        self.down = False

    def update_item(self, **call: Any) -> dict[str, Any]:
        self.tables.append(call["TableName"])
        if self.down:
            raise EndpointConnectionError(endpoint_url="table")
        return super().update_item(**call)


@pytest.mark.parametrize("caller", [MINE, UNKNOWN])
def test_each_caller_s_requests_of_this_minute_are_counted_and_kept_for_a_day(
    caller: Caller,
) -> None:
    counted = Counted()
    counted.clock.sleep(59.9)
    for requests in (1, 2):
        assert counted.admitted(caller)
        assert counted.item(caller.id) == {
            "id": {"S": f"##caller#{caller.id}"},
            "requests": {"N": str(requests)},
            "counted_from": {"N": str(MINUTE)},
            "expires_at": {"N": str(MINUTE + 86_400)},
        }
    # The first takes two writes: whether there is room, and the beginning.
    assert counted.table.tables == ["ledger"] * 3


def test_a_new_minute_begins_a_new_count() -> None:
    counted = Counted(most=1)
    assert [counted.admitted(), counted.admitted()] == [True, False]
    counted.clock.sleep(59.9)
    assert not counted.admitted()
    counted.clock.sleep(0.1)
    assert [counted.admitted(), counted.admitted()] == [True, False]
    assert counted.item("mine")["counted_from"] == {"N": str(MINUTE + 60)}


def test_who_has_made_all_requests_is_refused_without_a_write_until_the_minute_ends() -> None:
    counted = Counted(most=1)
    for caller in (MINE, THEIRS):
        assert [counted.admitted(caller), counted.admitted(caller)] == [True, False]
    written = len(counted.table.tables)
    assert not counted.admitted(MINE)
    assert not counted.admitted(THEIRS)
    assert len(counted.table.tables) == written
    counted.clock.sleep(60)
    assert [counted.admitted(MINE), counted.admitted(MINE)] == [True, False]
    # Theirs of the last minute is forgotten.
    assert [counted.admitted(THEIRS), counted.admitted(THEIRS)] == [True, False]


def test_a_count_of_a_clock_that_is_ahead_is_counted_on() -> None:
    counted = Counted(most=2)
    counted.clock.sleep(60)
    assert counted.admitted()
    counted.clock.sleep(-1)
    assert [counted.admitted(), counted.admitted()] == [True, False]
    assert counted.item("mine")["counted_from"] == {"N": str(MINUTE + 60)}


def test_two_that_begin_a_minute_together_are_both_counted() -> None:
    counted, other = Counted(most=2), Counted(most=2)
    other.table.items = counted.table.items
    counted.table.meanwhile = [lambda: None, other.admitted]
    assert counted.admitted()
    assert counted.item("mine")["requests"] == {"N": "2"}
    assert not counted.admitted()


@pytest.mark.parametrize("usage", [lambda: Counted(most=0), lambda: None])
def test_without_a_limit_nothing_is_counted(usage: Callable[[], Counted | None]) -> None:
    counted = usage()
    for _ in range(3):
        (counted.usage if counted else NO_LIMIT).check(MINE)
    assert counted is None or counted.table.tables == []


def test_a_table_that_cannot_be_written_refuses_nobody_and_is_noted() -> None:
    counted = Counted(most=1)
    counted.table.down = True
    assert [counted.admitted(), counted.admitted()] == [True, True]
    note = ("requests not counted", {"reason": "EndpointConnectionError"})
    assert counted.journal.notes == [note, note]
    assert len(counted.table.tables) == 2
