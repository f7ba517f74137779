"""Whether what a caller was answered is true at the end."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bigcommerce_emulator.state.orders import Order
from order_service.answers import PlacedOrder
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.company import MAY_BE_THERE, NUMBER, RECORD_SECONDS
from order_service.request.intake import read_order
from order_service.store.order_view import CANCELLED
from order_service.store_steps import ORDER_FIELDS
from tests.simulation.callers import Said
from tests.simulation.plan import Unkind
from tests.simulation.rules.given_up import field_given_up
from tests.simulation.seen import B2B
from tests.simulation.world import World

ANOTHERS = "key_of_another_caller"
NO_RECORD = (
    Unkind.FOREIGN,
    Unkind.REFUSALS,
    Unkind.ROTATION,
    Unkind.CREDENTIALS,
    Unkind.OUTAGES,
    Unkind.LASTING,
)
"""Trouble for which an order may end without its record of B2B Edition."""


def untrue(entry: Entry, said: Said, *, begun_anew: bool = False) -> Iterator[str]:
    """Yield what of an answer does not hold for the key as it has ended.

    A refusal was true when it was said, if an operator let the key begin anew.
    """
    yield from _of_an_order(entry, said)
    yield from () if begun_anew else _of_a_refusal(entry, said)
    yield from _of_a_cancellation(entry, said)
    yield from _of_a_key_s_caller(entry, said)
    if said.status >= 500 and said.status != 503:
        yield f"answered {said.status} {said.body.get('code')}"


def _of_an_order(entry: Entry, said: Said) -> Iterator[str]:
    placed = (Phase.PLACED, entry.order_id)
    if said.status == 201:
        if not same_order(entry, said.asked):
            yield "an order said to the caller of another one"
        if (entry.phase, said.body["order_id"]) != placed:
            yield f"order said, and the key is {entry.phase}, or another order"
    shown = said.body.get("order", {}).get("order_id")
    if said.body.get("state") == "placed" and (entry.phase, shown) != placed:
        yield f"placed said, and the key is {entry.phase}, or another order"


def _of_a_refusal(entry: Entry, said: Said) -> Iterator[str]:
    code = said.body.get("code")
    if code == "key_reused" and same_order(entry, said.asked):
        yield "key_reused said to the caller whose order it is"
    of_the_key = code in ("key_reused", ANOTHERS)
    refused = said.status == 422 or said.body.get("state") == "rejected"
    if refused and not of_the_key and not entry.refused:
        yield f"refused said, and the key is {entry.phase}"


def refused_early(world: World, entry: Entry) -> Iterator[str]:
    """Yield each refusal that a caller heard before any was written, though one was later."""
    if not (entry.refused or world.table.begun_anew):
        return
    written = [
        at for at, phase in world.table.written if phase in (Phase.REJECTED, Phase.CANCELLED)
    ]
    for said in world.heard:
        of_the_key = said.body.get("code") in ("key_reused", ANOTHERS)
        if said.status == 422 and not of_the_key and not any(at <= said.at for at in written):
            yield "refused said, and no refusal had been written"


def _of_a_cancellation(entry: Entry, said: Said) -> Iterator[str]:
    code = said.body.get("code")
    ended = code == "cancelled" or said.body.get("state") == "cancelled"
    if ended and entry.phase is not Phase.CANCELLED:
        yield f"cancelled said, and the key is {entry.phase}"
    # A parked key stays one, whose person hears of the order that was found.
    known = entry.phase in (Phase.PLACED, Phase.PARKED)
    if code == "already_placed" and not (known and said.body["order_id"] == entry.order_id):
        yield f"already placed said, and the key is {entry.phase}, or another order"
    if said.body.get("order", said.body).get("order_cancelled") and not entry.order_cancelled:
        yield "an order said to be cancelled, and it is not"


def _of_a_key_s_caller(entry: Entry, said: Said) -> Iterator[str]:
    own = entry.belongs_to in ("", f"iam:{said.principal}")
    code = said.body.get("code")
    if own and code == ANOTHERS:
        yield "key_of_another_caller said to the key's own caller"
    if said.apart and not own and code not in (ANOTHERS, "unknown_order"):
        yield f"another caller's key answered {said.status} {code}"


def written_otherwise(world: World, entry: Entry) -> Iterator[str]:
    """Yield what was written to a placed key's order, or not, against what its answer says."""
    yield from () if _written_late(world, B2B) else _company(world, entry)
    yield from _fields(world, entry, late=_written_late(world, str(entry.order_id)))


