"""Orders by message: the queue, its event source, Lambda, and the dead-letter queue."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints, event
from local_cloud.aws.local_clients import local_client
from local_cloud.aws.loops import HEADER, MOST
from local_cloud.placed_orders import order_ids, read_order

STORE = "sandbox"
SECONDS = 60.0


@pytest.fixture(scope="module")
def batch(entry_points: EntryPoints) -> list[dict[str, Any]]:
    """One good and one bad message, sent together."""
    bodies = [record["body"] for record in event("sqs_one_good_one_bad")["Records"]]
    for body in bodies:
        entry_points.send_message(body)
    return [json.loads(body) for body in bodies]


def test_good_message_becomes_an_order(
    batch: list[dict[str, Any]], entry_points: EntryPoints, cloud: LocalCloud
) -> None:
    answer = entry_points.wait_until_settled(STORE, batch[0]["idempotency_key"], SECONDS)
    assert (answer.status, answer.body["state"]) == (200, "placed")
    order = read_order(cloud.store_url, answer.body["order"]["order_id"])
    assert order["status"] == "Incomplete"
    assert [(line["sku"], line["quantity"]) for line in order["products"]] == [("SM-13", 2)]


def test_bad_message_waits_in_the_dead_letter_queue(
    batch: list[dict[str, Any]], entry_points: EntryPoints
) -> None:
    keys = _dead_letters(entry_points)
    assert keys == [batch[1]["idempotency_key"]]


def test_bad_message_can_be_asked_about(
    batch: list[dict[str, Any]], entry_points: EntryPoints
) -> None:
    answer = entry_points.wait_until_settled(STORE, batch[1]["idempotency_key"], SECONDS)
    assert answer.body["state"] == "rejected"
    assert "currency" in {error["field"] for error in answer.body["problem"]["errors"]}


def test_same_message_again_makes_no_second_order(
    batch: list[dict[str, Any]], entry_points: EntryPoints, cloud: LocalCloud
) -> None:
    key = batch[0]["idempotency_key"]
    first = entry_points.wait_until_settled(STORE, key, SECONDS)
    before = order_ids(cloud.store_url)
    entry_points.send_message(json.dumps(batch[0]))
    _wait_until_empty(entry_points)
    again = entry_points.read(STORE, key)
    assert again.body["order"] == first.body["order"]
    assert order_ids(cloud.store_url) == before


def test_an_order_that_its_function_has_sent_again_for_days_is_still_placed(
    cloud: LocalCloud, entry_points: EntryPoints
) -> None:
    functions = cloud.client("lambda")
    said = functions.get_function_recursion_config(FunctionName=cloud.deployment.queue_function)
    assert said["RecursiveLoop"] == "Allow"
    queue = local_client("sqs", cloud.server.url)
    queue.meta.events.register("before-call.sqs", _after(100 * MOST))
    message = json.loads(event("sqs_one_good_one_bad")["Records"][0]["body"])
    message["idempotency_key"] = "sent-again-for-days"
    queue.send_message(QueueUrl=cloud.deployment.queue_url, MessageBody=json.dumps(message))
    answer = entry_points.wait_until_settled(STORE, message["idempotency_key"], SECONDS)
    assert (answer.status, answer.body["state"]) == (200, "placed")


def _after(rounds: int) -> Callable[..., None]:
    """Return what lets a call say that so many invocations have led to it."""

    def say(params: dict[str, Any], **_: Any) -> None:
        params["headers"][HEADER] = str(rounds)

    return say


def _dead_letters(entry_points: EntryPoints) -> list[str]:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        got = entry_points.queue.receive_message(
            QueueUrl=entry_points.deployment.dead_letter_queue_url, VisibilityTimeout=0
        ).get("Messages", [])
        if got:
            return [json.loads(message["Body"])["idempotency_key"] for message in got]
        time.sleep(0.25)
    return []


def _wait_until_empty(entry_points: EntryPoints) -> None:
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        left = entry_points.queue.get_queue_attributes(
            QueueUrl=entry_points.deployment.queue_url, AttributeNames=counts
        )["Attributes"]
        if not any(int(left[name]) for name in counts):
            return
        time.sleep(0.25)
    pytest.fail(f"The queue was not empty after {SECONDS:.0f} s.")
