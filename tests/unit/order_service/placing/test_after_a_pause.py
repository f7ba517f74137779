"""While nobody tries an order, as during a pause of the service, the store does not fail on it.

A pause leaves the key as it was: here it is a time without deliveries.
"""

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.errors import OrderError, StoreUnavailable, Unfinished
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry
from order_service.placing.failing import GIVEN_UP_AFTER, LEAST_DELIVERIES
from tests.fakes.features import mugs
from tests.fakes.orders import order_body
from tests.fakes.sends import failing
from tests.fakes.shop import Shop

BROKEN = failing(500, {"status": 500, "title": "oops"})
THROTTLED = failing(429, x_retry_after="60")
MOVED = order_body(status="Awaiting Fulfillment")


def tried(shop: Shop, body: dict[str, object], operation: str, *answers: Answer) -> OrderError:
    shop.meddling.instead = {operation: list(answers)}
    with pytest.raises(OrderError) as caught:
        shop.place(body)
    shop.meddling.instead = {}
    return caught.value


def entry(shop: Shop) -> Entry:
    found = shop.ledger.read(OrderKey("acme", "order-1"))
    assert found is not None
    return found


def test_a_store_that_failed_before_a_pause_and_after_it_has_not_failed_for_a_day() -> None:
    shop = Shop()
    for _ in range(LEAST_DELIVERIES):
        tried(shop, mugs(), "consignments", *[BROKEN] * 5)
        shop.clock.sleep(60)
    shop.clock.sleep(GIVEN_UP_AFTER)
    assert isinstance(tried(shop, mugs(), "consignments", *[BROKEN] * 5), StoreUnavailable)
    # The series begins anew, with the first failure after the pause.
    assert entry(shop).failing_since == pytest.approx(shop.clock.now(), abs=60)


def test_what_follows_an_order_is_tried_twice_after_a_pause() -> None:
    shop = Shop()
    tried(shop, MOVED, "update_order", *[failing(503)] * 9)
    shop.clock.sleep(4000)
    assert isinstance(tried(shop, MOVED, "update_order", THROTTLED), Unfinished)
    shop.clock.sleep(60)
    assert shop.place(MOVED).order.applied == ["status"]


def test_what_follows_an_order_is_given_up_by_the_second_failure_after_a_pause() -> None:
    shop = Shop()
    tried(shop, MOVED, "update_order", *[failing(503)] * 9)
    shop.clock.sleep(4000)
    tried(shop, MOVED, "update_order", THROTTLED)
    shop.clock.sleep(60)
    shop.meddling.instead["update_order"] = [THROTTLED]
    (left,) = shop.place(MOVED).order.not_applied or []
    assert left.field == "status"
