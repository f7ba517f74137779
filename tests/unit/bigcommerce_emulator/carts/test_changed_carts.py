"""What else changes with the items of a cart, and when a cart is gone."""

from dataclasses import replace
from typing import Any

import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.catalog import Promotion
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.cart_items import add, delete, physical, update
from tests.unit.bigcommerce_emulator.shopper import (
    AUSTIN,
    ENGRAVED,
    GUIDE,
    MUG,
    Shopper,
    everything,
)


def change_items(shopper: Shopper) -> Any:
    """A ready cart of mugs, after one more mug."""
    cart_id = shopper.ready_cart(MUG)
    line = physical(shopper.checkout(cart_id)["cart"])[0]["id"]
    shopper.body(update(shopper, cart_id, line, quantity=3))
    return shopper.checkout(cart_id)["consignments"][0]


def test_a_maximum_and_a_minimum_hold_for_every_change() -> None:
    shopper = Shopper()
    cart = shopper.open_cart({"product_id": 126, "quantity": 5}, {"product_id": 123, "quantity": 1})
    cards, teapot = (row["id"] for row in physical(cart))

    assert (
        "minimum of 5" in shopper.body(update(shopper, cart["id"], cards, quantity=4), 422)["title"]
    )
    assert update(shopper, cart["id"], teapot, quantity=3).status == 422
    assert add(shopper, cart["id"], line_items=[{"product_id": 123, "quantity": 2}]).status == 422
    assert shopper.checkout(cart["id"])["version"] == 1


def test_changed_items_clear_the_shipping_option_and_stay_in_their_consignment() -> None:
    shopper = Shopper()
    consignment = change_items(shopper)
    cart_id = next(iter(shopper.store.carts))
    held = shopper.store.carts[cart_id].consignments[0].items

    assert "selected_shipping_option" not in consignment
    assert list(held.values()) == [3]


def test_changed_items_can_keep_the_shipping_option() -> None:
    consignment = change_items(Shopper(Settings(items_clear_option="no")))

    assert consignment["selected_shipping_option"]["description"] == "Flat Rate"


def test_a_deleted_line_leaves_its_consignment_and_an_empty_consignment_goes() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG, GUIDE)
    shopper.body(shopper.consign(cart["id"], everything(cart)))
    delete(shopper, cart["id"], physical(cart)[0]["id"])

    assert shopper.checkout(cart["id"])["consignments"] == []


def test_a_promotion_follows_the_items_and_comes_back_with_a_new_id() -> None:
    shopper = Shopper(seed=replace(default_seed(), promotion=Promotion(120, 2, 125)))
    cart = shopper.open_cart(MUG)
    mug, free = physical(cart)
    again = shopper.body(delete(shopper, cart["id"], free["id"]))["data"]
    fewer = shopper.body(update(shopper, cart["id"], mug["id"], quantity=1))["data"]

    assert [row["product_id"] for row in physical(again)] == [120, 125]
    assert physical(again)[1]["id"] != free["id"]
    assert [row["product_id"] for row in physical(fewer)] == [120]


def test_a_line_of_a_promotion_cannot_be_changed_and_does_not_keep_a_cart() -> None:
    shopper = Shopper(seed=replace(default_seed(), promotion=Promotion(120, 2, 125)))
    cart = shopper.open_cart(MUG)
    mug, free = physical(cart)

    assert update(shopper, cart["id"], free["id"], quantity=2).status == 422
    assert delete(shopper, cart["id"], mug["id"]).status == 204


@pytest.mark.parametrize(("word", "lines"), [("no", 1), ("yes", 2)])
def test_an_overridden_price_earns_a_promotion_only_if_settings_say_so(
    word: Any, lines: int
) -> None:
    seed = replace(default_seed(), promotion=Promotion(120, 2, 125))
    shopper = Shopper(Settings(overridden_price_promotions=word), seed)

    assert len(physical(shopper.open_cart(MUG | {"list_price": 9}))) == lines


def test_an_order_keeps_what_it_was_made_with_when_its_cart_changes() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order(MUG)
    line = physical(shopper.checkout(cart_id)["cart"])[0]["id"]
    path = f"/v2/orders/{order_id}/products"
    before = shopper.body(shopper.ask("GET", path))
    shopper.body(update(shopper, cart_id, line, quantity=9, list_price=1))

    assert shopper.body(shopper.ask("GET", path)) == before


def test_custom_items_need_no_consignment_where_they_do_not_ship() -> None:
    shopper = Shopper(Settings(custom_items_ship="no"))
    cart_id = shopper.open_cart(custom_items=[ENGRAVED])["id"]
    shopper.bill(cart_id, AUSTIN)

    assert shopper.order(cart_id).status == 200


def test_custom_items_ship_where_that_is_asked_for() -> None:
    shopper = Shopper(Settings(custom_items_ship="if_asked", first_consignment="of_all_lines"))
    cart = shopper.open_cart(MUG, custom_items=[ENGRAVED])
    shopper.bill(cart["id"], AUSTIN)
    (first,) = shopper.checkout(cart["id"])["consignments"]
    assert first["line_item_ids"] == [physical(cart)[0]["id"]]
    (consigned,) = shopper.body(shopper.consign(cart["id"], everything(cart)))["data"][
        "consignments"
    ]
    assert len(consigned["line_item_ids"]) == 2

    alone = shopper.open_cart(custom_items=[ENGRAVED])["id"]
    shopper.bill(alone, AUSTIN)
    assert shopper.order(alone).status == 200


def test_a_cart_is_gone_thirty_days_after_its_last_change() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    shopper.clock.now += 29 * 86_400
    shopper.body(add(shopper, cart_id, custom_items=[ENGRAVED]), 201)
    shopper.clock.now += 30 * 86_400 - 1
    last_moment = shopper.ask("GET", f"/v3/carts/{cart_id}").status
    shopper.clock.now += 1

    assert last_moment == 200
    assert shopper.ask("GET", f"/v3/checkouts/{cart_id}").status == 404
    assert shopper.ask("GET", f"/v3/carts/{cart_id}").status == 404


def test_carts_can_be_kept_for_ever() -> None:
    shopper = Shopper(Settings(cart_days=None), recorder=unrecorded)
    cart_id = shopper.open_cart(MUG)["id"]
    shopper.clock.now += 3650 * 86_400

    assert shopper.ask("GET", f"/v3/carts/{cart_id}").status == 200
