"""`make run`: two orders, one through each entry point, from nothing to the store and back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from cart_to_order.ending import StoppedBySignal, run_command
from local_cloud.aws.entry_points import Answer, EntryPoints, event
from local_cloud.aws.processes import LocalCloudError, ended_by_signals
from local_cloud.everything import whole_cloud
from local_cloud.placed_orders import read_order, shown_order
from tools.places import LOGS, shown
from tools.progress import say, step

QUEUE_SECONDS = 60.0
STORE = "sandbox"
PROBLEM = ("state", "title", "detail", "code", "errors", "problem", "last_error", "next")
CREATED = 201


def main() -> int:
    """Tell the story; 0 only when both orders were seen in the store, Incomplete."""
    began = time.monotonic()
    try:
        with ended_by_signals():
            seen = _story()
    except LocalCloudError as problem:
        say(f"\n{problem}")
        return 1
    except StoppedBySignal as asked:
        say("\nStopped. Nothing is left running.")
        return int(asked.code or 0)
    say(f"\nStopped everything after {time.monotonic() - began:.0f} s. Logs: {shown(LOGS)}/")
    return 0 if seen else 1


def _story() -> bool:
    say("Starting a shop and an AWS account on this machine; nothing leaves it.")
    with whole_cloud() as cloud:
        entry_points, store_url = EntryPoints(cloud.deployment), cloud.store_url
        say("\nAn order by HTTP (events/api_create_tutorial.json)")
        first = _placed(lambda: entry_points.send_http(event("api_create_tutorial")))
        say("\nAn order as a message (events/sqs_create.json)")
        second = _placed(lambda: _through_the_queue(entry_points))
        say("\nWhat the store says")
        return _both_incomplete([_show(store_url, answer) for answer in (first, second)])


def _through_the_queue(entry_points: EntryPoints) -> Answer:
    body = event("sqs_create")["Records"][0]["body"]
    entry_points.send_message(body)
    key = json.loads(body)["idempotency_key"]
    return entry_points.wait_until_settled(STORE, key, QUEUE_SECONDS)


def _placed(send: Callable[[], Answer]) -> dict[str, Any]:
    with step("Sending it and waiting for the order"):
        answer = send()
    body = answer.body if isinstance(answer.body, dict) else {}
    # Asked about a key, the API returns its state with the order inside.
    placed: dict[str, Any] = body.get("order", body)
    if "order_id" not in placed:
        raise LocalCloudError(_no_order(answer.status, body))
    say(f"  Answer {answer.status}: order {placed['order_id']}, status {placed['status']}")
    return placed


def _show(store_url: str, placed: dict[str, Any]) -> dict[str, Any]:
    order = read_order(store_url, placed["order_id"])
    say(shown_order(order, _shipping(placed)))
    return order


def _shipping(placed: dict[str, Any]) -> str:
    chosen = [consignment["shipping_option"] for consignment in placed["consignments"]]
    named = [f"{one['description']} ({one['type']}) for {one['cost']}" for one in chosen]
    return "; ".join(named) or "nothing to ship"


def _both_incomplete(orders: list[dict[str, Any]]) -> bool:
    different = len({order["id"] for order in orders}) == len(orders)
    if different and all(order["status"] == "Incomplete" for order in orders):
        say("\nTwo requests, two Incomplete orders.")
        return True
    say("\nThese are not two Incomplete orders: something is wrong.")
    return False


def _no_order(status: int, body: dict[str, Any]) -> str:
    # Only what describes the problem: the rest may be a customer's.
    described = {name: body[name] for name in PROBLEM if name in body}
    return (
        f"No order came of it. The answer was {status}:\n"
        f"    {json.dumps(described)}\n"
        f"The functions' own words are in {shown(LOGS)}/, files api-function.log and\n"
        "queue-function.log; the store's are in store.log."
    )


if __name__ == "__main__":
    run_command(main)
