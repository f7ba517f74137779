"""Cancels a key: it gets no order, or its order is cancelled while nobody acted on it.

What cannot be done now is kept on the ledger's item as a wish, for the next execution that works
on the key. Nothing is cancelled while a create-order may have made an order that nobody has seen.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from order_service.answers import Finishing
from order_service.callers import UNKNOWN, Caller
from order_service.checkout.completion import discard
from order_service.clock import Deadline
from order_service.errors import AlreadyPlaced, CancelPending, NotYet
from order_service.keys import OrderKey
from order_service.ledger.entry import FOUND, MOVED, CancelWish, Entry, Phase
from order_service.ledger.lease import Lease
from order_service.placing.attention import no_longer_listed
from order_service.placing.cancelled_order import cancel_order
from order_service.placing.cart_orders import CartOrders, of_a_changed_cart
from order_service.placing.flow import LEASE_MARGIN
from order_service.placing.follow_up import FINISH_SECONDS
from order_service.placing.ports import Attention, Ledger, OpenStore, Store
from order_service.placing.preparation import is_ordered_by_others
from order_service.request.order_statuses import INCOMPLETE, number_of
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone
from order_service.telemetry.observation import Journal

LONGEST_WAIT = 60.0
"""Seconds after which to ask again at the latest: a message may settle the doubt earlier."""

SOON = 5.0
"""Seconds after which to ask again about what is due already."""
AN_OPERATOR = "An order of this key may live: an operator must look."


@dataclass(frozen=True)
class Cancellation:
    """Which key, what of it, and who asks."""

    key: OrderKey
    wish: CancelWish = CancelWish.KEY
    caller: Caller = UNKNOWN


class Collaborators(Protocol):
    """What a cancellation needs."""

    @property
    def ledger(self) -> Ledger:
        """Lets one execution at a time work on a key."""
        ...

    @property
    def open_store(self) -> OpenStore:
        """Opens the way to the key's store."""
        ...

    @property
    def journal(self) -> Journal:
        """Notes what was done."""
        ...

    @property
    def attention(self) -> Attention:
        """Lists what needs attention."""
        ...

    @property
    def settle_seconds(self) -> float:
        """How long an order may take to show up."""
        ...


def cancel(asked: Cancellation, service: Collaborators, deadline: Deadline) -> Entry:
    """Return the entry of the key as it is cancelled, or as its order is.

    Raises AlreadyPlaced, CancelPending with the wish kept, or NotYet: the same again is safe.
    """
    until = deadline.at + LEASE_MARGIN
    taken = service.ledger.cancel(asked.key, asked.wish, until, asked.caller)
    if isinstance(taken, Entry):
        if taken.phase is Phase.CANCELLED or taken.order_cancelled:
            return taken
        raise too_late(taken.order_id)
    return _Work(asked, taken, service, deadline).done()


def too_late(order_id: int, why: str = "") -> AlreadyPlaced:
    """Return why the key cannot be cancelled, and what can be."""
    detail = why or 'To cancel the order too, send {"order": "cancel"} with the same request.'
    return AlreadyPlaced(detail, order_id=order_id)


class _LeftToAPerson(Exception):
    """Only a person knows if there is an order of the key; the text says why."""


