"""A store may take custom items in its consignments, or may have none of them in any.

Source: the specification names ``item_id`` for physical items alone, and no page says whether
custom items are shipped.
Wrong before: they were always put into a consignment, so that a store which takes none there
refused each order that has one, with the advice to check the address.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import NotYet, StoreRefused
from tests.fakes.features import MUG
from tests.fakes.orders import AUSTIN, NEW_YORK, order_body
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED, Shop

PICKUP = {"pickup_option": {"pickup_method_id": 1}}
TO_TWO = [
    {"address": AUSTIN, "line_items": [{"sku": "mug"}]},
    {"address": NEW_YORK, "line_items": [{"sku": "abc-123"}]},
]
KEPT = {"after_order": "keep"}
BESIDE = order_body(line_items=[MUG], **KEPT)
ORDERS: dict[str, dict[str, Any]] = {
    "alone": order_body(**KEPT),
    "alone, picked up": order_body(consignments=[PICKUP], **KEPT),
    "beside a mug": BESIDE,
    "beside a mug, picked up": order_body(line_items=[MUG], consignments=[PICKUP], **KEPT),
    "to another address than a mug": order_body(line_items=[MUG], consignments=TO_TWO, **KEPT),
}
EVERY = pytest.mark.parametrize("body", ORDERS.values(), ids=ORDERS)


def no(title: str, status: int = 422, **more: str) -> Answer:
    return failing(status, {"status": status, "title": title} | more)


def posted(shop: Shop) -> list[list[str]]:
    """Return the kinds of lines that each POST of consignments wanted to ship."""
    (cart,) = shop.store._state.carts.values()
    kinds = {line.id: line.kind for line in cart.line_items}
    return [
        [kinds[line["item_id"]] for one in sent.body for line in one["line_items"]]
        for sent in shop.calls.sent
        if sent.method == "POST" and "/consignments" in sent.path
    ]


@EVERY
@pytest.mark.parametrize("ship", ["yes", "no"])
def test_an_order_with_custom_items_is_placed_whether_they_ship_or_not(
    body: dict[str, Any], ship: str
) -> None:
    shop = Shop(custom_items_ship=ship)
    placed = shop.place(body).order
    (cart,) = shop.store._state.carts.values()
    held = [list(one.items) for one in cart.consignments]
    kinds = ("physical", "custom") if ship == "yes" else ("physical",)
    ships = [line.id for line in cart.line_items if line.kind in kinds]
    assert sorted(line_id for one in held for line_id in one) == sorted(ships)
    assert [list(one.line_item_ids) for one in placed.consignments] == held
    assert len(shop.store.orders) == 1


def test_where_they_do_not_ship_one_call_more_is_made() -> None:
    shop = Shop(custom_items_ship="no")
    shop.place(BESIDE)
    assert posted(shop) == [["physical", "custom"], ["physical"]]
    assert len(shop.calls.sent) == 6


def test_a_quote_says_that_nothing_of_them_ships() -> None:
    quoted = Shop(custom_items_ship="no").quote(ORDERS["to another address than a mug"])
    assert [one.why for one in quoted.consignments][1] == "nothing in it is shipped"
    assert quoted.consignments[0].shipping_option is not None


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("version", ["present", "absent"])
@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("arrives", [True, False])
def test_a_lost_answer_to_either_call_changes_nothing(
    order: dict[str, Any], version: str, lost: int, arrives: bool
) -> None:
    shop = Shop(custom_items_ship="no", version=version)
    inner, calls = shop.open_store.send, []

    def losing(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        counts = method == "POST" and "/consignments" in path
        calls.append(counts)
        loses = counts and sum(calls) == lost
        if not loses or arrives:
            answer = inner(method, path, headers, body, read_seconds)
        if loses:
            raise NoAnswer("ReadTimeout")
        return answer

    shop.open_store.send = losing
    try:
        shop.place(order)
    except NotYet:
        shop.clock.sleep(SETTLED)
        shop.place(order)
    (cart,) = shop.store._state.carts.values()
    held = [line_id for one in cart.consignments for line_id in one.items]
    assert held == [line.id for line in cart.line_items if line.kind == "physical"]
    assert len(shop.store.orders) == 1


def test_a_later_delivery_goes_on_where_an_earlier_one_left_them_out() -> None:
    shop = Shop(custom_items_ship="no")
    shop.meddling.instead["shipping_option"] = [NoAnswer("ReadTimeout")] * 5
    with pytest.raises(NotYet):
        shop.place(BESIDE)
    shop.clock.sleep(SETTLED)
    shop.place(BESIDE)
    assert posted(shop) == [["physical", "custom"], ["physical"]]
    assert len(shop.store.orders) == 1


def test_where_leaving_them_out_does_not_help_the_first_refusal_is_told() -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [no("The first."), no("The second.")]
    with pytest.raises(StoreRefused) as caught:
        shop.place(BESIDE)
    assert caught.value.problem()["store"] == {"status": 422, "words": ["The first."]}
    assert shop.store.orders == []


def test_no_product_stays_out_of_the_consignments() -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [no("No such item.")]
    with pytest.raises(StoreRefused):
        shop.place(order_body(line_items=[MUG], custom_items=None))
    assert shop.store.orders == []


def test_only_the_store_itself_can_say_that_they_do_not_ship() -> None:
    shop = Shop(custom_items_ship="no")
    shop.meddling.instead["consignments"] = [no("No such item.", type="about:blank")]
    with pytest.raises(StoreRefused):
        shop.place(BESIDE)
    assert shop.store.orders == []


@pytest.mark.parametrize(
    "title",
    [
        "The address of item 2 is incomplete.",
        "No item can be sent to this destination.",
        "The postal_code of the items is not valid.",
        "At most 3 items; the limit is reached.",
        "Not today.",
    ],
)
@pytest.mark.parametrize("name", ["alone", "to another address than a mug"])
def test_a_consignment_is_given_up_only_where_the_store_says_that_its_lines_are_why(
    name: str, title: str
) -> None:
    shop = Shop(custom_items_ship="no")
    shop.meddling.instead["consignments"] = [no(title)]
    with pytest.raises(StoreRefused):
        shop.place(ORDERS[name])
    assert shop.store.orders == []


def test_a_cart_that_was_changed_is_noticed_where_nothing_of_it_ships() -> None:
    shop = Shop(custom_items_ship="no", version="absent")
    two = [{"name": name, "list_price": 10, "quantity": 1} for name in ("Card", "Bow")]

    def somebody_takes_one_away() -> None:
        (cart,) = shop.store._state.carts.values()
        cart.line_items.pop()

    shop.meddling.before["consignments"] = somebody_takes_one_away
    shop.place(order_body(custom_items=two, **KEPT))
    (order,) = shop.store.orders
    assert [part.line.name for part in order.price.parts] == ["Card", "Bow"]
