"""The queue's entry point: each record is settled for itself, or comes back when it is told to."""

import json
import time
from io import StringIO
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.bigcommerce.calls import SHORTEST_READ
from order_service.bigcommerce.https import BEFORE_READING
from order_service.clock import AWS_SECONDS
from order_service.handlers.putting_back import FIRST_BACK_OFF, LONGEST_BACK_OFF
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.request.intake import Job, read_order
from order_service.request.json_body import MAX_MESSAGE_BYTES
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import order_body
from tests.integration.aws import aws_client
from tests.integration.entry_points import STORE, EntryPoints
from tests.integration.queues import VISIBILITY_SECONDS

pytestmark = pytest.mark.enable_socket

MINE = read_order(order_body()).fingerprint()


def compact(order: Any) -> str:
    message = {"store": STORE, "idempotency_key": "order-1", "order": order}
    return json.dumps(message, separators=(",", ":"))


def too_long_when_written() -> Any:
    """An order whose message may be sent; the service, which writes amounts as texts, cannot."""
    notes = [{"namespace": "n", "key": f"k{number}", "value": "x" * 60_000} for number in range(4)]
    order = order_body(discounts=[{"amount": 1}] * 100, metafields=notes, staff_notes="y")
    return order | {"staff_notes": "y" * (MAX_MESSAGE_BYTES + 1 - len(compact(order)))}


def dead(entry_points: EntryPoints) -> list[tuple[str, str]]:
    """The code and body of each dead letter."""
    return [
        (message["MessageAttributes"]["code"]["StringValue"], message["Body"])
        for message in entry_points.queues.dead_letters()
    ]


def test_an_order_is_placed_and_its_message_is_done(entry_points: EntryPoints) -> None:
    entry_points.queue()
    assert entry_points.deliver() == []
    assert entry_points.entry().phase is Phase.PLACED
    assert [order.id for order in entry_points.store.orders] == [entry_points.entry().order_id]
    assert entry_points.calls == 5


def test_a_message_that_comes_twice_is_one_order(entry_points: EntryPoints) -> None:
    entry_points.queue()
    entry_points.queue()
    assert entry_points.deliver() == []
    assert len(entry_points.store.orders) == 1
    assert entry_points.calls == 5


def test_both_entry_points_take_the_same_order(entry_points: EntryPoints) -> None:
    entry_points.queue()
    entry_points.deliver()
    status, body, headers = entry_points.post()
    assert (status, headers["Idempotent-Replayed"]) == (201, "true")
    assert body["order_id"] == entry_points.store.orders[0].id


def test_only_the_bad_record_comes_back(entry_points: EntryPoints) -> None:
    entry_points.queue("good-1")
    entry_points.queue("bad", store="unknown")
    entry_points.queue("good-2")
    (back,) = entry_points.deliver()
    assert json.loads(back)["idempotency_key"] == "bad"
    assert len(entry_points.store.orders) == 2


@pytest.mark.parametrize(
    "message",
    ["", "not JSON", "[]", "{}", '{"store": "acme", "idempotency_key": "a b", "order": {}}'],
)
def test_a_message_that_cannot_be_read_is_a_dead_letter(
    entry_points: EntryPoints, message: str
) -> None:
    entry_points.queues.send(message or " ")
    entry_points.queue()
    assert entry_points.deliver() == []
    assert dead(entry_points) == [("malformed_request", message or " ")]
    assert entry_points.entry().phase is Phase.PLACED


def test_an_invalid_order_is_recorded_and_a_dead_letter(entry_points: EntryPoints) -> None:
    entry_points.queue(order=order_body(currency="usd"))
    assert entry_points.deliver() == []
    ((code, _),) = dead(entry_points)
    assert code == "invalid_request"
    _, body, _ = entry_points.get()
    assert body["state"] == "rejected"
    assert [error["field"] for error in body["problem"]["errors"]] == ["currency"]
    assert entry_points.calls == 0


def test_an_invalid_order_with_countless_fields_can_be_recorded(entry_points: EntryPoints) -> None:
    entry_points.queue(order=order_body(**{f"field{number}": 1 for number in range(12_000)}))
    assert entry_points.deliver() == []
    assert entry_points.entry().phase is Phase.REJECTED


