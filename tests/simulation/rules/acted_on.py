"""Whether somebody hears of it when a write of ours meets what a person did to an order."""

from collections.abc import Iterator

from order_service.ledger.entry import Entry, Phase
from order_service.placing.cart_orders import REPORTED
from tests.simulation.rules.given_up import field_given_up
from tests.simulation.world import World

NEVER = float("inf")


def unheard(world: World, entry: Entry) -> Iterator[str]:
    """Yield each order that we ended after a person had acted on it, if nobody was informed."""
    reported = {facts["order_id"] for what, facts in world.notes if what == REPORTED}
    unreported = world.watch.archived_too_late - reported
    if unreported and entry.disputed < 1:
        yield f"archived after somebody had acted on them, and nobody knows: {sorted(unreported)}"
    if entry.order_cancelled and entry.order_id in world.watch.cancelled_paid:
        lacking = [one.field for one in entry.order().not_applied or []]
        if "order" not in lacking:
            yield "cancelled and paid, without a word of the payment"


def too_late(world: World, entry: Entry) -> Iterator[str]:
    """Yield each answer that it is too late to cancel an order, if that was not so.

    A cancellation came after it, or nobody had acted on the order by then, and no shopper made it.
    What a late write of ours did to it looks like the act of a person.
    """
    for said in world.heard:
        if not said.order_too or said.body.get("code") != "already_placed":
            continue
        order_id = said.body["order_id"]
        watch = world.watch
        # An archived order cannot be cancelled, also one that we archived.
        acts = (
            watch.touched.get(order_id),
            watch.written_late.get(str(order_id)),
            watch.archived_at.get(order_id),
        )
        acted = any(at is not None and at <= said.at for at in acts)
        # A status that was given up may have been written all the same, and look like such an act.
        acted = acted or (entry.phase is Phase.PLACED and field_given_up(world, entry, "status"))
        if not acted and order_id not in world.watch.shoppers:
            yield f"too late to cancel order {order_id}, on which nobody had acted"
        for cancelled, sent, arrived in world.watch.cancellations:
            if cancelled == order_id and sent < said.at < arrived:
                yield f"too late to cancel order {order_id}, and then it was cancelled"
