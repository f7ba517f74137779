"""What is ordered is what was asked, whatever store or other apps made of the cart."""

from collections.abc import Callable
from typing import Any

import pytest

from order_service.checkout.as_asked import differences
from order_service.errors import StoreRefused
from order_service.store.checkout_view import CheckoutView
from tests.fakes.features import mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.other_apps import GIFT, OtherApp
from tests.fakes.shop import Shop
from tests.fakes.views import MUG, catalog_order, checkout, line, match

Change = Callable[[OtherApp], None]
CHEAP = {"product_id": 120, "quantity": 2, "sku": "mug", "list_price": "3.00"}
SHIRT = {"product_id": 121, "quantity": 1, "sku": "shirt"}
WRAPPED = {"wrap_together": True, "wrap_details": [{"id": 2, "message": "For Ann"}]}
FOREIGN: list[tuple[str, dict[str, Any], Change, str]] = [
    ("a gift certificate is added", {}, OtherApp.add_gift_certificate, "gift_certificates"),
    (
        "an asked gift certificate is removed",
        {"gift_certificates": [GIFT]},
        OtherApp.remove_gift_certificates,
        "gift_certificates[0]",
    ),
    (
        "an asked price is changed",
        {"line_items": [CHEAP]},
        lambda app: app.set_price(99),
        "line_items[0].list_price",
    ),
    ("a coupon is added", {}, OtherApp.add_coupon, "coupon_codes"),
    ("a fee is added", {}, OtherApp.add_fee, "fees"),
    (
        "a fee is added beside an asked one",
        {"fees": [{"name": "Wrapping", "cost": "2"}]},
        OtherApp.add_fee,
        "fees",
    ),
    ("a discount is given", {}, OtherApp.discount, "discounts"),
    ("a message is written", {}, OtherApp.write_message, "customer_message"),
    (
        "the customer is changed",
        {"customer_id": 11},
        lambda app: app.change_customer(0),
        "customer_id",
    ),
]
PASSED_OVER: list[tuple[str, dict[str, Any], str]] = [
    ("currency", {"currency": "EUR"}, "currency"),
    ("customer_id", {"customer_id": 11}, "customer_id"),
    ("customer_id", {"customer": {"email": "retail.quillfeather@example.com"}}, "customer_id"),
    ("channel_id", {"channel_id": 3}, "channel_id"),
    ("list_price", {"line_items": [CHEAP]}, "line_items[0].list_price"),
    ("name", {"line_items": [CHEAP | {"name": "Gift mug"}]}, "line_items[0].name"),
    (
        "gift_wrapping",
        {"line_items": [CHEAP | {"gift_wrapping": WRAPPED}]},
        "line_items[0].gift_wrapping",
    ),
    ("gift_certificates", {"gift_certificates": [GIFT]}, "gift_certificates[0]"),
]
STREETS = {"address1": "9 Other Street"}


@pytest.mark.parametrize("when", ["billing_address", "consignments", "shipping_option"])
@pytest.mark.parametrize(
    ("asked", "change"),
    [(asked, change) for _, asked, change, _ in FOREIGN],
    ids=[name for name, *_ in FOREIGN],
)
def test_a_cart_that_another_app_changed_is_left_for_a_new_one(
    when: str, asked: dict[str, Any], change: Change
) -> None:
    clean = Shop()
    clean.place(mugs(**asked))
    shop = Shop()
    app = OtherApp(shop.store)
    shop.meddling.before[when] = lambda: change(app)
    shop.place(mugs(**asked))
    (order,), (right,) = shop.store.orders, clean.store.orders
    assert order.price.grand_total == right.price.grand_total
    assert (order.customer_id, order.customer_message) == (
        right.customer_id,
        right.customer_message,
    )


@pytest.mark.parametrize(
    ("asked", "change", "field"),
    [(asked, change, field) for _, asked, change, field in FOREIGN],
    ids=[name for name, *_ in FOREIGN],
)
def test_a_cart_that_is_changed_again_is_refused_naming_the_field(
    asked: dict[str, Any], change: Change, field: str
) -> None:
    shop = Shop()
    app = OtherApp(shop.store)

    def again() -> None:
        change(app)
        shop.meddling.before["billing_address"] = again

    shop.meddling.before["billing_address"] = again
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(**asked))
    problem = caught.value.problem()
    assert [error["field"] for error in problem["errors"]] == [field]
    assert shop.store.orders == []
    assert shop.store.carts == {}


