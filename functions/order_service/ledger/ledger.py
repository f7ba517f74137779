"""Adapter: one DynamoDB item for each (store, key); what is written here is what happened.

    CLAIMED ──> CART ──> SUBMITTING ──> [FINISHING] ──> PLACED
        └─────────┴──────────┼────────> REJECTED ──(retry, or a corrected order)──> CLAIMED
        └─────────┴──────────┼────────> CANCELLED (also of REJECTED, PARKED and a key never sent)
                             └────────> PARKED ──> [FINISHING] ──> PLACED

FINISHING is only for an order of which something is asked after it exists.

Every write after the claim is conditional on still owning the lease, so of two executions on
one key the late one stops at its next write; and on no later write of the same lease having
landed, so a request that was stalled on its way cannot undo what came after it. The claim takes
part in this: a lease ends at the time of its last write, so ``lease_until`` only ever grows, and a
claim that was stalled on its way finds a later one there.
"""

import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from order_service.callers import UNKNOWN, Caller
from order_service.clock import Clock
from order_service.errors import (
    CancelPending,
    InProgress,
    KeyOfAnotherCaller,
    KeyReused,
)
from order_service.keys import OrderKey
from order_service.ledger.cancelling import (
    ENDED,
    NOT_FINISHED,
    claim_values,
    claiming,
    free,
    keep_values,
    keeping,
)
from order_service.ledger.entry import CORRECTED, GIVEN_UP, CancelWish, Entry, Phase
from order_service.ledger.lease import Lease
from order_service.ledger.ownership import SHARED, Ownership
from order_service.ledger.reopening import as_refused, begun_anew
from order_service.ledger.table import ConditionFailed, Table, TableUnavailable
from order_service.ledger.writes import Writes, unavailable
from order_service.telemetry.observation import ObserveWrite, unobserved

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CLAIM = (
    "SET fingerprint = :fingerprint, lease_owner = :owner, lease_until = :until, "
    "phase = if_not_exists(phase, :claimed), "
    "created_at = if_not_exists(created_at, :now), updated_at = :now, "
    "deliveries = if_not_exists(deliveries, :zero) + :one, expires_at = :expires, "
    "revision = :zero"
)
_QUEUED = ", queued = :one"
_BELONGS = ", belongs_to = if_not_exists(belongs_to, :caller)"
_FREE = (
    "attribute_not_exists(id) OR (fingerprint = :fingerprint AND lease_until <= :now "
    "AND phase <> :placed AND phase <> :rejected AND phase <> :cancelled{ownership})"
)
_LISTED = ", attention = if_not_exists(attention, :now)"
_MINE = "fingerprint = :mine"
_EXTEND, _EXISTS = "SET expires_at = :expires", "attribute_exists(id)"
_PENDING = "The order is being placed. It is cancelled if it has not been made; ask again."
_HELD = "Another request works on this key: send the same one again."
_SHORTLY = 5.0
"""Seconds after which to ask again about a key that is worked on."""


