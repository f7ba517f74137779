"""An order that is found hours after its create-order, and whose finding is written with no answer.

What follows it is tried for an hour from then on, not from create-order on.
"""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import NotYet, OrderError
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.ledger import Ledger
from order_service.placing.company import RECORD_SECONDS
from tests.fakes.features import B2B, BUYER, mugs
from tests.fakes.sends import failing
from tests.fakes.shop import CountingDynamoDB, Shop, as_client

KEY = OrderKey("acme", "order-1")
BODY = mugs(status=11)
HOUR = 3600.0


class Stalling(CountingDynamoDB):
    """Does the first write that an order is found, answers none, and refuses the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.found = 0

    def update_item(self, **call: Any) -> dict[str, Any]:
        phase = call["ExpressionAttributeValues"].get(":phase", {}).get("S")
        self.found += phase == Phase.FINISHING
        if phase != Phase.FINISHING or self.found > 2:
            return super().update_item(**call)
        if self.found == 1:
            super().update_item(**call)
        raise ReadTimeoutError(endpoint_url="table")


def entry_of(shop: Shop) -> Entry:
    entry = shop.ledger.read(KEY)
    assert entry is not None
    return entry


def fails(shop: Shop) -> None:
    with pytest.raises(OrderError):
        shop.place(BODY)


def stalling(**settings: Any) -> Shop:
    shop = Shop(**settings)
    shop.dynamodb = Stalling()
    shop.ledger = Ledger(as_client(shop.dynamodb), "orders", shop.clock, 90)
    shop.service = replace(shop.service, ledger=shop.ledger)
    return shop


def found_after_hours() -> Shop:
    """Return a shop whose order was found, and written down without a note of when."""
    shop = stalling()
    shop.meddling.after["create_order"] = [NoAnswer("ReadTimeout")]
    shop.meddling.instead["list_orders"] = [failing(503)] * 40
    fails(shop)
    shop.clock.sleep(2 * HOUR)
    shop.meddling.instead["list_orders"] = []
    fails(shop)
    entry = entry_of(shop)
    assert (entry.phase, entry.since(Phase.FINISHING)) == (Phase.FINISHING, 0)
    shop.clock.sleep(80)
    return shop


def test_what_follows_an_order_that_was_found_late_is_not_given_up_at_the_first_try() -> None:
    shop = found_after_hours()
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    fails(shop)
    shop.meddling.instead["update_order"] = []
    order = shop.place(BODY).order
    assert (order.applied, order.not_applied) == (["status"], None)


def test_it_is_given_up_an_hour_after_the_first_try_that_was_noted() -> None:
    shop = found_after_hours()
    shop.meddling.instead["update_order"] = [failing(503)] * 90
    fails(shop)
    shop.clock.sleep(HOUR + 1)
    order = shop.place(BODY).order
    assert [one.field for one in order.not_applied or ()] == ["status"]


def test_a_company_s_record_is_waited_for_since_create_order_where_nothing_else_was_noted() -> None:
    shop = stalling(b2b_record="never")
    body = mugs(customer_id=BUYER, b2b=B2B)
    with pytest.raises(NotYet):
        shop.place(body)
    shop.clock.sleep(RECORD_SECONDS + 1)
    order = shop.place(body).order
    assert [one.field for one in order.not_applied or ()] == ["b2b.po_number", "b2b.extra_fields"]


def test_a_second_look_that_was_written_with_no_answer_stays_due_when_it_was() -> None:
    """The answer to create-order was slow: something on the way may have sent it twice."""
    shop = stalling()
    shop.meddling.before["create_order"] = lambda: shop.clock.sleep(6)
    fails(shop)
    written = entry_of(shop).look_at
    assert written > shop.clock.now()
    due: list[float] = []
    shop.clock.sleep(80)
    shop.meddling.before["update_order"] = lambda: due.append(entry_of(shop).look_at)
    shop.place(BODY)
    assert due == [written]
