"""A quote takes every step but the order, tells what it saw, and leaves nothing behind."""

import re
from contextlib import suppress
from typing import Any, get_args, get_type_hints

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.calls import SHORTEST_READ
from order_service.bigcommerce.checkouts import BigCommerceCheckouts
from order_service.bigcommerce.https import BEFORE_READING
from order_service.bigcommerce.verdicts import NoAnswer, NotSent
from order_service.clock import Deadline
from order_service.errors import (
    CustomerUnknown,
    InvalidRequest,
    NoShippingOption,
    NotYet,
    OrderError,
    OutOfTime,
    Refused,
    ScopeMissing,
    StoreRefused,
    StoreThrottled,
    StoreUnavailable,
    TotalDiffers,
)
from order_service.quoting.quotes import CLEAN_UP_SECONDS, Enquiry, quoted
from order_service.request.intake import read_order
from tests.fakes.features import ADJUSTED, NOTE, full_order, mugs
from tests.fakes.orders import AUSTIN, NEW_YORK, order_body
from tests.fakes.other_apps import OtherApp
from tests.fakes.sends import Outcome, failing, ok
from tests.fakes.shop import Shop

WRITES = ["billing_address", "consignments", "shipping_option"]
LOST = NoAnswer("ReadTimeout")
TWO = mugs(
    consignments=[
        {"address": AUSTIN, "line_items": [{"sku": "mug", "quantity": 1}]},
        {"address": NEW_YORK, "line_items": [{"sku": "mug"}]},
    ]
)
ORDERS: dict[str, dict[str, Any]] = {
    "tutorial": order_body(),
    "two consignments": TWO,
    "adjusted": mugs(**ADJUSTED),
    "full": full_order(),
}


