"""Calls to a store, as a watch sees them."""

from typing import Any

from order_service.bigcommerce.verdicts import Answer
from tests.simulation.executions import Execution
from tests.simulation.seen import Call
from tests.simulation.watch import Watch

NOW = 100.0
ORDER = "/stores/sandbox/v2/orders/101"
CART = "/stores/sandbox/v3/carts/cart-1"
CHECKOUT = "/stores/sandbox/v3/checkouts/cart-1"
PLACE = f"{CHECKOUT}/orders"
DONE, REFUSED = Answer(200, {}, {}), Answer(422, {}, {"status": 422, "title": "No."})
MADE = Answer(200, {}, {"data": {"id": 101}})


def call(execution: Execution, name: str, path: str = ORDER, body: Any = None) -> Call:
    """Return a call that leaves an execution now."""
    method = "GET" if name.startswith("read") else "PUT"
    method = "DELETE" if name == "archive_order" else method
    headers = {"X-Correlation-Id": "a key's"}
    return Call(name, method, path, headers, body or {}, execution, served_at=NOW)


def through(watch: Watch, one: Call, answer: Answer, *, waited: bool = True) -> None:
    """Let a call reach the store, after its sender has stopped to wait or before that."""
    watch.sent(one)
    if not waited:
        watch.answered(one, None)
    watch.arrived(one, answer)
    if waited:
        watch.answered(one, answer)
