"""What must hold at the end of every world, whatever happened in it."""

import json
from collections.abc import Iterator, Mapping

from bigcommerce_emulator.state.orders import Order
from order_service.clock import Deadline
from order_service.handlers import stream
from order_service.ledger.attention_list import listed
from order_service.ledger.attention_row import AttentionRow
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.cart_orders import REPORTED
from order_service.store.order_view import CANCELLED
from tests.fakes.bus import FakeBus
from tests.fakes.clock import FakeClock
from tests.simulation.messages import Letter
from tests.simulation.orders import FREIGHT, differences
from tests.simulation.plan import Unkind
from tests.simulation.rules.acted_on import NEVER, too_late, unheard
from tests.simulation.rules.answered import answered_wrongly
from tests.simulation.rules.bounds import late
from tests.simulation.rules.given_up import cancellation_given_up, look_given_up
from tests.simulation.rules.kept import handed_on, ours_come_back
from tests.simulation.rules.other_carts import taken_for_ours
from tests.simulation.rules.paid_carts import (
    another_total,
    doubled,
    of_ours_archived,
    ours_archived,
    shopped,
)
from tests.simulation.rules.reasons import without_reason
from tests.simulation.rules.truths import refused_early, same_order, untrue, written_otherwise
from tests.simulation.seen import Attempt
from tests.simulation.versions import FIELD, NEXT
from tests.simulation.world import World, the_key

LOOK_SECONDS = 60.0
ENDED = (Phase.PLACED, Phase.REJECTED, Phase.CANCELLED)
FINAL = (Phase.PLACED, Phase.REJECTED, Phase.PARKED, Phase.CANCELLED)


def wrongs(world: World, *, ended: bool) -> list[str]:
    """Return what does not hold in a world that has been run."""
    item = world.table.items.get(str(the_key()))
    found = [*world.watch.wrong, *world.table.wrong, *world.broken]
    found += [f"unexpected error: {what}" for what in world.surprises]
    if item is None:
        return [*found, "the key is in no ledger"]
    entry = Entry.from_item(item)
    if entry.phase not in FINAL or (not ended and ours_come_back(world, entry)):
        found.append(f"not ended: {entry.phase}" + ("" if ended else ", and messages come back"))
    if entry.look_at:
        found.append("not ended: the second look was never taken")
    found += _orders(world, entry)
    found += [*unheard(world, entry), *too_late(world, entry)]
    found += _doubt(world, entry)
    found += _wishes(world, entry)
    anew = bool(world.table.begun_anew)
    found += [wrong for said in world.heard for wrong in untrue(entry, said, begun_anew=anew)]
    found += refused_early(world, entry)
    found += _listed(world, entry)
    found += _letters(world, entry)
    found += [*without_reason(world, entry), *doubled(world, entry)]
    found += handed_on(world, entry)
    found += taken_for_ours(world, entry)
    found += answered_wrongly(world, entry, _made(world))
    found += late(world) if ended else ()
    found += _events(world, entry)
    return list(dict.fromkeys(found))


def _ours(world: World) -> list[Attempt]:
    mine = the_key().correlation_id
    return [attempt for attempt in world.watch.attempts if attempt.correlation_id == mine]


def _made(world: World) -> dict[int, Attempt]:
    return {attempt.order_id: attempt for attempt in _ours(world) if attempt.order_id}


def _orders(world: World, entry: Entry) -> Iterator[str]:
    made = _made(world)
    orders = {order.id: order for order in world.store.orders if order.id in made}
    live = [order for order in orders.values() if not order.is_deleted]
    left = [order for order in live if not _left_to_a_person(world, order)]
    if len(left) > 1 and not look_given_up(world, entry):
        yield f"{len(live)} live orders"
    yield from _unknown(world, entry)
    yield from _sent_again(world)
    known = all(_is_a_person_s(world, entry, order) for order in live)
    if entry.refused and not known and not look_given_up(world, entry):
        yield f"{entry.phase} although an order lives"
    if entry.phase is Phase.PARKED:
        yield from _parked(world, entry, made, live)
    if entry.phase is Phase.PLACED:
        blind = [said for said, cart in world.watch.blind.items() if cart == entry.cart_id]
        yield from () if entry.order_cancelled else blind
        if world.watch.shoppers.get(entry.order_id) == entry.cart_id:
            yield from another_total(world, entry)
            yield from ours_archived(world, entry, made)
            return
        if entry.order_id not in orders:
            yield f"placed as {entry.order_id}, which is no order of this key"
        elif _archived_by_us(world, entry, set(made)):
            yield "placed as an order that the service archived"
        else:
            lives = not entry.order_cancelled
            fresh = lives and made[entry.order_id].fresh_content
            yield from _content(world, entry, orders[entry.order_id]) if fresh else ()
            yield from written_otherwise(world, entry) if lives else ()


