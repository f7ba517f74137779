"""From an order to its event: the ledger's stream, its function, the event bus, a rule's queue."""

import copy
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints, event

SECONDS = 60.0


class Listener:
    """A queue behind a rule for our events, and what has come so far."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._queue = cloud.client("sqs")
        self._url = self._queue.create_queue(QueueName="listener")["QueueUrl"]
        self._heard: list[Any] = []
        found = self._queue.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        bus = cloud.client("events")
        bus.put_rule(Name="ours", EventPattern=json.dumps({"source": ["cart-to-order"]}))
        target = {"Id": "listener", "Arn": found["Attributes"]["QueueArn"]}
        bus.put_targets(Rule="ours", Targets=[target])

    def wait_for(self, key: str) -> Any:
        """The first event about a key, however late it comes."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            for heard in self._heard:
                if heard["detail"]["idempotency_key"] == key:
                    return heard
            got = self._queue.receive_message(
                QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=1
            )
            self._heard += [json.loads(message["Body"]) for message in got.get("Messages", [])]
        pytest.fail(f"No event about {key} came within {SECONDS:.0f} s.")


@pytest.fixture(scope="module")
def listener(cloud: LocalCloud) -> Iterator[Listener]:
    listening = Listener(cloud)
    yield listening
    bus = cloud.client("events")
    bus.remove_targets(Rule="ours", Ids=["listener"])
    bus.delete_rule(Name="ours")


def _sent(entry_points: EntryPoints, key: str, **changes: Any) -> Any:
    case = copy.deepcopy(event("api_create_digital"))
    case["headers"] |= {"Idempotency-Key": key}
    case["body"] = json.dumps(json.loads(case["body"]) | changes)
    return entry_points.send_http(case)


def test_a_placed_order_is_told(entry_points: EntryPoints, listener: Listener) -> None:
    answer = _sent(entry_points, "told-placed")
    assert answer.status == 201, answer.body
    heard = listener.wait_for("told-placed")
    assert heard["detail-type"] == "OrderPlaced"
    for name in ("order_id", "cart_id", "totals"):
        assert heard["detail"][name] == answer.body[name]
    assert "http" not in json.dumps(heard["detail"])


def test_a_refused_order_is_told(entry_points: EntryPoints, listener: Listener) -> None:
    # A product that the store does not have.
    answer = _sent(
        entry_points, "told-refused", line_items=[{"product_id": 999_999, "quantity": 1}]
    )
    assert answer.status == 422, answer.body
    heard = listener.wait_for("told-refused")
    assert heard["detail-type"] == "OrderRejected"
    assert heard["detail"]["code"] == answer.body["code"]
    assert heard["detail"]["fix"] == answer.body["fix"]


def test_an_order_of_the_queue_is_told(entry_points: EntryPoints, listener: Listener) -> None:
    body = json.loads(event("sqs_create")["Records"][0]["body"])
    entry_points.send_message(json.dumps(body | {"idempotency_key": "told-queued"}))
    assert listener.wait_for("told-queued")["detail-type"] == "OrderPlaced"
