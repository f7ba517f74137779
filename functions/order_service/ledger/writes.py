"""Adapter: writes items of the ledger, each on a condition, and reports each write."""

from collections.abc import Mapping
from typing import Any

from order_service.clock import Clock
from order_service.errors import InProgress, LedgerUnavailable, OrderError
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry
from order_service.ledger.lease import NOTED, CancelAsked
from order_service.ledger.packing import PACKED, packed
from order_service.ledger.table import ConditionFailed, Table, TableUnavailable
from order_service.telemetry.observation import LedgerWrite, ObserveWrite

_STILL_MINE = "lease_owner = :owner AND revision < :revision"
_ASKED_NOTHING = " AND attribute_not_exists(cancel_asked)"
_ASKED_NO_MORE = " AND cancel_asked = :known"


class Writes:
    """Writes to the items of one table."""

    def __init__(self, table: Table, clock: Clock, observe: ObserveWrite) -> None:
        self._table = table
        self._clock = clock
        self._observe = observe

    def update(
        self, key: OrderKey, update: str, condition: str, values: Mapping[str, Any]
    ) -> Entry:
        """Return the item after the update; raises ConditionFailed and LedgerUnavailable."""
        began = self._clock.now()
        try:
            entry = self._updated(key, update, condition, values)
        except (ConditionFailed, LedgerUnavailable) as failure:
            self._observe(_seen(key, began, self._clock.now() - began, failure))
            raise
        self._observe(_seen(key, began, self._clock.now() - began, entry))
        return entry

    def save(
        self,
        entry: Entry,
        changes: Mapping[str, Any],
        *,
        gives_back: bool,
        heeds: bool,
        holds: float,
    ) -> Entry:
        """Return the entry of a lease after these changes.

        Raises InProgress when the lease has been lost, CancelAsked when a cancellation that the
        writer ``heeds`` was asked for meanwhile, and LedgerUnavailable.
        """
        now = self._clock.now()
        word = _word_for(changes)
        changes = {name: value for name, value in changes.items() if name != NOTED}
        changes["history"] = entry.history_with(word, now)
        if gives_back:
            # Never earlier than its claim, even if the clock was set back: an end of 0 would let a
            # claim in that was stalled on its way, and so undo what came after it.
            changes["lease_until"] = max(now, entry.updated_at) + holds
        values = {f":{name}": _stored(name, value) for name, value in changes.items()}
        names = ", ".join(f"{name} = :{name}" for name in changes)
        values |= {":owner": entry.lease_owner, ":now": now}
        condition = _STILL_MINE
        if heeds:
            condition += _ASKED_NO_MORE if entry.cancel_asked else _ASKED_NOTHING
            values |= {":known": entry.cancel_asked} if entry.cancel_asked else {}
        try:
            return self.update(entry.key, f"SET {names}, updated_at = :now", condition, values)
        except ConditionFailed as failure:
            found = Entry.from_item(failure.item)
        # A write whose answer was lost is repeated by the SDK and then meets itself. A finished key
        # has no lease of its own, so that another execution may have written the same revision.
        written = {**changes, "lease_owner": entry.lease_owner, "updated_at": now}
        if all(getattr(found, name) == value for name, value in written.items()):
            return found
        asked = found.cancel_asked
        if heeds and found.lease_owner == entry.lease_owner and asked != entry.cancel_asked:
            raise CancelAsked(asked)
        raise InProgress("Another execution has taken this key over.", retry_after=5)

    def _updated(
        self, key: OrderKey, update: str, condition: str, values: Mapping[str, Any]
    ) -> Entry:
        try:
            return Entry.from_item(self._table.write(str(key), update, condition, values))
        except TableUnavailable as failure:
            raise unavailable(str(failure)) from None
        except ConditionFailed as failure:
            if failure.item:
                raise
            # There is nothing left to own: its time to live has passed meanwhile.
            raise unavailable("LookupError") from None


def _stored(name: str, value: Any) -> Any:
    return packed(value) if name in PACKED and value else value


def _seen(
    key: OrderKey, began: float, seconds: float, outcome: "Entry | ConditionFailed | OrderError"
) -> LedgerWrite:
    if isinstance(outcome, OrderError):
        return LedgerWrite(key.store, began, seconds, error=outcome.code)
    entry = outcome if isinstance(outcome, Entry) else Entry.from_item(outcome.item)
    error = None if entry is outcome else "condition_failed"
    known = (entry.phase, entry.deliveries, entry.cart_id, entry.order_id)
    return LedgerWrite(key.store, began, seconds, *known, error)


WITHIN_A_PHASE = {
    "last_error": "given-back",
    "look_at": "looked-again",
    "problem": "no-more-attempts",
    "concluded": "denied",
    "archiving": "archiving",
    "order_id": "order-made",
    "cancel_lands_until": "cancelling",
    "cart_gone_at": "cart-looked-for",
}
"""The note of a key's history for each attribute that is written within a phase."""


def _word_for(changes: Mapping[str, Any]) -> str:
    """What an operator reads in the history: the phase, or what was written within it."""
    if NOTED in changes:
        return str(changes[NOTED])
    if "phase" in changes:
        return str(changes["phase"])
    return next((word for name, word in WITHIN_A_PHASE.items() if name in changes), "given-back")


def unavailable(said: str) -> LedgerUnavailable:
    """Return that the table did not do what it was asked, in its own word."""
    return LedgerUnavailable(f"The table answered {said}.", retry_after=5)
