"""The guarded call: create the order at most once, and find out what became of it.

Every create-order makes another order, so the intent is durable before the call, nothing is
repeated unless it provably had no effect, and doubt is settled by two witnesses: the store's
order list and the checkout.
"""

from contextlib import suppress
from dataclasses import dataclass

from order_service.checkout.next_step import draft
from order_service.clock import Deadline
from order_service.errors import (
    LedgerUnavailable,
    NotYet,
    OrderError,
    OutcomeUnknown,
    OutOfTime,
    Parked,
    Refused,
    ScopeMissing,
    StoreRefused,
)
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.lease import Lease
from order_service.placing.ports import Store
from order_service.placing.witnesses import Witnesses
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import Ambiguous, CartGone
from order_service.telemetry.observation import Journal

MOST_ATTEMPTS = 2
SUBMIT_SECONDS = 15.0
"""Time that create-order may take; it is not begun with less left."""
LOOK_AFTER = (0.0, 1.0, 2.0)
"""Seconds before each look inside the execution that lost the answer."""
FIRST_RETURN = 60.0
"""Seconds after a lost answer when a later delivery looks first; the next look is at settling."""


@dataclass(frozen=True)
class Submission:
    """Everything that the guarded call of one delivery needs."""

    lease: Lease
    store: Store
    journal: Journal
    deadline: Deadline
    settle_seconds: float

    def found(self) -> int | None:
        """Return the order that an earlier create-order made; None if one may be sent now.

        Raises OutcomeUnknown until the settle time has passed with no order seen, and Parked
        when no attempt is left, or when the checkout is gone, which proves nothing either way.
        """
        entry = self.lease.entry
        if entry.phase is Phase.FINISHING:
            return entry.order_id
        if not entry.submitted:
            return None
        order_id = self._seen()
        if order_id is None and self._waited() < self.settle_seconds:
            raise self._unknown()
        if order_id is None and entry.attempts >= MOST_ATTEMPTS:
            raise Parked("No order is seen after every attempt that is safe.", step="order")
        return order_id

    def submit(self, checkout: CheckoutView, order: OrderRequest) -> int:
        """Create the order and return its id.

        Raises OutcomeUnknown when no conclusive answer came and no order is seen yet, and
        CartGone when the cart disappeared before it could become an order.
        """
        self.deadline.require(SUBMIT_SECONDS, "order")
        before = self.lease.entry
        self._declare(checkout, order)
        if checkout.order_hint and (order_id := self._seen()):
            return order_id
        try:
            order_id = self.store.create_order(checkout.id)
        except Ambiguous:
            self.journal.note("create-order ambiguous", attempt=self.lease.entry.attempts)
            return self._found_soon()
        except (OrderError, CartGone) as error:
            return self._disproved(error, before)
        if before.attempts == 0:
            return order_id
        self.lease.made(order_id)
        return self._seen() or order_id

    def _declare(self, checkout: CheckoutView, order: OrderRequest) -> None:
        before = self.lease.entry
        now = self.deadline.clock.now()
        try:
            self.lease.submitting(draft(checkout, order, before.urls()), now)
        except LedgerUnavailable:
            # The intent may have been written although nothing will be sent.
            self.lease.not_submitted(before)
            raise

    def _disproved(self, error: OrderError | CartGone, before: Entry) -> int:
        """Take the intent back, unless an order shows up after all.

        No status but 200 is documented, so a refusal is believed only when no order is seen, and
        that the cart is gone only when its checkout is.
        """
        found = None
        if isinstance(error, Refused | ScopeMissing):
            found = self._seen_if_allowed()
        elif isinstance(error, CartGone):
            found = self._witnesses.listed()
            if found is None and self._shows(before.cart_id):
                return self._found_soon()
        if found is not None:
            return found
        self.lease.not_submitted(before)
        if isinstance(error, CartGone) and not before.may_rebuild:
            raise StoreRefused("The cart disappeared twice.", step="order") from None
        raise error

    def _seen_if_allowed(self) -> int | None:
        """A token that may neither create nor read has made nothing."""
        with suppress(ScopeMissing):
            return self._seen()
        return None

    def _shows(self, cart_id: str) -> bool:
        with suppress(CartGone):
            self.store.read_checkout(cart_id)
            return True
        return False

    def _found_soon(self) -> int:
        for wait in LOOK_AFTER:
            try:
                self.deadline.pause(wait, "order")
                found = self._witnesses.order()
            except OutOfTime:
                break
            except (NotYet, CartGone):
                continue
            if found is not None:
                return found
        raise self._unknown()

    def _seen(self) -> int | None:
        """Look, and settle twins; a checkout that is gone proves nothing, at no time."""
        try:
            return self._witnesses.order()
        except CartGone:
            if self._waited() < self.settle_seconds:
                raise self._unknown() from None
            raise Parked("The cart is gone and no order is seen.", step="order") from None

    @property
    def _witnesses(self) -> Witnesses:
        return Witnesses(self.lease.entry, self.store, self.journal)

    def _waited(self) -> float:
        return self.deadline.clock.now() - self.lease.entry.submitted_at

    def _unknown(self) -> OutcomeUnknown:
        waited = self._waited()
        first = waited < FIRST_RETURN < self.settle_seconds
        until = FIRST_RETURN if first else self.settle_seconds
        return OutcomeUnknown(
            "Ask again later with the same key.",
            step="order",
            retry_after=max(until - waited, 1.0),
        )
