"""An operator's retry: a refused order is sent again under its own key.

A refusal proves that no order exists and that none is in doubt, once the second look is taken where
a create-order was sent. Nothing else proves it, so nothing else is sent again with a new cart.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from order_service.clock import Clock
from order_service.errors import (
    SECOND_LOOK,
    InvalidRequest,
    NotRefused,
    OrderNotKept,
    RetryTooEarly,
    UnknownOrder,
)
from order_service.keys import OrderKey
from order_service.ledger.attention_row import Attention as State
from order_service.ledger.attention_row import AttentionRow
from order_service.ledger.entry import GIVEN_UP, RETRIED, Entry, Phase
from order_service.placing.attention import kept
from order_service.placing.ports import Attention, ComeBack
from order_service.request.intake import Job, read_order
from order_service.request.json_body import SQS_BYTES, read_object
from order_service.request.order import OrderRequest

SOON = 5.0
"""Seconds until a key that somebody works on may have come to something."""
_OPEN = "What became of it is being found out, or finished: ask for its state."
_PUT_BACK = "Its message is a dead letter: put it back, or send the same request again."


class KeptOrders(Attention, Protocol):
    """The list, whose orders can be read."""

    def read(self, key: OrderKey) -> AttentionRow | None:
        """Return the row of a key, with its order; None if there is none."""
        ...


class Ledger(Protocol):
    """The ledger, as far as a retry needs it."""

    def reopen(self, entry: Entry, fingerprint: str, why: str) -> Entry:
        """Let a refused key begin anew; raises InProgress when it has changed since it was read."""
        ...


@dataclass(frozen=True)
class Retries:
    """What sends refused orders again."""

    ledger: Ledger
    attention: KeptOrders
    send: ComeBack
    clock: Clock

    def send_again(self, key: OrderKey, entry: Entry | None, corrected: OrderRequest | None) -> Job:
        """Queue a refused order again, as it was sent or corrected, and return it.

        Its row stays until it is placed: after a crash anywhere in here the retry can be repeated.
        Raises UnknownOrder, NotRefused, RetryTooEarly, OrderNotKept, InProgress, and InvalidRequest
        for a kept order that never was valid.
        """
        if entry is None:
            raise UnknownOrder("Check the store and the key.")
        check(entry, self.clock.now())
        row = self.attention.read(key)
        job = Job(key, corrected or _order_of(row, entry))
        fingerprint = job.fingerprint
        if entry.phase is Phase.REJECTED:
            self.attention.put(self._row(entry, row, job))
            self.ledger.reopen(entry, fingerprint, RETRIED)
        elif entry.fingerprint != fingerprint:
            raise RetryTooEarly("Another order is at work under this key.", retry_after=SOON)
        self.send(job, 0)
        return job

    def _row(self, entry: Entry, row: AttentionRow | None, job: Job) -> AttentionRow:
        if row is None:
            problem = entry.refusal().problem()
            now, code, fix = self.clock.now(), problem["code"], problem["fix"]
            row = AttentionRow(job.key, State.RETRIED, now, code, fix)
        return replace(
            row,
            request=kept(job.order),
            fingerprint=job.fingerprint,
            state=State.RETRIED,
        )


def check(entry: Entry, now: float) -> None:
    """Raise NotRefused or RetryTooEarly unless this key certainly has no order."""
    if entry.phase is Phase.REJECTED:
        if entry.look_at:
            wait = max(entry.look_at - now, SOON)
            raise RetryTooEarly("A second look comes first.", step=SECOND_LOOK, retry_after=wait)
        if entry.may_live:
            raise NotRefused("An order of this key may live: look for it in the control panel.")
    elif entry.phase in (Phase.CLAIMED, Phase.CART):
        # An order that was sent again and lost on its way to the queue.
        if not entry.sent_again:
            said = _PUT_BACK if entry.queued == GIVEN_UP else "The order is being placed."
            raise RetryTooEarly(said, retry_after=SOON)
    elif entry.phase in (Phase.SUBMITTING, Phase.FINISHING):
        said = _PUT_BACK if entry.queued == GIVEN_UP else _OPEN
        raise RetryTooEarly(said, retry_after=SOON)
    else:
        order = f" Its order is {entry.order_id}." if entry.order_id else ""
        raise NotRefused(f"The key is {entry.phase.value}.{order}")


def _order_of(row: AttentionRow | None, entry: Entry) -> OrderRequest:
    # A row that another retry or a slow execution has written may hold another order.
    if row is None or not row.request or row.fingerprint != entry.fingerprint:
        raise OrderNotKept("Send the order with the retry.")
    try:
        body = read_object(row.request, field="order", most_bytes=SQS_BYTES)
        # Nobody has accepted an invalid one: it is held against every rule for new orders.
        return read_order(body, new=row.state is State.INVALID)
    except InvalidRequest as wrong:
        if row.state is State.INVALID:
            raise
        fields = wrong.facts["errors"]
        raise OrderNotKept("This version cannot read it: send it again.", errors=fields) from None
