"""Each caller's requests are counted by all environments together, a minute at a time."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from order_service.callers import UNKNOWN, Caller
from order_service.errors import TooManyRequests
from order_service.ledger.usage import KEPT_SECONDS, UsageTable
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal

ERP, SHOP = Caller("iam:AROAEXAMPLEERPROLE001"), Caller("iam:AROAEXAMPLESHOPROLE01")
MOST = 5


def usage(client: Any, clock: FakeClock, most: int = MOST) -> UsageTable:
    return UsageTable(client, "ledger", clock, most, FakeJournal())


def made(used: UsageTable, caller: Caller, times: int = 2 * MOST) -> int:
    """How many of so many requests are let in."""
    let_in = 0
    for _ in range(times):
        try:
            used.check(caller)
        except TooManyRequests:
            continue
        let_in += 1
    return let_in


def test_each_caller_makes_as_many_requests_as_are_allowed(client: Any, clock: FakeClock) -> None:
    used = usage(client, clock)
    assert [made(used, caller) for caller in (ERP, SHOP, UNKNOWN)] == [MOST] * 3


def test_environments_count_together(client: Any, clock: FakeClock) -> None:
    environments = [usage(client, clock) for _ in range(4)]
    assert sum(made(one, ERP, times=2) for one in environments) == MOST


def test_the_next_minute_is_a_new_one(client: Any, clock: FakeClock) -> None:
    used, other = usage(client, clock), usage(client, clock)
    assert made(used, ERP) == MOST
    with pytest.raises(TooManyRequests) as refused:
        used.check(ERP)
    assert 1 <= refused.value.retry_after <= 60
    clock.sleep(refused.value.retry_after)
    assert made(other, ERP, times=2) + made(used, ERP) == MOST


def test_a_clock_that_is_behind_counts_in_the_minute_of_the_others(
    client: Any, clock: FakeClock
) -> None:
    late = FakeClock(clock.now() - 60)
    assert made(usage(client, clock), ERP, times=3) + made(usage(client, late), ERP) == MOST


def test_without_a_limit_nothing_is_counted(clock: FakeClock) -> None:
    unreachable: Any = None
    assert made(usage(unreachable, clock, most=0), ERP) == 2 * MOST


class Table:
    """A client that counts the writes, or refuses them all."""

    def __init__(self, client: Any, *, throttled: bool = False) -> None:
        self.client, self.throttled, self.writes = client, throttled, 0

    def update_item(self, **call: Any) -> Any:
        self.writes += 1
        if self.throttled:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "Update")
        return self.client.update_item(**call)


def test_what_is_over_the_limit_costs_no_further_write(client: Any, clock: FakeClock) -> None:
    table = Table(client)
    used = usage(table, clock)
    made(used, ERP, times=MOST + 1)
    before = table.writes
    assert made(used, ERP, times=100) == 0
    assert table.writes == before <= MOST + 4


def test_a_table_that_cannot_be_written_refuses_nobody(client: Any, clock: FakeClock) -> None:
    journal = FakeJournal()
    table: Any = Table(client, throttled=True)
    used = UsageTable(table, "ledger", clock, MOST, journal)
    assert made(used, ERP) == 2 * MOST
    assert journal.count("requests not counted") == 2 * MOST


def test_a_caller_that_is_gone_is_forgotten(client: Any, clock: FakeClock) -> None:
    usage(client, clock).check(ERP)
    item = client.get_item(
        TableName="ledger", Key={"id": {"S": f"##caller#{ERP.id}"}}, ConsistentRead=True
    )["Item"]
    assert float(item["expires_at"]["N"]) <= clock.now() + KEPT_SECONDS
