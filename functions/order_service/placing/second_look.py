"""The second look: whatever was concluded from an order's absence is checked once more, later.

A store's order list lags. An order that it showed too late is a duplicate of the one that callers
were given, or of a refusal: it is archived if nobody touched it, and reported otherwise.
"""

from contextlib import suppress
from typing import Protocol

from order_service.checkout.completion import discard
from order_service.clock import Deadline
from order_service.errors import SECOND_LOOK, NotYet, Parked, StorePaused, Unfinished
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.lease import Lease
from order_service.placing.attention import no_longer_listed
from order_service.placing.cart_orders import CartOrders
from order_service.placing.ports import Attention, ComeBack, Ledger, OpenStore, Park
from order_service.request.intake import Job
from order_service.telemetry.observation import Journal

GIVEN_UP_AFTER = 86_400.0
"""Seconds for which a store that cannot be asked is asked again."""


class Collaborators(Protocol):
    """What a second look needs."""

    @property
    def ledger(self) -> Ledger:
        """Keeps the key at least as long as what is sent about it."""
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
    def park(self) -> Park:
        """Shows a duplicate that somebody acted on to a person."""
        ...

    @property
    def come_back(self) -> ComeBack:
        """Delivers the order again, by the queue."""
        ...


def is_due(entry: Entry, *, sent_back: bool) -> bool:
    """Return whether a message of this finished key makes the store be searched once more.

    ``sent_back`` says that it is the letter of a look that left a question to a person. Of a key
    that the last release refused nobody took note, and its letters have no mark.
    """
    unnoted = entry.disputed < 0 and entry.may_live
    return entry.look_at > 0 or unnoted or (sent_back and entry.disputed > 0)


def look_again(job: Job, lease: Lease, service: Collaborators, deadline: Deadline) -> None:
    """Search the store once more for orders of a finished key, and settle what is found.

    Raises Unfinished until the look is due, NotYet while the store cannot be asked, and Parked
    where the question that it left before is still open.
    """
    entry, now = lease.entry, deadline.clock.now()
    if entry.look_at > now:
        due = entry.look_at - now
        raise Unfinished("A second look is due later.", step=SECOND_LOOK, retry_after=due)
    reported = _left_open(job, lease, service, deadline)
    question = Parked("Another order may live, or none.", step=SECOND_LOOK)
    if reported and not entry.look_at:
        question.again = True
        raise question
    if reported:
        # A message of a key that is forgotten would be an order of its own.
        service.ledger.extend_expiry(job.key)
        service.park(job, question)
    if entry.cancel_asked and entry.phase is Phase.REJECTED and not reported:
        # One write for both: the look is what carries the wish out.
        lease.cancelled()
        no_longer_listed(lease, service.attention, deadline)
    else:
        lease.looked_again(disputed=reported)
    if entry.refused and not reported:
        discard(entry.cart_id, service.open_store(job.key, deadline))


def _left_open(job: Job, lease: Lease, service: Collaborators, deadline: Deadline) -> bool:
    """Return whether a person must look; raises NotYet while the store cannot be asked."""
    due = lease.entry.look_at
    late = deadline.clock.now() - due if due else 0
    try:
        store = service.open_store(job.key, deadline)
        return CartOrders(lease, store, service.journal, deadline).settle_duplicates()
    except NotYet as failure:
        if late < GIVEN_UP_AFTER or isinstance(failure, StorePaused):
            raise
        return True


def ask_again(job: Job, entry: Entry, service: Collaborators, now: float) -> None:
    """Send a message for a second look that is a day late: the one that was sent may be lost."""
    if entry.look_at and now - entry.look_at > GIVEN_UP_AFTER:
        # The answer is known; who asks again tries this again.
        with suppress(NotYet):
            service.ledger.extend_expiry(job.key)
            service.come_back(job, 0)
