from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.catalog import Promotion, Seed
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper, deliveries, everything


@pytest.fixture
def seed() -> Seed:
    return replace(default_seed(), promotion=Promotion(120, 2, 125))


def test_a_promotion_adds_a_free_line_that_cannot_be_changed(seed: Seed) -> None:
    cart = Shopper(seed=seed).open_cart(MUG)
    line = cart["line_items"]["physical_items"][1]

    assert (line["is_mutable"], line["added_by_promotion"]) == (False, True)
    assert (line["list_price"], line["sale_price"]) == (line["discount_amount"], 0)


def test_what_a_promotion_adds_costs_nothing(seed: Seed) -> None:
    shopper = Shopper(seed=seed)
    checkout = shopper.checkout(shopper.open_cart(MUG)["id"])
    free = checkout["cart"]["line_items"]["physical_items"][1]["discount_amount"]

    assert checkout["cart"]["base_amount"] - free == 30
    assert checkout["cart"]["cart_amount_ex_tax"] == 30


def test_a_banner_is_absent_unless_included_and_empty_where_there_is_none() -> None:
    seed = replace(default_seed(), promotion=Promotion(120, 2, 125, "A gift for you"))
    shopper = Shopper(seed=seed)
    path = f"/v3/carts/{shopper.open_cart(MUG)['id']}"
    other = shopper.open_cart(MUG | {"quantity": 1})["id"]
    query = {"include": "promotions.banners"}
    cart = shopper.body(shopper.ask("GET", path, query=query))["data"]
    checkout = shopper.checkout(cart["id"], **query)
    banner = {"id": "1", "type": "applied", "page": ["cartpage"], "text": "A gift for you"}

    assert "promotions" not in shopper.body(shopper.ask("GET", path))["data"]
    assert "promotions" not in shopper.checkout(cart["id"])
    assert cart["promotions"] == {"banners": [banner]}
    assert checkout["promotions"] == [{"banners": [banner]}]
    assert shopper.checkout(other, **query)["promotions"] == [{"banners": []}]


def test_a_store_without_promotions_has_no_banners() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]

    assert shopper.checkout(cart_id, include="promotions.banners")["promotions"] == [
        {"banners": []}
    ]


def test_too_few_of_the_product_earn_nothing(seed: Seed) -> None:
    cart = Shopper(seed=seed).open_cart(MUG | {"quantity": 1})

    assert len(cart["line_items"]["physical_items"]) == 1


def test_a_free_line_has_to_be_shipped_like_any_other(seed: Seed) -> None:
    shopper = Shopper(seed=seed)
    cart = shopper.open_cart(MUG)
    shopper.bill(cart["id"])
    del cart["line_items"]["physical_items"][1]
    answer = shopper.body(shopper.consign(cart["id"], everything(cart)))["data"]
    consignment = answer["consignments"][0]
    option_id = deliveries(consignment)[0]["id"]
    shopper.change(cart["id"], consignment["id"], shipping_option_id=option_id)

    assert "needs a consignment" in shopper.body(shopper.order(cart["id"]), 422)["title"]


@pytest.mark.parametrize("word", ["unlisted", "late", "renamed"])
def test_a_free_line_of_settings_is_in_no_consignment_that_is_listed(seed: Seed, word: Any) -> None:
    shopper = Shopper(Settings(gift_lines=word), seed=seed)
    cart = shopper.open_cart(MUG)
    rows = cart["line_items"]["physical_items"]
    assert len(rows) == (1 if word == "late" else 2)

    shopper.bill(cart["id"])
    asked = everything(cart)
    if word == "renamed":
        assert "not in the cart" in shopper.body(shopper.consign(cart["id"], asked), 422)["title"]
        del rows[1]
        asked = everything(cart)
    found = shopper.body(shopper.consign(cart["id"], asked))["data"]
    (consignment,) = found["consignments"]
    gifts = [
        line["id"]
        for line in found["cart"]["line_items"]["physical_items"]
        if line.get("added_by_promotion")
    ]
    assert len(gifts) == 1
    assert gifts[0] not in consignment["line_item_ids"]
    option_id = deliveries(consignment)[0]["id"]
    shopper.change(cart["id"], consignment["id"], shipping_option_id=option_id)
    assert shopper.order(cart["id"]).status == 200


def test_an_automatic_discount_is_a_share_of_every_price_that_no_caller_has_set() -> None:
    shopper = Shopper(seed=replace(default_seed(), automatic_discount=Decimal("0.1")))
    cart = shopper.open_cart(MUG, MUG | {"list_price": 9})
    first, second = cart["line_items"]["physical_items"]
    checkout = shopper.checkout(cart["id"])

    assert (first["list_price"], first["sale_price"], first["discount_amount"]) == (15, 13.5, 3)
    assert first["discounts"] == [{"id": 1, "discounted_amount": 3}]
    assert (second["sale_price"], second["discount_amount"]) == (9, 0)
    assert (cart["base_amount"], checkout["cart"]["cart_amount_ex_tax"]) == (48, 45)


def test_a_line_with_an_automatic_discount_takes_no_manual_one() -> None:
    shopper = Shopper(seed=replace(default_seed(), automatic_discount=Decimal("0.1")))
    cart = shopper.open_cart(MUG)
    (line,) = cart["line_items"]["physical_items"]
    rows = [{"id": line["id"], "discounted_amount": 1}]
    answer = shopper.ask(
        "POST", f"/v3/checkouts/{cart['id']}/discounts", {"cart": {"line_items": rows}}
    )

    assert "automatic promotion" in shopper.body(answer, 422)["title"]
