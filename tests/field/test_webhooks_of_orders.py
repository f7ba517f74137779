"""A webhook comes twice, for a change of any kind, or for an order that was archived.

Source: BigCommerce's pages on webhooks: ``store/order/updated`` for every change,
``store/order/archived``, callbacks that may come more than once, and a hash by which to know them.
Wrong before: the emulator sent neither scope, gave all events of one order the same hash, and
delivered each once, so that a listener that counts callbacks passed its tests.
"""

import json
from collections.abc import Mapping
from queue import SimpleQueue
from typing import Any

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.webhooks import Hook, Webhooks
from bigcommerce_emulator.state.events import Event, order_updated
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import Shopper

SECONDS = 10.0


def test_changes_and_archiving_are_told() -> None:
    events: list[Event] = []
    shopper = Shopper(observer=events.append)
    _, order_id = shopper.placed_order()
    shopper.ask("PUT", f"/v2/orders/{order_id}", {"staff_notes": "fragile"})
    shopper.ask("DELETE", f"/v2/orders/{order_id}")
    assert [(event.scope, event.data["id"]) for event in events] == [
        ("store/order/created", order_id),
        ("store/order/updated", order_id),
        ("store/order/archived", order_id),
    ]


def test_both_deliveries_of_an_event_have_its_hash_and_the_next_event_another() -> None:
    got: SimpleQueue[Any] = SimpleQueue()

    def post(_url: str, content: bytes, _headers: Mapping[str, str]) -> int:
        got.put(json.loads(content))
        return 200

    webhooks = Webhooks(Store(Settings(webhooks="twice")), post)
    webhooks.hooks = (Hook("store/order/updated", "http://localhost/all"),)
    with webhooks.delivering():
        webhooks(order_updated(7))
        webhooks(order_updated(7))
        bodies = [got.get(timeout=SECONDS) for _ in range(4)]
    hashes = [body["hash"] for body in bodies]
    assert hashes[0] == hashes[1] != hashes[2] == hashes[3]
    assert {body["data"]["id"] for body in bodies} == {7}
