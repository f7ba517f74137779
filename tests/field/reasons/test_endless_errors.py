"""One order makes the store fail at every try, while all others go through.

Source: integrators' threads of carts and consignments that answered 500 for days, each of one
product or one address.
Wrong before: such an order was "try again" until its message had been received 500 times, some five
days, and ended in the dead-letter queue without an answer to its caller.
"""

import pytest

from order_service.errors import (
    NotYet,
    OutcomeUnknown,
    Parked,
    PriorRefusal,
    StoreKeepsFailing,
    StoreThrottled,
    StoreUnavailable,
)
from tests.fakes.features import mugs
from tests.fakes.sends import Outcome, failing
from tests.fakes.shop import Shop

BROKEN = failing(500, {"status": 500, "title": "Something went wrong with Quillfeather."})
GIVEN_UP_AFTER, LEAST_DELIVERIES = 86_400.0, 5
PART = GIVEN_UP_AFTER / LEAST_DELIVERIES


def delivered(shop: Shop, *answers: Outcome, operation: str = "consignments") -> NotYet:
    shop.meddling.instead[operation] = list(answers) * 5
    with pytest.raises(NotYet) as caught:
        shop.place(mugs())
    shop.meddling.instead.clear()
    return caught.value


def fail_for_a_day(shop: Shop, operation: str = "consignments") -> None:
    for _ in range(LEAST_DELIVERIES):
        assert isinstance(delivered(shop, BROKEN, operation=operation), StoreUnavailable)
        shop.clock.sleep(PART)


@pytest.mark.parametrize("operation", ["create_cart", "billing_address", "consignments"])
def test_after_a_day_it_is_refused_and_says_why(operation: str) -> None:
    shop = Shop()
    fail_for_a_day(shop, operation)
    shop.meddling.instead[operation] = [BROKEN] * 5
    with pytest.raises(StoreKeepsFailing) as caught:
        shop.place(mugs())
    problem = caught.value.problem()
    assert "for 24 hours; no order was made" in problem["detail"]
    assert problem["store"] == {"status": 500, "words": ["Something went wrong with [...]."]}
    assert shop.store.orders == []
    assert shop.status("order-1")["problem"] == problem
    calls = len(shop.calls.sent)
    with pytest.raises(PriorRefusal, match="store_keeps_failing"):
        shop.place(mugs())
    assert len(shop.calls.sent) == calls


def test_before_a_day_has_passed_and_after_few_tries_it_goes_on() -> None:
    shop = Shop()
    for _ in range(20):
        delivered(shop, BROKEN)
        shop.clock.sleep(PART / 10)
    assert shop.place(mugs()).order
    seldom = Shop()
    for _ in range(LEAST_DELIVERIES - 1):
        delivered(seldom, BROKEN)
        seldom.clock.sleep(GIVEN_UP_AFTER)
    assert seldom.place(mugs()).order


@pytest.mark.parametrize("between", [503, 403])
def test_the_day_begins_anew_when_the_whole_store_was_away(between: int) -> None:
    shop = Shop()
    fail_for_a_day(shop)
    delivered(shop, failing(between))
    delivered(shop, BROKEN)
    assert shop.place(mugs()).order


def test_a_spent_quota_changes_nothing_about_the_day() -> None:
    shop = Shop()
    fail_for_a_day(shop)
    assert isinstance(delivered(shop, failing(429, x_retry_after="60")), StoreThrottled)
    shop.meddling.instead["consignments"] = [BROKEN] * 5
    with pytest.raises(StoreKeepsFailing):
        shop.place(mugs())


def test_an_order_in_doubt_is_never_refused_for_errors_of_the_store() -> None:
    shop = Shop()
    shop.meddling.after["create_order"] = [BROKEN]
    shop.meddling.instead["list_orders"] = [BROKEN] * 100
    shop.meddling.instead["read_checkout"] = [BROKEN] * 100
    with pytest.raises(OutcomeUnknown):
        shop.place(mugs())
    for end in [OutcomeUnknown] * LEAST_DELIVERIES + [Parked]:
        shop.clock.sleep(PART)
        shop.meddling.instead["list_orders"] = [BROKEN] * 100
        shop.meddling.instead["read_checkout"] = [BROKEN] * 100
        with pytest.raises(end) as caught:
            shop.place(mugs())
        # The person who looks reads the store's words, and not the customer's name.
        assert caught.value.facts["store"]["words"] == ["Something went wrong with [...]."]
    (row,) = shop.attention.items.values()
    assert (row["state"]["S"], row["words"]["S"]) == ("parked", "Something went wrong with [...].")
    shop.meddling.instead.clear()
    assert shop.place(mugs()).order.order_id == 101
    assert len(shop.store.orders) == 1
