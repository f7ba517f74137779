"""Pure: how a refused key begins anew, by an operator's retry or by a corrected order."""

from collections.abc import Mapping
from typing import Any

from order_service.ledger.entry import RETRIED, Entry, Phase

_AS_REFUSED = "phase = :rejected AND lease_owner = :known AND revision = :read"
"""Nothing has been written since it was read, the second look among it."""
MOST_REPLACED = 20
"""So many replaced orders of a key are remembered: more than anybody corrects in a row."""
_ANEW: dict[str, Any] = {
    "phase": Phase.CLAIMED, "revision": 0, "carts": 0, "cart_id": "", "cart_gone_at": 0,
    "cart_customer": -1, "redirect_urls": "{}", "attempts": 0, "submitted_at": 0, "sends_until": 0,
    "concluded": 0, "look_at": 0, "draft": "", "earlier_draft": "", "refused_draft": "",
    "order_id": 0, "finishing": "{}", "problem": "", "last_error": "", "failing_since": 0,
    "queued": 0, "archiving": "", "kept": 0, "disputed": -1,
}  # fmt: skip
"""What a key has that begins: no cart, no attempt, no answer, no message in the queue."""


def begun_anew(entry: Entry, fingerprint: str, owner: str, why: str, now: float) -> dict[str, Any]:
    """Return what is written so that a refused key begins anew for the order with this fingerprint.

    The owner is a new one, so that no write that was stalled on its way can land afterwards, and
    the lease still only ever grows. ``created_at`` is when these attempts began: an audit looks
    for their orders from there on.
    """
    changes = _ANEW | {
        "fingerprint": fingerprint,
        "lease_owner": owner,
        "lease_until": max(now, entry.lease_until),
        "history": entry.history_with(why, now),
        "created_at": now,
        "updated_at": now,
    }
    if fingerprint != entry.fingerprint:
        changes["replaced"] = _replaced(entry)
    return changes | ({"attention": entry.attention or now} if why == RETRIED else {})


def _replaced(entry: Entry) -> str:
    """Return the fingerprints of the orders that are not this key's any more."""
    before = [one for one in entry.replaced.split() if one != entry.fingerprint]
    return " ".join([*before, entry.fingerprint][-MOST_REPLACED:])


def as_refused(entry: Entry, changes: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Return update, condition and values of a write to a key that is refused as it was read."""
    values = {f":{name}": value for name, value in changes.items()}
    values |= {":known": entry.lease_owner, ":read": entry.revision, ":rejected": Phase.REJECTED}
    names = ", ".join(f"{name} = :{name}" for name in changes)
    return f"SET {names}", _AS_REFUSED, values
