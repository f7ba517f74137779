"""What is listed of a key, written twice, answered meanwhile, and given up."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from order_service.answers import Finishing
from order_service.clock import Deadline
from order_service.errors import (
    LedgerUnavailable,
    NotYet,
    OutcomeUnknown,
    OutOfTime,
    QueueUnavailable,
    ScopeMissing,
    SecretsUnavailable,
    StorePaused,
    StoreThrottled,
    StoreUnavailable,
    Unfinished,
)
from order_service.keys import OrderKey
from order_service.ledger.attention_row import AttentionRow
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.lease import Lease
from order_service.placing.attention import kept, no_longer_listed, shown
from order_service.placing.failing import failing_since, given_up, unseen_for_long
from order_service.placing.follow_up import insist
from order_service.placing.going_on import can_go_on
from order_service.placing.reasons import as_answered, for_a_person
from order_service.request.intake import Job, read_order
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.store import deadline_in

KEY = OrderKey("acme", "order-1")
JOB = Job(KEY, read_order(order_body(billing_address=AUSTIN | {"city": "Köln"})))
DOWN = LedgerUnavailable("No.", retry_after=5)
NOW = 1_800_000_000.0
DAY = 86_400.0


def entry(phase: Phase = Phase.CART, **fields: Any) -> Entry:
    return Entry(KEY, "f", phase, **fields)


def lease(found: Entry) -> Lease:
    def write(*_: Any, **__: Any) -> Entry:
        raise AssertionError("nothing is written here")

    return Lease(found, write)


def failure(status: int | None) -> StoreUnavailable:
    facts = {} if status is None else {"store": {"status": status, "words": ["Oops."]}}
    return StoreUnavailable("It fails.", step="billing_address", retry_after=5, **facts)


FAILURE = failure(500)
UNLISTED: dict[str, Any] = {
    "errors": [{"field": "available_shipping_options", "message": "cannot be read"}]
}


def unlisted(step: str = "shipping_option", **facts: Any) -> StoreUnavailable:
    return StoreUnavailable("Not listed.", step=step, retry_after=5, **facts)


def deadline(seconds: float) -> Deadline:
    return deadline_in(seconds, FakeClock())


@dataclass
class Rows:
    """A list that keeps what is put and removed, or cannot be reached."""

    down: bool = False
    put_rows: list[AttentionRow] = field(default_factory=list)
    removed: list[OrderKey] = field(default_factory=list)

    def put(self, row: AttentionRow) -> None:
        self.put_rows.append(row)

    def remove(self, key: OrderKey) -> None:
        self.removed.append(key)
        if self.down:
            raise DOWN


def test_an_order_is_listed_as_it_was_sent_in_its_own_letters() -> None:
    rows = Rows()
    shown(JOB, OutcomeUnknown("Ask again.", step="order", retry_after=5), lease(entry()), rows, NOW)
    (row,) = rows.put_rows
    assert (row.key, row.since, row.fingerprint) == (KEY, NOW, JOB.fingerprint)
    assert row.request == kept(JOB.order)
    assert '"city":"Köln"' in row.request


def test_a_key_that_is_listed_already_keeps_since_when() -> None:
    rows = Rows()
    error = OutcomeUnknown("Ask again.", step="order", retry_after=5)
    shown(JOB, error, lease(entry(attention=NOW - 60)), rows, NOW)
    assert [row.since for row in rows.put_rows] == [NOW - 60]


def test_what_passes_by_itself_is_not_listed() -> None:
    rows = Rows()
    shown(JOB, StoreThrottled("Wait.", retry_after=5), lease(entry()), rows, NOW)
    assert rows.put_rows == []


@pytest.mark.parametrize(
    ("seconds", "listed", "removed"),
    [(0.5, NOW, [KEY]), (0, NOW, []), (-1, NOW, []), (60, 0, [])],
)
def test_a_row_is_removed_where_there_may_be_one_and_time_is_left(
    seconds: float, listed: float, removed: list[OrderKey]
) -> None:
    rows = Rows()
    no_longer_listed(lease(entry(attention=listed)), rows, deadline(seconds))
    assert rows.removed == removed


def test_a_row_that_cannot_be_removed_is_left() -> None:
    rows = Rows(down=True)
    no_longer_listed(lease(entry(attention=NOW)), rows, deadline(60))
    assert rows.removed == [KEY]


@pytest.mark.parametrize(
    ("failures", "seconds", "writes", "fails"),
    [
        (0, 60, 1, False),
        (1, 60, 2, False),
        (1, 0.5, 2, False),
        (1, 0, 1, True),
        (2, 60, 2, True),
    ],
)
def test_a_write_that_must_not_be_lost_is_tried_twice_while_there_is_time(
    failures: int, seconds: float, writes: int, fails: bool
) -> None:
    tried: list[int] = []

    def write() -> None:
        tried.append(1)
        if len(tried) <= failures:
            raise DOWN

    if fails:
        with pytest.raises(LedgerUnavailable):
            insist(write, deadline(seconds))
    else:
        insist(write, deadline(seconds))
    assert len(tried) == writes


@pytest.mark.parametrize(
    ("phase", "kind", "step"),
    [
        (Phase.FINISHING, Unfinished, "finish"),
        (Phase.SUBMITTING, OutcomeUnknown, "order"),
        (Phase.PARKED, OutcomeUnknown, "order"),
    ],
)
def test_a_failure_after_create_order_is_answered_as_what_it_is_for_the_order(
    phase: Phase, kind: type[NotYet], step: str
) -> None:
    answered = as_answered(FAILURE, entry(phase))
    assert type(answered) is kind
    assert answered.detail == "It fails. Ask again later with the same key."
    assert (answered.step, answered.retry_after) == (step, 5)
    assert answered.facts == FAILURE.facts
    assert answered.backs_off is FAILURE.backs_off


@pytest.mark.parametrize("phase", [Phase.CLAIMED, Phase.CART])
def test_a_failure_before_create_order_is_answered_as_it_is(phase: Phase) -> None:
    assert as_answered(FAILURE, entry(phase)) is FAILURE


PLACED = entry(Phase.PLACED, order_id=101, draft=DRAFT.model_dump_json())


def finished(**fields: Any) -> Entry:
    return replace(PLACED, finishing=Finishing(**fields).model_dump_json())


@dataclass
class OneOrder:
    """A store that shows one order, or fails."""

    row: OrderRow | Exception
    asked: list[int] = field(default_factory=list)

    def read_order(self, order_id: int) -> OrderRow:
        self.asked.append(order_id)
        if isinstance(self.row, Exception):
            raise self.row
        return self.row


@pytest.mark.parametrize(
    ("found", "row", "goes_on", "asked"),
    [
        (PLACED, OrderRow(id=101, status_id=0), True, [101]),
        (PLACED, OrderRow(id=101, status_id=11), False, [101]),
        (PLACED, FAILURE, False, [101]),
        (PLACED, CartGone("order"), False, [101]),
        (entry(Phase.FINISHING, order_id=101), OrderRow(id=101, status_id=0), False, []),
        (finished(status="Pending"), OrderRow(id=101, status_id=0), False, []),
        (finished(cart_deleted=True), OrderRow(id=101, status_id=0), False, []),
    ],
)
def test_a_customer_goes_on_only_with_an_order_that_the_store_shows_as_incomplete(
    found: Entry, row: OrderRow | Exception, goes_on: bool, asked: list[int]
) -> None:
    store: Any = OneOrder(row)
    assert can_go_on(found, lambda: store) is goes_on
    assert store.asked == asked


@pytest.mark.parametrize(
    ("reason", "before", "since"),
    [
        (failure(500), 0, NOW),
        (failure(502), 7.0, 7.0),
        (failure(499), 7.0, 0),
        (failure(503), 7.0, 0),
        (failure(None), 7.0, 0),
        (StorePaused("Paused.", retry_after=5), 7.0, 0),
        (StoreThrottled("Wait.", retry_after=5, store={"status": 500}), 7.0, 7.0),
        (OutOfTime("Late.", retry_after=5, store={"status": 500}), 0, 0),
        (QueueUnavailable("Busy.", retry_after=5), 7.0, 7.0),
        (LedgerUnavailable("Busy.", retry_after=5), 7.0, 7.0),
        (SecretsUnavailable("Busy.", retry_after=5), 7.0, 7.0),
        (SecretsUnavailable("Busy.", retry_after=5), 0, 0),
        (unlisted(**UNLISTED), 0, NOW),
        (unlisted("consignments", **UNLISTED), 7.0, 0),
        (unlisted(), 7.0, 0),
    ],
)
def test_a_store_fails_on_an_order_since_its_first_error_without_a_better_answer(
    reason: NotYet, before: float, since: float
) -> None:
    assert failing_since(reason, entry(failing_since=before), NOW) == since


@pytest.mark.parametrize(
    ("seconds", "deliveries", "fields", "hours"),
    [
        (DAY, 5, {}, 24),
        (DAY + 5400, 6, {}, 26),
        (DAY - 1, 5, {}, None),
        (DAY, 4, {}, None),
        (DAY, 5, {"concluded": 1}, 24),
        (DAY, 5, {"phase": Phase.SUBMITTING, "attempts": 1}, None),
        (DAY, 5, {"phase": Phase.SUBMITTING, "concluded": 1}, None),
        (DAY, 5, {"phase": Phase.PARKED, "attempts": 1}, None),
        (DAY, 5, {"order_id": 101}, None),
    ],
)
def test_an_order_that_is_not_in_doubt_is_refused_after_a_day_of_errors(
    seconds: float, deliveries: int, fields: dict[str, Any], hours: int | None
) -> None:
    found = entry(failing_since=NOW - seconds, deliveries=deliveries, **fields)
    refusal = given_up(failure(500), found, NOW)
    assert (refusal is not None) is (hours is not None)
    if refusal is not None:
        said = f"The store has failed on this order for {hours} hours; no order was made."
        assert (refusal.detail, refusal.step) == (said, "billing_address")
        assert refusal.facts == {"store": {"status": 500, "words": ["Oops."]}}


@pytest.mark.parametrize(
    "reason",
    [OutOfTime("Late.", retry_after=5), SecretsUnavailable("Busy.", retry_after=5), failure(503)],
)
def test_a_day_of_errors_ends_no_order_by_a_failure_of_another_kind(reason: NotYet) -> None:
    found = entry(failing_since=NOW - DAY, deliveries=5)
    assert given_up(reason, found, NOW) is None


THROTTLED = StoreThrottled("Wait.", retry_after=5)
LATE = OutOfTime("Late.", retry_after=5)
PAUSED = StorePaused("Paused.", retry_after=5)
UNREAD = SecretsUnavailable("Busy.", retry_after=5)
NO_SCOPE = ScopeMissing("No.", retry_after=5)


def doubt(last: str = "store_unavailable", **fields: Any) -> Entry:
    error = json.dumps({"code": last, "step": None, "detail": "No."})
    known = {"attempts": 1, "submitted_at": 5.0, "deliveries": 5, "last_error": error}
    return entry(**{"phase": Phase.SUBMITTING, **known, **fields})


@pytest.mark.parametrize(
    ("reason", "last", "before", "since"),
    [
        (failure(500), "outcome_unknown", 0, NOW),
        (failure(400), "store_unavailable", 7.0, 7.0),
        (failure(503), "store_throttled", 7.0, 7.0),
        (failure(None), "out_of_time", 7.0, 7.0),
        (THROTTLED, "store_unavailable", 7.0, 7.0),
        (LATE, "store_unavailable", 7.0, 7.0),
        (UNREAD, "store_unavailable", 7.0, 7.0),
        (failure(500), "secrets_unavailable", 7.0, 7.0),
        (UNREAD, "outcome_unknown", 0, NOW),
        (failure(500), "outcome_unknown", 7.0, NOW),
        (failure(500), "scope_missing", 7.0, NOW),
        (failure(500), "store_unavailable", 4.0, NOW),
        (failure(500), "store_unavailable", 5.0, 5.0),
        (NO_SCOPE, "store_unavailable", 7.0, 7.0),
        (NO_SCOPE, "outcome_unknown", 0, NOW),
        (PAUSED, "store_unavailable", 7.0, 0),
        (OutcomeUnknown("Wait.", retry_after=5), "scope_missing", 7.0, 7.0),
        (DOWN, "store_unavailable", 7.0, 7.0),
        (DOWN, "store_unavailable", 0, 0),
    ],
)
def test_looks_for_an_order_in_doubt_fail_since_the_first_of_a_row(
    reason: NotYet, last: str, before: float, since: float
) -> None:
    assert failing_since(reason, doubt(last, failing_since=before), NOW) == since


@pytest.mark.parametrize(
    ("reason", "seconds", "fields", "hours"),
    [
        (failure(500), DAY, {}, 24),
        (failure(500), DAY - 1, {}, None),
        (failure(500), DAY, {"deliveries": 4}, None),
        (failure(500), DAY, {"attempts": 0}, None),
        (failure(500), DAY, {"attempts": 0, "concluded": 1}, 24),
        (failure(500), DAY, {"phase": Phase.PARKED}, None),
        (failure(500), DAY, {"phase": Phase.CART}, None),
        (failure(500), DAY, {"phase": Phase.FINISHING, "order_id": 101}, None),
        (THROTTLED, DAY, {}, 24),
        (LATE, DAY, {}, 24),
        (UNREAD, DAY, {}, 24),
        (NO_SCOPE, 3 * DAY, {}, 72),
        (NO_SCOPE, 3 * DAY - 1, {}, None),
        (PAUSED, 9 * DAY, {}, None),
        (OutcomeUnknown("Wait.", retry_after=5), 9 * DAY, {}, None),
        (DOWN, 9 * DAY, {}, None),
    ],
)
def test_an_order_in_doubt_that_nobody_can_look_for_is_a_person_s_after_a_while(
    reason: NotYet, seconds: float, fields: dict[str, Any], hours: int | None
) -> None:
    parked = unseen_for_long(reason, doubt(failing_since=NOW - seconds, **fields), NOW)
    assert (parked is not None) is (hours is not None)
    if parked is not None:
        said = f"For {hours} hours the store could not be searched for the order."
        assert (parked.detail, parked.step) == (said, "order")


def test_a_person_learns_which_order_the_store_has_answered_with() -> None:
    parked = for_a_person("No order is seen.", entry(order_id=101))
    assert parked.detail == "No order is seen. The store answered that its order is 101."


def test_a_person_learns_which_orders_may_have_been_archived_as_duplicates() -> None:
    parked = for_a_person("No order is seen.", entry(archiving="102@1.0 103@2.0"))
    archived = "The service archived as duplicates, or tried to: 102, 103."
    assert parked.detail == f"No order is seen. {archived}"


def test_what_the_store_said_last_and_a_refusal_meanwhile_are_there_for_the_person() -> None:
    problem = json.dumps({"code": "store_refused", "step": "order", "title": "No."})
    found = doubt(failing_since=NOW - DAY, problem=problem)
    parked = unseen_for_long(failure(500), found, NOW)
    assert parked is not None
    assert parked.facts == {
        "store": {"status": 500, "words": ["Oops."]},
        "refusal": {"code": "store_refused", "step": "order"},
    }
