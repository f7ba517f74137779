"""A checkout may have a consignment before anybody has asked for one.

Source: "a checkout containing physical products will always have at least one consignment", says
the guide, and the specification's examples have none.
Wrong before: such a consignment was taken for somebody else's, and the order was refused.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from bigcommerce_emulator.state.carts import Consignment
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import NotYet
from tests.fakes.features import MUG, mugs
from tests.fakes.orders import AUSTIN, HOUSTON, NEW_YORK, order_body
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED, Shop

PICKUP = {"pickup_option": {"pickup_method_id": 1}}
CAP = {"product_id": 125, "quantity": 1}
TO_TWO = [
    {"address": AUSTIN, "line_items": [{"sku": "mug"}]},
    {"address": NEW_YORK, "line_items": [{"product_id": 125}]},
]
KEPT: dict[str, Any] = {"after_order": "keep"}
ORDERS: dict[str, dict[str, Any]] = {
    "to one address": mugs(**KEPT),
    "to two addresses": mugs(line_items=[MUG, CAP], consignments=TO_TWO, **KEPT),
    "picked up": mugs(consignments=[PICKUP], **KEPT),
    "with a custom item": order_body(line_items=[MUG], **KEPT),
}
EVERY = pytest.mark.parametrize("body", ORDERS.values(), ids=ORDERS)
BEGINNINGS = pytest.mark.parametrize("first", ["empty", "always", "of_all_lines"])
CONFLICTS = failing(409, {"status": 409, "title": "A checkout needs a consignment."})
REFUSED = failing(422, {"status": 422, "title": "A checkout needs a consignment."})


def check(shop: Shop, body: dict[str, Any]) -> None:
    """Compare what is shipped and where with what was asked for."""
    (cart,) = shop.store._state.carts.values()
    holding = [one for one in cart.consignments if one.items]
    held = [line_id for one in holding for line_id in one.items]
    assert sorted(held) == sorted(line.id for line in cart.line_items if line.ships)
    cities = [one.address.get("city") for one in holding]
    if body is ORDERS["to two addresses"]:
        assert cities == ["Austin", "New York"]
    elif body is ORDERS["picked up"]:
        assert [one.pickup_method_id for one in cart.consignments] == [1]
    else:
        assert cities == ["Austin"]
    assert len(shop.store.orders) == 1


@EVERY
@BEGINNINGS
@pytest.mark.parametrize("again", ["replace", "add", "refuse"])
@pytest.mark.parametrize("ship", ["yes", "no"])
def test_the_store_s_own_first_consignment_is_used_or_replaced(
    body: dict[str, Any], first: str, again: str, ship: str
) -> None:
    shop = Shop(first_consignment=first, consignment_again=again, custom_items_ship=ship)
    shop.place(body)
    check(shop, body)
    assert len(shop.calls.sent) <= 9


@EVERY
@BEGINNINGS
@pytest.mark.parametrize("version", ["present", "absent"])
@pytest.mark.parametrize("arrives", [True, False])
@pytest.mark.parametrize("call", ["DELETE", "POST", "PUT"])
def test_a_lost_answer_changes_nothing(
    body: dict[str, Any], first: str, version: str, arrives: bool, call: str
) -> None:
    shop = Shop(first_consignment=first, version=version)
    inner, lost = shop.open_store.send, list[str]()

    def losing(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        loses = method == call and "/consignments" in path and not lost
        if not loses or arrives:
            answer = inner(method, path, headers, body, read_seconds)
        if loses:
            lost.append(path)
            raise NoAnswer("ReadTimeout")
        return answer

    shop.open_store.send = losing
    try:
        shop.place(body)
    except NotYet:
        shop.clock.sleep(SETTLED)
        shop.place(body)
    check(shop, body)


@EVERY
@pytest.mark.parametrize("answer", [REFUSED, failing(404), CONFLICTS])
def test_a_store_that_keeps_its_only_consignment_gives_it_up_for_others(
    body: dict[str, Any], answer: Answer
) -> None:
    shop = Shop(first_consignment="empty", consignment_again="replace")
    shop.meddling.instead["delete_consignment"] = [answer] * 9
    shop.place(body)
    check(shop, body)


@pytest.mark.parametrize("title", ["Conflict.", "The version is not the newest.", ""])
def test_a_conflict_in_a_removal_is_looked_up_as_in_any_other_call(title: str) -> None:
    body = ORDERS["to two addresses"]
    shop = Shop(first_consignment="of_all_lines")
    conflict = failing(409, {"status": 409, "title": title})
    shop.meddling.instead["delete_consignment"] = [conflict] * 3
    shop.place(body)
    check(shop, body)
    removed = [line for line in shop.calls.lines if line.startswith("DELETE")]
    assert len(removed) == 4


def test_an_empty_consignment_is_removed_beside_those_that_were_asked_for() -> None:
    body = ORDERS["to two addresses"]
    shop = Shop(first_consignment="empty", consignment_again="add")
    shop.meddling.instead["delete_consignment"] = [REFUSED]
    shop.place(body)
    check(shop, body)


@pytest.mark.parametrize("name", ["to two addresses", "picked up"])
def test_a_consignment_that_somebody_has_addressed_is_not_taken_away(name: str) -> None:
    shop = Shop(first_consignment="of_all_lines", version="absent")

    def somebody_else() -> None:
        (cart,) = shop.store._state.carts.values()
        cart.consignments[0].address = {**HOUSTON}

    shop.meddling.before["billing_address"] = somebody_else
    shop.place(ORDERS[name])
    opened = [line for line in shop.calls.lines if line.startswith("POST") and "/carts?" in line]
    removed = [line for line in shop.calls.lines if line.startswith("DELETE")]
    assert (len(opened), len(removed)) == (2, 2)
    assert "/v3/carts/" in removed[0]
    assert "/consignments/" in removed[1]
    assert len(shop.store.orders) == 1


def test_a_cart_that_is_gone_is_noticed_when_its_consignment_is_to_be_removed() -> None:
    shop = Shop(first_consignment="empty")
    shop.meddling.before["delete_consignment"] = shop.store._state.carts.clear
    shop.place_in_another_cart(ORDERS["to one address"])
    assert len(shop.store.orders) == 1


@EVERY
@pytest.mark.parametrize("again", ["replace", "add"])
@pytest.mark.parametrize("leaves", ["nothing", "the_unwritten"])
def test_a_store_that_is_never_without_a_consignment_is_asked_once_to_remove_it(
    body: dict[str, Any], again: str, leaves: str
) -> None:
    shop = Shop(first_consignment="always", consignment_again=again, answers_leave_out=leaves)
    shop.place(body)
    check(shop, body)
    removed = [line for line in shop.calls.lines if line.startswith("DELETE")]
    assert len(removed) <= 2


def gets_another(shop: Shop) -> None:
    """Let another app begin a consignment."""
    (cart,) = shop.store._state.carts.values()
    cart.consignments = [*cart.consignments, Consignment("another-one", {}, {})]
    cart.version += 1
    cart.checkout_version += 1


@EVERY
@pytest.mark.parametrize("first", ["empty", "always"])
@pytest.mark.parametrize("again", ["replace", "add"])
@pytest.mark.parametrize("more", [True, False])
def test_what_came_meanwhile_is_removed_beside_consignments_whose_answer_was_lost(
    body: dict[str, Any], first: str, again: str, more: bool
) -> None:
    shop = Shop(first_consignment=first, consignment_again=again)
    shop.meddling.after["consignments"] = [NoAnswer("ReadTimeout")]
    if more:
        shop.meddling.before["shipping_option"] = lambda: gets_another(shop)
    shop.place(body)
    check(shop, body)


@pytest.mark.parametrize("name", ["to two addresses", "picked up"])
@pytest.mark.parametrize("again", ["replace", "add", "refuse"])
def test_a_consignment_that_a_shopper_begins_right_after_a_removal_is_removed_too(
    name: str, again: str
) -> None:
    shop = Shop(first_consignment="empty", consignment_again=again)

    def whole() -> None:
        gets_another(shop)
        (cart,) = shop.store._state.carts.values()
        cart.consignments[-1].items = {line.id: line.quantity for line in cart.line_items}
        shop.meddling.before.clear()

    shop.meddling.before["consignments"] = whole
    shop.place(ORDERS[name])
    check(shop, ORDERS[name])
