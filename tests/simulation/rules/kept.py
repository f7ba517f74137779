"""Whether the service keeps at what it says it works on, and hands on what it leaves to people."""

import json
from collections.abc import Iterator

from order_service.ledger.entry import GIVEN_UP, Entry, Phase
from tests.simulation.plan import START
from tests.simulation.rules.truths import same_order
from tests.simulation.versions import NEXT
from tests.simulation.world import World, the_key

MOMENTS = (0.25, 0.5, 1.0)
"""When it is looked whether anything still happens, as shares of the time until it is calm."""
JUST_BEFORE = 0.001
LEFT_TO_PEOPLE = ("parked", "waited_too_long")
ENDED = (Phase.PLACED, Phase.REJECTED, Phase.CANCELLED)
FINAL = (*ENDED, Phase.PARKED)


def look_now_and_then(world: World) -> None:
    """Let a world that has not been run yet be looked at while there is trouble."""
    for share in MOMENTS:
        at = START + share * world.plan.calm_seconds - JUST_BEFORE
        world.scheduler.at(at, lambda: world.broken.extend(idle(world)))


def idle(world: World) -> Iterator[str]:
    """Yield a key of which a caller heard that it goes on, and with which nothing happens."""
    said = [one for one in world.heard if one.status in (200, 202) and "goes_on" in one.body]
    item = world.table.items.get(str(the_key()))
    if item is None or not said or not said[-1].body["goes_on"]:
        return
    entry = Entry.from_item(item)
    # An end since then may have been followed by a retry, and an answer may have been held up.
    since = any(phase in FINAL and at >= said[-1].at for at, phase in world.table.written)
    ended = since or entry.phase in FINAL
    goes_on = ours_come_back(world, entry) or world.scheduler.works
    if not (ended or goes_on or entry.queued == GIVEN_UP):
        yield f"said to go on, and nothing does: {entry.phase}"


def ours_come_back(world: World, entry: Entry) -> bool:
    """Return whether a message of this order will: another order's does while the key is open."""
    messages = [one.body for one in world.queues.messages.values() if not one.deleted]
    return any(same_order(entry, _order(body)) for body in messages)


def handed_on(world: World, entry: Entry) -> Iterator[str]:
    """Yield what a person should have seen and did not, or should not have seen and did."""
    buried = world.queues.buried
    parked = [at for at, phase in world.table.written if phase == Phase.PARKED]
    if parked and not any(one.code == "parked" and one.at <= parked[0] for one in buried):
        yield "parked, and no letter with that code had been written"
    # Who cancels a key that has sent no create-order hears of a shopper's order of its cart.
    ended_early = entry.phase is Phase.CANCELLED and not entry.creates
    if ended_early and entry.disputed > 0 and entry.cart_id not in world.watch.shoppers.values():
        yield "said that an order may live, and nobody had made one"
    if not ended_early and entry.disputed > 0 and not any(one.code == "parked" for one in buried):
        yield "left to a person, and no letter with that code had been written"
    for letter in buried:
        another = not same_order(entry, _order(letter.body))
        open_then = letter.phase not in ENDED and letter.code not in LEFT_TO_PEOPLE
        if another and open_then and not world.table.begun_anew:
            yield f"a message of another order became a letter ({letter.code}) at {letter.phase}"


def _order(body: str) -> dict[str, object]:
    order: dict[str, object] = json.loads(NEXT.read(body))["order"]
    return order
