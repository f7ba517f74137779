"""How a delivery ends: what is listed, queued and recorded, in the order that survives a crash.

A second look is queued, and what needs attention is listed, before the ledger says that the key
has ended: a crash in between takes one look more, or lists a key that goes on; nothing is missed.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from order_service.answers import Finishing, PlacedOrder
from order_service.checkout.completion import discard
from order_service.errors import (
    InProgress,
    NotYet,
    OrderError,
    Parked,
    Refused,
    StoreUnavailable,
)
from order_service.ledger.entry import Phase
from order_service.ledger.lease import CancelAsked, Lease
from order_service.placing.attention import no_longer_listed, shown
from order_service.placing.failing import failing_since, given_up, unseen_for_long
from order_service.placing.follow_up import insist
from order_service.placing.ports import Service
from order_service.placing.preparation import is_ordered_by_others
from order_service.placing.reasons import as_answered
from order_service.placing.submission import Submission
from order_service.request.intake import Job
from order_service.request.privacy import mask


@dataclass(frozen=True)
class Outcome:
    """The order, and whether it had been placed before."""

    order: PlacedOrder
    replayed: bool

    def ids(self) -> dict[str, Any]:
        """Return the ids by which an operator finds the log line of this order."""
        return {"order_id": self.order.order_id, "cart_id": self.order.cart_id}


@dataclass(frozen=True)
class Ending:
    """The ways in which one delivery of one order can end."""

    job: Job
    submission: Submission
    service: Service

    def placed(self, order_id: int, finishing: Finishing | None) -> Outcome:
        """Record the order, and return it; raises CancelAsked when that came first."""
        look_at = self._second_look(order_id)
        self._recorded(order_id, finishing, look_at)
        self._no_longer_listed()
        return Outcome(self._lease.entry.order(), replayed=False)

    def cancelled(self) -> Refused:
        """End a key that is to be cancelled and has no order: its caller's wish is fulfilled."""
        look_at, entry = self._second_look(), self._lease.entry
        theirs = is_ordered_by_others(entry, self.submission.store)
        self._lease.cancelled(look_at, disputed=theirs)
        self._no_longer_listed()
        self.service.journal.note("order cancelled")
        if entry.creates:
            self._discard_cart_unless(look_at)
        return self._lease.entry.refusal()

    def refused(self, refusal: Refused) -> None:
        """Record that no order is made, and why; its words are masked first.

        Raises NotYet instead while an order may exist, whatever it was that was refused.
        """
        mask(refusal, self.job.order)
        if self._lease.entry.in_doubt or self._lease.entry.order_id:
            raise StoreUnavailable(
                refusal.detail, step=refusal.step, retry_after=5, **refusal.facts
            ) from None
        look_at = self._second_look()
        self._list(refusal)
        self._lease.rejected(refusal.problem(), look_at)
        self._discard_cart_unless(look_at)

    def parked(self, reason: Parked) -> None:
        """Leave the order to a person, who is notified first.

        A crash in between notifies twice, and never not at all.
        """
        reason.again = self._lease.entry.phase is Phase.PARKED
        if not reason.again:
            self.service.park(self.job, reason)
        self._list(reason)
        self._lease.parked()

    def given_up(self, reason: NotYet) -> Refused | Parked | None:
        """End an order on which the store has failed for too long; None while it goes on.

        It is refused, or left to a person while an order may exist.
        """
        entry, now = self._lease.entry, self.submission.deadline.clock.now()
        untried_for = self._lease.untried_for
        if refusal := given_up(reason, entry, now, untried_for):
            self.refused(refusal)
            return refusal
        unseen = unseen_for_long(reason, entry, now, untried_for)
        if unseen is not None:
            mask(unseen, self.job.order)
            self.parked(unseen)
        return unseen

    def given_back(self, reason: NotYet) -> NotYet:
        """Return what the caller is answered; the key waits for its next delivery.

        A ledger that hangs must not use up the time to hand the order over: the lease ends by
        itself.
        """
        mask(reason, self.job.order)
        lease, deadline = self._lease, self.submission.deadline
        later = as_answered(reason, lease.entry)
        with suppress(NotYet):
            if deadline.remaining() > 0 and not isinstance(reason, InProgress):
                self._list(later)
        with suppress(NotYet):
            if deadline.remaining() > 0:
                now = deadline.clock.now()
                since = failing_since(reason, lease.entry, now, lease.untried_for)
                lease.released(reason, since)
        return later

    @property
    def _lease(self) -> Lease:
        return self.submission.lease

    def _second_look(self, order_id: int = 0) -> float:
        """Return when it is due, 0 if never; it is queued before the answer is final."""
        look_at = self.submission.look_at(order_id)
        if look_at:
            self.service.come_back(self.job, look_at - self.submission.deadline.clock.now())
        return look_at

    def _recorded(self, order_id: int, finishing: Finishing | None, look_at: float) -> None:
        lease, deadline = self._lease, self.submission.deadline
        try:
            insist(lambda: lease.placed(order_id, finishing, look_at), deadline)
        except CancelAsked:
            # The order's id is durable before anything else is done about it.
            insist(lambda: lease.finishing(order_id, look_at), deadline)
            raise

    def _list(self, error: OrderError) -> None:
        now = self.submission.deadline.clock.now()
        shown(self.job, error, self._lease, self.service.attention, now)

    def _no_longer_listed(self) -> None:
        no_longer_listed(self._lease, self.service.attention, self.submission.deadline)

    def _discard_cart_unless(self, look_at: float) -> None:
        if not look_at:
            discard(self._lease.entry.cart_id, self.submission.store)