def _parked(
    world: World, entry: Entry, made: Mapping[int, Attempt], live: list[Order]
) -> Iterator[str]:
    # Of an order that a merchant ended and one that a shopper made, the latter stays.
    left = world.watch.ended.keys() if shopped(world, entry) else ()
    if any(order.id not in left and _was_shown(world, made[order.id]) for order in live):
        yield "parked although an order lives and was shown"
    theirs = [one for one in world.store.orders if one.id in world.watch.shoppers]
    lives = any(not one.is_deleted and one.id not in world.watch.ended for one in theirs)
    if lives and not live and of_ours_archived(world, entry, made):
        yield "parked for a shopper's order, for which its own was archived by the service"


def _is_a_person_s(world: World, entry: Entry, order: Order) -> bool:
    """Return whether a refused key's order was left to a person, who knows of it.

    The store made it and said that it did not, and before the second look somebody acted on it, or
    at that look the store refused to archive it.
    """
    kept = world.watch.touched.keys() | world.watch.not_archived
    return (entry.disputed > 0) and order.id in kept


def _archived_by_us(world: World, entry: Entry, made: set[int]) -> bool:
    """Return whether we archived the key's order, unless it was for one that somebody then ended.

    Of two orders we archived one, died before we wrote down which one stays, and a merchant
    archived that, ours or a shopper's: either may be answered, for none lives, and the answer says
    so.
    """
    by_us = world.watch.archived.get(entry.order_id, "merchant") != "merchant"
    ended = world.watch.ended.keys()
    others = made - {entry.order_id}
    for_one_that_ended = others <= ended and ended & (others | world.watch.shoppers.keys())
    return by_us and not for_one_that_ended


def _unknown(world: World, entry: Entry) -> Iterator[str]:
    """Yield live orders of the key's cart that no create-order of ours and no shopper has made."""
    known = _made(world).keys() | world.watch.shoppers
    live = [one for one in world.store.orders if not one.is_deleted]
    others = [one.id for one in live if one.cart_id == entry.cart_id and one.id not in known]
    if others:
        yield f"live orders of the cart that nobody knows: {others}"


def _left_to_a_person(world: World, order: Order) -> bool:
    """Return whether it is a duplicate that was reported, since it could not be archived.

    Somebody had acted on it, or ended the order that was to stay, or the store refused. That order
    may be open again since, or a write of ours may have cancelled it, unseen.
    """
    watch, notes = world.watch, world.notes
    kept = {
        facts["kept"]
        for what, facts in notes
        if (what, facts.get("order_id")) == (REPORTED, order.id)
    }
    acted = order.id in watch.touched.keys() | watch.not_archived
    return bool(kept) and (acted or bool(kept & (watch.once_ended | watch.cancelled)))


def _was_shown(world: World, attempt: Attempt) -> bool:
    parked_at, _ = world.table.written[-1]
    return attempt.made_at + world.plan.shown_after + LOOK_SECONDS < parked_at


def _sent_again(world: World) -> Iterator[str]:
    """Yield each order that was made before another create-order was sent.

    Every order is shown by the time at which one in doubt is sent again. An answer with no is
    believed, and an order that was archived by then is in no list.
    """
    for made in _made(world).values():
        gone = world.watch.archived_at.get(made.order_id, NEVER)
        again = any(made.made_at < attempt.sent_at < gone for attempt in _ours(world))
        if again and (made.said_yes or not made.conclusive):
            yield f"create-order was sent again although order {made.order_id} had been made"


def _content(world: World, entry: Entry, order: Order) -> Iterator[str]:
    """Yield what is not as that one of the orders sent asks for which the key stands."""
    sent = (world.order, world.strangers, world.corrected)
    asked = [one for one in sent if same_order(entry, one)]
    yield from () if asked else ["placed for an order that nobody has sent"]
    for one in asked:
        # An option that was as free as the coupon's when it was chosen may cost more by now.
        prices_change = world.plan.has(Unkind.PRICES) and "shipping" not in one
        for part in differences(order, one, world.plan.settings):
            if part != FREIGHT or not prices_change:
                yield f"not as asked: {part}"
        notes = world.store.metafields.get(order.cart_id, ())
        there = {(note.namespace, note.key, note.value) for note in notes}
        wanted = {(row["namespace"], row["key"], row["value"]) for row in one.get("metafields", ())}
        if wanted - there:
            yield "not as asked: metafields"


