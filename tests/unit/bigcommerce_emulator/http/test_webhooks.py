import json
from collections.abc import Callable
from queue import Queue
from typing import Any

import pytest

from bigcommerce_emulator.http.webhooks import Hook, Webhooks, hooks
from bigcommerce_emulator.state.events import Event
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import Shopper

EVERYTHING = Hook("store/*", "http://localhost/all")
CREATED = Event("store/order/created", {"type": "order", "id": 7})
SECONDS = 10


class Receiver:
    """Answers posts with the statuses it was given, then with 200."""

    def __init__(self, *statuses: int | OSError) -> None:
        self.statuses = list(statuses)
        self.got = Queue[tuple[str, Any]]()

    def __call__(self, url: str, content: bytes) -> int:
        self.got.put((url, json.loads(content)))
        answer = self.statuses.pop(0) if self.statuses else 200
        if isinstance(answer, OSError):
            raise answer
        return answer

    def next(self) -> tuple[str, Any]:
        return self.got.get(timeout=SECONDS)


def webhooks(receiver: Callable[[str, bytes], int], *chosen: Hook) -> Webhooks:
    found = Webhooks("sandbox", receiver, waits=(0, 0))
    found.hooks = chosen
    return found


def test_an_event_is_posted_to_every_hook_that_hears_it() -> None:
    receiver = Receiver()
    chosen = (EVERYTHING, Hook("store/order/created", "http://localhost/one"),
              Hook("store/cart/converted", "http://localhost/never"))  # fmt: skip
    found = webhooks(receiver, *chosen)
    with found.delivering():
        found(CREATED)
        urls = {receiver.next()[0], receiver.next()[0]}

    assert urls == {"http://localhost/all", "http://localhost/one"}
    assert receiver.got.empty()


def test_the_body_says_what_happened_and_where() -> None:
    receiver = Receiver()
    found = webhooks(receiver, EVERYTHING)
    with found.delivering():
        found(CREATED)
        _, body = receiver.next()

    assert set(body) == {"scope", "store_id", "data", "hash", "created_at", "producer"}
    assert (body["scope"], body["producer"]) == ("store/order/created", "stores/sandbox")
    assert body["data"] == {"type": "order", "id": 7}


def test_what_is_not_taken_is_tried_again() -> None:
    receiver = Receiver(500, ConnectionRefusedError())
    found = webhooks(receiver, EVERYTHING)
    with found.delivering():
        found(CREATED)
        bodies = [receiver.next()[1] for _ in range(3)]

    assert bodies[0] == bodies[1] == bodies[2]
    assert found.counts == {"tried again": 2, "delivered": 1}


def test_what_is_never_taken_is_given_up() -> None:
    receiver = Receiver(500, 500, 500)
    found = webhooks(receiver, EVERYTHING)
    with found.delivering():
        found(CREATED)
        tries = [receiver.next()[1]["data"]["id"] for _ in range(3)]
        found(Event("store/order/created", {"id": 8}))
        later = receiver.next()[1]["data"]["id"]

    assert (tries, later) == ([7, 7, 7], 8)
    assert found.counts == {"tried again": 2, "given up": 1, "delivered": 1}


def test_a_store_tells_of_orders_statuses_and_payments() -> None:
    told: list[Event] = []
    shopper = Shopper(observer=told.append)
    cart_id, order_id = shopper.placed_order()
    shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": 7})
    shopper.ask("PUT", f"/v2/orders/{order_id}", {"staff_notes": "again", "status_id": 7})
    shopper.store.merchant.pay_order(order_id)

    assert [event.scope for event in told] == [
        "store/order/created",
        "store/order/statusUpdated",
        "store/order/updated",
        "store/order/updated",
        "store/order/statusUpdated",
        "store/order/updated",
        "store/cart/converted",
    ]
    assert told[1].data["status"] == {"previous_status_id": 0, "new_status_id": 7}
    assert told[-1].data == {"type": "cart", "id": cart_id, "orderId": str(order_id)}


def test_a_refused_order_is_not_told() -> None:
    told: list[Event] = []
    shopper = Shopper(observer=told.append)
    refused = shopper.order(shopper.open_cart({"product_id": 120, "quantity": 1})["id"])

    assert (refused.status >= 400, told) == (True, [])


@pytest.mark.parametrize(
    ("settings", "converted"),
    [
        (Settings(cart_converted="on_create"), ["on order"]),
        (Settings(cart_converted="on_payment"), ["on payment"]),
        (Settings(cart_converted="never"), []),
    ],
)
def test_when_a_cart_is_converted_is_a_switch(settings: Settings, converted: list[str]) -> None:
    told: list[str] = []
    when = "on order"
    shopper = Shopper(
        settings, observer=lambda event: told.append(when) if "cart" in event.scope else None
    )
    _, order_id = shopper.placed_order()
    when = "on payment"
    shopper.store.merchant.pay_order(order_id)

    assert told == converted


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"scope": "store/lunch", "destination": "http://x"}], "'store/lunch' is none of"),
        ([{"scope": "store/*", "destination": "file:///etc"}], "a http or https URL"),
        ([{"scope": "store/*"}], "scope and destination"),
        (["store/*"], "scope and destination"),
    ],
)
def test_a_hook_that_can_never_work_is_refused(rows: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        hooks(rows)
