import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from hmac import new
from itertools import accumulate
from queue import Queue
from typing import Any, get_args, get_type_hints

import pytest

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.blocked_domains import FEWEST
from bigcommerce_emulator.http.webhooks import WAITS, Hook, Post, Webhooks, hooks
from bigcommerce_emulator.state.events import Event
from bigcommerce_emulator.state.hooks import IDLE_SECONDS
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import Clock, Shopper

EVERYTHING = Hook("store/*", "http://localhost/all")
CREATED = Event("store/order/created", {"type": "order", "id": 7})
SECONDS = 10


class Receiver:
    """Answers posts with the statuses it was given, then with 200."""

    def __init__(self, *statuses: int | OSError) -> None:
        self.statuses = list(statuses)
        self.got = Queue[tuple[str, Any]]()
        self.headers: Mapping[str, str] = {}
        self.content = b""

    def __call__(self, url: str, content: bytes, headers: Mapping[str, str]) -> int:
        self.headers, self.content = headers, content
        self.got.put((url, json.loads(content)))
        answer = self.statuses.pop(0) if self.statuses else 200
        if isinstance(answer, OSError):
            raise answer
        return answer

    def next(self) -> tuple[str, Any]:
        return self.got.get(timeout=SECONDS)


def webhooks(receiver: Post, *chosen: Hook, store: Store | None = None) -> Webhooks:
    found = Webhooks(store or Store(), receiver, waits=(0, 0))
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
    received: list[Event] = []
    shopper = Shopper(observer=received.append)
    cart_id, order_id = shopper.placed_order()
    shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": 7})
    shopper.ask("PUT", f"/v2/orders/{order_id}", {"staff_notes": "again", "status_id": 7})
    shopper.store.merchant.pay_order(order_id)

    assert [event.scope for event in received] == [
        "store/order/created",
        "store/order/statusUpdated",
        "store/order/updated",
        "store/order/updated",
        "store/order/statusUpdated",
        "store/order/updated",
        "store/cart/converted",
    ]
    assert received[1].data["status"] == {"previous_status_id": 0, "new_status_id": 7}
    assert received[-1].data == {"type": "cart", "id": cart_id, "orderId": str(order_id)}


def test_a_refused_order_is_not_told() -> None:
    received: list[Event] = []
    shopper = Shopper(observer=received.append)
    refused = shopper.order(shopper.open_cart({"product_id": 120, "quantity": 1})["id"])

    assert (refused.status >= 400, received) == (True, [])


@pytest.mark.parametrize(
    ("settings", "converted"),
    [
        (Settings(cart_converted="on_create"), ["on order"]),
        (Settings(cart_converted="on_payment"), ["on payment"]),
        (Settings(cart_converted="never"), []),
    ],
)
def test_when_a_cart_is_converted_is_a_switch(settings: Settings, converted: list[str]) -> None:
    received: list[str] = []
    when = "on order"
    shopper = Shopper(
        settings, observer=lambda event: received.append(when) if "cart" in event.scope else None
    )
    _, order_id = shopper.placed_order()
    when = "on payment"
    shopper.store.merchant.pay_order(order_id)

    assert received == converted


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


def subscribed(shopper: Shopper, **more: object) -> int:
    hook = {"scope": "store/order/*", "destination": "http://localhost/app"} | more
    return int(shopper.body(shopper.ask("POST", "/v3/hooks", hook))["data"]["id"])


def is_active(shopper: Shopper, hook_id: int) -> bool:
    return bool(shopper.body(shopper.ask("GET", f"/v3/hooks/{hook_id}"))["data"]["is_active"])


def test_a_subscription_is_called_with_its_own_headers_and_signed_by_the_client_secret() -> None:
    receiver, shopper = Receiver(), Shopper()
    subscribed(shopper, headers={"X-Check": "ours"})
    found = webhooks(receiver, store=shopper.store)
    with found.delivering():
        found(CREATED)
        url, body = receiver.next()
    sent = receiver.headers
    words = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + receiver.content
    wanted = b64encode(new(b"sandbox-client-secret", words, sha256).digest()).decode()

    assert url == "http://localhost/app"
    assert sent["X-Check"] == "ours"
    assert sent["webhook-signature"] == f"v1,{wanted}"
    assert sent["webhook-id"] == body["hash"]


