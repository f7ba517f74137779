"""Whether the orders of other carts are left alone, and nothing is decided because of them."""

import json
from collections.abc import Iterable, Iterator, Mapping

from order_service.ledger.entry import Entry
from order_service.store_steps import ORDERS
from tests.simulation.world import World

NAMES = ("order_id", "cart_id", "kept")
"""Under what an answer, an event of the journal or the ledger has an order or its cart."""


def taken_for_ours(world: World, entry: Entry) -> Iterator[str]:
    """Yield an order of another cart where only the key's may be, and a refusal for its sake."""
    if world.watch.others:
        yield from (what for what, named in _shown(world) if world.watch.others & {*named})
        yield from _refused_for_their_sake(world, entry)


def _shown(world: World) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield what is wrong if one of these is an order of another cart, or such a cart."""
    for said in world.heard:
        yield "an answer names an order of another cart", _named(said.body)
    for event, facts in world.notes:
        yield f"an order of another cart is noted: {event}", _named(facts)
    for record in world.table.records:
        image = record["dynamodb"].get("NewImage", {})
        written = {name: next(iter(image[name].values())) for name in NAMES if name in image}
        yield "an order of another cart was written to the ledger", _named(written)


def _refused_for_their_sake(world: World, entry: Entry) -> Iterator[str]:
    refused = [json.loads(entry.problem)] if entry.refused and entry.problem else []
    refused += [said.body for said in world.heard if said.status == 422]
    if any(problem.get("step") == ORDERS.name for problem in refused):
        yield "refused because of a list of orders"


def _named(value: object) -> Iterator[str]:
    """Yield each order and cart that is named anywhere in this."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in NAMES:
                yield str(inner)
            else:
                yield from _named(inner)
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for inner in value:
            yield from _named(inner)
