"""From an order to its event: the service's own changes, moto's stream, the handler, moto's bus."""

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from local_cloud.canary import leaks
from order_service.handlers import stream
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry
from order_service.request.intake import read_order
from tests.fakes.drafts import DRAFT
from tests.fakes.lambda_events import context
from tests.fakes.orders import AUSTIN, order_body
from tests.integration.auditing.nights import written
from tests.integration.aws import aws_client
from tests.integration.entry_points import EntryPoints
from tools.places import ROOT

pytestmark = pytest.mark.enable_socket

SCHEMA = json.loads((ROOT / "docs" / "events.schema.json").read_text())
CORRELATION_ID = OrderKey("acme", "order-1").correlation_id
TOO_DEAR = order_body(shipping={"max_cost": 1})


def park(entry_points: EntryPoints, key: str = "order-1") -> None:
    """A delivery that finds its cart gone, long after a create-order whose answer was lost."""
    lease = entry_points.claim(read_order(order_body()).fingerprint(), 0, key)
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, 0)
    assert entry_points.post(key)[0] == 202


def by_hand(key: str = "order-1") -> dict[str, Any]:
    """The record with which an operator sends a key's event from the ledger."""
    table = aws_client("dynamodb")
    item = table.get_item(TableName="ledger", Key={"id": {"S": f"acme#{key}"}})["Item"]
    return {"dynamodb": {"SequenceNumber": "1", "Keys": {"id": item["id"]}, "NewImage": item}}


def faults(event: Any) -> list[str]:
    return [error.message for error in OAS31Validator(SCHEMA).iter_errors(event)]


def test_an_order_that_was_placed_is_told(entry_points: EntryPoints) -> None:
    _, body, _ = entry_points.post()
    entry_points.tell()
    (event,) = entry_points.queues.announced()
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


def test_every_outcome_of_both_entry_points_is_told_once(entry_points: EntryPoints) -> None:
    entry_points.post("placed-1")
    entry_points.post("placed-1")
    entry_points.queue("placed-2")
    entry_points.queue("refused-1", order_body(currency="usd"))
    entry_points.deliver()
    entry_points.post("refused-2", TOO_DEAR)
    park(entry_points, "parked")
    entry_points.tell()
    published = [
        (e["detail-type"], e["detail"]["idempotency_key"]) for e in entry_points.queues.announced()
    ]
    assert sorted(published) == [
        ("OrderParked", "parked"),
        ("OrderPlaced", "placed-1"),
        ("OrderPlaced", "placed-2"),
        ("OrderRejected", "refused-1"),
        ("OrderRejected", "refused-2"),
    ]


def test_events_are_as_the_schema_says_and_name_no_customer(entry_points: EntryPoints) -> None:
    entry_points.post("placed")
    entry_points.post("refused", TOO_DEAR)
    entry_points.queue("invalid", order_body(currency="usd"))
    entry_points.deliver()
    park(entry_points, "parked")
    entry_points.cancel("never-sent")
    entry_points.cancel("placed", {"order": "cancel"})
    entry_points.tell()
    events = entry_points.queues.announced()
    assert len(events) == 6
    assert [faults(event) for event in events] == [[]] * 6
    images = [change["dynamodb"]["NewImage"] for change in entry_points.changes()]
    assert leaks(str([Entry.from_item(image) for image in images if "phase" in image]))
    assert leaks(json.dumps(events)) == []
    for secret in ("http", "token=", "@"):
        assert secret not in json.dumps(events).lower()


@pytest.mark.parametrize(
    ("wrong", "rule", "field"),
    [
        ({"detail-type": "OrderLost"}, "enum", "detail-type"),
        ({"detail": {"version": "1", "store": "acme"}}, "required", "detail"),
        ({"detail-type": "OrderRejected"}, "oneOf", ""),
        ({"source": "aws.events"}, "const", "source"),
    ],
)
def test_the_schema_tells_what_is_no_event_of_ours(
    entry_points: EntryPoints, wrong: Any, rule: str, field: str
) -> None:
    entry_points.post()
    entry_points.tell()
    (event,) = entry_points.queues.announced()
    found = OAS31Validator(SCHEMA).iter_errors(event | wrong)
    assert (rule, field) in [(each.validator, ".".join(each.absolute_path)) for each in found]


def test_records_that_come_again_are_told_again_and_are_the_same_event(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    entry_points.tell()
    entry_points.tell()
    first, again = entry_points.queues.announced()
    assert first["id"] != again["id"]
    assert (first["time"], first["detail"]) == (again["time"], again["detail"])


def test_a_parked_order_is_told_by_its_key_alone(entry_points: EntryPoints) -> None:
    park(entry_points)
    entry_points.tell()
    (event,) = entry_points.queues.announced()
    assert event["detail"] == {
        "version": "1",
        "store": "acme",
        "idempotency_key": "order-1",
        "correlation_id": CORRELATION_ID,
    }


def test_an_entry_that_was_removed_is_not_told(entry_points: EntryPoints) -> None:
    entry_points.post()
    table = aws_client("dynamodb")
    table.delete_item(TableName="ledger", Key={"id": {"S": "acme#order-1"}})
    records = entry_points.changes()
    assert [record["eventName"] for record in records][-1] == "REMOVE"
    entry_points.tell(records[-1:])
    assert entry_points.queues.announced() == []


def test_an_event_can_be_sent_again_from_the_ledger(entry_points: EntryPoints) -> None:
    entry_points.post()
    # As the runbook says.
    stream.handler({"Records": [by_hand()]}, context())
    (event,) = entry_points.queues.announced()
    assert (event["detail-type"], faults(event)) == ("OrderPlaced", [])


def test_an_event_sent_again_after_a_cancellation_in_vain_is_the_same_event(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    # As if it had been placed a while before.
    (note,) = [one for one in entry_points.entry().history.split() if one.startswith("placed@")]
    history = entry_points.entry().history.replace(note, "placed@1700000000.0")
    written(history=history, updated_at=1_700_000_000.0)
    entry_points.tell([by_hand()])
    entry_points.store.orders[0].status_id = 11
    assert entry_points.cancel(body={"order": "cancel"})[0] == 409
    assert entry_points.entry().updated_at > 1_700_000_000
    entry_points.tell([by_hand()])
    first, again = entry_points.queues.announced()
    assert first["time"] == again["time"] == "2023-11-14T22:13:20Z"


def test_a_first_record_that_cannot_be_read_fails_the_batch_so_that_it_is_halved(
    entry_points: EntryPoints,
) -> None:
    entry_points.post("bad")
    entry_points.post("good")
    bad, good = [r for r in entry_points.changes() if "order_id" in r["dynamodb"]["NewImage"]]
    bad["dynamodb"]["NewImage"]["draft"] = {"S": AUSTIN["email"]}
    with pytest.raises(stream.NoEventPublished) as caught:
        # A try that got nowhere takes the time that it has: none.
        stream.handler({"Records": [bad, good]}, context(stream.RETURN_SECONDS))
    assert leaks(str(caught.value)) == []
    assert entry_points.queues.announced() == []
    answer = stream.handler({"Records": [good, bad]}, context(60))
    number = bad["dynamodb"]["SequenceNumber"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": number}]}
    assert len(entry_points.queues.announced()) == 1
