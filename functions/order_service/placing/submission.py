"""The guarded call: create the order at most once, and find out what became of it.

Every create-order makes another order, so the intent is durable before the call, nothing is
repeated unless it provably had no effect, and doubt is settled by two witnesses: the store's
order list and the checkout. The settle time begins when the execution of the last intent can send
at the latest, not when the intent was written: time passes inside calls.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from order_service.checkout.next_step import draft
from order_service.clock import SUBMIT_SECONDS, Deadline
from order_service.errors import (
    CredentialsUnusable,
    LedgerUnavailable,
    NotYet,
    OrderError,
    OutcomeUnknown,
    OutOfTime,
    Parked,
    Refused,
    ScopeMissing,
    StoreThrottled,
    StoreUnavailable,
)
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.lease import Lease
from order_service.placing.cart_orders import CartOrders, of_a_changed_cart
from order_service.placing.ports import Store
from order_service.placing.reasons import for_a_person
from order_service.request.order import OrderRequest
from order_service.request.order_statuses import INCOMPLETE
from order_service.store.checkout_view import CheckoutView
from order_service.store.order_view import OrderRow
from order_service.store.signals import Ambiguous, CartGone
from order_service.store_steps import ORDER
from order_service.telemetry.observation import Journal

MOST_ATTEMPTS = 2
LOOK_AFTER = (0.0, 1.0, 2.0)
"""Seconds before each look inside the execution that lost the answer."""
FIRST_RETURN = 60.0
"""Seconds after a lost answer when a later delivery looks first; the next look is at settling."""
PROMPT_SECONDS = 5.0
"""A slower answer proves less: a proxy may have stopped waiting for it and sent the request again,
which makes a second order."""


@dataclass(frozen=True)
class Submission:
    """Everything that the guarded call of one delivery needs."""

    lease: Lease
    store: Store
    journal: Journal
    deadline: Deadline
    settle_seconds: float
    answered: set[int] = field(default_factory=set)
    """The orders that promptly answered their own create-order: nothing has sent it again."""

    def found(self) -> OrderRow | None:
        """Return the order that an earlier create-order made; None if one may be sent now.

        Raises OutcomeUnknown until the settle time has passed with no order seen, and Parked
        when no attempt is left, or when the checkout is gone, which proves nothing either way. A
        key that is to be cancelled needs no attempt. Of an order that is known by its id alone,
        the row says nothing else.
        """
        entry = self.lease.entry
        if entry.phase is Phase.FINISHING or entry.cancel_begun:
            return OrderRow(id=entry.order_id, cart_id=entry.cart_id)
        if not entry.in_doubt:
            return None
        # What is not seen before it settles proves nothing, however long the look takes.
        settled, asked_at, order = self._settled, self._now, self._seen()
        if order is not None:
            return self._proved(order, asked_at)
        if not settled:
            raise self._unknown()
        if entry.attempts >= MOST_ATTEMPTS and not entry.cancel_asked:
            raise for_a_person("No order is seen after every attempt that is safe.", entry)
        return None

    def submit(self, checkout: CheckoutView, order: OrderRequest) -> OrderRow:
        """Create the order and return it.

        Raises OutcomeUnknown when no conclusive answer came and no order is seen yet.
        """
        self.deadline.require(SUBMIT_SECONDS, "order")
        before = self.lease.entry
        self._declare(checkout, order)
        if checkout.order_hint:
            return self._made_before(before)
        began = self._now
        try:
            order_id = self.store.create_order(checkout.id)
        except (Ambiguous, CartGone) as doubt:
            # That the cart is gone proves nothing: its own order may have ended it.
            self.journal.note("create-order ambiguous", attempt=self.lease.entry.attempts)
            return self._found_soon(doubt.why)
        except OrderError as error:
            return self._answered_no(error, before)
        if self._now - began <= PROMPT_SECONDS:
            self.answered.add(order_id)
        if not before.creates:
            return OrderRow(id=order_id, cart_id=checkout.id, status_id=INCOMPLETE)
        self.lease.made(order_id)
        seen = self._seen()
        if seen is None:
            # The answer was another request's: the order that it names is another cart's.
            raise self._unknown()
        return seen

    def _made_before(self, before: Entry) -> OrderRow:
        """Return the order that the checkout names already; none is sent where it is not shown."""
        earlier = self._seen()
        if earlier is None or before.creates:
            # Nothing was sent: the order is not that of this intent.
            self.lease.not_submitted(before, found=earlier is not None)
        if earlier is not None:
            return earlier
        said = "The checkout names an order that the store does not show yet."
        raise StoreUnavailable(said, step=ORDER.name, retry_after=FIRST_RETURN)

    def refused_in_doubt(self, problem: Mapping[str, Any]) -> OrderRow:
        """Return the order of an earlier attempt, although this one was refused.

        That order may be why it was refused. Raises OutcomeUnknown when none of ours is seen: it
        is looked for until the settle time has passed once more, and no create-order is sent again.
        """
        order = self._seen()
        if order is None or self._may_be_another_s(order):
            self.lease.exhausted(MOST_ATTEMPTS, problem, self._now)
            raise self._unknown()
        return order

    def unless_made(self, reason: Parked) -> OrderRow:
        """Return the order of a create-order that was refused all the same, once it shows.

        Raises ``reason`` if none was sent or no order is seen, and NotYet while nobody can look, or
        while an order of ours may show beside a shopper's.
        """
        if self.lease.entry.creates:
            with suppress(CartGone):
                asked_at, order = self._now, self._order()
                if order is not None:
                    return self._proved(self._asked_for(order), asked_at)
        raise reason

    def look_at(self, order_id: int = 0) -> float:
        """Return when to search for a duplicate of this order once more, 0 if there can be none.

        Whatever was concluded from an order's absence is concluded from a list that is known to
        lag. An order that was found, and not answered, may be one of two of the same create-order.
        """
        entry = self.lease.entry
        known = order_id in self.answered or self._was_answered
        if entry.creates <= known:
            return 0
        return max(self._now, entry.last_sent) + self.settle_seconds

    @property
    def _was_answered(self) -> bool:
        """Return whether an earlier execution was answered with the order that it began to finish.

        Else it has written down when that order needs a second look.
        """
        entry = self.lease.entry
        return entry.phase is Phase.FINISHING and not entry.look_at

    def _declare(self, checkout: CheckoutView, order: OrderRequest) -> None:
        before = self.lease.entry
        now = self._now
        try:
            self.lease.submitting(draft(checkout, order, before.urls()), now)
        except LedgerUnavailable:
            # The intent may have been written although nothing will be sent.
            self.lease.not_submitted(before)
            raise

    def _answered_no(self, error: OrderError, before: Entry) -> OrderRow:
        """Take the intent back, unless an order shows up after all.

        No status but 200 is documented, so a refusal is believed only when a look shows no order.
        A missing scope, or a refusal after which nobody could look, is believed only if none has
        shown by the settle time. A token that could not be had is no answer: nothing was sent.
        """
        denied = isinstance(error, CredentialsUnusable | ScopeMissing) and not error.unsent
        if denied or isinstance(error, Refused):
            asked_at = self._now
            try:
                order = self._seen()
            except NotYet as unseen:
                self.lease.denied(before)
                raise (error if denied else unseen) from None
            if order is not None:
                return self._proved(order, asked_at)
        if denied:
            self.lease.denied(before)
        elif isinstance(error, Refused) and not before.attempts:
            # Those before it were answered, too, and none of their orders has shown in time.
            self.lease.not_submitted(replace(before, phase=Phase.CART), answered=True)
        else:
            answered = isinstance(error, Refused | StoreThrottled)
            self.lease.not_submitted(before, answered=answered)
        raise error

    def _found_soon(self, why: Mapping[str, Any]) -> OrderRow:
        for wait in LOOK_AFTER:
            try:
                self.deadline.pause(wait, "order")
                found = self._order()
            except OutOfTime:
                break
            except (NotYet, CartGone):
                continue
            if found is not None and not self._may_be_another_s(found):
                return found
        raise self._unknown(why)

    def _seen(self) -> OrderRow | None:
        """Look, and settle duplicates; a checkout that is gone proves nothing, at no time.

        Nor is an order that a shopper made of a changed cart the one that was asked for.
        """
        settled = self._settled
        try:
            order = self._order()
        except CartGone:
            if not settled:
                raise self._unknown() from None
            said = "The cart is gone and no order is seen."
            raise for_a_person(said, self.lease.entry) from None
        if order is None:
            return None
        if not settled and of_a_changed_cart(order, self.lease):
            raise self._unknown()
        return self._asked_for(order)

    def _asked_for(self, order: OrderRow) -> OrderRow:
        """Return an order that was asked for; raises Parked if a changed cart has become it."""
        if not of_a_changed_cart(order, self.lease):
            return order
        said = f"A shopper has made order {order.id} of its cart, with another total."
        raise for_a_person(said, self.lease.entry)

    def _may_be_another_s(self, found: OrderRow) -> bool:
        """Return whether the order that was sent for may be another one, which shows later.

        That of a shopper is not what a lost answer was about; and what we archived was archived for
        the sake of another one.
        """
        archived = found.is_deleted and found.id in self.lease.entry.archive_calls()
        return archived or not found.made_by_create_order

    def _proved(self, found: OrderRow, asked_at: float) -> OrderRow:
        """Return what was found; raises OutcomeUnknown while an order of ours may yet show.

        A refused call counts, too, whose intent was taken back: the store may have made its order
        all the same. What did not show when the store was asked may show since.
        """
        settles_at = self.lease.entry.last_sent + self.settle_seconds
        if asked_at < settles_at and self._may_be_another_s(found):
            raise self._unknown(settles_at=settles_at)
        return found

    def _order(self) -> OrderRow | None:
        order = CartOrders(self.lease, self.store, self.journal, self.deadline).order()
        self.lease.found(order.total_inc_tax if order else None)
        return order

    @property
    def _settles_at(self) -> float:
        return self.lease.entry.may_send_until + self.settle_seconds

    @property
    def _now(self) -> float:
        return self.deadline.clock.now()

    @property
    def _settled(self) -> bool:
        return self._now >= self._settles_at

    def _unknown(
        self, why: Mapping[str, Any] | None = None, *, settles_at: float = 0
    ) -> OutcomeUnknown:
        first, last = self.lease.entry.submitted_at + FIRST_RETURN, settles_at or self._settles_at
        until = first if self._now < first < last else last
        return OutcomeUnknown(
            "Ask again later with the same key.",
            step=ORDER.name,
            retry_after=max(until - self._now, 1.0),
            **{name: fact for name, fact in (why or {}).items() if name != "fix"},
        )
