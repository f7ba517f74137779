"""Whether the answer of a placed key is true: its one order, its totals, its cart, its company."""

from collections.abc import Iterator, Mapping

from bigcommerce_emulator.state.orders import Order
from order_service.ledger.entry import Entry, Phase
from order_service.placing.company import EXTRA_FIELDS
from order_service.request.iso_codes import rounded
from tests.fakes.features import BUYER
from tests.simulation.seen import Attempt
from tests.simulation.world import World

KEPT_TOTALS = 3
"""Of how many create-orders, the last ones, the ledger keeps what they asked for."""


def answered_wrongly(world: World, entry: Entry, made: Mapping[int, Attempt]) -> Iterator[str]:
    """Yield what the answer of a placed key says wrongly, and what no person was notified of."""
    if entry.phase is not Phase.PLACED:
        return
    orders = {order.id: order for order in world.store.orders}
    yield from _beside(entry, [orders[one] for one in made if not orders[one].is_deleted])
    if entry.order().cart_deleted and entry.cart_id in world.store.carts:
        yield "its cart is said to be deleted, and is there"
    attempt = made.get(entry.order_id)
    if attempt is not None and attempt.fresh_content and not entry.order_cancelled:
        kept = world.watch.declared_since(attempt) < KEPT_TOTALS
        yield from _content(world, entry, orders[entry.order_id], kept=kept)


def _beside(entry: Entry, live: list[Order]) -> Iterator[str]:
    """Yield an order of ours that lives beside the key's one, if no person was notified.

    A line of the journal is no message: the second look has to leave the key disputed. Nobody
    looks again at an order that a shopper made beside one that was answered.
    """
    others = [order.id for order in live if order.id != entry.order_id]
    if others and entry.disputed < 1:
        yield f"orders {others} live beside the one that is placed, and nobody was notified"


def _content(world: World, entry: Entry, order: Order, *, kept: bool) -> Iterator[str]:
    totals, asked = entry.order().totals, world.order.get("customer_id")
    if "customer" in world.order:
        asked = BUYER
    if kept and rounded(order.price.total.inc_tax, totals.currency) != totals.grand_total:
        yield "placed as an order of another total than its answer says"
    if asked is not None and order.customer_id != asked:
        yield "placed for another customer"
    record = world.store._state.company_orders.get(entry.order_id)
    there = record is not None and bool(record.extra_fields)
    if EXTRA_FIELDS in (entry.order().applied or []) and not there:
        yield "extra fields are said to be written, and are not"
