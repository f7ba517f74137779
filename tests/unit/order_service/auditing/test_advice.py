from typing import Any

import pytest

from order_service.auditing.advice import about_live
from order_service.auditing.audited_order import AuditedOrder
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase

INCOMPLETE, CANCELLED, MOVED = 0, 5, 11


def entry(phase: Phase, order_id: int = 0, **more: Any) -> Entry:
    known: dict[str, Any] = {"cart_id": "c1", "order_id": order_id} | more
    return Entry(OrderKey("acme", "order-1"), "f", phase, **known)


def live(**statuses: int) -> list[AuditedOrder]:
    """Return live orders of the cart: `o101=0` is number 101, Incomplete."""
    rows = [
        {"id": int(name[1:]), "status_id": status, "order_source": "checkout_api"}
        for name, status in statuses.items()
    ]
    return [AuditedOrder.read(row) for row in rows]


@pytest.mark.parametrize("phase", [Phase.CART, Phase.SUBMITTING, Phase.FINISHING, Phase.PARKED])
def test_what_the_service_has_still_to_settle_is_left_to_it(phase: Phase) -> None:
    key = entry(phase, 101, cancel_asked="order", look_at=9.0)
    said = about_live(key, live(o101=INCOMPLETE, o102=MOVED))
    assert said == (
        "redrive its message: the service settles which one stays, and archives what nobody acted "
        "on"
    )


@pytest.mark.parametrize("phase", [Phase.REJECTED, Phase.PLACED, Phase.CANCELLED])
def test_where_a_second_look_is_due_it_is_waited_for(phase: Phase) -> None:
    said = about_live(entry(phase, 101, look_at=9.0), live(o101=INCOMPLETE, o102=INCOMPLETE))
    assert said == "wait for the second look: it archives what nobody acted on"


def test_an_order_that_callers_know_is_restored_or_another_one_kept() -> None:
    said = about_live(entry(Phase.PLACED, 101), live(o102=INCOMPLETE, o103=MOVED))
    assert said == (
        "restore order 101, of which callers know, and archive 102, 103; or keep 103; archive 102 "
        "unless somebody paid for it"
    )


@pytest.mark.parametrize("orders", [{"o101": CANCELLED, "o102": INCOMPLETE}, {"o102": INCOMPLETE}])
@pytest.mark.parametrize(
    "key",
    [
        entry(Phase.CANCELLED),
        entry(Phase.PLACED, 101, finishing='{"order_cancelled": true}'),
    ],
)
def test_of_a_key_that_was_cancelled_no_order_is_kept(key: Entry, orders: dict[str, int]) -> None:
    assert about_live(key, live(**orders)) == (
        "archive 102 unless somebody paid for it or wants it: the order was cancelled, as was asked"
    )


def test_of_a_cancelled_order_and_another_ended_one_nothing_is_left_to_do() -> None:
    said = about_live(entry(Phase.CANCELLED), live(o101=CANCELLED))
    assert said == "nothing: the order was cancelled, as was asked"


def test_the_order_of_a_refused_key_is_archived_or_kept_by_its_status() -> None:
    said = about_live(entry(Phase.REJECTED), live(o101=INCOMPLETE, o102=INCOMPLETE))
    assert said == (
        "archive 101, 102 unless somebody paid for it, as callers know of none; or keep 101; "
        "archive 102 unless somebody paid for it: give it its status, and send it under no other "
        "key"
    )


def test_a_paid_order_of_the_list_goes_before_an_untouched_one() -> None:
    rows = [{"id": 101, "status_id": 0}, {"id": 102, "status_id": 0, "payment_status": "captured"}]
    said = about_live(entry(Phase.REJECTED), [AuditedOrder.read(row) for row in rows])
    assert "keep 102" in said
