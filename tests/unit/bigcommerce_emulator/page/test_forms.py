"""The forms of the page: what they show, and what they do."""

import re

import pytest

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.emulation import Emulation
from bigcommerce_emulator.page.acts import PRESETS, ActError, Acts
from bigcommerce_emulator.page.forms import Forms
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import Shopper


@pytest.fixture
def shopper() -> Shopper:
    return Shopper(Settings(rate_limit=100))


@pytest.fixture
def emulation(shopper: Shopper) -> Emulation:
    return Emulation(shopper.store)


def act(emulation: Emulation, **fields: str) -> None:
    Acts(emulation).act(fields)


@pytest.mark.parametrize("what", PRESETS)
def test_each_fault_that_the_form_offers_can_be_switched_on_and_off(
    emulation: Emulation, what: str
) -> None:
    act(emulation, act="fault", operation="create_order", what=what, times="2")
    (fault,) = emulation.edge.plan.faults
    act(emulation, act="off", place="0")

    assert (fault.operation, fault.times) == ("create_order", 2)
    assert emulation.edge.plan.faults == ()


def test_one_fault_of_several_is_switched_off_and_then_all(emulation: Emulation) -> None:
    for operation in ("create_order", "read_cart", "list_orders"):
        act(emulation, act="fault", operation=operation, what="slow", times="")
    act(emulation, act="off", place="1")
    left = [fault.operation for fault in emulation.edge.plan.faults]
    act(emulation, act="clear")

    assert (left, emulation.edge.plan.faults) == (["create_order", "list_orders"], ())


def test_the_merchant_is_played(emulation: Emulation, shopper: Shopper) -> None:
    _, order_id = shopper.placed_order()
    act(emulation, act="move", order=str(order_id), status="5")
    moved = shopper.store.orders[0].status
    act(emulation, act="pay", order=str(order_id))
    act(emulation, act="stock", variant="118", left="0")
    refused = shopper.ask("POST", "/v3/carts", {"line_items": [{"product_id": 120, "quantity": 1}]})
    act(emulation, act="spend", requests="50")
    spent = shopper.store.quota.left
    act(emulation, act="limit", requests="1000")
    act(emulation, act="close")
    closed = shopper.ask("GET", "/v2/orders").status
    act(emulation, act="open")

    assert (moved, shopper.store.orders[0].status) == ("Cancelled", "Awaiting Fulfillment")
    assert refused.status == 422
    assert (spent < 50, shopper.store.quota.limit, closed) == (True, 1000, 503)
    assert not shopper.store.in_maintenance


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "no such form"),
        ({"act": "fault", "operation": "lunch", "what": "cut"}, "operation is one of"),
        ({"act": "fault", "operation": "*", "what": "lunch"}, "lunch is missing or unknown"),
        ({"act": "fault", "operation": "*", "what": "cut", "times": "-1"}, "whole number"),
        ({"act": "off", "place": "3"}, "off already"),
        ({"act": "pay", "order": "999"}, "999 is missing or unknown"),
        ({"act": "limit", "requests": "0"}, "at least one"),
        ({"act": "spend"}, "requests is missing"),
        ({"act": "move", "order": "101", "status": "99"}, "not an order status"),
    ],
)
def test_a_form_that_cannot_be_acted_on_says_why(
    emulation: Emulation, fields: dict[str, str], words: str
) -> None:
    with pytest.raises(ActError, match=words):
        act(emulation, **fields)


def test_the_page_has_a_form_for_all_that_can_be_done_and_no_script(
    emulation: Emulation, shopper: Shopper
) -> None:
    shopper.placed_order()
    act(emulation, act="fault", operation="create_order", what="lost", times="1")
    page = Forms(emulation).draw()
    shopper.store.merchant.close_for_maintenance()
    closed = Forms(emulation).draw()
    acts = set(re.findall(r'name="act" value="(\w+)"', page + closed))

    assert acts == set(Acts(emulation)._acts)
    assert "cut after the effect, 100 %, 1 at most" in page
    assert "<script" not in page
    assert all('method="post" action="/play"' in form for form in page.split("<form")[1:])
    assert Forms(Emulation(Store())).draw("<b>").count("&lt;b&gt;") == 1
