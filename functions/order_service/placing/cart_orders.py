"""The orders of a key's cart: which one stays, and what becomes of the others.

Where there are duplicates, one stays; the others are archived, or reported when somebody acted on
them. Each is read right before it is archived, and the one that stays before it, also before a
repetition: a person who moved, paid, cancelled or archived one of them meanwhile knows more than
the list that was read before. Each call that archives an order is recorded in the ledger first: its
answer may be lost, and it may arrive after a person has acted on that order. No list has it then.
"""

from contextlib import suppress
from dataclasses import dataclass

from order_service.clock import ARRIVES_WITHIN, Deadline
from order_service.errors import NotYet, StoreRefused, StoreUnavailable
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.lease import Lease
from order_service.placing.ports import Store
from order_service.placing.witnesses import COME_BACK, Witnesses
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted
from order_service.store.which_stays import rank
from order_service.store_steps import ARCHIVE
from order_service.telemetry.observation import Journal

MOST_LOOKS = 3
"""How often an order is read and archived while the answers are lost, before it waits."""
ARCHIVED, REPORTED = "duplicate archived", "duplicate reported"
"""What the journal says of a duplicate."""


@dataclass(frozen=True)
class CartOrders:
    """The orders of a ledger entry's cart, of which one is to stay."""

    lease: Lease
    store: Store
    journal: Journal
    deadline: Deadline

    @property
    def entry(self) -> Entry:
        """Return the entry, with what was written since."""
        return self.lease.entry

    @property
    def _seen(self) -> Witnesses:
        return Witnesses(self.lease, self.store)

    def order(self) -> OrderRow | None:
        """Return the cart's one order, its duplicates settled; None if neither witness shows one.

        Raises CartGone when none is known and the checkout is gone.
        """
        return self._adopted(self._seen.all())

    def settle_duplicates(self) -> bool:
        """Archive every order of the cart but the entry's; return whether a person must look.

        For a finished key: the order that its callers were given stays, or none after a refusal.
        A person must look at what could not be archived, and where the given order was ended.
        Raises NotYet unless the whole list was read, as no later look would find what it lacks, and
        while a call of ours may still change what that person sees.
        """
        rows: list[OrderRow] = []
        with suppress(CartGone):
            rows = self._seen.all(whole=True)
        given = self._given
        others = [row for row in rows if row.id != given]
        left = [row for row in others if not self._settled(row, given)]
        reported = bool(left) or self._given_is_gone(rows)
        if reported and any(map(self._may_yet_go, others)):
            # A person would look at an order that is archived a moment later.
            raise _unconfirmed(COME_BACK)
        for row in left:
            self._report(row, given)
        return reported

    def _may_yet_go(self, duplicate: OrderRow) -> bool:
        """Return whether a call may still archive it, though none would be sent any more."""
        if not self._pending_seconds(duplicate.id):
            return False
        now = self._seen.read_again(duplicate)
        return not now.is_deleted and not (now.untouched and self._stays(self._given))

    @property
    def _given(self) -> int:
        """Return the order that callers were given; 0 after a refusal, whatever was seen before."""
        return 0 if self.entry.refused else self.entry.order_id

    def _given_is_gone(self, rows: list[OrderRow]) -> bool:
        """Return whether the order that callers were given was ended, or is another cart's."""
        if self.entry.phase is not Phase.PLACED:
            return False
        given = [row for row in rows if row.id == self._given]
        return not given or any(map(self._ended_by_others, given))

    def _ended_by_others(self, row: OrderRow) -> bool:
        """Return whether the order that callers were given was ended: then none may live.

        Another one may have been archived for its sake, by a write whose answer was lost.
        """
        entry = self.entry
        asked = entry.order_cancelled or entry.cancel_asked == CancelWish.ORDER
        return (row.is_deleted or row.ended) and not (asked and row.cancelled)

    def _adopted(self, rows: list[OrderRow]) -> OrderRow | None:
        """Return the cart's one order, its duplicates archived or reported; None if it has none."""
        now = self._as_now(rows)
        if not now:
            return None
        chosen = self._first(now)
        others = [row for row in now if row is not chosen]
        settled = [self._settled_now_or_later(row, chosen.id) for row in others]
        if all(settled):
            return chosen
        # Somebody acted on one of them since they were read: another may have to stay, or none is.
        return self._first([self._seen.read_again(row) for row in now])

    def _first(self, rows: list[OrderRow]) -> OrderRow:
        """Return which stays; raises StoreUnavailable while it may still be archived by us."""
        first = min(rows, key=self._rank)
        left = self._pending_seconds(first.id)
        if left and not first.is_deleted:
            raise _unconfirmed(left)
        return first

    def _rank(self, row: OrderRow) -> tuple[object, ...]:
        return rank(row, of_a_changed_cart=of_a_changed_cart(row, self.lease))

    def _pending_seconds(self, order_id: int) -> float:
        """Return for how long a call that archives this order may still arrive; 0 if none can."""
        sent_until = self.entry.archive_calls().get(order_id)
        if sent_until is None:
            return 0
        return max(sent_until + ARRIVES_WITHIN - self.deadline.clock.now(), 0)

    def _as_now(self, rows: list[OrderRow]) -> list[OrderRow]:
        """Read each anew where one is to be chosen: a list lags, and people act meanwhile."""
        live = [row for row in rows if not row.is_deleted]
        return rows if len(live) < 2 else [self._seen.read_again(row) for row in rows]

    def _settled_now_or_later(self, duplicate: OrderRow, kept: int) -> bool:
        """Settle a duplicate; if that fails now, the caller gets the order that stays all the same.

        The second look comes back to it: one is due for every order that was found. Returns False
        if one of the two was acted on meanwhile.
        """
        with suppress(NotYet):
            settled = self._settled(duplicate, kept)
            if not settled:
                self._report(duplicate, kept)
            return settled
        return True

    def _settled(self, duplicate: OrderRow, kept: int) -> bool:
        """Archive a duplicate that nobody touched; return whether no person needs to look."""
        sent = duplicate.id in self.entry.archive_calls()
        if duplicate.is_deleted and (duplicate.unneeded or not sent):
            return True
        archived = self._archived(duplicate, kept)
        if archived:
            self.journal.note(ARCHIVED, order_id=duplicate.id, kept=kept)
        return archived

    def _report(self, duplicate: OrderRow, kept: int) -> None:
        self.journal.note(REPORTED, order_id=duplicate.id, kept=kept)

    def _archived(self, duplicate: OrderRow, kept: int) -> bool:
        """Archive it unless somebody acted on it; return whether no person needs to look.

        A person must know if the order that was to stay was ended at the same moment, or if this
        one was paid or moved between the look at it and its end.
        """
        sent = duplicate.id in self.entry.archive_calls()
        for _ in range(MOST_LOOKS):
            stays = self._stays(kept)
            now = self.store.read_order(duplicate.id)
            if now.is_deleted:
                return not sent or (stays and now.unneeded)
            alike = now.cart_id == self.entry.cart_id and now.made_by_create_order
            if not (stays and alike and now.untouched):
                return False
            self.lease.archiving(duplicate.id, self.deadline.at, kept)
            try:
                self.store.archive_order(duplicate.id)
            except StoreRefused:
                # Something in front of the store may say no after it was done.
                if not self.store.read_order(duplicate.id).is_deleted:
                    return False
            except Interrupted:
                sent = True
                continue
            stays, archived = self._still_stays(kept), self._shown(duplicate.id)
            if archived is None or archived.is_deleted:
                return stays and archived is not None and archived.unneeded
            # Something in front of the store may say yes, and nothing was done.
            sent = True
        raise _unconfirmed(COME_BACK)

    def _stays(self, kept: int) -> bool:
        """Return whether the order for whose sake others are archived still lives.

        A merchant who sees two equal orders may archive or end the other one of them. None has to
        live where none was made, as callers know, or where they had it cancelled. While that is
        still to be done, our own write may have cancelled it and got no answer; no write of ours
        archives it. Of a placed key a cancellation was answered with no, if it was asked for. A
        shopper who has not paid may never do so.
        """
        if self.entry.refused or self.entry.order_cancelled:
            return True
        now = self.store.read_order(kept)
        unwanted = self.entry.cancel_asked == CancelWish.ORDER and not self.entry.finished
        lives = not now.ended or (unwanted and now.cancelled)
        sure = now.made_by_create_order or not now.untouched
        return self._seen.may_be_ours(now) and not now.is_deleted and lives and sure

    def _still_stays(self, kept: int) -> bool:
        """Look once more after its duplicate was archived: no later look would find that one."""
        with suppress(NotYet):
            return self._stays(kept)
        return False

    def _shown(self, archived: int) -> OrderRow | None:
        with suppress(NotYet):
            return self.store.read_order(archived)
        return None


def of_a_changed_cart(order: OrderRow, lease: Lease) -> bool:
    """Return whether a shopper made it of a cart that was changed: its total shows it.

    What create-order makes needs no such look: its cart was compared right before.
    """
    total = order.total_inc_tax
    if order.made_by_create_order or total is None:
        return False
    return not lease.asked_for(total)


def _unconfirmed(retry_after: float) -> StoreUnavailable:
    said = "The store does not confirm that an order is archived."
    return StoreUnavailable(said, step=ARCHIVE.name, retry_after=retry_after)
