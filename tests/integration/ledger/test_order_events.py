"""From an order to its event: the doors' own changes, moto's stream, the handler, moto's bus."""

import json
from typing import Any

import boto3
import pytest
from openapi_schema_validator import OAS31Validator

from order_service.handlers import stream
from order_service.keys import OrderKey
from order_service.request.intake import read_order
from tests.fakes.drafts import DRAFT
from tests.fakes.lambda_events import context
from tests.fakes.orders import order_body
from tests.integration.doors import Doors
from tools.places import ROOT

pytestmark = pytest.mark.enable_socket

SCHEMA = json.loads((ROOT / "docs" / "events.schema.json").read_text())
CORRELATION_ID = OrderKey("acme", "order-1").correlation_id
TOO_DEAR = order_body(shipping={"max_cost": 1})


def park(doors: Doors, key: str = "order-1") -> None:
    """A delivery that finds its cart gone, long after a create-order whose answer was lost."""
    lease = doors.claim(read_order(order_body()).fingerprint(), 0, key)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, 0)
    assert doors.post(key)[0] == 202


def faults(event: Any) -> list[str]:
    return [error.message for error in OAS31Validator(SCHEMA).iter_errors(event)]


def test_an_order_that_was_placed_is_told(doors: Doors) -> None:
    _, body, _ = doors.post()
    doors.tell()
    (event,) = doors.queues.announced()
    assert (event["source"], event["detail-type"]) == ("cart-to-order", "OrderPlaced")
    assert event["detail"] == {
        "version": "1",
        "store": "acme",
        "idempotency_key": "order-1",
        "correlation_id": CORRELATION_ID,
        "order_id": body["order_id"],
        "cart_id": body["cart_id"],
        "totals": body["totals"],
    }


def test_every_outcome_of_both_doors_is_told_once(doors: Doors) -> None:
    doors.post("placed-1")
    doors.post("placed-1")
    doors.queue("placed-2")
    doors.queue("refused-1", order_body(currency="usd"))
    doors.deliver()
    doors.post("refused-2", TOO_DEAR)
    park(doors, "parked")
    doors.tell()
    told = [(e["detail-type"], e["detail"]["idempotency_key"]) for e in doors.queues.announced()]
    assert sorted(told) == [
        ("OrderParked", "parked"),
        ("OrderPlaced", "placed-1"),
        ("OrderPlaced", "placed-2"),
        ("OrderRejected", "refused-1"),
        ("OrderRejected", "refused-2"),
    ]


def test_events_are_as_the_schema_says_and_name_no_customer(doors: Doors) -> None:
    doors.post("placed")
    doors.post("refused", TOO_DEAR)
    doors.queue("invalid", order_body(currency="usd"))
    doors.deliver()
    park(doors, "parked")
    doors.tell()
    events = doors.queues.announced()
    assert len(events) == 4
    assert [faults(event) for event in events] == [[]] * 4
    for secret in ("http", "token=", "@", "jane", "roe"):
        assert secret not in json.dumps(events).lower()


@pytest.mark.parametrize(
    "wrong",
    [
        {"detail-type": "OrderLost"},
        {"detail": {"version": "1", "store": "acme"}},
        {"detail-type": "OrderRejected"},
        {"source": "aws.events"},
    ],
)
def test_the_schema_tells_what_is_no_event_of_ours(doors: Doors, wrong: Any) -> None:
    doors.post()
    doors.tell()
    (event,) = doors.queues.announced()
    assert faults(event | wrong)


def test_records_that_come_again_are_told_again_and_are_the_same_event(doors: Doors) -> None:
    doors.post()
    doors.tell()
    doors.tell()
    first, again = doors.queues.announced()
    assert first["id"] != again["id"]
    assert (first["time"], first["detail"]) == (again["time"], again["detail"])


def test_a_parked_order_is_told_by_its_key_alone(doors: Doors) -> None:
    park(doors)
    doors.tell()
    (event,) = doors.queues.announced()
    assert event["detail"] == {
        "version": "1",
        "store": "acme",
        "idempotency_key": "order-1",
        "correlation_id": CORRELATION_ID,
    }


def test_an_entry_that_was_removed_is_not_told(doors: Doors) -> None:
    doors.post()
    table = boto3.client("dynamodb", "us-east-1")
    table.delete_item(TableName="ledger", Key={"id": {"S": "acme#order-1"}})
    records = doors.changes()
    assert [record["eventName"] for record in records][-1] == "REMOVE"
    doors.tell(records[-1:])
    assert doors.queues.announced() == []


def test_an_event_can_be_sent_again_from_the_ledger(doors: Doors) -> None:
    doors.post()
    table = boto3.client("dynamodb", "us-east-1")
    item = table.get_item(TableName="ledger", Key={"id": {"S": "acme#order-1"}})["Item"]
    # As the runbook says.
    record = {"SequenceNumber": "1", "Keys": {"id": item["id"]}, "NewImage": item}
    stream.handler({"Records": [{"dynamodb": record}]}, context())
    (event,) = doors.queues.announced()
    assert (event["detail-type"], faults(event)) == ("OrderPlaced", [])


def test_a_first_record_that_cannot_be_read_fails_the_batch_so_that_it_is_halved(
    doors: Doors,
) -> None:
    doors.post("bad")
    doors.post("good")
    bad, good = [r for r in doors.changes() if "order_id" in r["dynamodb"]["NewImage"]]
    bad["dynamodb"]["NewImage"]["draft"] = {"S": "jane.roe@example.com"}
    with pytest.raises(stream.NothingTold) as caught:
        stream.handler({"Records": [bad, good]}, context(60))
    assert "jane" not in str(caught.value)
    assert doors.queues.announced() == []
    answer = stream.handler({"Records": [good, bad]}, context(60))
    number = bad["dynamodb"]["SequenceNumber"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": number}]}
    assert len(doors.queues.announced()) == 1
