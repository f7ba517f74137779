"""Pure: how the ledger is asked to cancel a key: the words of two conditional writes.

A wish is an attribute of its own that no lease writes: neither a wish nor a lease's step can undo
the other, whichever comes first.
"""

from collections.abc import Mapping
from typing import Any

from order_service.ledger.entry import CancelWish, Phase

_CLAIM = (
    "SET cancel_asked = {wish}, lease_owner = :owner, lease_until = :until, "
    "phase = if_not_exists(phase, :cancelled), fingerprint = if_not_exists(fingerprint, :none), "
    "created_at = if_not_exists(created_at, :now), updated_at = :now, "
    "deliveries = if_not_exists(deliveries, :one), expires_at = :expires, revision = :zero"
)
_FREE = (
    "attribute_not_exists(id) OR (lease_until <= :now AND phase <> :cancelled{placed}{ownership})"
)
_KEEP = "SET cancel_asked = {wish}"
NOT_FINISHED = (
    "attribute_exists(phase) AND phase <> :placed AND phase <> :rejected AND phase <> :cancelled"
)
ENDED: Mapping[str, Any] = {
    ":placed": Phase.PLACED, ":rejected": Phase.REJECTED, ":cancelled": Phase.CANCELLED
}  # fmt: skip
"""The values that this condition names."""


def claiming(wish: CancelWish) -> str:
    """Return the update that takes a key to cancel it; one that nobody has sent is cancelled."""
    return _CLAIM.format(wish=_stronger(wish))


def claim_values(wish: CancelWish) -> dict[str, Any]:
    """Return what these two say, but for who takes the key and when."""
    values: dict[str, Any] = {":wish": wish, ":cancelled": Phase.CANCELLED, ":none": ""}
    values |= {":one": 1, ":zero": 0}
    return values | ({":placed": Phase.PLACED} if wish is CancelWish.KEY else {})


def free(wish: CancelWish, ownership: str) -> str:
    """Return when a key can be taken to cancel it: a placed one only for its order."""
    placed = "" if wish is CancelWish.ORDER else " AND phase <> :placed"
    return _FREE.format(placed=placed, ownership=ownership)


def keeping(wish: CancelWish) -> str:
    """Return the update that keeps the wish for the execution that works on the key."""
    return _KEEP.format(wish=_stronger(wish))


def keep_values(wish: CancelWish) -> dict[str, Any]:
    """Return what that update and its condition say."""
    return {":wish": wish, **ENDED}


def _stronger(wish: CancelWish) -> str:
    """A key whose order is to be cancelled too is not asked for less by a repetition."""
    return ":wish" if wish is CancelWish.ORDER else "if_not_exists(cancel_asked, :wish)"
