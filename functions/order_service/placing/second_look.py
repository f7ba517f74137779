"""The second look: whatever was concluded from an order's absence is checked once more, later.

A store's order list lags. An order that it showed too late is a duplicate of the one that callers
were given, or of a refusal: it is archived if nobody touched it, and reported otherwise.
"""

from typing import Protocol

from order_service.checkout.completion import discard
from order_service.clock import Deadline
from order_service.errors import NotYet, Parked, StorePaused, Unfinished
from order_service.ledger.entry import Phase
from order_service.ledger.lease import Lease
from order_service.placing.attention import no_longer_listed
from order_service.placing.cart_orders import CartOrders
from order_service.placing.ports import Attention, OpenStore, Park
from order_service.request.intake import Job
from order_service.telemetry.observation import Journal

GIVEN_UP_AFTER = 86_400.0
"""Seconds for which a store that cannot be asked is asked again."""


class Collaborators(Protocol):
    """What a second look needs."""

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


def look_again(job: Job, lease: Lease, service: Collaborators, deadline: Deadline) -> None:
    """Search the store once more for orders of a finished key, and settle what is found.

    Raises Unfinished until the look is due, and NotYet while the store cannot be asked.
    """
    entry = lease.entry
    wait = entry.look_at - deadline.clock.now()
    if wait > 0:
        raise Unfinished("A second look is due later.", step="second_look", retry_after=wait)
    store = service.open_store(job.key, deadline)
    try:
        reported = CartOrders(lease, store, service.journal, deadline).settle_duplicates()
    except NotYet as failure:
        if wait > -GIVEN_UP_AFTER or isinstance(failure, StorePaused):
            raise
        reported = True
    if reported:
        service.park(job, Parked("Another order may live, or none.", step="second_look"))
    if entry.cancel_asked and entry.phase is Phase.REJECTED and not reported:
        # One write for both: the look is what carries the wish out.
        lease.cancelled()
        no_longer_listed(lease, service.attention, deadline)
    else:
        lease.looked_again(disputed=reported)
    if entry.refused and not reported:
        discard(entry.cart_id, store)