class Ledger:
    """Remembers what became of each key."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        clock: Clock,
        keep_days: int,
        observe: ObserveWrite = unobserved,
        ownership: Ownership = SHARED,
    ) -> None:
        self._table = Table(client, table)
        self._writes = Writes(self._table, clock, observe)
        self._clock = clock
        self._keep_seconds = keep_days * 86_400
        self._ownership = ownership

    def claim(
        self,
        key: OrderKey,
        fingerprint: str,
        lease_until: float,
        caller: Caller = UNKNOWN,
    ) -> Lease:
        """Return the lease on a key that is free, or on one that is finished, to be replayed.

        Raises KeyReused when the key stands for another order or belongs to another caller,
        InProgress while another holds the lease, and LedgerUnavailable.
        """
        owner = str(uuid.uuid4())
        claim, values = _CLAIM, self._claim_values(fingerprint, owner, lease_until)
        if caller.by_message:
            claim += _QUEUED
        if caller.id:
            claim, values = claim + _BELONGS, values | {":caller": caller.id}
        free = _FREE.format(ownership=self._ownership.condition(caller))
        try:
            entry = self._writes.update(key, claim, free, values)
        except ConditionFailed as failure:
            entry = Entry.from_item(failure.item)
            if self._takes_over(entry, fingerprint, caller):
                self.reopen(entry, fingerprint, CORRECTED)
                return self.claim(key, fingerprint, lease_until, caller)
            self._explain(entry, fingerprint, owner, caller)
        return Lease(entry, self._writes.save)

    def reopen(self, entry: Entry, fingerprint: str, why: str) -> Entry:
        """Let a refused key begin anew, for the order with this fingerprint.

        The caller has made sure that no order exists and that none is in doubt. Raises InProgress
        when anything was written since the entry was read. The owner is a new one, so that no
        write that was stalled on its way can land, and the lease still only ever grows.
        """
        now, owner = self._clock.now(), str(uuid.uuid4())
        changes = begun_anew(entry, fingerprint, owner, why, now)
        changes["expires_at"] = int(now) + self._keep_seconds
        try:
            return self._writes.update(entry.key, *as_refused(entry, changes))
        except ConditionFailed as failure:
            found = Entry.from_item(failure.item)
        # A write whose answer was lost is repeated by the SDK and then meets itself.
        if found.lease_owner == owner:
            return found
        raise InProgress("The key has changed meanwhile: ask what became of it.", retry_after=1)

    def expect(self, key: OrderKey, fingerprint: str, caller: Caller = UNKNOWN) -> Entry:
        """Note that a key was accepted, for work that starts later; raises KeyReused."""
        try:
            return self.claim(key, fingerprint, self._clock.now(), caller).entry
        except InProgress:
            known = self.read(key)
            if known and known.fingerprint != fingerprint:
                # Another order has taken the key meanwhile: its answer is not for this one.
                raise
            if known:
                return known
            return self.claim(key, fingerprint, self._clock.now(), caller).entry

    def cancel(
        self, key: OrderKey, wish: CancelWish, lease_until: float, caller: Caller = UNKNOWN
    ) -> Lease | Entry:
        """Return the lease on a key with the wish written, or the entry of one that has ended.

        A key that nobody has sent ends here. Raises CancelPending while another holds the lease:
        the wish is kept for that one; and InProgress while another holds a key that has ended.
        """
        for _ in range(2):
            taken = self._taken(key, wish, lease_until, caller)
            if isinstance(taken, Lease) or taken.phase is Phase.CANCELLED:
                return taken
            if (wish, taken.phase) == (CancelWish.KEY, Phase.PLACED):
                return taken
            wait = min(max(taken.lease_until - self._clock.now(), 1.0), _SHORTLY)
            with suppress(ConditionFailed):
                self._writes.update(key, keeping(wish), NOT_FINISHED, keep_values(wish))
                raise CancelPending(_PENDING, retry_after=wait)
            # It has ended meanwhile: nobody would read the wish, and it is free.
        raise InProgress(_HELD, retry_after=wait)

    def _taken(
        self, key: OrderKey, wish: CancelWish, lease_until: float, caller: Caller
    ) -> Lease | Entry:
        """Return the lease on a key with the wish written, or the entry if it cannot be taken."""
        owner, now = str(uuid.uuid4()), self._clock.now()
        expires = int(now) + self._keep_seconds
        values = claim_values(wish) | {":owner": owner, ":until": lease_until}
        values |= {":now": now, ":expires": expires}
        claim, condition = claiming(wish), free(wish, self._ownership.condition(caller))
        if caller.id:
            claim, values = claim + _BELONGS, values | {":caller": caller.id}
        try:
            return Lease(self._writes.update(key, claim, condition, values), self._writes.save)
        except ConditionFailed as failure:
            entry = Entry.from_item(failure.item)
        if not self._ownership.admits(caller, entry):
            raise KeyOfAnotherCaller("Use the Idempotency-Key of an order of your own.")
        return Lease(entry, self._writes.save) if entry.lease_owner == owner else entry

    def extend_expiry(self, key: OrderKey) -> None:
        """Keep a key, finished or not, as long as a new one; raises LedgerUnavailable.

        Its message becomes a dead letter, which would be an order of its own if it were redriven
        after the key has expired. An unknown key stays unknown.
        """
        expires = {":expires": int(self._clock.now()) + self._keep_seconds}
        try:
            self._table.write(str(key), _EXTEND, _EXISTS, expires)
        except TableUnavailable as failure:
            raise unavailable(str(failure)) from None
        except ConditionFailed:
            return

    def queued_again(self, entry: Entry) -> None:
        """Note that a key has a message in the queue again; raises LedgerUnavailable.

        The entry must have been read before that was sent: what was written since knows more.
        """
        values = {":mine": entry.fingerprint, ":read": entry.updated_at}
        self._note_queued(entry.key, 1, f"{_MINE} AND updated_at = :read", values)

    def no_longer_queued(self, key: OrderKey, fingerprint: str) -> None:
        """Note that the message of a listed key is a dead letter; raises LedgerUnavailable.

        Also of one whose lease has not ended: it may be that of the execution that gave it up.
        """
        values = {":mine": fingerprint, ":now": self._clock.now()}
        self._note_queued(key, GIVEN_UP, _MINE, values, _LISTED)

    def may_not_be_queued(self, key: OrderKey) -> None:
        """Note that a message is a dead letter that may be the key's; raises LedgerUnavailable.

        Another version wrote it. If the key has another message, its next claim says so.
        """
        self._note_queued(key, 0, "queued > :none", {":none": 0})

    def _note_queued(
        self, key: OrderKey, queued: int, only_if: str, values: Mapping[str, Any], also: str = ""
    ) -> None:
        condition, values = f"{NOT_FINISHED} AND {only_if}", {**ENDED, **values, ":queued": queued}
        try:
            self._table.write(str(key), f"SET queued = :queued{also}", condition, values)
        except ConditionFailed:
            return
        except TableUnavailable as failure:
            raise unavailable(str(failure)) from None

    def read(self, key: OrderKey) -> Entry | None:
        """Return what is known of a key, None if nothing."""
        try:
            found = self._table.read(str(key))
        except TableUnavailable as failure:
            raise unavailable(str(failure)) from None
        return Entry.from_item(found) if found else None

    def read_many(self, keys: Sequence[OrderKey]) -> Mapping[OrderKey, Entry]:
        """Return what is known of at most a hundred keys."""
        try:
            found = self._table.read_many([str(key) for key in keys])
        except TableUnavailable as failure:
            raise unavailable(str(failure)) from None
        entries = [Entry.from_item(item) for item in found]
        return {entry.key: entry for entry in entries}

    def _takes_over(self, entry: Entry, fingerprint: str, caller: Caller) -> bool:
        """Return whether this order corrects an invalid one that was recorded under its key.

        A message of an order that was replaced may only be late; a request has somebody who waits.
        """
        another = entry.fingerprint != fingerprint
        if another and caller.by_message and fingerprint in entry.replaced.split():
            return False
        return another and entry.correctable and self._ownership.admits(caller, entry)

    def _claim_values(self, fingerprint: str, owner: str, until: float) -> dict[str, Any]:
        now = self._clock.now()
        return {
            ":fingerprint": fingerprint,
            ":owner": owner,
            ":until": until,
            ":claimed": Phase.CLAIMED,
            ":placed": Phase.PLACED,
            ":rejected": Phase.REJECTED,
            ":cancelled": Phase.CANCELLED,
            ":now": now,
            ":zero": 0,
            ":one": 1,
            ":expires": int(now) + self._keep_seconds,
        }

    def _explain(self, entry: Entry, fingerprint: str, owner: str, caller: Caller) -> None:
        another = entry.fingerprint != fingerprint
        cancelled = another and entry.phase is Phase.CANCELLED
        if cancelled and caller.by_message and not entry.look_at:
            # Its sender gets no answer, and learns nothing.
            raise entry.refusal()
        if (another or not caller.by_message) and not self._ownership.admits(caller, entry):
            raise KeyOfAnotherCaller("Use an Idempotency-Key of your own.")
        # A message may be another version's, whose second look it is to take.
        if cancelled and not caller.by_message:
            raise entry.refusal()
        if another:
            raise KeyReused("Use a new Idempotency-Key for a new order.")
        # A claim whose answer was lost is repeated by the SDK and then meets itself.
        if entry.finished or entry.lease_owner == owner:
            return
        left = entry.lease_until - self._clock.now()
        raise InProgress("Ask again later with the same key.", retry_after=max(left, 1.0))
