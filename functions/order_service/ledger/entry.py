"""Pure: what the ledger knows about one key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from order_service.answers import Finishing, OrderDraft, PlacedOrder, RedirectUrls
from order_service.errors import (
    LOOK_FOR_IT,
    ONE_MAY_LIVE,
    Cancelled,
    InvalidRequest,
    MalformedRequest,
    PriorRefusal,
    Refused,
    VersionMismatch,
)
from order_service.keys import OrderKey
from order_service.ledger.packing import unpacked

RETRIED, CORRECTED = "retried", "corrected"
"""Why a refused key began anew, as its history says it."""
FOUND, MOVED, TO_CANCEL = "found", "moved", "to-cancel"
"""In the history, in the place of ``finishing``: its order is known, and nobody writes its fields
yet; somebody else had moved it by then; or a delivery cancels it."""
GIVEN_UP = -1
MOST_CARTS = 2
MOST_NOTES = 20
_LONGEST_INVOCATION = 70.0
"""Seconds after its intent in which an execution of release 0.1 could send, clocks included."""


class Phase(StrEnum):
    """How far a key has come."""

    CLAIMED = "claimed"
    CART = "cart"
    SUBMITTING = "submitting"
    FINISHING = "finishing"
    PLACED = "placed"
    REJECTED = "rejected"
    PARKED = "parked"
    CANCELLED = "cancelled"


STEPS = frozenset({*Phase, RETRIED, CORRECTED, FOUND, MOVED, TO_CANCEL})
"""The notes of a key's history that say how far it came; the others are of what was written within
a phase, and may repeat."""


class CancelWish(StrEnum):
    """What a caller asked to be cancelled, the weaker wish first."""

    KEY = "key"
    """That the key gets no order."""
    ORDER = "order"
    """Also the order, should there be one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the ledger; times are seconds since the epoch."""

    key: OrderKey
    fingerprint: str
    phase: Phase
    belongs_to: str = ""
    """The caller who used the key first, where one was known."""
    lease_owner: str = ""
    lease_until: float = 0
    deliveries: int = 1
    queued: int = 0
    """1 once a message for the key was in the queue, which works on it until it is finished;
    GIVEN_UP once that message waited too long, and is a dead letter."""
    revision: int = 0
    carts: int = 0
    cart_id: str = ""
    cart_gone_at: float = 0
    """When the cart was first seen to be gone; 0 if it is there, as far as is known."""
    cart_customer: int = -1
    """The customer of the cart if it was looked up by e-mail, 0 for a guest; -1 if it was not."""
    redirect_urls: str = ""
    """The cart's; empty while the draft has them."""
    attempts: int = 0
    """Create-orders that may have made an order."""
    submitted_at: float = 0
    sends_until: float = 0
    """When the execution of the last intent can send at the latest: the settle time begins here."""
    concluded: int = 0
    """Create-orders that were answered, and believed to have made nothing."""
    look_at: float = 0
    """When a finished key's store is searched for a duplicate once more; 0 if never."""
    draft: str = ""
    earlier_draft: str = ""
    """The answer of another attempt, whose order may turn up and stay."""
    refused_draft: str = ""
    """That of a third one: it was refused before the last one was sent."""
    order_id: int = 0
    finishing: str = "{}"
    problem: str = ""
    last_error: str = ""
    cancel_asked: str = ""
    """What was asked to be cancelled while that was not possible, by CancelWish; empty: nothing."""
    cancel_lands_until: float = 0
    """Until when the store may carry out a write of the status Cancelled; 0 if none was sent."""
    failing_since: float = 0
    """When the store first answered with an error of its own, if it has done so ever since."""
    attention: float = 0
    """Since when the key is listed among those that need attention; 0 if it never was."""
    disputed: int = -1
    """1 when the second look left a question open: an order may live that is not this key's; 0 when
    it did not, or none is needed; -1 as long as nobody took note: the last release never did."""
    archiving: str = ""
    """The duplicates that may have been archived, each with the last moment at which that call can
    be sent: ``102@1800000053.0``."""
    kept: int = 0
    """The order for whose sake the last of them was to be archived."""
    history: str = ""
    """What was written when, oldest first: ``cart@1800000000.1 submitting@1800000001.9``."""
    replaced: str = ""
    """The fingerprints of the invalid orders that corrected ones have replaced, the last ones."""
    created_at: float = 0
    updated_at: float = 0

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> "Entry":
        """Return the entry in a DynamoDB item; raises VersionMismatch for an unknown phase."""
        store, _, key = item["id"]["S"].partition("#")
        phase = _phase(item["phase"]["S"])
        known = {name: _plain(value) for name, value in item.items() if name in _AS_WRITTEN}
        return cls(key=OrderKey(store, key), phase=phase, **known)

    @property
    def finished(self) -> bool:
        """Return whether this key's answer is final."""
        return self.phase is Phase.PLACED or self.refused

    @property
    def refused(self) -> bool:
        """Return whether this key's final answer is that there is no order."""
        return self.phase in (Phase.REJECTED, Phase.CANCELLED)

    @property
    def order_cancelled(self) -> bool:
        """Return whether the order of a placed key was cancelled in the store, as was asked."""
        return json.loads(self.finishing).get("order_cancelled") is True

    @property
    def correctable(self) -> bool:
        """Return whether a corrected order may take this key over: what was sent was invalid.

        No create-order was ever sent for it, so there is nothing that a new one could double.
        """
        untouched = not (self.creates or self.look_at or self.order_id) and self.disputed < 1
        return self.phase is Phase.REJECTED and self._refused_as in _INVALID and untouched

    @property
    def may_live(self) -> bool:
        """Return whether an order of this refused key may live, which a person must look for.

        The last release left a question of its second look open without a word in the item.
        """
        if self.phase is not Phase.REJECTED:
            return self.refused and self.disputed > 0
        # The history has tenths of a second; an operator's retry begins a key anew.
        declared = self.since(Phase.SUBMITTING) > max(self.created_at - 0.1, 0)
        sent = self.creates > 0 or declared
        return self.disputed > 0 or self.attempts > 0 or (sent and self.disputed < 0)

    @property
    def cancel_begun(self) -> bool:
        """Return whether its order may have been cancelled: then no other one takes its place."""
        return self.order_id > 0 and self.cancel_lands_until > 0

    @property
    def sent_again(self) -> bool:
        """Return whether an operator's retry was the last thing decided about this key."""
        decided = [what for what, _ in self.moments() if what in (RETRIED, Phase.REJECTED)]
        return decided[-1:] == [RETRIED]

    @property
    def may_rebuild(self) -> bool:
        """Return whether one more cart may be opened for a key that sent no create-order yet."""
        return self.carts < MOST_CARTS

    @property
    def creates(self) -> int:
        """Return how many create-orders were sent, as far as is known."""
        return self.attempts + self.concluded

    @property
    def in_doubt(self) -> bool:
        """Return whether an order may exist that is not settled: then nothing is final.

        One that was seen counts also where the intent of its create-order was taken back.
        """
        seen = self.phase is Phase.CART and self.order_id > 0
        return seen or (self.submitted and self.creates > 0)

    @property
    def may_send_until(self) -> float:
        """Return the last moment at which the execution of the last intent can send."""
        if self.sends_until or not self.submitted_at:
            return self.sends_until
        return self.submitted_at + _LONGEST_INVOCATION

    @property
    def last_sent(self) -> float:
        """Return the last moment at which any create-order of this key can have been sent.

        An intent that was taken back has its moment in the history alone.
        """
        declared = self.since(Phase.SUBMITTING)
        return max(self.may_send_until, declared + _LONGEST_INVOCATION if declared else 0)

    @property
    def submitted(self) -> bool:
        """Return whether a create-order may have been sent."""
        return self.phase in (Phase.SUBMITTING, Phase.PARKED)

    @property
    def _refused_as(self) -> str:
        return str(json.loads(self.problem).get("code", "")) if self.problem else ""

    def urls(self) -> RedirectUrls:
        """Return the cart's redirect URLs, which stand in the item once."""
        if self.redirect_urls or not self.draft:
            return RedirectUrls.model_validate_json(self.redirect_urls or "{}")
        return OrderDraft.model_validate_json(self.draft).redirect_urls

    def order(self) -> PlacedOrder:
        """Return the order of a placed key."""
        draft = OrderDraft.model_validate_json(self.draft)
        finishing = Finishing.model_validate_json(self.finishing)
        return PlacedOrder(order_id=self.order_id, **dict(draft), **dict(finishing))

    def refusal(self) -> Refused:
        """Return the refusal of a rejected or cancelled key, to be raised again."""
        if self.phase is Phase.CANCELLED:
            return Cancelled(ONE_MAY_LIVE, LOOK_FOR_IT) if self.may_live else Cancelled()
        return PriorRefusal(json.loads(self.problem))

    def history_with(self, note: str, now: float) -> str:
        """Return the history with one more note; of too many, the oldest that are no steps go.

        When a phase was entered must stay known: what follows an order is bounded from there.
        """
        notes = [*self.history.split(), f"{note}@{now:.1f}"]
        while len(notes) > MOST_NOTES:
            within = (one for one in notes if one.partition("@")[0] not in STEPS)
            notes.remove(next(within, notes[0]))
        return " ".join(notes)

    def moments(self) -> list[tuple[str, float]]:
        """Return what was written for this key and when, in seconds since the epoch."""
        notes = (note.rpartition("@") for note in self.history.split())
        return [(what, float(when)) for what, _, when in notes]

    def since(self, phase: Phase) -> float:
        """Return when this phase was last entered; 0 if that is too long ago to be known."""
        return max((when for what, when in self.moments() if what == phase), default=0.0)

    @property
    def untried_for(self) -> float:
        """Return for how many seconds nobody had tried it when it was claimed, as in a pause.

        A message that is put back for its order's sake waits for 15 minutes at most.
        """
        last = max((when for _, when in self.moments()), default=self.updated_at)
        return self.updated_at - last

    @property
    def fields_unwritten(self) -> bool:
        """Return whether its order is known, and no execution has begun to write its fields."""
        return self.phase is Phase.FINISHING and not self.since(Phase.FINISHING)

    @property
    def moved_by_others(self) -> bool:
        """Return whether somebody else had moved the order before this service wrote to it."""
        return self._first(MOVED) > 0

    @property
    def no_longer_written(self) -> bool:
        """Return whether a delivery has begun to cancel its order, or saw that it was moved."""
        return self._first(TO_CANCEL, MOVED) > 0

    @property
    def finishing_since(self) -> float:
        """Return since when what follows the order is tried; 0 if no note of it was written."""
        begun = self.since(Phase.FINISHING) or self._first(TO_CANCEL, MOVED)
        return begun or self._first(FOUND)

    def _first(self, *words: str) -> float:
        return min((when for what, when in self.moments() if what in words), default=0.0)

    def archive_calls(self) -> dict[int, float]:
        """Return the duplicates that may have been archived, each with its call's last moment."""
        notes = (note.partition("@") for note in self.archiving.split())
        return {int(order_id): float(until) for order_id, _, until in notes}

    def trouble(self) -> dict[str, Any] | None:
        """Return the last error's code, step and detail, if there was one."""
        found: dict[str, Any] | None = json.loads(self.last_error) if self.last_error else None
        return found


_INVALID = (InvalidRequest.code, MalformedRequest.code)
_AS_WRITTEN = frozenset(Entry.__annotations__) - {"key", "phase"}
"""The attributes of an item that are fields of an entry as they stand there."""


def _phase(name: str) -> Phase:
    try:
        return Phase(name)
    except ValueError:
        raise VersionMismatch("Its state is one that this version does not know.") from None


def _plain(value: Mapping[str, Any]) -> Any:
    if "N" in value:
        number = value["N"]
        return int(number) if number.lstrip("-").isdigit() else float(number)
    return unpacked(value["B"]) if "B" in value else value["S"]
