"""Pure: what the flow needs of the world; adapters and fakes both provide it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from order_service.callers import UNKNOWN, Caller
from order_service.checkout.ports import Checkouts
from order_service.clock import Deadline
from order_service.errors import Parked
from order_service.keys import OrderKey
from order_service.ledger.attention_row import AttentionRow
from order_service.ledger.entry import CancelWish, Entry
from order_service.ledger.lease import Lease
from order_service.request.b2b import B2b
from order_service.request.intake import Job
from order_service.store.company_order import CompanyOrder
from order_service.store.order_view import OrderRow
from order_service.telemetry.observation import Journal

Park = Callable[[Job, Parked], None]
"""Puts an order where a person sees it, with the reason; raises QueueUnavailable."""

ComeBack = Callable[[Job, float], None]
"""Delivers an order again, by the queue, after so many seconds; raises QueueUnavailable."""


class Ledger(Protocol):
    """Lets one execution at a time work on a key."""

    def claim(
        self, key: OrderKey, fingerprint: str, lease_until: float, caller: Caller = UNKNOWN
    ) -> Lease:
        """Return the lease, or the finished entry; raises KeyReused or InProgress."""
        ...

    def cancel(
        self, key: OrderKey, wish: CancelWish, lease_until: float, caller: Caller = UNKNOWN
    ) -> Lease | Entry:
        """Return the lease with the wish written, or an ended entry.

        Raises CancelPending with the wish kept, or InProgress.
        """
        ...

    def extend_expiry(self, key: OrderKey) -> None:
        """Keep a key as long as a new one; raises LedgerUnavailable."""
        ...


class Attention(Protocol):
    """The list of orders that need attention, each with its order."""

    def put(self, row: AttentionRow) -> None:
        """Write a row in the place of an earlier one; raises LedgerUnavailable."""
        ...

    def remove(self, key: OrderKey) -> None:
        """Remove the row of a key, if there is one; raises LedgerUnavailable."""
        ...


class Store(Checkouts, Protocol):
    """One store, asked about one order."""

    def create_order(self, cart_id: str) -> int:
        """Return the new order's id; raises Ambiguous unless it is sure that none was made."""
        ...

    def orders_of(self, cart_id: str, *, whole: bool = False) -> list[OrderRow]:
        """Return the cart's orders, lowest id first; empty only for a clean none.

        ``whole`` raises StoreUnavailable where some that are shown may not be all.
        """
        ...

    def has_order(self, cart_id: str) -> bool:
        """Return whether anybody has made an order of the cart; False only for a clean none."""
        ...

    def read_order(self, order_id: int) -> OrderRow:
        """Return one order."""
        ...

    def update_order(self, order_id: int, changes: Mapping[str, Any]) -> OrderRow:
        """Return the order after these fields were written; raises Interrupted or CartGone."""
        ...

    def read_company_order(self, order_id: int) -> CompanyOrder | None:
        """Return B2B Edition's record of an order, None while there is none."""
        ...

    def new_company_order(self, order_id: int, customer_id: int, fields: B2b) -> CompanyOrder:
        """Return a new order's record with these fields; refused when it is too late for one."""
        ...

    def update_company_order(self, order_id: int, fields: B2b) -> CompanyOrder:
        """Return the record after these fields were written; raises Interrupted or CartGone."""
        ...

    def payment_token(self, order_id: int) -> str:
        """Return a token with which an Incomplete order can be paid."""
        ...

    def archive_order(self, order_id: int) -> None:
        """Archive an order; raises Interrupted unless it is sure that it did or did not."""
        ...


class OpenStore(Protocol):
    """Opens the way to one store for one order."""

    def __call__(self, key: OrderKey, deadline: Deadline) -> Store:
        """Return the key's store, bound to the order's correlation id and the deadline."""
        ...


@dataclass(frozen=True)
class Service:
    """All of it, made once and shared by every order."""

    ledger: Ledger
    open_store: OpenStore
    journal: Journal
    settle_seconds: float
    park: Park
    come_back: ComeBack
    attention: Attention
