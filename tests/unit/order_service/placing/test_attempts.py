"""One create-order and what follows it: each answer, each look, each wait, and what is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from order_service.errors import (
    CredentialsUnusable,
    Curable,
    LedgerUnavailable,
    NotYet,
    OrderError,
    OutcomeUnknown,
    OutOfTime,
    Parked,
    ScopeMissing,
    SecretsUnavailable,
    StorePaused,
    StoreRefused,
    StoreThrottled,
    StoreUnavailable,
    UnknownStore,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from order_service.placing.submission import FIRST_RETURN, PROMPT_SECONDS, Submission
from order_service.store.order_view import OrderRow
from order_service.store.signals import Ambiguous, CartGone
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, CountingDynamoDB, as_client
from tests.fakes.store import deadline_in
from tests.fakes.views import FLAT, MUG, catalog_order, checkout, consignment, line

KEY = OrderKey("acme", "order-1")
START = FakeClock().now()
ORDER = catalog_order(MUG)
PARCEL = consignment("k-1", "l-1", selected_shipping_option=FLAT)
READY = checkout((line("l-1", quantity=2),), consignments=(PARCEL,))
AGAIN = "Ask again later with the same key."
REFUSED = StoreRefused("No.", step="order", store={"status": 422, "words": ["Sold out."]})
NO_SCOPE = ScopeMissing("No.", step="order", retry_after=5)
DOWN = StoreUnavailable("No.", step="orders", retry_after=5)
PROBLEM = REFUSED.problem()

Shown = list[int] | Exception


@dataclass
class Attempt:
    """A key with a cart, and a store that makes, refuses, loses and shows what it is set to."""

    made: int | Exception = 101
    takes: float = 0
    shows: list[Shown] = field(default_factory=lambda: list[Shown]([[]]))
    clock: FakeClock = field(default_factory=FakeClock)
    journal: FakeJournal = field(default_factory=FakeJournal)
    looked_at: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.table = CountingDynamoDB()
        self.ledger = Ledger(as_client(self.table), "ledger", self.clock, 90)
        self.lease = self.ledger.claim(KEY, "f", self.clock.now() + 70)
        self.lease.cart_opened("cart-1", {})

    def create_order(self, cart_id: str) -> int:
        assert cart_id == "cart-1"
        assert self.entry.phase is Phase.SUBMITTING
        self.clock.sleep(self.takes)
        if isinstance(self.made, Exception):
            raise self.made
        return self.made

    def orders_of(self, cart_id: str, *, whole: bool = False) -> list[OrderRow]:
        assert cart_id == "cart-1"
        self.looked_at.append(self.clock.now() - START)
        shown = self.shows.pop(0) if len(self.shows) > 1 else self.shows[0]
        if isinstance(shown, Exception):
            raise shown
        return [self.read_order(order_id) for order_id in shown]

    def read_order(self, order_id: int) -> OrderRow:
        return OrderRow(id=order_id, cart_id="cart-1", status_id=0)

    def read_checkout(self, _: str) -> Any:
        return type("Checkout", (), {"order_hint": 0})

    def archive_order(self, order_id: int) -> None:
        self.archived = order_id

    @property
    def entry(self) -> Entry:
        """The entry as the ledger has it."""
        found = self.ledger.read(KEY)
        assert found is not None
        return found

    def submission(self, seconds: float = 60) -> Submission:
        store: Any = self
        deadline = deadline_in(seconds, self.clock)
        return Submission(self.lease, store, self.journal, deadline, SETTLE_SECONDS)

    def submit(self, seconds: float = 60, hint: str | None = None) -> int:
        ready = READY.model_copy(update={"order_id": hint})
        return self.submission(seconds).submit(ready, ORDER).id

    def found(self) -> int | None:
        order = self.submission().found()
        return order.id if order else None

    def lost(self) -> "Attempt":
        """Send a create-order whose answer is lost and whose order is not seen; time stands."""
        made, shows, self.made, self.shows = self.made, self.shows, Ambiguous("order"), [[]]
        with pytest.raises(OutcomeUnknown):
            self.submit()
        self.clock.time, self.made, self.shows, self.looked_at = START, made, shows, []
        return self

    def later(self, seconds: float) -> "Attempt":
        self.clock.sleep(seconds)
        return self


def raised(does: Callable[[], object], kind: type[OrderError]) -> Any:
    with pytest.raises(kind) as caught:
        does()
    return caught.value


def counts(entry: Entry) -> tuple[Phase, int, int]:
    return entry.phase, entry.attempts, entry.concluded


def test_a_first_order_is_made_without_a_look() -> None:
    attempt = Attempt()
    assert attempt.submit() == 101
    assert (attempt.looked_at, attempt.journal.notes) == ([], [])
    assert counts(attempt.entry) == (Phase.SUBMITTING, 1, 0)
    assert (attempt.entry.submitted_at, attempt.entry.sends_until) == (START, START + 70)


def test_a_create_order_that_could_be_cut_off_is_not_begun() -> None:
    attempt = Attempt()
    error = raised(lambda: attempt.submit(seconds=14.9), OutOfTime)
    assert (error.step, counts(attempt.entry)) == ("order", (Phase.CART, 0, 0))


def test_an_order_that_the_checkout_names_is_looked_for_first() -> None:
    assert Attempt(shows=[[7]]).submit(hint="7") == 7


def test_no_order_is_sent_while_the_checkout_names_one_that_is_not_shown() -> None:
    attempt = Attempt(shows=[[]])
    with pytest.raises(StoreUnavailable) as caught:
        attempt.submit(hint="7")
    said = "The checkout names an order that the store does not show yet."
    assert (caught.value.detail, caught.value.step) == (said, "order")
    assert caught.value.retry_after == FIRST_RETURN
    assert counts(attempt.entry) == (Phase.CART, 0, 0)


@pytest.mark.parametrize(("shown", "order_id"), [([], 102), ([102], 102), ([101, 102], 101)])
def test_a_second_order_is_known_before_it_is_compared_with_what_the_list_shows(
    shown: list[int], order_id: int
) -> None:
    attempt = Attempt(made=102, shows=[shown]).lost().later(SETTLED)
    assert attempt.submit() == order_id
    assert attempt.entry.order_id == 102
    assert attempt.submission().look_at(order_id) == attempt.entry.last_sent + SETTLE_SECONDS


def test_an_intent_that_may_not_have_been_written_is_taken_back() -> None:
    attempt = Attempt(made=AssertionError("sent"))
    attempt.table.down_for = ["submitting"]
    raised(attempt.submit, LedgerUnavailable)
    assert (counts(attempt.entry), attempt.entry.submitted_at) == ((Phase.CART, 0, 0), 0)
    assert attempt.entry.draft == ""


@pytest.mark.parametrize("first", [[], DOWN, CartGone("checkout")])
def test_a_lost_answer_is_looked_up_at_0_1_and_3_seconds(first: Shown) -> None:
    attempt = Attempt(made=Ambiguous("order"), shows=[first, first, [101]])
    assert attempt.submit() == 101
    assert attempt.looked_at == [0, 1, 3]
    assert attempt.journal.notes == [("create-order ambiguous", {"attempt": 1})]


@pytest.mark.parametrize("takes", [14.5, 15.0, 15.5])
def test_a_lost_answer_with_no_time_left_to_look_again_stays_a_doubt(takes: float) -> None:
    attempt = Attempt(made=CartGone("order"), takes=takes)
    error = raised(lambda: attempt.submit(seconds=15), OutcomeUnknown)
    assert (error.detail, error.step) == (AGAIN, "order")
    assert attempt.looked_at == ([takes] if takes <= 15 else [])
    assert counts(attempt.entry) == (Phase.SUBMITTING, 1, 0)


def test_a_doubt_has_the_store_s_words_and_not_who_fixes_it() -> None:
    attempt = Attempt(made=Ambiguous("order", cause="blocked", hint="Wait.", fix="merchant"))
    error = raised(attempt.submit, OutcomeUnknown)
    assert error.facts == {"cause": "blocked", "hint": "Wait."}
    assert error.retry_after == FIRST_RETURN - 3


@pytest.mark.parametrize(
    ("after", "wait"),
    [(0, 60), (58, 2), (59.5, 1), (60, 310), (100, 270), (368, 2), (369.5, 1)],
)
def test_who_waits_for_a_doubt_comes_back_after_a_minute_and_when_it_settles(
    after: float, wait: float
) -> None:
    attempt = Attempt().lost().later(after)
    error = raised(attempt.submission().found, OutcomeUnknown)
    assert (error.detail, error.step, error.retry_after) == (AGAIN, "order", wait)


def test_a_doubt_settles_when_its_execution_has_ended_and_the_settle_time_has_passed() -> None:
    attempt = Attempt().lost().later(SETTLED)
    assert attempt.submission().found() is None
    assert attempt.looked_at == [SETTLED]


def test_what_nobody_sent_is_not_looked_for() -> None:
    attempt = Attempt()
    assert (attempt.submission().found(), attempt.looked_at) == (None, [])


def test_an_order_that_is_known_is_not_looked_for() -> None:
    attempt = Attempt()
    attempt.lease.finishing(101)
    assert (attempt.found(), attempt.looked_at) == (101, [])


@pytest.mark.parametrize("after", [0, SETTLED])
def test_an_order_that_shows_is_the_key_s_at_any_time(after: float) -> None:
    assert Attempt(shows=[[101]]).lost().later(after).found() == 101


def twice_lost(**fields: Any) -> Attempt:
    attempt = Attempt(**fields).lost()
    attempt.lease.exhausted(2, PROBLEM, START)
    return attempt.later(SETTLED)


def test_after_every_safe_attempt_a_person_looks_and_has_the_refusal() -> None:
    error = raised(twice_lost().submission().found, Parked)
    said = "No order is seen after every attempt that is safe."
    assert (error.detail, error.step) == (said, "order")
    assert error.facts["refusal"] == {name: PROBLEM[name] for name in ("code", "step", "store")}


def test_a_key_that_is_to_be_cancelled_needs_no_attempt_and_no_person() -> None:
    attempt = twice_lost()
    taken = attempt.ledger.cancel(KEY, CancelWish.KEY, attempt.clock.now() + 70)
    assert isinstance(taken, Lease)
    attempt.lease = taken
    assert attempt.submission().found() is None


def test_a_cart_that_is_gone_is_a_doubt_and_once_that_settles_a_person_s() -> None:
    attempt = Attempt(shows=[CartGone("checkout")]).lost()
    assert raised(attempt.submission().found, OutcomeUnknown).retry_after == FIRST_RETURN
    error = raised(attempt.later(SETTLED).submission().found, Parked)
    said = "The cart is gone and no order is seen."
    assert (error.detail, error.step, error.facts) == (said, "order", {})


@pytest.mark.parametrize(
    ("answer", "looks", "expected"),
    [
        (REFUSED, 1, (Phase.CART, 0, 1)),
        (StoreThrottled("No.", retry_after=5), 0, (Phase.CART, 0, 1)),
        (StorePaused("No.", retry_after=5), 0, (Phase.CART, 0, 0)),
        (NO_SCOPE, 1, (Phase.SUBMITTING, 0, 1)),
    ],
)
def test_a_no_takes_the_intent_back_as_far_as_it_is_believed(
    answer: OrderError, looks: int, expected: tuple[Phase, int, int]
) -> None:
    attempt = Attempt(made=answer)
    assert raised(attempt.submit, OrderError) is answer
    assert (len(attempt.looked_at), counts(attempt.entry)) == (looks, expected)


@pytest.mark.parametrize("kind", [CredentialsUnusable, UnknownStore, SecretsUnavailable])
@pytest.mark.parametrize("earlier", [False, True])
def test_a_token_that_could_not_be_had_takes_the_intent_of_an_unsent_call_back(
    kind: type[NotYet], earlier: bool
) -> None:
    attempt = Attempt()
    if earlier:
        attempt = attempt.lost().later(SETTLED)
    before = attempt.entry
    looks = len(attempt.looked_at)
    attempt.made = error = kind("No.", retry_after=5)
    if isinstance(error, Curable):
        error.unsent = True
    assert raised(attempt.submit, kind) is error
    assert (len(attempt.looked_at), counts(attempt.entry)) == (looks, counts(before))
    assert attempt.entry.submitted_at == before.submitted_at


@pytest.mark.parametrize("answer", [REFUSED, NO_SCOPE])
def test_a_no_is_not_believed_when_an_order_shows(answer: OrderError) -> None:
    attempt = Attempt(made=answer, shows=[[101]])
    assert attempt.submit() == 101
    assert counts(attempt.entry) == (Phase.SUBMITTING, 1, 0)


def test_a_token_that_may_neither_send_nor_look_is_what_is_said() -> None:
    attempt = Attempt(made=NO_SCOPE, shows=[ScopeMissing("Nor look.", retry_after=5)])
    assert raised(attempt.submit, ScopeMissing) is NO_SCOPE
    assert counts(attempt.entry) == (Phase.SUBMITTING, 0, 1)


def test_a_refusal_while_an_order_may_live_starts_the_settle_time_anew() -> None:
    attempt = Attempt().lost().later(SETTLED)
    error = raised(lambda: attempt.submission().refused_in_doubt(PROBLEM), OutcomeUnknown)
    assert (error.detail, error.facts) == (AGAIN, {})
    found = attempt.entry
    assert (found.attempts, found.submitted_at) == (2, attempt.clock.now())
    assert '"Sold out."' in found.problem


def test_a_refusal_while_an_order_may_live_finds_the_order_that_was_why() -> None:
    attempt = Attempt(shows=[[101]]).lost().later(SETTLED)
    assert attempt.submission().refused_in_doubt(PROBLEM).id == 101
    assert (attempt.entry.attempts, attempt.entry.problem) == (1, "")


@pytest.mark.parametrize(
    ("takes", "order_id", "again"),
    [(0, 101, False), (PROMPT_SECONDS, 101, False), (5.5, 101, True), (0, 102, True), (0, 0, True)],
)
def test_an_order_is_looked_at_again_unless_it_answered_its_own_create_order_promptly(
    takes: float, order_id: int, again: bool
) -> None:
    attempt = Attempt(takes=takes)
    submission = attempt.submission()
    submission.submit(READY, ORDER)
    due = attempt.entry.last_sent + SETTLE_SECONDS
    assert submission.look_at(order_id) == (due if again else 0)


def test_an_order_that_is_found_and_was_not_answered_is_looked_at_again() -> None:
    attempt = Attempt(made=Ambiguous("order"), shows=[[101]])
    submission = attempt.submission()
    assert submission.submit(READY, ORDER).id == 101
    assert submission.look_at(101) == attempt.entry.last_sent + SETTLE_SECONDS


def test_a_look_is_due_when_what_was_sent_at_the_latest_has_had_the_settle_time() -> None:
    attempt = Attempt().lost()
    assert attempt.submission().look_at() == attempt.entry.last_sent + SETTLE_SECONDS
    attempt.later(SETTLED)
    assert attempt.submission().look_at() == attempt.clock.now() + SETTLE_SECONDS


@pytest.mark.parametrize(("due", "again"), [(0, False), (START + 300, True)])
def test_who_begins_to_finish_an_order_leaves_whether_it_needs_another_look(
    due: float, again: bool
) -> None:
    attempt = Attempt()
    attempt.submit()
    attempt.lease.finishing(101, due)
    assert bool(attempt.submission().look_at(101)) is again
