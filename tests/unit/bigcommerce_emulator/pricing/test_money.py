"""Every total is the sum of its parts, whatever the store's settings and the cart."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.amounts import shares
from bigcommerce_emulator.state.catalog import Promotion
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import (
    AUSTIN,
    GUIDE,
    MUG,
    TORONTO,
    Shopper,
    deliveries,
    everything,
)

LONDON = AUSTIN | {"country_code": "GB", "city": "London"}
SHARED = {"discounts": [{"discounted_amount": 3}]}
FEE = {"type": "custom_fee", "name": "f", "display_name": "Fee", "cost": 4, "source": "AA"}
SEED = replace(default_seed(), promotion=Promotion(120, 3, 125))
SWITCHES = st.builds(
    Settings,
    prices=st.sampled_from(["ex_tax", "inc_tax"]),
    tax_rounding=st.sampled_from(["line", "total"]),
    taxed_shipping=st.sampled_from(["no", "yes"]),
    taxed_fees=st.sampled_from(["no", "yes"]),
    several_coupons=st.just("yes"),
    split_lines=st.sampled_from(["new_ids", "same_id"]),
)
AMOUNT = re.compile(r"-?\d+\.\d{4}")
PRICES = st.decimals(0, 200, places=4).map(float)
WRAPPING = {"wrap_together": True, "wrap_details": [{"id": 1}]}
LINES = st.lists(
    st.fixed_dictionaries(
        {"product_id": st.sampled_from([120, 122, 125]), "quantity": st.integers(1, 7)},
        optional={"list_price": PRICES, "gift_wrapping": st.just(WRAPPING)},
    ),
    min_size=1,
    max_size=4,
)
CODES = st.lists(
    st.sampled_from(["TENOFF", "MUGS2", "FIVER", "SHIPFREE", "FLATFREE", "SHIP3"]),
    unique=True,
    max_size=3,
)


def totals_of(shopper: Shopper, cart_id: str) -> dict[str, Any]:
    checkout = shopper.checkout(cart_id)
    names = ("subtotal_ex_tax", "subtotal_inc_tax", "tax_total", "grand_total")
    return {name: checkout[name] for name in names}


def test_an_inclusive_store_takes_the_tax_out_of_its_prices() -> None:
    shopper = Shopper(Settings(prices="inc_tax"))
    checkout = shopper.consigned_cart(MUG, address=LONDON)

    assert checkout["cart"]["tax_included"] is True
    assert totals_of(shopper, checkout["id"]) == {
        "subtotal_ex_tax": 25,
        "subtotal_inc_tax": 30,
        "tax_total": 5,
        "grand_total": 30,
    }
    assert checkout["cart"]["cart_amount_ex_tax"] == 25


def test_an_order_of_an_inclusive_store_says_so() -> None:
    shopper = Shopper(Settings(prices="inc_tax", taxed_shipping="yes"))
    cart = shopper.consigned_cart(MUG, address=LONDON)
    consignment = cart["consignments"][0]
    option_id = deliveries(consignment)[1]["id"]
    shopper.body(shopper.change(cart["id"], consignment["id"], shipping_option_id=option_id))
    order_id = shopper.body(shopper.order(cart["id"]))["data"]["id"]
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))
    row = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}/products"))[0]

    assert order["is_tax_inclusive_pricing"] is True
    assert (order["base_shipping_cost"], order["shipping_cost_ex_tax"]) == ("36.0000", "30.0000")
    assert (row["price_ex_tax"], row["price_inc_tax"]) == ("12.5000", "15.0000")
    assert (order["total_ex_tax"], order["total_inc_tax"]) == ("55.0000", "66.0000")


@pytest.mark.parametrize(("rounding", "tax"), [("line", "0.21"), ("total", "0.20")])
def test_tax_is_rounded_for_each_line_or_once_for_all(rounding: Any, tax: str) -> None:
    shopper = Shopper(Settings(tax_rounding=rounding, identical_lines="keep"))
    line = {"product_id": 120, "quantity": 1, "list_price": 0.8}
    checkout = shopper.checkout(shopper.open_cart(line, line, line)["id"])

    assert checkout["tax_total"] == Decimal(tax)


def test_exact_amounts_have_twelve_decimals_and_only_what_is_paid_is_in_cents() -> None:
    shopper = Shopper(Settings(prices="inc_tax", amounts="exact"), recorder=unrecorded)
    cart_id = shopper.ready_cart(MUG)
    discount = {"cart": {"discounts": [{"discounted_amount": 1}]}}
    shopper.body(shopper.ask("POST", f"/v3/checkouts/{cart_id}/discounts", discount))
    order_id = shopper.body(shopper.order(cart_id))["data"]["id"]
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))

    assert totals_of(shopper, cart_id) == {
        "subtotal_ex_tax": Decimal("27.789838337182"),
        "subtotal_inc_tax": 30,
        "tax_total": Decimal("2.21"),
        "grand_total": 34,
    }
    assert (order["subtotal_ex_tax"], order["total_inc_tax"]) == ("27.7898", "34.0000")
    assert order["total_tax"] == "2.2100"


@pytest.mark.parametrize(("word", "sold"), [("rounded", "14.67"), ("exact", "14.666666666667")])
def test_a_price_after_its_discount_is_rounded_only_if_settings_say_so(
    word: Any, sold: str
) -> None:
    shopper = Shopper(Settings(amounts=word))
    cart = shopper.open_cart(MUG | {"quantity": 3})
    item = cart["line_items"]["physical_items"][0]["id"]
    body = {"cart": {"line_items": [{"id": item, "discounted_amount": 1}]}}
    answer = shopper.ask("POST", f"/v3/checkouts/{cart['id']}/discounts", body)
    line = shopper.body(answer)["data"]["cart"]["line_items"]["physical_items"][0]

    assert line["sale_price"] == Decimal(sold)


@pytest.mark.parametrize(("word", "tax"), [("no", "2.48"), ("yes", "2.89")])
def test_shipping_is_taxed_only_if_settings_say_so(word: Any, tax: str) -> None:
    shopper = Shopper(Settings(taxed_shipping=word))
    checkout = shopper.checkout(shopper.ready_cart(MUG))

    assert checkout["tax_total"] == Decimal(tax)
    assert checkout["shipping_cost_total_ex_tax"] == 5


@pytest.mark.parametrize(("word", "cost"), [("no", "4"), ("yes", "4.52")])
def test_fees_are_taxed_where_the_goods_go_only_if_settings_say_so(word: Any, cost: str) -> None:
    shopper = Shopper(Settings(taxed_fees=word))
    cart_id = shopper.consigned_cart(MUG, address=TORONTO)["id"]
    answer = shopper.ask("POST", f"/v3/checkouts/{cart_id}/fees", {"fees": [FEE]})

    assert shopper.body(answer)["data"]["fees"][0]["cost_inc_tax"] == Decimal(cost)


@pytest.mark.parametrize(("word", "version"), [("no", 4), ("yes", 5)])
def test_an_order_counts_as_a_change_of_its_cart_only_if_settings_say_so(
    word: Any, version: int
) -> None:
    shopper = Shopper(Settings(order_counts_version=word))
    cart_id, _ = shopper.placed_order()

    assert shopper.checkout(cart_id)["version"] == version


def test_tax_falls_with_the_discounts() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG, GUIDE)["id"]
    before = shopper.checkout(cart_id)["tax_total"]
    answer = shopper.ask("POST", f"/v3/checkouts/{cart_id}/discounts", {"cart": SHARED})

    assert shopper.body(answer)["data"]["tax_total"] == before - Decimal("0.25")


@given(st.decimals(0, 1000, places=2), st.lists(st.decimals(0, 100, places=2), max_size=6))
def test_shares_add_up_and_none_is_more_than_its_weight(
    amount: Decimal, weights: list[Decimal]
) -> None:
    found = shares(amount, weights)

    assert sum(found) == min(amount, sum(weights, Decimal(0)))
    assert all(0 <= share <= weight for share, weight in zip(found, weights, strict=True))


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_totals_always_add_up(data: st.DataObject) -> None:
    shopper = Shopper(data.draw(SWITCHES), SEED, unrecorded)
    cart = shopper.open_cart(*data.draw(LINES))
    offer(shopper, cart, data.draw)
    ship(shopper, cart, data.draw)
    checkout = shopper.checkout(cart["id"])
    check_checkout(checkout)
    shopper.bill(cart["id"])
    answer = shopper.order(cart["id"])
    if answer.status == 200:
        check_order(shopper, shopper.body(answer)["data"]["id"], shopper.checkout(cart["id"]))


def offer(shopper: Shopper, cart: Any, draw: Callable[[Any], Any]) -> None:
    path = f"/v3/checkouts/{cart['id']}"
    rows = cart["line_items"]["physical_items"] + cart["line_items"]["digital_items"]
    amounts = st.decimals(0, 30, places=2).map(float)
    row = {"id": draw(st.sampled_from([row["id"] for row in rows]))}
    shopper.ask(
        "POST",
        f"{path}/discounts",
        {
            "cart": {
                "discounts": [{"discounted_amount": draw(amounts)}],
                "line_items": [row | {"discounted_amount": draw(amounts)}],
            }
        },
    )
    for code in draw(CODES):
        shopper.ask("POST", f"{path}/coupons", {"coupon_code": code})
    fees = [FEE | {"cost": draw(amounts)} for _ in range(draw(st.integers(1, 2)))]
    shopper.ask("POST", f"{path}/fees", {"fees": fees})


def ship(shopper: Shopper, cart: Any, draw: Callable[[Any], Any]) -> None:
    address = draw(st.sampled_from([AUSTIN, TORONTO, LONDON]))
    whole: Any = everything(cart, address)
    if draw(st.booleans()):
        for row in whole["line_items"]:
            row["quantity"] = max(1, row["quantity"] // 2)
    answer = shopper.consign(cart["id"], whole)
    if answer.status != 200:
        return
    for row in shopper.body(answer)["data"]["consignments"]:
        option = draw(st.sampled_from(deliveries(row)))["id"]
        shopper.body(shopper.change(cart["id"], row["id"], shipping_option_id=option))


def check_checkout(checkout: Any) -> None:
    cart, lines = checkout["cart"], checkout["cart"]["line_items"]
    rows = lines["physical_items"] + lines["digital_items"]
    off = sum(row["discount_amount"] + row["coupon_amount"] for row in rows)
    inclusive = cart["tax_included"]
    due = cart["base_amount"] - off - cart["discount_amount"]
    assert due >= 0
    # What is taken off a custom item is in the totals, but its row has no field to show it.
    custom = sum(row["extended_list_price"] for row in lines["custom_items"])
    amount = cart["cart_amount_inc_tax" if inclusive else "cart_amount_ex_tax"]
    assert 0 <= due - amount <= custom
    item_tax = cart["cart_amount_inc_tax"] - cart["cart_amount_ex_tax"]
    assert item_tax == checkout["subtotal_inc_tax"] - checkout["subtotal_ex_tax"]
    assert checkout["tax_total"] == sum(tax["amount"] for tax in checkout["taxes"])
    for kind in ("shipping", "handling"):
        for side in ("inc_tax", "ex_tax"):
            parts = sum(row[f"{kind}_cost_{side}"] for row in checkout["consignments"])
            assert checkout[f"{kind}_cost_total_{side}"] == parts
    fees = sum(fee["cost_inc_tax"] for fee in checkout["fees"])
    sent = checkout["shipping_cost_total_inc_tax"] + checkout["handling_cost_total_inc_tax"]
    wrapping = checkout["grand_total"] - cart["cart_amount_inc_tax"] - sent - fees
    wrapped = sum(row["gift_wrapping"] is not None for row in rows if "gift_wrapping" in row)
    assert Decimal("2.5") * wrapped <= wrapping <= 4 * wrapped


def check_order(shopper: Shopper, order_id: int, checkout: Any) -> None:
    order = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}"))
    rows = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}/products"))
    fees = shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}/fees"))["fees"]
    money = {name: Decimal(text) for name, text in order.items() if AMOUNT.fullmatch(str(text))}
    items = sum((Decimal(row["discounted_total_inc_tax"]) for row in rows), Decimal(0))
    extras: Any = sum(
        money[f"{kind}_cost_inc_tax"] for kind in ("shipping", "handling", "wrapping")
    )
    extras += sum(Decimal(fee["cost_inc_tax"]) for fee in fees)
    assert money["total_inc_tax"] == checkout["grand_total"] == items + extras
    assert money["total_inc_tax"] - money["total_ex_tax"] == money["total_tax"]
    assert money["subtotal_inc_tax"] - money["subtotal_ex_tax"] == money["subtotal_tax"]
    assert money["total_tax"] == checkout["tax_total"]
    off = sum(coupon["discounted_amount"] for coupon in checkout["coupons"])
    freight = sum(o["amount"] for c in checkout["consignments"] for o in c["coupon_discounts"])
    assert money["coupon_discount"] == off - freight
