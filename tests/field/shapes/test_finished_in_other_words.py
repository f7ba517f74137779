"""An order shows null where a flag or its status was, or a field in another spelling.

Source: order rows in integrators' logs (``is_deleted`` null or "", ``status_id`` null beside a
``status`` in words), and stores that trim notes and write names in their own way.
Wrong before: such an order was "unfinished" for an hour, and a field that our own write had moved
was answered as "moved by somebody else".
"""

from typing import Any

import pytest

from order_service.placing.ending import Outcome
from order_service.placing.finishing import SHARED_TEXTS
from tests.fakes.features import FINISHED, mugs
from tests.fakes.shop import Shop
from tests.fakes.spoiling import Rewriting

BODY = mugs(**FINISHED)


def placed(change: dict[str, Any], shop: Shop | None = None) -> Outcome:
    """The order, whose every V2 answer has these fields."""
    shop = shop or Shop()

    def spelled(path: str, body: Any) -> None:
        if "/v2/orders/" in path and isinstance(body, dict):
            # A text that nobody has written is empty, in whatever spelling.
            empty = SHARED_TEXTS - {name for name in SHARED_TEXTS if body.get(name)}
            body.update({name: value for name, value in change.items() if name not in empty})

    shop.open_store.send = Rewriting(shop.open_store.send, spelled)
    return shop.place(BODY)


@pytest.mark.parametrize("nothing", [None, "", [], {}])
@pytest.mark.parametrize("name", ["is_deleted", "status_id", "payment_status"])
def test_nothing_in_a_flag_does_not_hold_an_order_up(name: str, nothing: Any) -> None:
    order = placed({name: nothing}).order
    assert order.status == "Awaiting Fulfillment"
    assert order.not_applied is None


def test_an_order_without_a_status_is_left_alone_and_says_why() -> None:
    shop = Shop()
    order = placed({"status_id": None, "status": None}, shop).order
    assert order.status == "Unknown"
    reasons = {row.reason for row in order.not_applied or []}
    assert reasons == {"The store does not show the order's status_id; the order was left alone."}
    assert shop.store.orders[0].status_id == 0


@pytest.mark.parametrize("spelling", ["ERP", " erp", "Erp\u00a0", "&#101;rp"])
def test_a_field_in_another_spelling_says_so(spelling: str) -> None:
    order = placed({"external_source": spelling}).order
    (missing,) = order.not_applied or []
    assert (missing.field, missing.reason) == (
        "external_source",
        "The store keeps it in another spelling.",
    )
    assert order.status == "Awaiting Fulfillment"


def test_another_value_after_our_own_write_is_not_somebody_else_s_doing() -> None:
    order = placed({"staff_notes": "[removed]"}).order
    (missing,) = order.not_applied or []
    assert (missing.field, missing.reason) == (
        "staff_notes",
        "The store took it and shows another value.",
    )


def test_an_order_that_somebody_moved_elsewhere_is_left_alone() -> None:
    shop = Shop()
    shop.meddling.before["read_order"] = lambda: shop.store.merchant.move_order(101, 2)
    order = shop.place(BODY).order
    assert {row.reason for row in order.not_applied or []} == {
        "The order was Shipped already, moved by somebody else; it was left alone."
    }
