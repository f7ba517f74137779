"""Where an order of a cart can be seen: the store's order list, the checkout, and the ledger.

What this service archived itself is in no list: the ledger knows its number.
"""

from contextlib import suppress
from dataclasses import dataclass

from order_service.errors import NotYet, StoreUnavailable
from order_service.ledger.entry import Entry
from order_service.ledger.lease import Lease
from order_service.placing.ports import Store
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone
from order_service.store_steps import ORDERS

COME_BACK = 60.0
"""Seconds after which a store that contradicts itself is asked again."""


@dataclass(frozen=True)
class Witnesses:
    """What shows the orders of a ledger entry's cart."""

    lease: Lease
    store: Store

    @property
    def entry(self) -> Entry:
        """Return the entry, with what was written since."""
        return self.lease.entry

    def all(self, *, whole: bool = False) -> list[OrderRow]:
        """Return the orders of the cart that are known; an archived one outlives its checkout.

        Raises CartGone when there is none and the checkout is gone.
        """
        rows: list[OrderRow] = []
        gone: CartGone | None = None
        try:
            rows = self._known(whole=whole) or self._hinted()
        except CartGone as error:
            gone = error
        rows = self._with_archived(rows)
        if gone and not rows:
            raise gone
        return rows

    def _with_archived(self, rows: list[OrderRow]) -> list[OrderRow]:
        """Return these orders, those that our calls may have archived, and the one that stays.

        An archived order is in no list, the one that stays is in none that is late. Another version
        that lets a refused key begin anew leaves those of its earlier cart.
        """
        known = {row.id: row for row in rows}
        for order_id in self.entry.archive_calls():
            listed = known.get(order_id)
            now = self.read_again(listed) if listed else self.store.read_order(order_id)
            if self.may_be_ours(now):
                known[order_id] = now
        kept = self.entry.kept
        if kept and kept not in known and self.may_be_ours(now := self.store.read_order(kept)):
            known[kept] = now
        return [known[order_id] for order_id in sorted(known)]

    def read_again(self, listed: OrderRow) -> OrderRow:
        """Return the order as it is now, or as it is listed where that cannot be read."""
        with suppress(NotYet):
            now = self.store.read_order(listed.id)
            return now if now.cart_id == listed.cart_id else listed
        return listed

    def _known(self, *, whole: bool = False) -> list[OrderRow]:
        """Return the cart's orders in the list, and the one whose id was answered to us."""
        rows = self.store.orders_of(self.entry.cart_id, whole=whole)
        known = self.entry.order_id
        if not known or known in {row.id for row in rows}:
            return rows
        row = self.store.read_order(known)
        # An answer that was another request's may have named it.
        ours = [row] if self.may_be_ours(row) else []
        return sorted([*rows, *ours], key=lambda row: row.id)

    def _hinted(self) -> list[OrderRow]:
        cart_id = self.entry.cart_id
        hint = self.store.read_checkout(cart_id).order_hint
        if not hint:
            return []
        row = self.store.read_order(hint)
        if row.cart_id != cart_id:
            raise StoreUnavailable(
                "The checkout names an order of another cart.",
                step=ORDERS.name,
                retry_after=COME_BACK,
            )
        return [row]

    def may_be_ours(self, answered: OrderRow) -> bool:
        """Return whether an order whose id was answered to us is not shown as another cart's."""
        return answered.cart_id in (None, self.entry.cart_id)
