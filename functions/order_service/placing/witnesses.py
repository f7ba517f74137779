"""Whether a cart has become an order: what the store's order list and the checkout say.

Where there are duplicates, one stays; the others are archived, or reported when somebody acted on
them. Each is read right before it is archived, also before a repetition: a person who
moved or paid it meanwhile knows more than the list that was read before.
"""

from contextlib import suppress
from dataclasses import dataclass

from order_service.errors import StoreRefused, StoreUnavailable
from order_service.ledger.entry import Entry
from order_service.placing.ports import Store
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted
from order_service.store_steps import ARCHIVE, ORDERS
from order_service.telemetry.observation import Journal

COME_BACK = 60.0
"""Seconds after which a store that contradicts itself is asked again."""
MOST_LOOKS = 3
"""How often an order is read and archived while the answers are lost, before it waits."""


@dataclass(frozen=True)
class Witnesses:
    """The two places where the order of a ledger entry's cart can be seen."""

    entry: Entry
    store: Store
    journal: Journal

    def order(self) -> int | None:
        """Return the cart's one order, its duplicates settled; None if neither witness shows one.

        Raises CartGone when the list shows none and the checkout is gone.
        """
        return self._adopted(self._known() or self._hinted())

    def settle_duplicates(self) -> bool:
        """Archive every order of the cart but the entry's; return whether one had to be reported.

        For a finished key: the order that its callers were given stays, or none after a refusal.
        """
        rows: list[OrderRow] = []
        with suppress(CartGone):
            rows = self._known() or self._hinted()
        others = [row for row in rows if row.id != self.entry.order_id]
        settled = [self._settled(row, self.entry.order_id) for row in others]
        return not all(settled)

    def _adopted(self, rows: list[OrderRow]) -> int | None:
        """Return the cart's one order, its duplicates archived or reported; None if there is none.

        An order that somebody moved or paid goes before an untouched one, then the lowest id,
        so that every execution chooses the same one; a cancelled one goes last.
        """
        live = [row for row in rows if not row.is_deleted]
        if not live:
            return rows[0].id if rows else None
        chosen = min(live, key=lambda row: (row.cancelled, row.untouched, row.id))
        for row in live:
            if row is not chosen:
                self._settled(row, chosen.id)
        return chosen.id

    def _settled(self, duplicate: OrderRow, kept: int) -> bool:
        """Archive a duplicate that nobody touched; return whether no person needs to look."""
        if duplicate.is_deleted:
            return True
        archived = self._archived(duplicate)
        event = "duplicate archived" if archived else "duplicate reported"
        self.journal.note(event, order_id=duplicate.id, kept=kept)
        return archived

    def _archived(self, duplicate: OrderRow) -> bool:
        for _ in range(MOST_LOOKS):
            now = self.store.read_order(duplicate.id)
            if now.is_deleted:
                return True
            if now.cart_id != self.entry.cart_id or not now.untouched:
                return False
            try:
                self.store.archive_order(duplicate.id)
            except StoreRefused:
                return self.store.read_order(duplicate.id).is_deleted
            except Interrupted:
                continue
            return True
        raise StoreUnavailable(
            "The store does not confirm that an order is archived.",
            step=ARCHIVE.name,
            retry_after=COME_BACK,
        )

    def _known(self) -> list[OrderRow]:
        """Return the cart's orders in the list, and the one whose id was answered to us."""
        rows, known = self.store.orders_of(self.entry.cart_id), self.entry.order_id
        if not known or known in {row.id for row in rows}:
            return rows
        row = self.store.read_order(known)
        # An answer that was another request's may have named it.
        ours = [row] if row.cart_id == self.entry.cart_id else []
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
