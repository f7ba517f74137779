"""Whether a cart has become an order: what the store's order list and the checkout say.

Where there are twins, one stays; the others are archived, or reported when somebody acted on them.
"""

from dataclasses import dataclass

from order_service.errors import StoreRefused, StoreUnavailable
from order_service.ledger.entry import Entry
from order_service.placing.ports import Store
from order_service.store.order_view import OrderRow
from order_service.telemetry.observation import Journal

COME_BACK = 60.0
"""Seconds after which a store that contradicts itself is asked again."""


@dataclass(frozen=True)
class Witnesses:
    """The two places where the order of a ledger entry's cart can be seen."""

    entry: Entry
    store: Store
    journal: Journal

    def order(self) -> int | None:
        """Return the cart's one order, its twins settled; None if neither witness shows one.

        Raises CartGone when the list shows none and the checkout is gone.
        """
        return self._adopted(self._seen())

    def listed(self) -> int | None:
        """Return the same of the order list alone, for a checkout that may be gone."""
        return self._adopted(self.store.orders_of(self.entry.cart_id))

    def _adopted(self, rows: list[OrderRow]) -> int | None:
        """Return the cart's one order, its twins archived or reported; None if there is none.

        An order that somebody moved or paid goes before an untouched one, then the lowest id,
        so that every execution chooses the same one; a cancelled one goes last.
        """
        live = [row for row in rows if not row.is_deleted]
        if not live:
            return rows[0].id if rows else None
        chosen = min(live, key=lambda row: (row.cancelled, row.untouched, row.id))
        for twin in live:
            if twin is not chosen:
                done = "archived" if self._archived(twin) else "reported"
                self.journal.note(f"twin {done}", order_id=twin.id, kept=chosen.id)
        return chosen.id

    def _archived(self, twin: OrderRow) -> bool:
        if not twin.untouched:
            return False
        try:
            self.store.archive_order(twin.id)
        except StoreRefused:
            return False
        return True

    def _seen(self) -> list[OrderRow]:
        """Return all orders of the cart that can be seen, and the one known to be made."""
        entry = self.entry
        rows = self.store.orders_of(entry.cart_id)
        if entry.order_id and entry.order_id not in {row.id for row in rows}:
            rows = sorted([*rows, self.store.read_order(entry.order_id)], key=lambda row: row.id)
        return rows or self._hinted(entry.cart_id)

    def _hinted(self, cart_id: str) -> list[OrderRow]:
        hint = self.store.read_checkout(cart_id).order_hint
        if not hint:
            return []
        row = self.store.read_order(hint)
        if row.cart_id != cart_id:
            raise StoreUnavailable(
                "The checkout names an order of another cart.",
                step="orders",
                retry_after=COME_BACK,
            )
        return [row]