def shape(line: str) -> str:
    """A request without the ids in it, which are new each time."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/consignments/)\w+", "*", line)


def left_nothing(shop: Shop) -> bool:
    nothing_kept = (shop.dynamodb.writes, shop.dynamodb.reads) == (0, 0)
    return shop.store.carts == {} and shop.store.orders == [] and nothing_kept


@pytest.mark.parametrize("body", ORDERS.values(), ids=ORDERS)
def test_a_quote_makes_the_calls_of_its_order_but_the_order_and_deletes_the_cart(
    body: dict[str, Any],
) -> None:
    ordering, quoting = Shop(), Shop()
    ordering.place(body)
    quoting.quote(body)
    ordered = [shape(line) for line in ordering.calls.lines]
    before = ordered[: ordered.index("POST /stores/sandbox/v3/checkouts/*/orders")]
    steps = [line for line in before if not line.endswith("/metafields")]
    asked = [shape(line) for line in quoting.calls.lines]
    assert asked == [*steps, "DELETE /stores/sandbox/v3/carts/*"]
    assert left_nothing(quoting)


def test_a_quote_of_one_consignment_costs_five_calls_and_no_ledger() -> None:
    shop = Shop()
    shop.quote(order_body())
    assert len(shop.calls.sent) == 5
    assert left_nothing(shop)


def test_every_call_carries_the_quote_s_correlation_id() -> None:
    shop = Shop()
    shop.quote(order_body())
    assert {sent.headers["X-Correlation-Id"] for sent in shop.calls.sent} == {"quote-1"}


@pytest.mark.parametrize("body", ORDERS.values(), ids=ORDERS)
def test_a_quote_tells_the_totals_of_the_order(body: dict[str, Any]) -> None:
    shop = Shop()
    quote = shop.quote(body)
    assert quote.totals == shop.place(body).order.totals


def test_a_quote_tells_all_that_is_offered_what_the_rule_takes_and_why() -> None:
    (found,) = Shop().quote(mugs(shipping={"choose": "fastest", "max_cost": "9"})).consignments
    assert [str(option.cost) for option in found.offered] == ["0.00", "5.00", "8.00", "15.00"]
    assert [option.left_out for option in found.offered] == [
        "is pickup, which the rule does not name",
        None,
        None,
        "costs more than max_cost",
    ]
    assert found.shipping_option
    assert found.shipping_option.model_dump() in [row.model_dump() for row in found.offered]
    assert str(found.shipping_option.cost) == "8.00"
    assert found.why == "fastest of 2 that fit"


def test_a_quote_tells_taxes_discounts_coupons_and_fees() -> None:
    dumped = Shop().quote(mugs(**ADJUSTED)).model_dump(mode="json")
    assert dumped["coupons"] == [{"code": "FIVER", "discounted_amount": "5.00"}]
    assert [fee["name"] for fee in dumped["fees"]] == ["Handling", "Insurance"]
    assert dumped["discounts"] == [{"name": "mug", "amount": "1.50"}]
    assert dumped["totals"]["discount_amount"] == "2.00"
    (tax,) = dumped["taxes"]
    assert tax["amount"] == dumped["totals"]["tax_total"]


def test_quoted_consignments_are_in_the_place_of_the_order_s() -> None:
    lines = [
        {"product_id": 120, "quantity": 2, "sku": "mug"},
        {"product_id": 122, "quantity": 1, "sku": "download"},
    ]
    own = {"custom_shipping": {"price": "7.50", "description": "Our van"}}
    consignments = [
        {"line_items": [{"sku": "download"}]},
        {"address": NEW_YORK, "line_items": [{"sku": "mug", "quantity": 1}], "shipping": own},
        {"address": AUSTIN, "line_items": [{"sku": "mug"}]},
    ]
    quote = Shop().quote(mugs(line_items=lines, consignments=consignments))
    dumped = quote.model_dump(mode="json")["consignments"]
    assert [found["why"] for found in dumped] == [
        "nothing in it is shipped",
        "the order's own price and description",
        "cheapest of 3 that fit",
    ]
    assert [found["shipping"] for found in dumped] == [
        None,
        own,
        {"type": "shipping_flatrate", "description": "Flat Rate", "max_cost": "5.00"},
    ]


def test_a_quote_tells_what_is_picked_up() -> None:
    quote = Shop().quote(mugs(consignments=[{"pickup_option": {"pickup_method_id": 1}}]))
    (found,) = quote.model_dump(mode="json")["consignments"]
    assert (found["why"], found["pickup_method_id"], found["shipping"]) == ("picked up", 1, None)


def accepted(body: dict[str, Any], quote: dict[str, Any]) -> dict[str, Any]:
    parts = zip(body["consignments"], quote["consignments"], strict=True)
    consignments = [asked | {"shipping": found["shipping"]} for asked, found in parts]
    total = quote["totals"]["grand_total"]
    return body | {"expected_total": total, "consignments": consignments}


@pytest.mark.parametrize("costs", get_args(get_type_hints(Settings)["option_costs"]))
@pytest.mark.parametrize("body", ORDERS.values(), ids=ORDERS)
def test_an_order_takes_what_was_quoted_as_it_is(body: dict[str, Any], costs: str) -> None:
    shop = Shop(option_costs=costs)
    start = body | {"consignments": body.get("consignments") or [{}]}
    quote = shop.quote(start).model_dump(mode="json")
    order = shop.place(accepted(start, quote)).order.model_dump(mode="json")
    assert order["totals"] == quote["totals"]
    for placed, found in zip(order["consignments"], quote["consignments"], strict=True):
        assert placed["shipping_option"] == found["shipping_option"]


def test_quote_then_order_costs_five_calls_each() -> None:
    shop = Shop()
    quote = shop.quote(order_body()).model_dump(mode="json")
    shop.place(accepted(order_body(), quote))
    assert (len(shop.calls.sent), shop.dynamodb.writes) == (10, 4)


def test_an_order_after_prices_have_risen_is_refused_with_the_quoted_total() -> None:
    shop, dearer = Shop(), Shop(taxed_shipping="yes")
    quote = shop.quote(order_body()).model_dump(mode="json")
    with pytest.raises(TotalDiffers) as caught:
        dearer.place(accepted(order_body(), quote))
    assert caught.value.facts["expected"] == quote["totals"]["grand_total"]


def test_metafields_are_not_written_for_they_outlive_their_cart() -> None:
    shop = Shop()
    shop.quote(mugs(metafields=[NOTE]))
    assert not any("metafields" in line for line in shop.calls.lines)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (order_body(shipping={"max_cost": 1}), NoShippingOption),
        (order_body(expected_total=1), TotalDiffers),
        (mugs(customer={"email": "nobody@example.com"}), CustomerUnknown),
        (mugs(line_items=[{"sku": "NO", "quantity": 1}]), InvalidRequest),
        (mugs(line_items=[{"product_id": 123, "quantity": 3}]), StoreRefused),
        (mugs(coupon_codes=["NO"]), StoreRefused),
    ],
)
def test_a_quote_is_refused_as_its_order_would_be(
    body: dict[str, Any], kind: type[Refused]
) -> None:
    ordering, quoting = Shop(), Shop()
    with pytest.raises(kind) as ordered:
        ordering.place(body)
    with pytest.raises(kind) as asked:
        quoting.quote(body)
    assert asked.value.problem() == ordered.value.problem()
    assert left_nothing(quoting)


def test_a_refusal_names_nothing_of_the_customer() -> None:
    shop = Shop()
    shop.meddling.instead["billing_address"] = [
        failing(422, {"title": f"{AUSTIN['first_name']} is unknown."})
    ]
    with pytest.raises(StoreRefused) as caught:
        shop.quote(order_body())
    assert caught.value.facts["store"]["words"] == ["[...] is unknown."]


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (failing(429, X_Rate_Limit_Time_Reset_Ms="9000"), StoreThrottled),
        (failing(403), ScopeMissing),
    ],
)
def test_a_quote_that_cannot_be_made_now_says_why(failure: Outcome, kind: type[NotYet]) -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [failure]
    with pytest.raises(kind):
        shop.quote(order_body())
    assert left_nothing(shop)


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_keeps_failing_ends_the_quote(write: str) -> None:
    shop = Shop()
    shop.meddling.instead[write] = [failing(503)] * 5
    with pytest.raises(StoreUnavailable):
        shop.quote(order_body())
    assert left_nothing(shop)


@pytest.mark.parametrize("write", WRITES)
def test_a_write_whose_answer_was_lost_is_looked_up(write: str) -> None:
    shop = Shop()
    shop.meddling.after[write] = [LOST]
    assert len(shop.quote(order_body()).consignments) == 1
    assert left_nothing(shop)


def test_a_quote_that_runs_out_of_time_still_deletes_its_cart() -> None:
    shop = Shop()
    shop.meddling.before["billing_address"] = lambda: shop.clock.sleep(11)
    with pytest.raises(OutOfTime):
        shop.quote(order_body(), seconds=20)
    assert left_nothing(shop)


def test_deleting_the_cart_takes_no_longer_than_is_kept_back_for_it() -> None:
    shop = Shop()
    shop.quote(order_body(), seconds=600)
    assert shop.calls.sent[-1].method == "DELETE"
    assert shop.calls.sent[-1].read_seconds <= CLEAN_UP_SECONDS < shop.calls.sent[0].read_seconds


def test_what_is_kept_back_is_enough_for_a_call() -> None:
    assert SHORTEST_READ + BEFORE_READING < CLEAN_UP_SECONDS


@pytest.mark.parametrize("failure", [failing(500), failing(401), failing(422), LOST, failing(404)])
def test_a_cart_that_cannot_be_deleted_does_not_change_the_answer(failure: Outcome) -> None:
    shop = Shop()
    shop.meddling.instead["delete_cart"] = [failure] * 5
    assert str(shop.quote(order_body()).totals.grand_total) == "15.83"
    assert len(shop.store.carts) == 1


def test_a_surprise_deletes_the_cart_too() -> None:
    shop = Shop()

    def surprise() -> None:
        raise RuntimeError

    shop.meddling.before["consignments"] = surprise
    with pytest.raises(RuntimeError):
        shop.quote(order_body())
    assert left_nothing(shop)


@pytest.mark.parametrize("when", WRITES)
def test_a_cart_that_goes_away_is_opened_once_more(when: str) -> None:
    shop = Shop()
    shop.meddling.before[when] = lambda: shop.store.merchant.delete_cart(
        next(iter(shop.store.carts))
    )
    assert len(shop.quote(order_body()).consignments) == 1
    assert left_nothing(shop)


def test_a_cart_that_goes_away_twice_is_refused_and_both_are_deleted() -> None:
    shop = Shop()
    shop.meddling.instead["billing_address"] = [failing(404), failing(404)]
    with pytest.raises(StoreRefused):
        shop.quote(order_body())
    assert left_nothing(shop)


def test_a_cart_that_another_app_changes_twice_is_refused_with_what_differs() -> None:
    shop = Shop()
    app = OtherApp(shop.store)

    def again() -> None:
        app.add_fee()
        shop.meddling.before["billing_address"] = again

    shop.meddling.before["billing_address"] = again
    with pytest.raises(StoreRefused) as caught:
        shop.quote(order_body())
    assert caught.value.detail == "The store's cart does not hold what was ordered."
    assert [error["field"] for error in caught.value.problem()["errors"]] == ["fees"]
    assert left_nothing(shop)


@pytest.mark.parametrize(("seconds", "clean_up"), [(60, 8.0), (4, 4.0)])
def test_the_store_s_checkouts_are_opened_by_name_once_to_quote_and_once_to_clean_up(
    seconds: float, clean_up: float
) -> None:
    shop = Shop()
    opened: list[tuple[str, str, float]] = []
    now = shop.clock.now()

    def opening(store: str, correlation_id: str, deadline: Deadline) -> BigCommerceCheckouts:
        opened.append((store, correlation_id, deadline.at - now))
        generous = shop.deadline(60)
        return shop.open_store.checkouts(store, correlation_id, generous)

    enquiry = Enquiry("acme", "quote-1", read_order(order_body()))
    quoted(enquiry, opening, shop.deadline(seconds))
    assert opened == [("acme", "quote-1", seconds - 8.0), ("acme", "quote-1", clean_up)]


def test_what_a_quote_is_handed_has_no_way_to_an_order() -> None:
    shop = Shop()
    checkouts = shop.open_store.checkouts("acme", "quote-1", shop.deadline())
    assert {name for name in dir(checkouts) if not name.startswith("_")} == {
        "apply",
        "delete_cart",
        "extra_field_rules",
        "find_customer",
        "find_variants",
        "open_cart",
        "read_checkout",
    }


OPERATIONS = ["create_cart", "read_checkout", "delete_cart", *WRITES]
OUTCOMES: list[Outcome] = [
    *map(failing, (301, 400, 401, 403, 404, 409, 422, 429, 500, 503)),
    ok(None),
    ok({"data": {"id": "another"}}),
    NotSent("ConnectError"),
    LOST,
]


@pytest.mark.parametrize("times", [1, 6])
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_fault_makes_a_quote_an_order(name: str, times: int) -> None:
    for where in ("instead", "after"):
        for outcome in OUTCOMES:
            shop = Shop()
            if name == "read_checkout":
                # It is read only where an answer did not tell what it has become.
                shop.meddling.after["billing_address"] = [LOST]
            getattr(shop.meddling, where)[name] = [outcome] * times
            with suppress(OrderError):
                shop.quote(order_body())
            assert len(getattr(shop.meddling, where)[name]) < times
            assert shop.store.orders == []
            assert not any(line.endswith("/orders") for line in shop.calls.lines)
