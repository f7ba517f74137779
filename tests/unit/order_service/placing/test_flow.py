"""One order request becomes one order: the calls it takes, and what the caller gets."""

from typing import Any

import pytest

from bigcommerce_emulator.state.catalog import Promotion
from order_service.callers import Caller
from order_service.keys import OrderKey
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN, place_order
from order_service.request.intake import Job, read_order
from order_service.store_steps import CART
from tests.fakes.orders import NEW_YORK, order_body
from tests.fakes.shop import Shop
from tests.fakes.views import MUG

KEY = OrderKey("acme", "order-1")
GUIDE = {"product_id": 122, "quantity": 1}


def catalog(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    start: dict[str, Any] = {"custom_items": None, "consignments": None, "line_items": list(lines)}
    return order_body(**start | changes)


def split(count: int, **changes: Any) -> dict[str, Any]:
    """That many consignments of one mug each."""
    towns = [NEW_YORK | {"postal_code": f"1000{number}"} for number in range(count)]
    one = {"sku": "mug", "quantity": 1}
    each = [{"address": town, "line_items": [one]} for town in towns]
    return catalog(MUG | {"quantity": count}, consignments=each, **changes)


def totals(outcome: Outcome) -> dict[str, Any]:
    return outcome.order.totals.model_dump(mode="json")


def test_the_tutorial_s_order_costs_what_the_tutorial_says() -> None:
    shop = Shop()
    outcome = shop.place(order_body())
    assert not outcome.replayed
    assert outcome.order.status == "Incomplete"
    assert totals(outcome) == {
        "currency": "USD",
        "base_amount": "10.00",
        "discount_amount": "0.00",
        "cart_amount": "10.83",
        "tax_total": "0.83",
        "shipping_total": "5.00",
        "grand_total": "15.83",
    }


def test_a_lease_outlives_its_execution_by_more_than_clocks_differ() -> None:
    shop = Shop()
    ends: list[float] = []

    def note_the_end_of_the_lease() -> None:
        entry = shop.ledger.read(KEY)
        assert entry is not None
        ends.append(entry.lease_until)

    shop.meddling.before["create_cart"] = note_the_end_of_the_lease
    execution_ends = shop.deadline().at
    shop.place(order_body())
    assert ends == [execution_ends + LEASE_MARGIN]


def test_the_answer_is_what_the_store_holds() -> None:
    shop = Shop()
    placed = shop.place(order_body()).order
    (order,) = shop.store.orders
    assert (placed.order_id, placed.cart_id) == (order.id, order.cart_id)
    assert placed.redirect_urls.checkout_url
    assert str(order.price.grand_total) == str(placed.totals.grand_total)
    (consignment,) = placed.consignments
    assert consignment.shipping_option is not None
    assert consignment.shipping_option.description == "Flat Rate"


def test_one_consignment_takes_five_calls() -> None:
    shop = Shop()
    placed = shop.place(order_body()).order
    cart, options = placed.cart_id, "include=consignments.available_shipping_options"
    consignment = placed.consignments[0].id
    assert shop.calls.lines == [
        f"POST /stores/sandbox{CART.path}",
        f"POST /stores/sandbox/v3/checkouts/{cart}/billing-address",
        f"POST /stores/sandbox/v3/checkouts/{cart}/consignments?{options}",
        f"PUT /stores/sandbox/v3/checkouts/{cart}/consignments/{consignment}",
        f"POST /stores/sandbox/v3/checkouts/{cart}/orders",
    ]


@pytest.mark.parametrize("version", ["present", "absent"])
@pytest.mark.parametrize("lines", ["new_ids", "same_id"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_n_consignments_take_four_and_n_calls(count: int, lines: str, version: str) -> None:
    shop = Shop(split_lines=lines, version=version)
    placed = shop.place(split(count)).order
    assert len(shop.calls.sent) == 4 + count
    assert len(placed.consignments) == count
    (order,) = shop.store.orders
    assert len(order.shipments) == count


def test_a_digital_order_takes_three_calls_and_has_no_consignment() -> None:
    shop = Shop()
    placed = shop.place(catalog(GUIDE)).order
    assert placed.consignments == []
    assert len(shop.calls.sent) == 3


def test_a_mixed_order_ships_only_what_can_be_shipped() -> None:
    shop = Shop()
    (consignment,) = shop.place(catalog(MUG, GUIDE)).order.consignments
    assert len(consignment.line_item_ids) == 1
    assert len(shop.calls.sent) == 5


def test_what_a_promotion_adds_is_shipped_along() -> None:
    shop = Shop(Promotion(product_id=120, quantity=2, adds_product_id=125))
    (consignment,) = shop.place(catalog(MUG)).order.consignments
    assert len(consignment.line_item_ids) == 2


def test_an_order_takes_four_ledger_writes_and_no_reads() -> None:
    shop = Shop()
    shop.place(order_body())
    assert (shop.dynamodb.writes, shop.dynamodb.reads) == (4, 0)
    assert shop.attention.calls == []


def test_every_call_carries_the_order_s_correlation_id() -> None:
    shop = Shop()
    shop.place(split(2))
    assert {sent.headers["X-Correlation-Id"] for sent in shop.calls.sent} == {KEY.correlation_id}


def test_each_consignment_is_shipped_by_its_own_rule() -> None:
    body = split(2, shipping={"choose": "fastest"})
    body["consignments"][1]["shipping"] = {"type": "shipping_byweight"}
    chosen = [one.shipping_option for one in Shop().place(body).order.consignments]
    assert [option.type for option in chosen if option] == ["carrier_express", "shipping_byweight"]


def test_a_key_belongs_to_the_caller_who_sent_it_first() -> None:
    shop = Shop()
    job = Job(KEY, read_order(order_body()), Caller("mine"))
    place_order(job, shop.service, shop.deadline())
    entry = shop.ledger.read(KEY)
    assert entry is not None
    assert entry.belongs_to == "mine"
