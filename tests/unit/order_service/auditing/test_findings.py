import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from order_service.auditing.audited_order import AuditedOrder
from order_service.auditing.findings import CLOCKS, Finding, findings, older_carts, oldest_cart
from order_service.keys import OrderKey
from order_service.ledger.entry import GIVEN_UP, Entry, Phase

NOW = 1_000_000.0
PATIENCE = 3600.0
LONG_AGO = NOW - PATIENCE - 1
LATELY = NOW - PATIENCE + 1


def entry(**changes: Any) -> Entry:
    start: dict[str, Any] = {"phase": Phase.PLACED, "cart_id": "c1", "order_id": 101}
    return Entry(
        key=OrderKey("acme", "order-1"), fingerprint="f", updated_at=NOW, **(start | changes)
    )


def order(order_id: int, cart_id: str = "c1", **changes: Any) -> AuditedOrder:
    start = {"id": order_id, "cart_id": cart_id, "order_source": "checkout_api"}
    return AuditedOrder.read(start | changes)


def found(entries: list[Entry], orders: list[AuditedOrder]) -> list[Finding]:
    return findings(entries, orders, NOW, PATIENCE)


def test_a_ledger_and_a_store_that_agree_give_no_finding() -> None:
    assert found([entry()], [order(101)]) == []


def test_two_live_orders_of_one_cart_are_a_duplicate_and_the_kept_one_is_named() -> None:
    (finding,) = found([entry(order_id=102)], [order(101), order(102)])
    assert finding.kind == "duplicate"
    assert "keep 102; archive 101" in finding.advice


def test_an_order_that_is_archived_is_no_duplicate() -> None:
    assert found([entry()], [order(101), order(102, is_deleted=True)]) == []


def test_a_key_whose_order_is_not_in_the_store_is_reported() -> None:
    assert [finding.kind for finding in found([entry()], [])] == ["no order"]


def test_an_order_that_the_merchant_archived_is_still_the_keys_order() -> None:
    assert found([entry()], [order(101, is_deleted=True)]) == []


def test_an_archived_order_whose_cart_has_another_live_one_is_reported() -> None:
    (finding,) = found([entry()], [order(101, is_deleted=True), order(102)])
    assert finding.kind == "another order"
    assert "[102]" in finding.about


CANCELLED = '{"order_cancelled": true, "status": "Cancelled"}'


def test_a_cancelled_order_that_has_another_status_again_is_reported() -> None:
    (finding,) = found([entry(finishing=CANCELLED)], [order(101, status_id=11)])
    assert finding.kind == "cancelled yet open"
    assert finding.about.endswith(
        "order 101 was cancelled, and now has the status Awaiting Fulfillment"
    )


@pytest.mark.parametrize(
    ("finishing", "shown"),
    [
        (CANCELLED, order(101, status_id=5)),
        (CANCELLED, order(101, status_id=11, is_deleted=True)),
        (CANCELLED, order(101)),
        ('{"status": "Awaiting Fulfillment"}', order(101, status_id=11)),
    ],
)
def test_an_order_that_is_cancelled_archived_or_was_never_cancelled_is_none_of_these(
    finishing: str, shown: AuditedOrder
) -> None:
    assert found([entry(finishing=finishing)], [shown]) == []


def test_a_refused_key_whose_cart_has_a_live_order_is_reported() -> None:
    refused = entry(phase=Phase.REJECTED, order_id=0)
    (finding,) = found([refused], [order(101)])
    assert (finding.kind, "order 101" in finding.about) == ("refused yet ordered", True)
    assert found([refused], [order(101, is_deleted=True)]) == []