@dataclass(frozen=True)
class _Work:
    """The cancellation of a key whose lease is ours."""

    asked: Cancellation
    lease: Lease
    service: Collaborators
    deadline: Deadline

    def done(self) -> Entry:
        """Cancel, and leave the lease in any case."""
        if self.lease.entry.phase is Phase.CANCELLED:
            # Nobody had sent the key: one write has done it all.
            self.service.journal.note("order cancelled")
            return self.lease.entry
        try:
            order = self._order()
            return self._without_order() if order is None else self._with_order(order)
        except _LeftToAPerson as question:
            if self.lease.entry.phase is not Phase.PARKED:
                self._give_back()
                raise CancelPending(str(question), retry_after=LONGEST_WAIT) from None
            # A person knows of it, and nothing would end it any more.
            return self._ended(disputed=True)
        except (NotYet, AlreadyPlaced):
            self._give_back()
            raise

    def _order(self) -> OrderRow | None:
        """Return the key's order, None if there is none; raises CancelPending while in doubt."""
        entry = self.lease.entry
        if entry.phase in (Phase.PLACED, Phase.FINISHING) or entry.cancel_begun:
            return OrderRow(id=entry.order_id, cart_id=entry.cart_id)
        if entry.phase is Phase.REJECTED:
            self._check_looked_at(entry)
            return None
        if not entry.creates:
            return None
        # An order that is found proves itself; for none, twice the time counts: this execution
        # cannot send a message for a second look.
        self._wait_until(entry.last_sent + 2 * self.service.settle_seconds)
        store = self._store()
        try:
            order = self._cart_orders(store).order()
            self.lease.found(order.total_inc_tax if order else None)
        except CartGone:
            said = "The cart is gone and no order is seen: an operator must look."
            raise _LeftToAPerson(said) from None
        if order is not None and of_a_changed_cart(order, self.lease):
            raise _LeftToAPerson(AN_OPERATOR)
        return order

    def _check_looked_at(self, entry: Entry) -> None:
        """Raise CancelPending while an order of a refused key may live.

        Its second look is the queue's, and carries the wish out, however late it is taken. Who asks
        takes the lease from it: asked every few seconds, it would never end.
        """
        if entry.look_at:
            self._wait_until(max(entry.look_at, self.deadline.clock.now() + LONGEST_WAIT))
        if entry.may_live:
            raise CancelPending(AN_OPERATOR, retry_after=LONGEST_WAIT)

    def _wait_until(self, moment: float) -> None:
        left = moment - self.deadline.clock.now()
        if left > 0:
            said = "Whether there is an order is being found out; it is cancelled if there is none."
            raise CancelPending(said, retry_after=min(left, LONGEST_WAIT))

    def _without_order(self) -> Entry:
        entry = self.lease.entry
        if not entry.cart_id:
            return self._ended(disputed=False)
        theirs = False
        with suppress(NotYet):
            theirs = is_ordered_by_others(entry, self._store())
        ended = self._ended(disputed=theirs)
        if entry.creates:
            with suppress(NotYet):
                discard(entry.cart_id, self._store())
        return ended

    def _ended(self, *, disputed: bool) -> Entry:
        """End the key for good; ``disputed`` says that an order may live, which who asks hears.

        What is in the store then stays as it is.
        """
        self.lease.cancelled(disputed=disputed)
        self._no_longer_listed()
        self.service.journal.note("order cancelled")
        return self.lease.entry

    def _store(self) -> Store:
        return self.service.open_store(self.asked.key, self.deadline)

    def _with_order(self, order: OrderRow) -> Entry:
        lease, order_id = self.lease, order.id
        if lease.entry.order_cancelled:
            self._settle_disputed()
            lease.given_back()
            return lease.entry
        if lease.entry.phase is Phase.PARKED:
            # A person has its message and goes on with it: none in the queue would finish it.
            lease.seen(order_id)
        elif lease.entry.phase not in (Phase.PLACED, Phase.FINISHING):
            # It was found, not answered: what archived no duplicate now must look again.
            noted = MOVED if order.moved else FOUND
            lease.finishing(order_id, self.deadline.clock.now(), noted=noted)
        if self.asked.wish is not CancelWish.ORDER:
            raise too_late(order_id)
        store = self._store()
        if lease.entry.phase is not Phase.PLACED:
            self._settle_duplicates(store)
        journal = self.service.journal
        done = cancel_order(lease, order_id, self._ours, store, self.deadline, journal)
        if isinstance(done, OrderRow):
            why = "Somebody else moved, paid, archived or made it"
            if lease.entry.phase is Phase.FINISHING:
                # Its status may be the requested one: what finishes the order knows.
                since = lease.entry.finishing_since or lease.entry.last_sent
                self._leave_to_others(since + FINISH_SECONDS)
                why += ", or it has the status that was asked for"
            raise too_late(order_id, f"{why}: look at it in the store.")
        lease.placed(order_id, done)
        self._no_longer_listed()
        journal.note("order cancelled", order_id=order_id)
        self._settle_disputed()
        return lease.entry

    def _settle_disputed(self) -> None:
        """Archive the other orders of a key whose order is cancelled, if a person looks at it.

        One may have been kept because that order was cancelled by a write that got no answer. The
        journal reports an order that somebody acted on. Raises NotYet, for an hour, while the store
        cannot be asked: the cancellation itself is recorded, and is answered then all the same.
        """
        entry = self.lease.entry
        if entry.disputed < 1:
            return
        try:
            store = self._store()
            if not self._cart_orders(store).settle_duplicates():
                self.lease.looked_again()
        except NotYet:
            if self.deadline.clock.now() - entry.since(Phase.PLACED) <= FINISH_SECONDS:
                raise

    def _settle_duplicates(self, store: Store) -> None:
        """Raise CancelPending unless the order is the key's only one.

        There may be two of several create-orders, or of one that was not promptly answered.
        The queue's second look comes after the order is placed, and this execution can send no
        message for one: it looks itself, once all that was sent must have shown.
        """
        entry = self.lease.entry
        if not (entry.look_at or entry.creates > 1 or entry.phase is Phase.PARKED):
            return
        self._leave_to_others(entry.last_sent + 2 * self.service.settle_seconds)
        if self._cart_orders(store).settle_duplicates():
            raise CancelPending(AN_OPERATOR, retry_after=LONGEST_WAIT)

    def _cart_orders(self, store: Store) -> CartOrders:
        return CartOrders(self.lease, store, self.service.journal, self.deadline)

    def _leave_to_others(self, until: float) -> None:
        """Raise CancelPending while the execution that finishes the order may still come."""
        if self.deadline.clock.now() < until:
            raise CancelPending("The order is cancelled when it is settled.", retry_after=SOON)

    @property
    def _ours(self) -> frozenset[int | None]:
        """Return the statuses that the order was made with, or that this service gave it.

        What the answer says of its status may be somebody else's doing, unless it was applied.
        """
        left = Finishing.model_validate_json(self.lease.entry.finishing)
        given = number_of(left.status) if "status" in (left.applied or ()) else INCOMPLETE
        return frozenset({INCOMPLETE, given})

    def _no_longer_listed(self) -> None:
        no_longer_listed(self.lease, self.service.attention, self.deadline)

    def _give_back(self) -> None:
        # A ledger that hangs must not use up the time to answer: the lease ends by itself.
        if self.deadline.remaining() > 0:
            with suppress(NotYet):
                self.lease.given_back()