def _doubt(world: World, entry: Entry) -> Iterator[str]:
    attempts = _ours(world)
    last = max((attempt.sent_at for attempt in attempts), default=0.0)
    settled = last - world.plan.settle_seconds
    doubtful = [
        attempt
        for attempt in attempts
        if not attempt.conclusive and not (attempt.denied and attempt.sent_at < settled)
    ]
    if entry.phase is Phase.REJECTED and doubtful:
        yield "refused while an attempt was in doubt"


def _wishes(world: World, entry: Entry) -> Iterator[str]:
    """Yield what was asked to be cancelled, and was neither carried out nor impossible."""
    orders = {order.id: order for order in world.store.orders}
    order = orders.get(entry.order_id)
    acted = entry.order_id in world.watch.touched
    done = order is not None and order.status_id == CANCELLED
    opened_again = entry.order_id in world.watch.opened_again
    was_done = entry.order_id in world.watch.cancelled | world.watch.once_ended
    undone = was_done and (acted or opened_again)
    if entry.order_cancelled and not done and not undone:
        yield "said to be cancelled, and the order is not"
    if entry.phase is Phase.CANCELLED and not world.table.wishes:
        yield "cancelled, and nobody asked for it"
    if world.table.intents_after_wishes:
        yield "a create-order was meant to be sent although its key was to be cancelled"
    kept = [phase for wish, phase in world.table.wishes if wish == CancelWish.ORDER]
    in_time = any(Phase(phase) not in ENDED for phase in kept)
    placed_at = max((at for at, phase in world.table.written if phase == Phase.PLACED), default=0.0)
    acted = world.watch.touched.get(entry.order_id, NEVER) <= placed_at
    acted = acted or entry.order_id in world.watch.shoppers
    acted = acted or world.watch.archived_at.get(entry.order_id, NEVER) <= placed_at
    open_still = entry.phase is Phase.PLACED and in_time and not entry.order_cancelled
    if open_still and not (acted or cancellation_given_up(world, entry)):
        yield "the order was to be cancelled, and was not"


def _listed(world: World, entry: Entry) -> Iterator[str]:
    """Yield a key that needs a person and is not in the list, or with another state."""
    if entry.phase in (Phase.REJECTED, Phase.PARKED):
        rows = [AttentionRow.from_item(item) for item in world.attention.items.values()]
        shown = [order.state for row in rows if (order := listed(row, entry))]
        if shown != [entry.phase.value]:
            yield f"{entry.phase}, and listed as {shown}"


def _letters(world: World, entry: Entry) -> Iterator[str]:
    never_sent = entry.phase is Phase.CANCELLED and not entry.fingerprint
    if never_sent and world.queues.letters:
        yield "a message of a key that nobody had sent became a dead letter"
    for letter in world.queues.buried:
        if _was_refused(world, letter):
            # So is one that only another version can read while its key is refused.
            continue
        order = json.loads(NEXT.read(letter.body))["order"]
        # So is one of a key that is placed: no version has anything left to do for it.
        unread = FIELD in json.loads(letter.body)["order"]
        left = unread and (letter.code, letter.phase) == ("key_reused", Phase.PLACED)
        if letter.code != "parked" and not left and same_order(entry, order):
            yield f"a good message became a dead letter: {letter.code}"


def _was_refused(world: World, letter: Letter) -> bool:
    """Return whether the key was refused at any time while the letter's execution worked."""
    then = [(at, phase) for at, phase in world.table.written if at <= letter.at]
    earlier = [phase for at, phase in then if at <= letter.since]
    return Phase.REJECTED in (*earlier[-1:], *(phase for at, phase in then if at > letter.since))


def _events(world: World, entry: Entry) -> Iterator[str]:
    bus = FakeBus()
    clock = FakeClock(world.scheduler.now)
    records = [one for one in world.table.records if "phase" in one["dynamodb"].get("NewImage", {})]
    for first in range(0, len(records), 10):
        stream.tell(records[first : first + 10], bus.events, Deadline(clock, clock.now() + 60))
    kinds = [entry_["DetailType"] for entry_ in bus.taken]
    cancelled = entry.phase is Phase.CANCELLED or entry.order_cancelled
    if kinds.count("OrderCancelled") != cancelled:
        yield f"events of a {entry.phase} key, its order cancelled {entry.order_cancelled}: {kinds}"
    if entry.phase is Phase.PLACED and kinds.count("OrderPlaced") != 1 and not cancelled:
        yield f"events of a placed key: {kinds}"
    refusals = 1 + world.table.begun_anew
    if entry.phase is Phase.REJECTED and kinds.count("OrderRejected") != refusals:
        yield f"events of a refused key: {kinds}"
    if entry.phase is not Phase.PLACED and "OrderPlaced" in kinds:
        yield "an event says placed, and it is not"
