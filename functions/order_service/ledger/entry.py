"""Pure: what the ledger knows about one key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from order_service.answers import Finishing, OrderDraft, PlacedOrder, RedirectUrls
from order_service.errors import PriorRefusal
from order_service.keys import OrderKey

MOST_CARTS = 2
MOST_NOTES = 20


class Phase(StrEnum):
    """How far a key has come."""

    CLAIMED = "claimed"
    CART = "cart"
    SUBMITTING = "submitting"
    FINISHING = "finishing"
    PLACED = "placed"
    REJECTED = "rejected"
    PARKED = "parked"


@dataclass(frozen=True)
class Entry:
    """One item of the ledger; times are seconds since the epoch."""

    key: OrderKey
    fingerprint: str
    phase: Phase
    lease_owner: str = ""
    lease_until: float = 0
    deliveries: int = 1
    revision: int = 0
    carts: int = 0
    cart_id: str = ""
    redirect_urls: str = "{}"
    attempts: int = 0
    submitted_at: float = 0
    draft: str = ""
    earlier_draft: str = ""
    """The answer of the attempt before, whose order may turn up and stay."""
    order_id: int = 0
    finishing: str = "{}"
    problem: str = ""
    last_error: str = ""
    history: str = ""
    """What was written when, oldest first: ``cart@1800000000.1 submitting@1800000001.9``."""
    created_at: float = 0
    updated_at: float = 0

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> "Entry":
        """Return the entry in a DynamoDB item."""
        values = {name: _plain(value) for name, value in item.items()}
        store, _, key = values.pop("id").partition("#")
        values.pop("expires_at", None)
        phase = Phase(values.pop("phase"))
        known = {name: value for name, value in values.items() if name in cls.__annotations__}
        return cls(key=OrderKey(store, key), phase=phase, **known)

    @property
    def finished(self) -> bool:
        """Tell whether this key's answer is final."""
        return self.phase in (Phase.PLACED, Phase.REJECTED)

    @property
    def may_rebuild(self) -> bool:
        """Tell whether one more cart may be opened for this key."""
        return self.carts < MOST_CARTS

    @property
    def submitted(self) -> bool:
        """Tell whether a create-order may have been sent."""
        return self.phase in (Phase.SUBMITTING, Phase.PARKED)

    def urls(self) -> RedirectUrls:
        """Return the cart's redirect URLs."""
        return RedirectUrls.model_validate_json(self.redirect_urls)

    def order(self) -> PlacedOrder:
        """Return the order of a placed key."""
        draft = OrderDraft.model_validate_json(self.draft)
        finishing = Finishing.model_validate_json(self.finishing)
        return PlacedOrder(order_id=self.order_id, **dict(draft), **dict(finishing))

    def refusal(self) -> PriorRefusal:
        """Return the refusal of a rejected key, to be raised again."""
        return PriorRefusal(json.loads(self.problem))

    def history_with(self, note: str, now: float) -> str:
        """Return the history with one more note, the oldest of too many left out."""
        return " ".join([*self.history.split(), f"{note}@{now:.1f}"][-MOST_NOTES:])

    def moments(self) -> list[tuple[str, float]]:
        """Return what was written for this key and when, in seconds since the epoch."""
        notes = (note.rpartition("@") for note in self.history.split())
        return [(what, float(when)) for what, _, when in notes]

    def trouble(self) -> dict[str, Any] | None:
        """Return the last error's code, step and detail, if there was one."""
        found: dict[str, Any] | None = json.loads(self.last_error) if self.last_error else None
        return found


def _plain(value: Mapping[str, Any]) -> Any:
    if "N" in value:
        number = value["N"]
        return int(number) if number.lstrip("-").isdigit() else float(number)
    return value["S"]