@pytest.mark.parametrize("character", ["漢", "é", "\U0001f4e6"])
def test_a_long_invalid_order_in_any_script_can_be_recorded_and_corrected(
    entry_points: EntryPoints, character: str
) -> None:
    long = order_body(remarks=character * (220_000 // len(character.encode())))
    entry_points.queue(order=long)
    assert entry_points.deliver() == []
    assert [code for code, _ in dead(entry_points)] == ["invalid_request"]
    assert entry_points.entry().phase is Phase.REJECTED
    row = entry_points.services.attention.read(OrderKey(STORE, "order-1"))
    assert row is not None
    assert json.loads(row.request) == long
    status, _, _ = entry_points.post(body=order_body())
    assert status == 201


def test_an_invalid_order_that_no_item_can_hold_is_recorded_without_it(
    entry_points: EntryPoints,
) -> None:
    message = json.dumps({"store": STORE, "idempotency_key": "order-1", "order": order_body()})
    longer_when_kept = "[" + ",".join(["1E1"] * 60_000) + "]"
    entry_points.queues.send(message.replace('"order": {', f'"order": {{"x": {longer_when_kept}, '))
    assert entry_points.deliver() == []
    assert entry_points.entry().phase is Phase.REJECTED
    row = entry_points.services.attention.read(OrderKey(STORE, "order-1"))
    assert row is not None
    assert (row.code, row.request) == ("invalid_request", "")


def test_an_order_that_is_too_long_as_the_service_writes_it_is_refused_by_its_key(
    entry_points: EntryPoints,
) -> None:
    entry_points.queues.send(compact(too_long_when_written()))
    assert entry_points.deliver() == []
    ((code, _),) = dead(entry_points)
    assert code == "malformed_request"
    assert entry_points.entry().phase is Phase.REJECTED
    status, _, _ = entry_points.post(body=order_body())
    assert status == 201


def test_an_order_that_was_accepted_is_read_however_long_the_service_wrote_it(
    entry_points: EntryPoints,
) -> None:
    job = Job(OrderKey(STORE, "order-1"), read_order(too_long_when_written()))
    entry_points.ledger.claim(job.key, job.fingerprint, 0).given_back()
    entry_points.services.queue.send(job, 0)
    entry_points.deliver()
    assert entry_points.entry().phase is Phase.PLACED


def test_a_reused_key_is_a_dead_letter_and_the_order_stays(entry_points: EntryPoints) -> None:
    other = order_body(customer_id=7)
    entry_points.post()
    entry_points.queue(order=other)
    assert entry_points.deliver() == []
    ((code, body),) = dead(entry_points)
    assert code == "key_reused"
    assert json.loads(body)["order"] == other
    assert entry_points.entry().phase is Phase.PLACED
    assert entry_points.calls == 5


def test_a_refusal_of_the_store_is_recorded_and_done(entry_points: EntryPoints) -> None:
    entry_points.queue(order=order_body(shipping={"max_cost": 1}))
    assert entry_points.deliver() == []
    assert dead(entry_points) == []
    assert entry_points.entry().phase is Phase.REJECTED
    assert entry_points.store.carts == {}


def test_a_throttled_record_comes_back_when_the_store_says(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("status", status=429, reset_ms=45_000))
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.hidden_for() == pytest.approx([45], abs=3)


def test_a_record_in_progress_elsewhere_comes_back_after_its_lease(
    entry_points: EntryPoints,
) -> None:
    entry_points.claim(MINE, time.time() + 77)
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.hidden_for() == pytest.approx([77], abs=3)
    assert entry_points.calls == 0


def test_a_record_whose_outcome_is_not_known_comes_back(entry_points: EntryPoints) -> None:
    lease = entry_points.claim(MINE, time.time() - 1)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 70)
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    (hidden,) = entry_points.queues.hidden_for()
    assert 60 < hidden <= 300
    assert entry_points.entry().phase is Phase.SUBMITTING


def test_a_record_with_an_unusable_secret_comes_back_after_five_minutes(
    entry_points: EntryPoints,
) -> None:
    entry_points.queue(store="unknown")
    entry_points.deliver()
    (hidden,) = entry_points.queues.hidden_for()
    assert VISIBILITY_SECONDS > hidden >= 290


@pytest.mark.parametrize(
    ("times", "wait"),
    [
        (1, FIRST_BACK_OFF),
        (2, 2 * FIRST_BACK_OFF),
        (4, 8 * FIRST_BACK_OFF),
        (40, LONGEST_BACK_OFF),
    ],
)
def test_a_record_that_meets_no_ledger_comes_back_later_each_time(
    entry_points: EntryPoints, times: int, wait: float
) -> None:
    aws_client("dynamodb").delete_table(TableName="ledger")
    entry_points.queue()
    assert len(entry_points.deliver(times=times)) == 1
    assert entry_points.queues.hidden_for() == pytest.approx([wait], abs=3)
    assert entry_points.calls == 0


def test_a_record_that_ran_out_of_time_comes_back_soon(entry_points: EntryPoints) -> None:
    entry_points.queue()
    assert len(entry_points.deliver(seconds=SHORTEST_READ + BEFORE_READING + AWS_SECONDS)) == 1
    assert entry_points.calls == 0


def test_a_parked_order_is_a_dead_letter(entry_points: EntryPoints) -> None:
    lease = entry_points.claim(MINE, time.time() - 301)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 301)
    entry_points.queue()
    assert entry_points.deliver() == []
    assert [code for code, _ in dead(entry_points)] == ["parked"]
    assert entry_points.entry().phase is Phase.PARKED


def test_a_redriven_message_whose_order_stays_parked_is_a_dead_letter_again(
    entry_points: EntryPoints,
) -> None:
    lease = entry_points.claim(MINE, time.time() - 301)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 301)
    lease.parked()
    entry_points.queue()
    assert entry_points.deliver() == []
    assert [code for code, _ in dead(entry_points)] == ["parked"]


def test_each_line_of_the_log_names_its_own_record(
    entry_points: EntryPoints, log: StringIO
) -> None:
    keys = [f"order-{number}" for number in range(5)]
    for key in keys:
        entry_points.queue(key)
    entry_points.deliver()
    lines = [json.loads(text) for text in log.getvalue().splitlines()]
    placed = [line for line in lines if line["message"] == "order placed"]
    assert sorted(line["key"] for line in placed) == keys
    for line in placed:
        assert line["correlation_id"] == OrderKey(line["store"], line["key"]).correlation_id
    # The order pages find a key by its order or its cart here.
    for name in ("order_id", "cart_id"):
        assert len({line[name] for line in placed}) == len(keys)
