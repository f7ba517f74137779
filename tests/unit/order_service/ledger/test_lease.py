"""What each step of a lease writes down: these facts, no others, and under which condition."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from order_service.answers import Finishing
from order_service.errors import (
    OrderError,
    Parked,
    StoreRefused,
    StoreThrottled,
    StoreUnavailable,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.lease import CancelAsked, Lease
from tests.fakes.drafts import DRAFT

START = Entry(
    OrderKey("acme", "order-1"), "f", Phase.CART, lease_owner="me", lease_until=70.0, revision=3,
    carts=1, cart_id="c-1", redirect_urls='{"cart_url":"u"}', draft="{1}",
)  # fmt: skip
SENT = replace(
    START, phase=Phase.SUBMITTING, attempts=1, submitted_at=9.0, sends_until=79.0,
    redirect_urls="", draft="{2}", concluded=4,
)  # fmt: skip
PROBLEM = StoreRefused("No.", step="cart").problem()
DONE = Finishing(status="Pending")
Step = Callable[[Lease], None]


class Written:
    """Takes each step, with its condition; one that ``fails`` is not written."""

    def __init__(self, entry: Entry = START) -> None:
        self.lease = Lease(entry, self)
        self.steps: list[tuple[dict[str, Any], str]] = []
        self.fails: Exception | None = None

    def __call__(
        self,
        entry: Entry,
        changes: Mapping[str, Any],
        *,
        gives_back: bool,
        heeds: bool,
        holds: float,
    ) -> Entry:
        assert type(gives_back) is type(heeds) is bool
        ways = ["gives back"] * gives_back + ["heeds"] * heeds + ["holds"] * bool(holds)
        self.steps.append((dict(changes), " and ".join(ways)))
        if self.fails:
            raise self.fails
        return replace(entry, **changes)


def costing(total: str, currency: str) -> str:
    totals = DRAFT.totals.model_copy(update={"grand_total": Decimal(total), "currency": currency})
    return DRAFT.model_copy(update={"totals": totals}).model_dump_json()


INTENT = {"phase": Phase.SUBMITTING, "redirect_urls": "", "draft": DRAFT.model_dump_json()}
TAKEN_BACK = {
    "phase": Phase.CART, "attempts": 0, "submitted_at": 0, "sends_until": 0,
    "redirect_urls": '{"cart_url":"u"}',
}  # fmt: skip
REFUSED_LATER = {"draft": "{1}", "earlier_draft": "{2}"}
PLACED = {"phase": Phase.PLACED, "order_id": 101, "draft": "{2}"}
REJECTED = {"phase": Phase.REJECTED, "problem": json.dumps(PROBLEM)}


@pytest.mark.parametrize(
    ("entry", "step", "changes", "how"),
    [
        (START, lambda lease: lease.cart_opened("c-2", {"cart_url": "v"}),
         {"phase": Phase.CART, "cart_id": "c-2", "redirect_urls": '{"cart_url": "v"}', "carts": 2},
         ""),
        (START, lambda lease: lease.cart_opened("c-2", {}, 11),
         {"phase": Phase.CART, "cart_id": "c-2", "redirect_urls": "{}", "carts": 2,
          "cart_customer": 11}, ""),
        (START, lambda lease: lease.submitting(DRAFT, 10.0),
         INTENT | {"attempts": 1, "submitted_at": 10.0, "sends_until": 70.0}, "heeds"),
        (SENT, lambda lease: lease.submitting(DRAFT, 80.0),
         INTENT | {"attempts": 2, "submitted_at": 80.0, "sends_until": 70.0,
                   "earlier_draft": "{2}"}, "heeds"),
        (replace(SENT, earlier_draft="{1}"), lambda lease: lease.submitting(DRAFT, 80.0),
         INTENT | {"attempts": 2, "submitted_at": 80.0, "sends_until": 70.0,
                   "earlier_draft": "{2}", "refused_draft": "{1}"}, "heeds"),
        (replace(SENT, earlier_draft="{2}"), lambda lease: lease.submitting(DRAFT, 80.0),
         INTENT | {"attempts": 2, "submitted_at": 80.0, "sends_until": 70.0,
                   "earlier_draft": "{2}"}, "heeds"),
        (SENT, lambda lease: lease.not_submitted(START),
         TAKEN_BACK | {"draft": "{1}", "concluded": 0}, ""),
        (SENT, lambda lease: lease.not_submitted(replace(START, concluded=2), answered=True),
         TAKEN_BACK | {"draft": "{2}", "concluded": 3}, ""),
        (SENT, lambda lease: lease.not_submitted(replace(START, attempts=1), answered=True),
         TAKEN_BACK | REFUSED_LATER | {"attempts": 1, "concluded": 1}, ""),
        (SENT, lambda lease: lease.denied(replace(START, attempts=5, concluded=2)),
         REFUSED_LATER | {"attempts": 5, "concluded": 3}, ""),
        (SENT, lambda lease: lease.denied(replace(START, concluded=2)),
         {"attempts": 0, "draft": "{2}", "concluded": 3}, ""),
        (SENT, lambda lease: lease.exhausted(2, PROBLEM, 20.0),
         {"attempts": 2, "submitted_at": 20.0, "sends_until": 70.0,
          "problem": json.dumps(PROBLEM)}, ""),
        (START, lambda lease: lease.cart_gone(20.0), {"cart_gone_at": 20.0}, ""),
        (replace(START, cart_gone_at=9.0), lambda lease: lease.cart_opened("c-2", {}),
         {"phase": Phase.CART, "cart_id": "c-2", "redirect_urls": "{}", "carts": 2,
          "cart_gone_at": 0}, ""),
        (replace(START, cart_gone_at=9.0), lambda lease: lease.cart_there(), {"cart_gone_at": 0},
         ""),
        (SENT, lambda lease: lease.made(101), {"order_id": 101}, ""),
        (replace(SENT, earlier_draft="{1}"), lambda lease: lease.placed(101),
         PLACED | {"earlier_draft": "{1}"}, "gives back and heeds"),
        (replace(SENT, earlier_draft="{2}"), lambda lease: lease.placed(101),
         PLACED | {"earlier_draft": "{2}"}, "gives back and heeds"),
        (SENT, lambda lease: lease.finishing(101), PLACED | {"phase": Phase.FINISHING}, ""),
        (SENT, lambda lease: lease.placed(101), PLACED, "gives back and heeds"),
        (SENT, lambda lease: lease.placed(101, DONE, 300.0),
         PLACED | {"finishing": DONE.model_dump_json(), "look_at": 300.0}, "gives back and heeds"),
        (SENT, lambda lease: lease.finishing(101, 300.0),
         PLACED | {"phase": Phase.FINISHING, "look_at": 300.0}, ""),
        (replace(SENT, look_at=300.0), lambda lease: lease.placed(101), PLACED,
         "gives back and heeds"),
        (replace(SENT, phase=Phase.FINISHING), lambda lease: lease.placed(101), PLACED,
         "gives back and heeds"),
        (replace(SENT, phase=Phase.FINISHING, look_at=300.0), lambda lease: lease.placed(101),
         PLACED | {"look_at": 0}, "gives back and heeds"),
        (replace(SENT, phase=Phase.PARKED, look_at=300.0), lambda lease: lease.placed(101),
         PLACED | {"look_at": 0}, "gives back and heeds"),
        (START, lambda lease: lease.rejected(PROBLEM), REJECTED | {"disputed": 0},
         "gives back and heeds"),
        (START, lambda lease: lease.rejected(PROBLEM, 300.0), REJECTED | {"look_at": 300.0},
         "gives back and heeds"),
        (START, lambda lease: lease.cancelled(),
         {"phase": Phase.CANCELLED, "look_at": 0, "disputed": 0},
         "gives back"),
        (START, lambda lease: lease.cancelled(300.0),
         {"phase": Phase.CANCELLED, "look_at": 300.0, "disputed": 0},
         "gives back"),
        (START, lambda lease: lease.cancelled(disputed=True),
         {"phase": Phase.CANCELLED, "look_at": 0, "disputed": 1}, "gives back"),
        (START, lambda lease: lease.given_back(), {}, "gives back"),
        (SENT, lambda lease: lease.archiving(102, 70.04, 101),
         {"archiving": "102@70.0", "kept": 101}, ""),
        (replace(SENT, archiving="102@70.0 103@80.5"), lambda lease: lease.archiving(102, 90.0, 0),
         {"archiving": "102@90.0 103@80.5", "kept": 0}, ""),
        (replace(SENT, archiving="102@70.0 103@80.5"), lambda lease: lease.archiving(103, 75.0, 0),
         {"archiving": "102@70.0 103@80.5", "kept": 0}, ""),
        (SENT, lambda lease: lease.looked_again(), {"look_at": 0, "disputed": 0}, ""),
        (SENT, lambda lease: lease.parked(), {"phase": Phase.PARKED, "queued": 0}, "gives back"),
    ],
)  # fmt: skip
def test_each_step_writes_its_facts_and_counts_the_revision(
    entry: Entry, step: Step, changes: dict[str, Any], how: str
) -> None:
    written = Written(entry)
    step(written.lease)
    assert written.steps == [({**changes, "revision": 4}, how)]
    assert written.lease.entry == replace(entry, **changes, revision=4)


def test_a_look_that_left_a_question_open_counts_against_one_that_did_not() -> None:
    settled, disputed = Written(SENT), Written(SENT)
    settled.lease.looked_again()
    disputed.lease.looked_again(disputed=True)
    assert settled.steps == [({"look_at": 0, "disputed": 0, "revision": 4}, "")]
    assert disputed.steps == [({"look_at": 0, "disputed": 1, "revision": 1004}, "")]
    disputed.lease.looked_again()
    assert disputed.steps[-1][0]["revision"] == 1005


THROTTLED = StoreThrottled("Later.", retry_after=5)
LATER = {"code": "store_throttled", "step": None, "detail": "Later."}
DOWN = {"code": "store_unavailable", "step": "cart", "detail": "Down."}


@pytest.mark.parametrize(
    ("entry", "error", "failing_since", "last_error", "more"),
    [
        (START, THROTTLED, 0, LATER, {}),
        (START, StoreUnavailable("Down.", retry_after=5, step="cart", store={"status": 500}, own=1),
         8.5, DOWN | {"store": {"status": 500}}, {"failing_since": 8.5}),
        (replace(SENT, order_id=101, failing_since=8.5),
         StoreUnavailable("Down.", retry_after=5, step="cart", cause="c", hint="h"),
         8.5, DOWN | {"cause": "c", "hint": "h"}, {"order_id": 101, "draft": "{2}"}),
        (replace(START, failing_since=8.5), THROTTLED, 0, LATER, {"failing_since": 0}),
    ],
    ids=["throttled", "began to fail", "fails on, with an order", "fails no more"],
)  # fmt: skip
def test_a_key_is_given_back_with_why_and_since_when_the_store_fails(
    entry: Entry,
    error: OrderError,
    failing_since: float,
    last_error: dict[str, Any],
    more: dict[str, Any],
) -> None:
    written = Written(entry)
    written.lease.released(error, failing_since)
    ((facts, how),) = written.steps
    assert json.loads(facts.pop("last_error")) == last_error
    assert (facts, how) == ({**more, "revision": 4}, "gives back")


def test_a_key_that_the_store_does_not_fail_on_is_given_back_with_the_reason_alone() -> None:
    written = Written()
    written.lease.released(THROTTLED)
    assert set(written.steps[0][0]) == {"last_error", "revision"}


def test_only_a_call_that_may_still_arrive_holds_the_key() -> None:
    later = StoreThrottled("Later.", retry_after=9)
    later.holds = 60.0
    held, parked = Written(), Written()
    held.lease.released(later)
    parked.lease.released(Parked("A person's.", step="order"))
    assert [one.steps[0][1] for one in (held, parked)] == ["gives back and holds", "gives back"]


def test_steps_are_counted_by_attempts_whether_they_were_written_or_not() -> None:
    written = Written()
    written.fails = TimeoutError()
    with pytest.raises(TimeoutError):
        written.lease.made(101)
    # The next one carries the order's id.
    assert (written.lease.entry.order_id, written.lease.entry.revision) == (101, 3)
    written.fails = None
    written.lease.released(THROTTLED)
    assert (written.steps[1][0]["order_id"], written.steps[1][0]["revision"]) == (101, 5)


@pytest.mark.parametrize(
    ("known", "stays", "draft"),
    [
        ({"order_id": 101, "earlier_draft": "{1}"}, 100, "{1}"),
        ({"order_id": 101, "earlier_draft": "{1}"}, 101, "{2}"),
        ({"order_id": 0, "earlier_draft": "{1}"}, 100, "{2}"),
        ({"order_id": 1, "earlier_draft": "{1}"}, 100, "{1}"),
        ({"order_id": 101, "earlier_draft": ""}, 100, "{2}"),
    ],
)
@pytest.mark.parametrize(
    "end", [lambda lease, order: lease.placed(order), lambda lease, order: lease.finishing(order)]
)
def test_of_two_attempts_the_answer_is_the_one_whose_order_stays(
    end: Callable[[Lease, int], None], known: dict[str, Any], stays: int, draft: str
) -> None:
    written = Written(replace(SENT, **known))
    end(written.lease, stays)
    assert (written.lease.entry.order_id, written.lease.entry.draft) == (stays, draft)


@pytest.mark.parametrize("known", [0, 101, 102])
@pytest.mark.parametrize(
    ("currency", "earlier", "later", "shown", "stays"),
    [
        ("USD", "15.83", "99.00", "15.8300", "earlier"),
        ("USD", "15.83", "99.00", "99.0000", "later"),
        ("USD", "15.83", "99.00", "15.8250", "earlier"),
        ("USD", "15.83", "99.00", "15.8249", ""),
        ("USD", "15.83", "99.00", None, ""),
        ("USD", "0.00", "99.00", "0.0000", "earlier"),
        ("JPY", "16", "17", "16.5000", "later"),
        ("KWD", "1.005", "1.006", "1.0050", "earlier"),
    ],
)
def test_of_two_attempts_the_answer_has_the_total_that_the_store_shows(
    known: int, currency: str, earlier: str, later: str, shown: str | None, stays: str
) -> None:
    drafts = {"earlier": costing(earlier, currency), "later": costing(later, currency)}
    entry = replace(SENT, order_id=known, draft=drafts["later"], earlier_draft=drafts["earlier"])
    written = Written(entry)
    written.lease.found(None if shown is None else Decimal(shown))
    written.lease.finishing(101)
    written.lease.placed(101)
    by_id = "earlier" if known == 102 else "later"
    assert written.lease.entry.draft == drafts[stays or by_id]


@pytest.mark.parametrize(
    ("total", "known"), [("1.00", True), ("2.00", True), ("3.00", True), ("4.00", False)]
)
def test_the_total_of_an_attempt_that_was_refused_was_asked_for_too(
    total: str, *, known: bool
) -> None:
    third, first, second = (costing(f"{one}.00", "USD") for one in (3, 1, 2))
    written = Written(replace(SENT, draft=third, earlier_draft=first, refused_draft=second))
    assert written.lease.asked_for(Decimal(total)) is known


@pytest.mark.parametrize("shown", [True, False])
def test_where_another_order_has_to_stay_later_its_own_draft_is_still_known(*, shown: bool) -> None:
    first, second = costing("1.00", "USD"), costing("2.00", "USD")
    written = Written(replace(SENT, order_id=102, draft=second, earlier_draft=first))
    for order_id, draft in ((101, first), (102, second), (101, first)):
        written.lease.found(Decimal(order_id - 100) if shown else None)
        written.lease.seen(order_id)
        assert (written.lease.entry.order_id, written.lease.entry.draft) == (order_id, draft)


@pytest.mark.parametrize(("cart_id", "known"), [("c-1", True), ("c-2", False)])
def test_the_total_of_an_attempt_on_an_earlier_cart_was_not_asked_for(
    cart_id: str, *, known: bool
) -> None:
    """Another version that lets a key begin anew does not know of it."""
    now, before = costing("1.00", "USD"), costing("2.00", "USD")
    entry = replace(SENT, cart_id=cart_id, draft=now, refused_draft=before)
    assert Written(entry).lease.asked_for(Decimal("2.00")) is known


def test_a_total_of_which_no_attempt_knows_changes_nothing() -> None:
    written = Written(SENT)
    written.lease.found(Decimal(7))
    written.lease.placed(101)
    assert written.lease.entry.draft == "{2}"


@pytest.mark.parametrize(
    "step", [lambda lease: lease.submitting(DRAFT, 1.0), lambda lease: lease.rejected(PROBLEM)]
)
def test_where_a_cancellation_is_known_nothing_else_is_begun_or_refused(step: Step) -> None:
    written = Written(replace(START, cancel_asked=CancelWish.ORDER))
    with pytest.raises(CancelAsked, match=r"^order$") as caught:
        step(written.lease)
    assert caught.value.wish == CancelWish.ORDER
    assert written.steps == []


def test_a_wish_that_came_meanwhile_is_in_the_entry_afterwards() -> None:
    written = Written()
    written.fails = CancelAsked(CancelWish.KEY)
    with pytest.raises(CancelAsked):
        written.lease.placed(101)
    assert written.lease.entry.cancel_asked == CancelWish.KEY


def test_a_key_that_is_listed_is_marked_by_the_next_write_and_once() -> None:
    written = Written()
    written.lease.given_back()
    written.lease.listed(5.5)
    written.lease.given_back()
    written.lease.listed(6.5)
    written.lease.given_back()
    marks = [changes.get("attention") for changes, _ in written.steps]
    assert marks == [None, 5.5, None]
    assert set(written.steps[0][0]) == {"revision"}


@pytest.mark.parametrize(
    ("before", "reset"),
    [
        (replace(START, failing_since=8.5), True),
        (replace(SENT, failing_since=8.5), False),
        (replace(SENT, phase=Phase.PARKED, failing_since=8.5), True),
        (START, False),
    ],
)
def test_what_failed_before_a_doubt_does_not_count_as_a_part_of_it(
    before: Entry, reset: bool
) -> None:
    written = Written(before)
    written.lease.submitting(DRAFT, 9.0)
    ((changes, _),) = written.steps
    assert ("failing_since" in changes) is reset
    assert written.lease.entry.failing_since == (0 if reset else before.failing_since)