@pytest.mark.parametrize(
    ("changes", "shown", "reported"),
    [
        ({}, order(101), True),
        ({}, replace(order(101), created_at=NOW - CLOCKS - 1), True),
        ({}, replace(order(101), created_at=NOW - CLOCKS), False),
        ({}, order(101, is_deleted=True), False),
        ({"attempts": 1}, order(101), False),
        ({"phase": Phase.PARKED}, order(101), True),
        ({"phase": Phase.CANCELLED}, order(101), False),
        ({"cart_id": ""}, order(101, cart_id=""), False),
    ],
)
def test_an_order_of_the_cart_of_a_key_that_sent_no_create_order_is_reported(
    changes: dict[str, Any], shown: AuditedOrder, reported: bool
) -> None:
    """A shopper made it, or the key itself before its ledger was restored to an earlier time."""
    waits = entry(**{"phase": Phase.CART, "order_id": 0, "attempts": 0} | changes)
    kinds = [one.kind for one in found([waits], [shown])]
    assert ("waiting yet ordered" in kinds) is reported


def test_orders_of_keys_are_made_since_the_oldest_of_them_that_had_a_cart() -> None:
    old, new = entry(created_at=1.0), entry(created_at=2.0)
    early = entry(phase=Phase.REJECTED, cart_id="", order_id=0, created_at=0.5)
    assert oldest_cart([new, old, early]) == 1.0
    assert oldest_cart([early]) == 0


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"created_at": 10.0, "attempts": 2}, False),
        ({"attempts": 2}, True),
        ({"attempts": 1}, False),
        ({"attempts": 1, "concluded": 1}, True),
        ({"attempts": 1, "order_id": 55}, True),
        ({"attempts": 1, "order_id": 0, "phase": Phase.PARKED}, True),
        ({"concluded": 1, "order_id": 0, "phase": Phase.REJECTED}, True),
        ({"order_id": 0, "phase": Phase.CART}, False),
        ({"order_id": 0, "phase": Phase.REJECTED, "cart_id": ""}, False),
    ],
)
def test_an_older_key_is_asked_for_by_its_cart_unless_its_one_order_is_listed(
    changes: dict[str, Any], asked: bool
) -> None:
    older = entry(**{"created_at": 9.0} | changes)
    assert older_carts([older], {101, 102}, since=10.0) == ["c1"] * asked


@pytest.mark.parametrize(
    ("phase", "facts", "kinds"),
    [
        (Phase.PARKED, {"submitted_at": NOW}, ["unfinished"]),
        (Phase.SUBMITTING, {"submitted_at": LONG_AGO}, ["unfinished"]),
        (Phase.SUBMITTING, {"submitted_at": LATELY}, []),
        (Phase.FINISHING, {"submitted_at": LONG_AGO}, ["unfinished"]),
        (Phase.FINISHING, {"submitted_at": LATELY}, []),
        (Phase.FINISHING, {"submitted_at": LATELY, "concluded": 1}, []),
        # Answered, and sent again by each delivery, which renews the moment.
        (Phase.SUBMITTING, {"submitted_at": LATELY, "concluded": 200}, ["unfinished"]),
        (Phase.CART, {"concluded": 200}, ["unfinished"]),
        (Phase.CART, {"concluded": 1, "created_at": LATELY}, []),
        (Phase.CART, {"attempts": 1, "submitted_at": LONG_AGO}, ["unfinished"]),
        (Phase.CART, {}, ["still tried"]),
        (Phase.CLAIMED, {}, ["still tried"]),
        (Phase.CLAIMED, {"updated_at": LONG_AGO}, ["not sent again"]),
        (Phase.CLAIMED, {"queued": GIVEN_UP}, ["not sent again"]),
        (Phase.CART, {"created_at": LATELY}, []),
        (Phase.REJECTED, {"updated_at": LONG_AGO, "look_at": LATELY}, []),
        (Phase.REJECTED, {"look_at": LONG_AGO}, ["unfinished"]),
        (Phase.CANCELLED, {}, []),
    ],
)
def test_a_key_past_its_time_is_found_however_lately_it_was_delivered(
    phase: Phase, facts: dict[str, float], kinds: list[str]
) -> None:
    old: dict[str, Any] = {"created_at": LONG_AGO, "updated_at": NOW - 60, "deliveries": 250}
    waiting = Entry(OrderKey("acme", "k"), "f", phase, **old | facts)
    assert [finding.kind for finding in found([waiting], [])] == kinds