def test_a_subscription_is_deactivated_after_its_last_retry_until_it_is_updated() -> None:
    receiver, shopper = Receiver(500, 500, 500), Shopper()
    hook_id = subscribed(shopper)
    found = webhooks(receiver, EVERYTHING, store=shopper.store)
    found.hooks = ()
    with found.delivering():
        found(CREATED)
        tries = [receiver.next() for _ in range(3)]
    stopped = is_active(shopper, hook_id)
    found(CREATED)
    pending = found.counts.total()
    shopper.ask("PUT", f"/v3/hooks/{hook_id}", {"is_active": True})

    assert (len(tries), stopped, is_active(shopper, hook_id)) == (3, False, True)
    assert found.counts == {"tried again": 2, "given up": 1}
    assert pending == 3


def test_what_waits_for_a_deleted_subscription_is_dropped() -> None:
    receiver, shopper = Receiver(), Shopper()
    hook_id = subscribed(shopper)
    found = webhooks(receiver, EVERYTHING, store=shopper.store)
    found.hooks = ()
    found(CREATED)
    shopper.ask("DELETE", f"/v3/hooks/{hook_id}")
    found.hooks = (EVERYTHING,)
    found(CREATED)
    with found.delivering():
        url, _ = receiver.next()

    assert url == EVERYTHING.destination
    assert found.counts["dropped"] == 1


def test_an_event_keeps_a_subscription_from_growing_idle() -> None:
    receiver, shopper = Receiver(), Shopper()
    hook_id = subscribed(shopper)
    found = webhooks(receiver, store=shopper.store)
    for _ in range(2):
        shopper.clock.now += IDLE_SECONDS - 1
        found(CREATED)

    assert is_active(shopper, hook_id)
    shopper.clock.now += IDLE_SECONDS
    assert not is_active(shopper, hook_id)


def test_a_subscription_that_is_never_answered_is_tried_as_documented_and_deactivated() -> None:
    receiver, clock = Receiver(*[500] * 12), Clock()
    shopper = Shopper(Settings(webhook_retries="documented"))
    hook_id = subscribed(shopper)
    found = Webhooks(shopper.store, receiver, clock=clock)
    found(CREATED)
    began, tried = clock.now, list[float]()
    for wait in (0, *WAITS["documented"]):
        clock.now += wait - 1
        found.deliver_due()
        early = receiver.got.qsize() - len(tried)
        clock.now += 1
        found.deliver_due()
        tried += [clock.now - began] * (receiver.got.qsize() - len(tried))
        assert (early, is_active(shopper, hook_id)) == (0, len(tried) < 12)

    assert tried == list(accumulate(WAITS["documented"], initial=0))
    assert found.counts == {"tried again": 11, "given up": 1}


def test_a_callback_says_the_time_on_the_store_s_clock() -> None:
    receiver, shopper = Receiver(), Shopper()
    found = webhooks(receiver, EVERYTHING, store=shopper.store)
    found(CREATED)
    found.deliver_due()

    assert receiver.next()[1]["created_at"] == shopper.clock.now
    assert receiver.headers["webhook-timestamp"] == str(int(shopper.clock.now))


def test_the_documented_retries_take_two_days() -> None:
    hours = sum(WAITS["documented"]) / 3600

    assert len(WAITS["documented"]) == 11
    assert 45 < hours < 50
    assert set(WAITS) == set(get_args(get_type_hints(Settings)["webhook_retries"]))


def test_a_blocked_domain_is_sent_nothing_and_its_events_wait() -> None:
    receiver = Receiver(*[500] * FEWEST)
    found = Webhooks(Store(), receiver, waits=(3600,))
    found.hooks = (EVERYTHING,)
    with found.delivering():
        for number in range(FEWEST + 5):
            found(Event("store/order/created", {"id": number}))
        for _ in range(FEWEST):
            receiver.next()
        found.hooks = (Hook("store/*", "http://127.0.0.9/other"),)
        found(CREATED)
        url, _ = receiver.next()

    assert url == "http://127.0.0.9/other"
    assert found.counts == {"tried again": FEWEST + 5, "blocked": 5, "delivered": 1}
