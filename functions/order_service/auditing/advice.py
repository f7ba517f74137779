"""Pure: what a person does about the live orders of a key's cart."""

from collections.abc import Sequence

from order_service.ledger.entry import Entry, Phase
from order_service.store.which_stays import Compared, rank

UNWANTED = "the order was cancelled, as was asked"


def about_live(entry: Entry, live: Sequence[Compared]) -> str:
    """Return the advice on orders of the key's cart that are not archived, of which there are some.

    One that somebody has ended stays as it is, for its papers.
    """
    if entry.order_cancelled or entry.phase is Phase.CANCELLED:
        return _of_none_wanted(live)
    first = min(live, key=rank).id
    if entry.phase is Phase.REJECTED:
        return _of_a_refused_key(live, first)
    if not entry.finished:
        return f"redrive its message: the service keeps {first} then{_and_archives(live, first)}"
    ids = {order.id for order in live}
    if entry.order_id and entry.order_id not in ids:
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
    return f"archive {_named(going)} unless somebody paid for it: {UNWANTED}"


def _of_a_refused_key(live: Sequence[Compared], first: int) -> str:
    ids = {order.id for order in live}
    return (
        f"if it was sent again under another key, archive {_named(ids)} unless somebody paid for "
        f"it; if not, keep {first}{_without(live, first)}, and send it under no other key"
    )


def _and_archives(live: Sequence[Compared], kept: int) -> str:
    extra = {order.id for order in live if order.id != kept}
    return f", and archives {_named(extra)} unless somebody acted on it" if extra else ""


def _without(live: Sequence[Compared], kept: int) -> str:
    """Return what becomes of the others."""
    ended = {order.id for order in live if order.ended} - {kept}
    extra = {order.id for order in live if not order.ended} - {kept}
    said = f"; archive {_named(extra)} unless somebody paid for it" if extra else ""
    return said + (f"; {_named(ended)} was ended already" if ended else "")


def _named(ids: set[int]) -> str:
    return ", ".join(map(str, sorted(ids)))
