"""Pure: the steps that the owner of a key may write down."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from order_service.answers import Finishing, OrderDraft
from order_service.errors import OrderError
from order_service.ledger.entry import Entry, Phase

NO_LEASE = 0.0
"""A lease that ended long ago: anybody may claim the key."""


class Lease:
    """The right to work on one key; ``entry`` is the item as last written.

    Each method writes one step and raises InProgress when the lease has gone to another.
    """

    def __init__(self, entry: Entry, write: Callable[[Entry, Mapping[str, Any]], Entry]) -> None:
        self.entry = entry
        self._write = write
        self._revision = 0

    def cart_opened(self, cart_id: str, redirect_urls: Mapping[str, Any]) -> None:
        """Save the cart, so that a later delivery goes on with it."""
        self._save(
            phase=Phase.CART,
            cart_id=cart_id,
            redirect_urls=json.dumps(dict(redirect_urls)),
            carts=self.entry.carts + 1,
        )

    def submitting(self, draft: OrderDraft, now: float) -> None:
        """Save the intent to create the order: durable before the call is made."""
        earlier = {"earlier_draft": self.entry.draft} if self.entry.attempts else {}
        self._save(
            **earlier,
            phase=Phase.SUBMITTING,
            attempts=self.entry.attempts + 1,
            submitted_at=now,
            draft=draft.model_dump_json(),
        )

    def not_submitted(self, before: Entry) -> None:
        """Take the intent back: the store has proved that the call had no effect."""
        self._save(
            phase=before.phase,
            attempts=before.attempts,
            submitted_at=before.submitted_at,
            draft=before.draft,
        )

    def made(self, order_id: int) -> None:
        """Save the order that a second attempt made, before it is known to be the only one.

        Should the write fail, the next one carries the order's id.
        """
        self.entry = replace(self.entry, order_id=order_id)
        self._save(order_id=order_id)

    def finishing(self, order_id: int) -> None:
        """Save the order that this key stands for, with something left to do about it.

        Should the write fail, the next one carries the order's id, so that it is never forgotten.
        """
        self._keep(order_id)
        self._save(phase=Phase.FINISHING, **self._kept())

    def placed(self, order_id: int, finishing: Finishing | None = None) -> None:
        """Save the order that this key stands for from now on, with what was done about it.

        Should the write fail, the next one carries the order's id, so that it is never forgotten.
        """
        self._keep(order_id)
        done = {"finishing": finishing.model_dump_json()} if finishing else {}
        self._save(phase=Phase.PLACED, lease_until=NO_LEASE, **self._kept(), **done)

    def rejected(self, problem: Mapping[str, Any]) -> None:
        """Save the refusal that this key gets from now on."""
        self._save(phase=Phase.REJECTED, problem=json.dumps(problem), lease_until=NO_LEASE)

    def parked(self) -> None:
        """Save that a person decides from here."""
        self._save(phase=Phase.PARKED, lease_until=NO_LEASE)

    def released(self, reason: OrderError) -> None:
        """Give the lease back with the reason, so that the next delivery need not wait for it."""
        error = {"code": reason.code, "step": reason.step, "detail": reason.detail}
        known = self._kept() if self.entry.order_id else {}
        self._save(last_error=json.dumps(error), lease_until=NO_LEASE, **known)

    def _keep(self, order_id: int) -> None:
        """Of two attempts' orders one stays, and the answer is what that one led to."""
        entry = self.entry
        another = entry.order_id not in (0, order_id) and entry.earlier_draft
        draft = entry.earlier_draft if another else entry.draft
        self.entry = replace(entry, order_id=order_id, draft=draft)

    def _kept(self) -> dict[str, Any]:
        return {"order_id": self.entry.order_id, "draft": self.entry.draft}

    def _save(self, **changes: Any) -> None:
        # Counted by attempts: one that failed may still land, and must not after a later one.
        self._revision += 1
        self.entry = self._write(self.entry, changes | {"revision": self._revision})