def test_an_order_of_the_checkout_api_without_a_key_is_reported() -> None:
    (finding,) = found([], [order(7, "another")])
    assert (finding.kind, "order 7" in finding.about) == ("no entry", True)


@pytest.mark.parametrize("changes", [{"order_source": "manual"}, {"is_deleted": True}])
def test_orders_made_otherwise_or_archived_need_no_key(changes: dict[str, Any]) -> None:
    assert found([], [order(7, "another", **changes)]) == []


@pytest.mark.parametrize(
    ("date", "reported"),
    [
        ("Mon, 12 Jan 1970 13:46:40 +0000", True),
        ("Mon, 12 Jan 1970 13:46:39 +0000", False),
        ("Mon, 12 Jan 1970 08:46:40 -0500", True),
        ("Mon, 12 Jan 1970 08:46:40", False),
        ("0000-00-00", True),
        (None, True),
    ],
)
def test_an_order_from_before_the_keys_needs_none_and_one_without_a_date_does(
    date: str | None, reported: bool
) -> None:
    other = order(7, "another", date_created=date)
    assert len(findings([], [other], NOW + CLOCKS + 1, PATIENCE, since=NOW)) == reported


@pytest.mark.parametrize(("seconds_before", "reported"), [(-1, False), (0, False), (1, True)])
def test_an_order_that_may_be_younger_than_what_was_read_needs_no_key_yet(
    seconds_before: float, reported: bool
) -> None:
    other = order(7, "another", date_created="Mon, 12 Jan 1970 13:46:40 +0000")
    assert len(findings([], [other], NOW + CLOCKS + seconds_before, PATIENCE)) == reported


@pytest.fixture
def far_from_utc() -> Iterator[None]:
    """Let this process be in a zone five hours behind UTC, in a form that needs no zone's file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "EST5")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_utc")
@pytest.mark.parametrize("zone", ["", " -0000", " +0000"])
def test_a_date_without_a_zone_is_in_utc_wherever_the_audit_runs(zone: str) -> None:
    assert time.timezone == 5 * 3600
    assert order(7, date_created=f"Mon, 12 Jan 1970 13:46:40{zone}").created_at == NOW


@pytest.mark.parametrize("waiting", [[], [entry(phase=Phase.CLAIMED, cart_id="", order_id=0)]])
def test_an_order_without_a_cart_has_no_entry_whoever_waits(waiting: list[Entry]) -> None:
    stranger = order(7, cart_id="")
    kinds = [one.kind for one in findings(waiting, [stranger], 10.0**6, 10.0**7)]
    assert kinds == ["no entry"]


def test_a_cancelled_order_whose_status_is_shown_by_name_alone_is_compared() -> None:
    shown = order(101, status="Awaiting Fulfillment")
    kinds = [one.kind for one in found([entry(finishing=CANCELLED)], [shown])]
    assert kinds == ["cancelled yet open"]


@pytest.mark.parametrize("status_id", [4, 6])
def test_a_cancelled_order_that_was_paid_and_then_refunded_is_not_open(status_id: int) -> None:
    """The answer to the DELETE says that the caller has to refund it in the store."""
    assert found([entry(finishing=CANCELLED)], [order(101, status_id=status_id)]) == []


def test_an_order_that_shows_no_cart_is_not_said_to_be_missing() -> None:
    assert found([entry()], [order(101, cart_id="")]) == []


@pytest.mark.parametrize(
    ("statuses", "advice"),
    [
        ((5, 11), "keep 102; 101 was ended already"),
        ((11, 5), "keep 101; 102 was ended already"),
        ((5, 11, 0), "keep 102; archive 103 unless somebody paid for it; 101 was ended already"),
        ((5, 5), "keep 101; 102 was ended already"),
    ],
)
def test_the_advice_on_several_orders_keeps_one_that_nobody_has_ended(
    statuses: tuple[int, ...], advice: str
) -> None:
    """The merchant ended the key's order, say, and sends the other one."""
    live = [order(101 + place, status_id=status) for place, status in enumerate(statuses)]
    (finding,) = found([entry()], live)
    assert (finding.kind, finding.advice) == ("duplicate", advice)
