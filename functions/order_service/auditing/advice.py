"""Pure: what a person does about the live orders of a key's cart."""

from collections.abc import Sequence

from order_service.ledger.entry import Entry, Phase
from order_service.store.which_stays import Compared, rank

UNWANTED = "the order was cancelled, as was asked"
_AT_WORK = (
    "redrive its message: the service settles which one stays, and archives what nobody acted on"
)
_LOOKED_AT = "wait for the second look: it archives what nobody acted on"


def about_live(entry: Entry, live: Sequence[Compared]) -> str:
    """Return the advice on orders of the key's cart that are not archived, of which there are some.

    One that somebody has ended stays as it is, for its papers. What is still to be settled by the
    service is left to it: a person who chooses meanwhile may choose another one.
    """
    if not entry.finished:
        return _AT_WORK
    if entry.look_at:
        return _LOOKED_AT
    if entry.order_cancelled or entry.phase is Phase.CANCELLED:
        return _of_none_wanted(live)
    first = min(live, key=rank).id
    if entry.refused:
        return _of_a_refused_key(live, first)
    ids = {order.id for order in live}
    if entry.order_id not in ids:
        return (
            f"restore order {entry.order_id}, of which callers know, and archive {_named(ids)}; or "
            f"keep {first}{_without(live, first)}"
        )
    going = {order.id for order in live if not order.ended} or ids
    kept = entry.order_id if entry.order_id in going else first
    return f"keep {kept}{_without(live, kept)}"


def _of_none_wanted(live: Sequence[Compared]) -> str:
    going = {order.id for order in live if not order.ended}
    if not going:
        return f"nothing: {UNWANTED}"
    return f"archive {_named(going)} unless somebody paid for it or wants it: {UNWANTED}"


def _of_a_refused_key(live: Sequence[Compared], first: int) -> str:
    """Return the advice; a later look archives what nobody has touched."""
    ids = {order.id for order in live}
    return (
        f"archive {_named(ids)} unless somebody paid for it, as callers know of none; or "
        f"keep {first}{_without(live, first)}: give it its status, and send it under no "
        "other key"
    )


def _without(live: Sequence[Compared], kept: int) -> str:
    """Return what becomes of the others."""
    ended = {order.id for order in live if order.ended} - {kept}
    extra = {order.id for order in live if not order.ended} - {kept}
    said = f"; archive {_named(extra)} unless somebody paid for it" if extra else ""
    return said + (f"; {_named(ended)} was ended already" if ended else "")


def _named(ids: set[int]) -> str:
    return ", ".join(map(str, sorted(ids)))
