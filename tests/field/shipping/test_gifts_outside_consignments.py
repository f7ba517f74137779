"""A promotion's free line may be in no consignment that the store shows.

Source: a promotion adds lines by itself, with new ids each time, and the specification speaks of
consignments for what a request names.
Wrong before: the order was refused, because its consignments did not hold every line.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.catalog import Promotion
from order_service.bigcommerce.https import Send
from order_service.bigcommerce.verdicts import Answer
from order_service.errors import OrderError
from tests.fakes.features import MUG, mugs
from tests.fakes.orders import AUSTIN, NEW_YORK, order_body
from tests.fakes.shop import Shop

TEAPOT = {"product_id": 123, "quantity": 1}
TO_TWO = [
    {"address": AUSTIN, "line_items": [{"sku": "mug"}]},
    {"address": NEW_YORK, "line_items": [{"product_id": 123}]},
]
KEPT: dict[str, Any] = {"after_order": "keep"}
ORDERS: dict[str, dict[str, Any]] = {
    "to one address": mugs(**KEPT),
    "to two addresses": mugs(line_items=[MUG, TEAPOT], consignments=TO_TWO, **KEPT),
    "picked up": mugs(consignments=[{"pickup_option": {"pickup_method_id": 1}}], **KEPT),
    "with a custom item": order_body(line_items=[MUG], **KEPT),
}
GIFT = Promotion(product_id=120, quantity=2, adds_product_id=125)


@pytest.mark.parametrize("body", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("gifts", ["consigned", "unlisted", "late", "renamed"])
@pytest.mark.parametrize("first", ["none", "empty", "of_all_lines"])
@pytest.mark.parametrize("ship", ["yes", "no"])
def test_a_gift_refuses_no_order(body: dict[str, Any], gifts: str, first: str, ship: str) -> None:
    shop = Shop(GIFT, gift_lines=gifts, first_consignment=first, custom_items_ship=ship)
    shop.place(body)
    (cart,) = shop.store._state.carts.values()
    held = {line_id for one in cart.consignments for line_id in one.items}
    assert {
        line.id for line in cart.line_items if line.ships and not line.added_by_promotion
    } <= held
    assert gifts == "late" or any(line.added_by_promotion for line in cart.line_items)
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("gifts", ["unlisted", "late", "renamed"])
def test_a_quote_with_a_gift_is_given(gifts: str) -> None:
    (quoted,) = Shop(GIFT, gift_lines=gifts).quote(mugs()).consignments
    assert quoted.shipping_option is not None


def spoiling(send: Send, changes: Mapping[str, Any]) -> Send:
    """Show a promotion's line otherwise than it is."""

    def spoilt(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = send(method, path, headers, body, read_seconds)
        data = answer.body.get("data") if isinstance(answer.body, dict) else None
        cart = data.get("cart", data) if isinstance(data, dict) else {}
        for row in cart.get("line_items", {}).get("physical_items", []):
            if row.get("added_by_promotion"):
                row.update(changes)
        return replace(answer)

    return spoilt


@pytest.mark.parametrize(
    "changes",
    [
        {"discount_amount": Decimal("14.99")},
        {"discount_amount": None},
        {"list_price": None},
        {"added_by_promotion": False},
    ],
)
def test_a_line_that_costs_something_or_that_no_promotion_added_is_not_passed_over(
    changes: dict[str, Any],
) -> None:
    shop = Shop(GIFT, gift_lines="late")
    shop.open_store.send = spoiling(shop.open_store.send, changes)
    with pytest.raises(OrderError):
        shop.place(mugs())
    assert shop.store.orders == []
