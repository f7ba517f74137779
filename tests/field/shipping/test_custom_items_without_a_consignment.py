"""A store may take custom items in its consignments, or may have none of them in any.

Source: the specification names ``item_id`` for physical items alone, and no page says whether
custom items are shipped.
Wrong before: they were always put into a consignment, so that a store which takes none there
refused each order that has one, with the advice to check the address. Then they were left out
wherever none was found, and after any refusal: also where the store had taken them, or would have.
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
@pytest.mark.parametrize("ship", ["yes", "no", "if_asked"])
def test_an_order_with_custom_items_is_placed_whether_they_ship_or_not(
    body: dict[str, Any], ship: str
) -> None:
    shop = Shop(custom_items_ship=ship)
    placed = shop.place(body).order
    (cart,) = shop.store._state.carts.values()
    held = [list(one.items) for one in cart.consignments]
    kinds = ("physical",) if ship == "no" else ("physical", "custom")
    ships = [line.id for line in cart.line_items if line.kind in kinds]
    assert sorted(line_id for one in held for line_id in one) == sorted(ships)
    assert [list(one.line_item_ids) for one in placed.consignments] == held
    assert len(shop.store.orders) == 1


def test_where_they_do_not_ship_the_store_has_refused_them_by_themselves() -> None:
    shop = Shop(custom_items_ship="no")
    shop.place(BESIDE)
    assert posted(shop) == [["physical", "custom"], ["physical"], ["custom"]]
    assert len(shop.calls.sent) == 7


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
    assert posted(shop) == [["physical", "custom"], ["physical"], ["custom"], ["custom"]]
    assert len(shop.store.orders) == 1


def test_where_leaving_them_out_does_not_help_the_first_refusal_is_told() -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [no("No such item: 1."), no("No such item: 2.")]
    with pytest.raises(StoreRefused) as caught:
        shop.place(BESIDE)
    assert caught.value.problem()["store"] == {"status": 422, "words": ["No such item: 1."]}
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
        "Shipping quotes could not be fetched. Try again later.",
        "One of the items is no longer available.",
        "Items from different warehouses cannot be combined.",
        "An item weighs too much for any carrier.",
        "An item cannot be shipped: it is too large.",
        "The item cannot be shipped at present. Try again later.",
    ],
)
@EVERY
@pytest.mark.parametrize("ship", ["no", "if_asked"])
def test_they_are_left_out_only_where_the_store_says_that_it_ships_no_such_line(
    body: dict[str, Any], title: str, ship: str
) -> None:
    shop = Shop(custom_items_ship=ship)
    shop.meddling.instead["consignments"] = [no(title)]
    with pytest.raises(StoreRefused) as caught:
        shop.place(body)
    assert caught.value.problem()["store"]["words"] == [title]
    assert shop.store.orders == []


@pytest.mark.parametrize("name", ["beside a mug", "to another address than a mug"])
def test_a_refusal_that_was_about_something_else_leaves_nothing_out(name: str) -> None:
    shop = Shop(custom_items_ship="if_asked")
    shop.meddling.instead["consignments"] = [no("No such item.")]
    shop.place(ORDERS[name])
    check_all_ship(shop, ORDERS[name])


def test_where_the_store_cannot_be_asked_for_them_alone_the_first_refusal_is_told() -> None:
    shop = Shop(custom_items_ship="if_asked")
    shop.meddling.instead["consignments"] = [no("No such item.")]
    with pytest.raises(StoreRefused) as caught:
        shop.place(ORDERS["beside a mug, picked up"])
    assert caught.value.problem()["store"]["words"] == ["No such item."]
    assert shop.store.orders == []


def check_all_ship(shop: Shop, body: dict[str, Any]) -> None:
    """Compare the order with what was asked: every line ships, with the others of its address."""
    (order,) = shop.store.orders
    (cart,) = (one for one in shop.store._state.carts.values() if one.id == order.cart_id)
    kinds = {line.id: line.kind for line in cart.line_items}
    held = sorted(sorted(kinds[line_id] for line_id in one.items) for one in cart.consignments)
    apart = [["custom"], ["physical"]]
    beside = [sorted(kinds.values())]
    assert held == (apart if len(body.get("consignments", ())) == 2 else beside)


def takes_a_consignment_away(shop: Shop) -> None:
    (cart,) = shop.store._state.carts.values()
    cart.consignments.pop()


def takes_them_out(shop: Shop) -> None:
    (cart,) = shop.store._state.carts.values()
    custom = {line.id for line in cart.line_items if line.kind == "custom"}
    for one in cart.consignments:
        one.items = {line_id: n for line_id, n in one.items.items() if line_id not in custom}


CHANGES = {
    "to another address than a mug": takes_a_consignment_away,
    "beside a mug": takes_them_out,
    "beside a mug, picked up": takes_them_out,
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("ship", ["yes", "if_asked"])
@pytest.mark.parametrize("version", ["present", "absent"])
@pytest.mark.parametrize("later", [False, True])
def test_what_the_store_had_taken_is_not_left_out_when_somebody_takes_it_away(
    name: str, ship: str, version: str, later: bool
) -> None:
    shop = Shop(custom_items_ship=ship, version=version)
    done = list[bool]()

    def somebody() -> None:
        if not done:
            done.append(True)
            CHANGES[name](shop)
            (cart,) = shop.store._state.carts.values()
            cart.version += 1
            cart.checkout_version += 1

    if later:
        shop.meddling.after["consignments"] = [failing(500)]
        shop.meddling.instead["read_checkout"] = [failing(500)] * 5
        with pytest.raises(NotYet):
            shop.place(ORDERS[name])
        shop.meddling.instead.clear()
        shop.clock.sleep(SETTLED)
        somebody()
    else:
        shop.meddling.before["shipping_option"] = somebody
    shop.place(ORDERS[name])
    check_all_ship(shop, ORDERS[name])


def test_an_address_that_somebody_changed_meanwhile_is_not_taken_for_the_store_s_spelling() -> None:
    shop = Shop(version="absent")
    inner, asked = shop.open_store.send, list[str]()

    def meddling(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        if method == "POST" and "/consignments" in path:
            asked.append(path)
            (cart,) = shop.store._state.carts.values()
            if len(asked) == 2:
                cart.consignments[0].address["address1"] = "9 Other Street"
        answer = inner(method, path, headers, body, read_seconds)
        if method == "POST" and len(asked) == 1 and "/consignments" in path:
            takes_a_consignment_away(shop)
            raise NoAnswer("ReadTimeout")
        return answer

    shop.open_store.send = meddling
    shop.place(ORDERS["to another address than a mug"])
    (order,) = shop.store.orders
    assert len(asked) == 2
    streets = [shipment.address["address1"] for shipment in order.shipments]
    assert streets == [AUSTIN["address1"], NEW_YORK["address1"]]


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_a_first_consignment_without_them_is_replaced(order: dict[str, Any]) -> None:
    shop = Shop(custom_items_ship="if_asked", first_consignment="of_all_lines")
    shop.place(order)
    check_all_ship(shop, order)


def test_a_store_that_takes_them_and_does_not_keep_them_is_told() -> None:
    shop = Shop(custom_items_ship="if_asked")
    inner = shop.open_store.send

    def dropping(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        if method == "POST" and "/consignments" in path:
            (cart,) = shop.store._state.carts.values()
            custom = {line.id for line in cart.line_items if line.kind == "custom"}
            for one in body:
                kept = [line for line in one["line_items"] if line["item_id"] not in custom]
                one["line_items"] = kept
        return inner(method, path, headers, body, read_seconds)

    shop.open_store.send = dropping
    with pytest.raises(StoreRefused):
        shop.place(BESIDE)
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
