"""An operator's retry: which keys it may send again, and what it says about the others."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from order_service.errors import (
    InvalidRequest,
    NotRefused,
    NotYet,
    OrderError,
    OrderNotKept,
    RetryTooEarly,
    StoreRefused,
    UnknownOrder,
)
from order_service.keys import OrderKey
from order_service.ledger.attention_row import Attention as State
from order_service.ledger.attention_row import AttentionRow
from order_service.ledger.entry import GIVEN_UP, RETRIED, Entry, Phase
from order_service.placing.attention import kept
from order_service.placing.sending_again import SOON, Retries, check
from order_service.request.intake import Job, read_order
from order_service.request.json_body import MAX_BYTES, MAX_MESSAGE_BYTES
from tests.fakes.clock import FakeClock
from tests.fakes.orders import order_body

KEY = OrderKey("acme", "order-1")
ORDER = read_order(order_body())
OTHER = read_order(order_body(staff_notes="Another one."))
JOB = Job(KEY, ORDER)
PROBLEM = json.dumps(StoreRefused("No.", step="order").problem())
LOOK_FOR_IT = "An order of this key may live: look for it in the control panel."
BEING_PLACED = "The order is being placed."
GOES_ON = "What became of it is being found out, or finished: ask for its state."
PUT_BACK = "Its message is a dead letter: put it back, or send the same request again."


@dataclass
class Kept:
    """The list, the ledger and the queue of a retry, and what was done with each of them."""

    row: AttentionRow | None
    done: list[Any] = field(default_factory=list)

    def read(self, key: OrderKey) -> AttentionRow | None:
        assert key == KEY
        return self.row

    def put(self, row: AttentionRow) -> None:
        self.done.append(row)

    def remove(self, _: OrderKey) -> None:
        raise AssertionError("a retried key stays listed")

    def reopen(self, entry: Entry, fingerprint: str, why: str) -> Entry:
        self.done.append((entry.key, fingerprint, why))
        return entry

    def send(self, job: Job, seconds: float) -> None:
        self.done.append((job, seconds))


def entry(phase: Phase = Phase.REJECTED, **fields: Any) -> Entry:
    known = {"fingerprint": JOB.fingerprint, "problem": PROBLEM} | fields
    return Entry(KEY, phase=phase, **known)


def row(**fields: Any) -> AttentionRow:
    known = {"request": kept(ORDER), "fingerprint": JOB.fingerprint} | fields
    state = known.pop("state", State.REJECTED)
    return AttentionRow(KEY, state, 7.0, "store_refused", "merchant", **known)


def retries(found: Kept) -> Retries:
    return Retries(found, found, found.send, FakeClock())


def raised(found: Kept, of: Entry | None, corrected: Any = None) -> OrderError:
    with pytest.raises(OrderError) as caught:
        retries(found).send_again(KEY, of, corrected)
    assert found.done == []
    return caught.value


def test_a_refused_order_is_listed_as_retried_then_reopened_and_then_queued() -> None:
    found = Kept(row())
    assert retries(found).send_again(KEY, entry(), None) == JOB
    assert found.done == [
        row(state=State.RETRIED),
        (KEY, JOB.fingerprint, RETRIED),
        (JOB, 0),
    ]


def test_a_corrected_order_takes_the_place_of_the_one_that_was_kept() -> None:
    found, corrected = Kept(row()), Job(KEY, OTHER)
    assert retries(found).send_again(KEY, entry(), OTHER) == corrected
    listed, reopened, queued = found.done
    assert (listed.request, listed.fingerprint) == (kept(OTHER), corrected.fingerprint)
    assert reopened == (KEY, corrected.fingerprint, RETRIED)
    assert queued == (corrected, 0)


def test_a_key_without_a_row_gets_one_with_the_reason_of_its_refusal() -> None:
    found = Kept(None)
    retries(found).send_again(KEY, entry(), ORDER)
    listed = found.done[0]
    assert listed.key == KEY
    assert (listed.state, listed.code, listed.fix) == (State.RETRIED, "store_refused", "merchant")
    assert listed.since == FakeClock().now()
    assert (listed.request, listed.fingerprint) == (kept(ORDER), JOB.fingerprint)


def test_an_order_that_was_sent_again_and_lost_on_its_way_is_only_queued() -> None:
    found = Kept(row())
    retries(found).send_again(KEY, entry(Phase.CLAIMED, history=f"{RETRIED}@1"), None)
    assert found.done == [(JOB, 0)]


def test_another_order_does_not_follow_one_that_is_on_its_way() -> None:
    error = raised(Kept(row()), entry(Phase.CLAIMED, history=f"{RETRIED}@1"), OTHER)
    assert isinstance(error, RetryTooEarly)
    assert (error.detail, error.retry_after) == ("Another order is at work under this key.", SOON)


def test_a_key_that_nobody_sent_is_unknown() -> None:
    error = raised(Kept(None), None)
    assert isinstance(error, UnknownOrder)
    assert error.detail == "Check the store and the key."


@pytest.mark.parametrize(
    "found", [None, row(request=""), row(fingerprint="another")], ids=["none", "empty", "another"]
)
def test_an_order_that_is_not_kept_must_come_with_the_retry(found: AttentionRow | None) -> None:
    error = raised(Kept(found), entry())
    assert isinstance(error, OrderNotKept)
    assert error.detail == "Send the order with the retry."


def test_an_order_that_this_version_cannot_read_must_be_sent_again() -> None:
    error = raised(Kept(row(request='{"billing_address": 7}')), entry())
    assert isinstance(error, OrderNotKept)
    assert error.detail == "This version cannot read it: send it again."
    assert "billing_address" in {wrong["field"] for wrong in error.facts["errors"]}


def test_an_order_as_large_as_the_queue_takes_is_sent_again() -> None:
    large = read_order(order_body(staff_notes="€" * 65_000, customer_message="€" * 2_000))
    assert MAX_BYTES < len(kept(large).encode()) < MAX_MESSAGE_BYTES
    found = Kept(row(request=kept(large)))
    assert retries(found).send_again(KEY, entry(), None).order == large


def test_an_order_that_never_was_valid_says_what_is_wrong_with_it() -> None:
    found = Kept(row(request='{"billing_address": 7}', state=State.INVALID))
    assert isinstance(raised(found, entry()), InvalidRequest)
    broken = raised(Kept(row(request="{", state=State.INVALID)), entry())
    assert {wrong["field"] for wrong in broken.facts["errors"]} == {"order"}


@pytest.mark.parametrize(
    ("of", "kind", "said", "wait", "step"),
    [
        (entry(look_at=100.0), RetryTooEarly, "A second look comes first.", 90.0, "second_look"),
        (entry(look_at=9.0), RetryTooEarly, "A second look comes first.", SOON, "second_look"),
        (entry(disputed=1), NotRefused, LOOK_FOR_IT, None, None),
        (entry(attempts=1), NotRefused, LOOK_FOR_IT, None, None),
        (entry(Phase.CLAIMED), RetryTooEarly, BEING_PLACED, SOON, None),
        (entry(Phase.CART), RetryTooEarly, BEING_PLACED, SOON, None),
        (entry(Phase.SUBMITTING), RetryTooEarly, GOES_ON, SOON, None),
        (entry(Phase.FINISHING), RetryTooEarly, GOES_ON, SOON, None),
        (entry(Phase.CART, queued=GIVEN_UP), RetryTooEarly, PUT_BACK, SOON, None),
        (entry(Phase.SUBMITTING, queued=GIVEN_UP), RetryTooEarly, PUT_BACK, SOON, None),
        (entry(Phase.PARKED), NotRefused, "The key is parked.", None, None),
        (entry(Phase.CANCELLED), NotRefused, "The key is cancelled.", None, None),
        (
            entry(Phase.PLACED, order_id=101),
            NotRefused,
            "The key is placed. Its order is 101.",
            None,
            None,
        ),
    ],
)
def test_no_other_key_is_sent_again_and_each_says_why(
    of: Entry, kind: type[OrderError], said: str, wait: float | None, step: str | None
) -> None:
    with pytest.raises(kind) as caught:
        check(of, 10.0)
    error = caught.value
    assert (error.detail, error.step) == (said, step)
    assert (error.retry_after if isinstance(error, NotYet) else None) == wait


def test_a_refused_key_whose_look_is_taken_may_be_sent_again() -> None:
    check(entry(), 10.0)


def test_a_retry_before_the_second_look_comes_again_when_that_is_due() -> None:
    error = raised(Kept(row()), entry(look_at=FakeClock().now() + 40))
    assert isinstance(error, RetryTooEarly)
    assert error.retry_after == 40
