"""What may become of a key whose cart a shopper has made an order of."""

from collections.abc import Iterator, Mapping

from order_service.ledger.entry import Entry, Phase
from order_service.request.iso_codes import rounded
from tests.simulation.seen import Attempt
from tests.simulation.world import World


def another_total(world: World, entry: Entry) -> Iterator[str]:
    """A shopper may have another street than was asked for, but no other goods or prices."""
    order = next(one for one in world.store.orders if one.id == entry.order_id)
    totals = entry.order().totals
    if rounded(order.price.total.inc_tax, totals.currency) != totals.grand_total:
        yield "placed as a shopper's order of another total than its answer says"


def ours_archived(world: World, entry: Entry, made: Mapping[int, Attempt]) -> Iterator[str]:
    """Yield what we archived of our own for an order of a shopper who had not even paid it."""
    by_us = of_ours_archived(world, entry, made)
    # It may have been archived for another one of ours, which a merchant then ended.
    for_ours = world.watch.once_ended & made.keys()
    if by_us and not for_ours and entry.order_id not in world.watch.touched:
        yield f"orders {by_us} archived for that of a shopper who has not paid it"


def of_ours_archived(world: World, entry: Entry, made: Mapping[int, Attempt]) -> list[int]:
    """Return the orders of the key's cart that we made and archived."""
    archived = world.watch.archived
    ours = [one for one, attempt in made.items() if attempt.cart_id == entry.cart_id]
    return [one for one in ours if archived.get(one, "merchant") != "merchant"]


def doubled(world: World, entry: Entry) -> Iterator[str]:
    """Yield each order that a shopper had made of the key's cart when another cart replaced it."""
    watch = world.watch
    if entry.phase is not Phase.PLACED or world.table.begun_anew:
        return
    replaced = watch.opened_at.keys() - {entry.cart_id}
    since = watch.opened_at[entry.cart_id]
    for order_id, cart_id in watch.shoppers.items():
        paid = order_id in watch.touched and order_id not in watch.ended
        if paid and cart_id in replaced and watch.shopped_at[order_id] < since:
            yield f"a shopper's order {order_id} lives, and another cart has replaced its one"


def shopped(world: World, entry: Entry) -> bool:
    """Return whether a shopper has made an order of the key's cart."""
    return entry.cart_id in world.watch.shoppers.values()