def _company(world: World, entry: Entry) -> Iterator[str]:
    """Its number is in B2B Edition's record, or the caller hears that it is not."""
    if "b2b" not in world.order:
        return
    answer = entry.order()
    record = world.store._state.company_orders.get(entry.order_id)
    there = record is not None and record.po_number == world.order["b2b"]["po_number"]
    wrong = (NUMBER in (answer.applied or [])) is not there or _lacks(answer, NUMBER) is there
    given_up = field_given_up(world, entry, NUMBER)
    if wrong and not (_said_perhaps(answer) or (there and given_up)):
        yield "the purchase order number is otherwise than the answer says"
    if not there and not (_may_lack(world) or given_up):
        yield "no purchase order number"


def _cancelled_unseen(world: World, order: Order) -> bool:
    """Whether the order was cancelled as was asked, and its caller got no answer that says so.

    The execution died right after it, say; and nobody asked again.
    """
    asked = any(wish == CancelWish.ORDER for wish, _ in world.table.wishes)
    return asked and order.status_id == CANCELLED


def _fields(world: World, entry: Entry, *, late: bool) -> Iterator[str]:
    """The order shows what was written to it, unless the answer says otherwise.

    Others move an order, and write nothing else to it but notes. What was written late, or is given
    up, may be there although the answer lists it as lacking; nothing else goes away by that.
    """
    acted = late or entry.order_id in world.watch.touched
    if "status" in (entry.order().applied or []) and not world.watch.may_have_given(entry.order_id):
        yield "a status said to be applied that somebody else gave the order"
    order = next(one for one in world.store.orders if one.id == entry.order_id)
    answer = entry.order()
    for name in ORDER_FIELDS:
        if name == "status" and (acted or _cancelled_unseen(world, order)):
            continue
        if name == "staff_notes" and entry.order_id in world.watch.noted:
            continue
        asked = world.order.get(name)
        there = getattr(order, name) == asked
        unseen = late or field_given_up(world, entry, name)
        if asked is not None and _lacks(answer, name) is there and not (unseen and there):
            yield f"{name} is otherwise than the answer says"


def _written_late(world: World, to: str) -> bool:
    """Return whether a write arrived when nobody looked any more: the answer could not know."""
    ended = min(at for at, phase in world.table.written if phase == Phase.PLACED)
    last = max((at for at in world.watch.order_shown[to] if at <= ended), default=ended)
    return world.watch.written_late.get(to, 0.0) >= last


def _lacks(answer: PlacedOrder, name: str) -> bool:
    return any(one.field == name for one in answer.not_applied or [])


def _said_perhaps(answer: PlacedOrder) -> bool:
    """Return whether the caller is asked to look for the number: nobody could read the record."""
    reasons = [one.reason for one in answer.not_applied or [] if one.field == NUMBER]
    return any(reason.endswith(MAY_BE_THERE) for reason in reasons)


def _may_lack(world: World) -> bool:
    """Return whether B2B Edition may refuse it, or make no record of the order."""
    settings = world.plan.settings
    refuses = settings.b2b_edition == "off" or settings.b2b_record == "never"
    refuses = refuses or settings.b2b_record_delay_seconds > RECORD_SECONDS
    return refuses or (world.watch.record_refused and any(map(world.plan.has, NO_RECORD)))


def same_order(entry: Entry, order: Mapping[str, Any]) -> bool:
    """Return whether the key stands for this order."""
    return _fingerprint(json.dumps(order)) == entry.fingerprint


@cache
def _fingerprint(order: str) -> str:
    return read_order(json.loads(order)).fingerprint()