@pytest.mark.parametrize(("passed_over", "asked", "field"), PASSED_OVER)
def test_a_field_that_the_store_passes_over_is_refused_by_name(
    passed_over: str, asked: dict[str, Any], field: str
) -> None:
    shop = Shop(cart_passes_over=passed_over)
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(**asked))
    assert [error["field"] for error in caught.value.problem()["errors"]] == [field]
    assert shop.store.orders == []


def yen(total: float, **discounted: Any) -> CheckoutView:
    """A cart of two mugs and a shirt at 900 yen together, with what the store asks."""
    rows = [line("m", quantity=2, **discounted), line("s", product_id=121)]
    lines = {"physical_items": [row.model_dump() for row in rows]}
    cart = {"line_items": lines, "currency": {"code": "JPY"}, "cart_amount_inc_tax": 900}
    return checkout(cart=cart, grand_total=total)


@pytest.mark.parametrize(("total", "missing"), [(902, True), (903, False)])
def test_a_wrapping_is_missed_where_the_total_has_no_more_than_the_rounding_of_each_line(
    total: float, missing: bool
) -> None:
    wanted = catalog_order(MUG | {"gift_wrapping": WRAPPED}, SHIRT)
    found = yen(total)
    differing = [error["field"] for error in differences(found, wanted, match(found, wanted))]
    assert differing == (["line_items[0].gift_wrapping"] if missing else [])


@pytest.mark.parametrize(("given", "differs"), [(151, False), (152, True)])
def test_a_discount_may_be_larger_than_asked_by_the_smallest_amount_of_the_currency(
    given: float, differs: bool
) -> None:
    wanted = catalog_order(MUG, SHIRT, discounts=[{"amount": "150"}])
    row = {"id": "manual-discount", "discounted_amount": given}
    found = yen(900 - given, discounts=[row])
    differing = [error["field"] for error in differences(found, wanted, match(found, wanted))]
    assert differing == (["discounts"] if differs else [])


@pytest.mark.parametrize("when", ["consignments", "shipping_option"])
def test_another_street_of_the_same_postcode_in_the_bill_is_put_right(when: str) -> None:
    shop = Shop()
    app = OtherApp(shop.store)
    shop.meddling.before[when] = lambda: app.bill(**STREETS)
    shop.place(mugs())
    (order,) = shop.store.orders
    assert order.billing_address["address1"] == AUSTIN["address1"]


def test_another_street_of_the_same_postcode_for_the_parcel_is_put_right() -> None:
    shop = Shop()
    app = OtherApp(shop.store)
    shop.meddling.before["shipping_option"] = lambda: app.ship(**STREETS)
    shop.place(mugs())
    (order,) = shop.store.orders
    assert [row.address["address1"] for row in order.shipments] == [AUSTIN["address1"]]


@pytest.mark.parametrize("rounding", ["line", "total"])
@pytest.mark.parametrize("prices", ["ex_tax", "inc_tax"])
def test_a_wrapping_that_the_store_has_is_believed(prices: str, rounding: str) -> None:
    shop = Shop(prices=prices, tax_rounding=rounding)
    shop.place(mugs(line_items=[CHEAP | {"gift_wrapping": WRAPPED}]))
    (order,) = shop.store.orders
    assert [part.line.wrapping is not None for part in order.price.parts] == [True]


@pytest.mark.parametrize(
    ("total", "differs"),
    [("6.00", True), ("6.01", True), ("6.02", False), ("10.00", False), (None, False)],
)
def test_a_wrapping_that_no_line_shows_is_believed_if_the_total_pays_for_more_than_the_goods(
    total: str | None, differs: bool
) -> None:
    wanted = catalog_order(CHEAP | {"gift_wrapping": WRAPPED})
    row = line("m", quantity=2, sku="mug", list_price="3.00").model_dump()
    cart = {"line_items": {"physical_items": [row]}, "currency": {"code": "USD"}}
    price = {"base_amount": 6, "cart_amount_inc_tax": 6, "cart_amount_ex_tax": 6}
    found = checkout(cart=cart | price, grand_total=total)
    fields = [one["field"] for one in differences(found, wanted, match(found, wanted))]
    assert fields == ["line_items[0].gift_wrapping"] * differs
