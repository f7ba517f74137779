import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from cart_to_order.command_line.by_queue import asking_ledger, batches, each_sent, each_settled
from cart_to_order.order_files.reading import Row
from cart_to_order.problems import UnexpectedAnswer
from cart_to_order.results import Pending, Placed, Refused, Result
from order_service.errors import InvalidRequest, OrderError, StoreRefused
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.unit.cart_to_order.command_line.rows import pending, placed, row


class FakeQueue:
    """Takes batches as SQS does; refuses each message so often at first."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.bodies: list[str] = []

    def send_message_batch(self, **asked: Any) -> dict[str, Any]:
        entries = asked["Entries"]
        assert len(entries) <= 10
        assert sum(len(entry["MessageBody"]) for entry in entries) <= 262_144
        if self.failures:
            self.failures -= 1
            return {"Failed": [{"Id": entry["Id"]} for entry in entries[1:]]} | self._take(
                entries[:1]
            )
        return self._take(entries)

    def _take(self, entries: list[Any]) -> dict[str, Any]:
        self.bodies += [entry["MessageBody"] for entry in entries]
        return {"Successful": []}


class FakeTable:
    """A ledger table that answers so many keys at a time and leaves some for later."""

    def __init__(self, *items: dict[str, Any]) -> None:
        self.items = {item["id"]["S"]: item for item in items}
        self.reads = 0

    def batch_get_item(self, **asked: Any) -> dict[str, Any]:
        self.reads += 1
        keys = [key["id"]["S"] for key in asked["RequestItems"]["ledger"]["Keys"]]
        assert 0 < len(keys) <= 100
        return {"Responses": {"ledger": [self.items[key] for key in keys if key in self.items]}}


def item(of: Row, phase: str, **more: Any) -> dict[str, Any]:
    fingerprint = more.pop("fingerprint", of.job.order.fingerprint())
    return {"id": {"S": str(of.job.key)}, "phase": {"S": phase}, "fingerprint": {"S": fingerprint},
            **more}  # fmt: skip


def done(of: Row, **more: Any) -> dict[str, Any]:
    return item(of, "placed", order_id={"N": "7"}, draft={"S": DRAFT.model_dump_json()}, **more)


def asked(table: Any, *rows: Row) -> dict[str, Result]:
    return {of.key: result for of, result in asking_ledger(table, "ledger")(rows)}


def sent(queue: Any, rows: Sequence[Row], clock: FakeClock) -> list[Row]:
    return [of for batch in each_sent(rows, queue, "url", 2, clock.sleep) for of in batch]


def test_every_row_becomes_one_message() -> None:
    queue, rows = FakeQueue(), [row(number) for number in range(25)]
    assert sent(queue, rows, FakeClock()) == rows
    keys = [json.loads(body)["idempotency_key"] for body in queue.bodies]
    assert sorted(keys) == sorted(of.key for of in rows)


def test_long_orders_go_in_smaller_batches() -> None:
    line = {"name": "n" * 200, "quantity": 1, "list_price": "1.00"}
    rows = [row(number, custom_items=[line] * 300) for number in range(6)]
    assert [len(batch) for batch in batches(rows)] == [3, 3]


def test_what_the_queue_did_not_take_is_sent_again_and_nothing_else() -> None:
    queue, rows, clock = FakeQueue(failures=2), [row(number) for number in range(4)], FakeClock(0)
    assert sent(queue, rows, clock) == rows
    assert len(queue.bodies) == 4
    assert clock.time == 3


def test_rows_that_the_queue_never_takes_are_not_said_to_be_in_it() -> None:
    with pytest.raises(UnexpectedAnswer, match="SQS took"):
        sent(FakeQueue(failures=99), [row(number) for number in range(9)], FakeClock())


def test_the_ledger_tells_what_became_of_rows() -> None:
    refusal = StoreRefused("no").problem()
    table = FakeTable(
        done(row(1)),
        item(row(2), "rejected", problem={"S": json.dumps(refusal)}),
        item(row(3), "parked"),
        item(row(4), "submitting"),
    )
    found = asked(table, *(row(number) for number in range(1, 6)))
    assert isinstance(one := found["po-1"], Placed)
    assert one.order_id == 7
    assert isinstance(two := found["po-2"], Refused)
    assert two.code == "store_refused"
    assert found["po-3"] == Pending("po-3", "parked", goes_on=False)
    assert found["po-4"] == Pending("po-4", "submitting")
    assert "po-5" not in found


def test_another_order_under_the_same_key_is_not_taken_for_this_one() -> None:
    found = asked(FakeTable(done(row(1), fingerprint="of another order")), row(1))
    assert isinstance(one := found["po-1"], Refused)
    assert one.code == "key_reused"


@pytest.mark.parametrize(
    ("refusal", "replaced", "said"),
    [
        (InvalidRequest([]), "", Pending),
        (InvalidRequest([]), "ours", Refused),
        (StoreRefused("no"), "", Refused),
    ],
)
def test_the_refusal_of_another_order_is_not_this_row_s(
    refusal: OrderError, replaced: str, said: type[Result]
) -> None:
    of, problem = row(1), json.dumps(refusal.problem())
    ours = of.job.order.fingerprint() if replaced else ""
    another = item(
        of, "rejected", fingerprint="of another order", problem={"S": problem},
        disputed={"N": "0"}, replaced={"S": f"x {ours}"},
    )  # fmt: skip
    found = asked(FakeTable(another), of)["po-1"]
    assert isinstance(found, said)
    assert found == Pending("po-1", "unknown") or getattr(found, "code", "") == "key_reused"


def test_a_key_that_was_cancelled_is_cancelled_for_any_order() -> None:
    gone = item(row(1), "cancelled", fingerprint="of another order")
    assert isinstance(one := asked(FakeTable(gone), row(1))["po-1"], Refused)
    assert one.code == "cancelled"


def test_many_rows_are_asked_about_a_hundred_at_a_time() -> None:
    rows = [row(number) for number in range(250)]
    table = FakeTable(*(done(of) for of in rows))
    assert len(asked(table, *rows)) == 250
    assert table.reads == 3


def settled(
    rows: Sequence[Row], rounds: list[dict[str, Result]], clock: FakeClock, patience: float = 60
) -> list[tuple[str, Result]]:
    left = list(rounds)

    def ask(waiting: Sequence[Row]) -> Iterator[tuple[Row, Result]]:
        known = left.pop(0) if len(left) > 1 else left[0]
        yield from ((of, known[of.key]) for of in waiting if of.key in known)

    found = each_settled(rows, ask, patience, clock.now, clock.sleep)
    return [(of.key, result) for of, result in found]


def test_rows_are_told_as_they_settle() -> None:
    one, two = row(1), row(2)
    rounds: list[dict[str, Result]] = [
        {},
        {one.key: pending(one), two.key: placed(two)},
        {one.key: placed(one)},
    ]
    assert settled([one, two], rounds, FakeClock()) == [
        (two.key, placed(two)),
        (one.key, placed(one)),
    ]


def test_nobody_waits_for_a_parked_row() -> None:
    clock = FakeClock(0)
    parked = pending(row(1), "parked")
    assert settled([row(1)], [{"po-1": parked}], clock) == [("po-1", parked)]
    assert clock.time == 0


def test_patience_counts_from_the_last_news() -> None:
    one, two, clock = row(1), row(2), FakeClock(0)
    silence: list[dict[str, Result]] = [{}] * 20
    found = settled([one, two], [*silence, {one.key: placed(one)}, {}], clock, patience=50)
    assert found == [(one.key, placed(one)), (two.key, Pending(two.key, "unknown"))]
    assert 80 < clock.time < 100


def test_what_is_not_settled_in_the_end_is_told_with_its_last_state() -> None:
    one = row(1)
    assert settled([one], [{one.key: pending(one)}], FakeClock()) == [(one.key, pending(one))]
