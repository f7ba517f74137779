"""Another app changes the cart right before the last calls, in a store with any one habit.

Every value of every switch of the emulator is such a habit; a new one is tried by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import NotYet, OrderError
from tests.fakes.orders import NEW_YORK
from tests.fakes.other_apps import OtherApp
from tests.fakes.shop import Shop
from tests.simulation.orders import KINDS, differences

MUGS = KINDS["mugs"]()
ACTS: dict[str, Callable[[OtherApp], None]] = {
    "coupon": lambda app: app.add_coupon("TENOFF"),
    "fee": OtherApp.add_fee,
    "message": OtherApp.write_message,
    "certificate": OtherApp.add_gift_certificate,
    "discount": OtherApp.discount,
    "customer": lambda app: app.change_customer(12),
    "bill": lambda app: app.bill(**NEW_YORK),
    "address": lambda app: app.ship(**NEW_YORK),
}
UNSEEN = {("in_prices", "discount")}
"""A discount that the store shows in prices only: it may be the store's own."""


def habits() -> Iterator[dict[str, str]]:
    """Yield each value of each switch but the first one, which is the usual."""
    kinds = get_type_hints(Settings)
    for switch in fields(Settings):
        if get_origin(kinds[switch.name]) is Literal and switch.name != "version":
            yield from ({switch.name: value} for value in get_args(kinds[switch.name])[1:])


def placed(act: str, order: Mapping[str, Any] = MUGS, **habit: Any) -> Shop:
    """Return the shop after the key was delivered until it is final, or six times."""
    shop = Shop(version="absent", **habit)
    shop.meddling.before["shipping_option"] = lambda: ACTS[act](OtherApp(shop.store))
    for _ in range(6):
        try:
            shop.place(dict(order))
        except NotYet as later:
            shop.clock.sleep(max(later.retry_after, 90))
        except OrderError:
            break
        else:
            break
    return shop


def wrong(shop: Shop) -> list[Any]:
    known = shop.store.settings
    live = [order for order in shop.store.orders if not order.is_deleted]
    found: list[Any] = [one for order in live for one in differences(order, MUGS, known)]
    strangers = [order.customer_id for order in live if order.customer_id]
    return found + strangers + live[1:]


@pytest.mark.parametrize("act", ACTS)
def test_in_the_usual_store_the_order_is_placed_as_it_was_asked_for(act: str) -> None:
    shop = placed(act)
    assert (len(shop.store.orders), wrong(shop)) == (1, [])


@pytest.mark.parametrize("habit", [*habits()], ids=str)
def test_in_a_store_with_one_habit_no_order_holds_what_another_app_did(
    habit: dict[str, Any],
) -> None:
    (value,) = habit.values()
    acts = [act for act in ACTS if (value, act) not in UNSEEN]
    assert {act: found for act in acts if (found := wrong(placed(act, **habit)))} == {}


@pytest.mark.parametrize(
    ("order", "habit"),
    [(KINDS["a custom item"](), {}), (MUGS, {"discounts_shown": "in_prices"})],
    ids=["off a custom item", "in prices"],
)
def test_the_expected_total_notices_a_discount_that_is_shown_in_prices_only(
    order: dict[str, Any], habit: dict[str, Any]
) -> None:
    asked = Shop(**habit).quote(order)
    assert placed("discount", order, **habit).status("order-1")["state"] == "placed"
    agreed = order | {"expected_total": str(asked.totals.grand_total)}
    shop = placed("discount", agreed, **habit)
    assert (shop.store.orders, shop.status("order-1")["problem"]["code"]) == ([], "total_differs")
