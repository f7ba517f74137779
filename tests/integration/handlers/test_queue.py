"""The queue's door: each record is settled for itself, or comes back when it is told to."""

import json
import time
from io import StringIO

import boto3
import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.bigcommerce.calls import SHORTEST_READ
from order_service.bigcommerce.https import BEFORE_READING
from order_service.clock import AWS_SECONDS
from order_service.handlers.queue import FIRST_BACK_OFF, LONGEST_BACK_OFF
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.request.intake import read_order
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import order_body
from tests.integration.doors import Doors
from tests.integration.queues import VISIBILITY_SECONDS

pytestmark = pytest.mark.enable_socket

MINE = read_order(order_body()).fingerprint()


def dead(doors: Doors) -> list[tuple[str, str]]:
    """The code and body of each dead letter."""
    return [
        (message["MessageAttributes"]["code"]["StringValue"], message["Body"])
        for message in doors.queues.dead_letters()
    ]


def test_an_order_is_placed_and_its_message_is_done(doors: Doors) -> None:
    doors.queue()
    assert doors.deliver() == []
    assert doors.entry().phase is Phase.PLACED
    assert [order.id for order in doors.store.orders] == [doors.entry().order_id]
    assert doors.calls == 5


def test_a_message_that_comes_twice_is_one_order(doors: Doors) -> None:
    doors.queue()
    doors.queue()
    assert doors.deliver() == []
    assert len(doors.store.orders) == 1
    assert doors.calls == 5


def test_both_doors_take_the_same_order(doors: Doors) -> None:
    doors.queue()
    doors.deliver()
    status, body, headers = doors.post()
    assert (status, headers["Idempotent-Replayed"]) == (201, "true")
    assert body["order_id"] == doors.store.orders[0].id


def test_only_the_bad_record_comes_back(doors: Doors) -> None:
    doors.queue("good-1")
    doors.queue("bad", store="unknown")
    doors.queue("good-2")
    (back,) = doors.deliver()
    assert json.loads(back)["idempotency_key"] == "bad"
    assert len(doors.store.orders) == 2


@pytest.mark.parametrize(
    "message",
    ["", "not JSON", "[]", "{}", '{"store": "acme", "idempotency_key": "a b", "order": {}}'],
)
def test_a_message_that_cannot_be_read_is_a_dead_letter(doors: Doors, message: str) -> None:
    doors.queues.send(message or " ")
    doors.queue()
    assert doors.deliver() == []
    assert dead(doors) == [("malformed_request", message or " ")]
    assert doors.entry().phase is Phase.PLACED


def test_an_invalid_order_is_recorded_and_a_dead_letter(doors: Doors) -> None:
    doors.queue(order=order_body(currency="usd"))
    assert doors.deliver() == []
    ((code, _),) = dead(doors)
    assert code == "invalid_request"
    _, body, _ = doors.get()
    assert body["state"] == "rejected"
    assert [error["field"] for error in body["problem"]["errors"]] == ["currency"]
    assert doors.calls == 0


def test_an_invalid_order_with_countless_fields_can_be_recorded(doors: Doors) -> None:
    doors.queue(order=order_body(**{f"field{number}": 1 for number in range(12_000)}))
    assert doors.deliver() == []
    assert doors.entry().phase is Phase.REJECTED


def test_a_reused_key_is_a_dead_letter_and_the_order_stays(doors: Doors) -> None:
    other = order_body(customer_id=7)
    doors.post()
    doors.queue(order=other)
    assert doors.deliver() == []
    ((code, body),) = dead(doors)
    assert code == "key_reused"
    assert json.loads(body)["order"] == other
    assert doors.entry().phase is Phase.PLACED
    assert doors.calls == 5


def test_a_refusal_of_the_store_is_recorded_and_done(doors: Doors) -> None:
    doors.queue(order=order_body(shipping={"max_cost": 1}))
    assert doors.deliver() == []
    assert dead(doors) == []
    assert doors.entry().phase is Phase.REJECTED
    assert doors.store.carts == {}


def test_a_throttled_record_comes_back_when_the_store_says(doors: Doors) -> None:
    doors.fail(Fault("status", status=429, reset_ms=45_000))
    doors.queue()
    assert len(doors.deliver()) == 1
    assert doors.queues.hidden_for() == pytest.approx([45], abs=3)


def test_a_record_in_progress_elsewhere_comes_back_after_its_lease(doors: Doors) -> None:
    doors.claim(MINE, time.time() + 77)
    doors.queue()
    assert len(doors.deliver()) == 1
    assert doors.queues.hidden_for() == pytest.approx([77], abs=3)
    assert doors.calls == 0


def test_a_record_whose_outcome_is_not_known_comes_back(doors: Doors) -> None:
    lease = doors.claim(MINE, time.time() - 1)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 70)
    doors.queue()
    assert len(doors.deliver()) == 1
    (hidden,) = doors.queues.hidden_for()
    assert 60 < hidden <= 300
    assert doors.entry().phase is Phase.SUBMITTING


def test_a_record_with_an_unusable_secret_comes_back_after_five_minutes(doors: Doors) -> None:
    doors.queue(store="unknown")
    doors.deliver()
    (hidden,) = doors.queues.hidden_for()
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
    doors: Doors, times: int, wait: float
) -> None:
    boto3.client("dynamodb", "us-east-1").delete_table(TableName="ledger")
    doors.queue()
    assert len(doors.deliver(times=times)) == 1
    assert doors.queues.hidden_for() == pytest.approx([wait], abs=3)
    assert doors.calls == 0


def test_a_record_that_ran_out_of_time_comes_back_soon(doors: Doors) -> None:
    doors.queue()
    assert len(doors.deliver(seconds=SHORTEST_READ + BEFORE_READING + AWS_SECONDS)) == 1
    assert doors.calls == 0


def test_a_parked_order_is_a_dead_letter(doors: Doors) -> None:
    lease = doors.claim(MINE, time.time() - 301)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 301)
    doors.queue()
    assert doors.deliver() == []
    assert [code for code, _ in dead(doors)] == ["parked"]
    assert doors.entry().phase is Phase.PARKED


def test_a_redriven_message_whose_order_stays_parked_is_a_dead_letter_again(doors: Doors) -> None:
    lease = doors.claim(MINE, time.time() - 301)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 301)
    lease.parked()
    doors.queue()
    assert doors.deliver() == []
    assert [code for code, _ in dead(doors)] == ["parked"]


def test_each_line_of_the_log_names_its_own_record(doors: Doors, log: StringIO) -> None:
    keys = [f"order-{number}" for number in range(5)]
    for key in keys:
        doors.queue(key)
    doors.deliver()
    lines = [json.loads(text) for text in log.getvalue().splitlines()]
    placed = [line for line in lines if line["message"] == "order placed"]
    assert sorted(line["key"] for line in placed) == keys
    for line in placed:
        assert line["correlation_id"] == OrderKey(line["store"], line["key"]).correlation_id
