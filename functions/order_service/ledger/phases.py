"""Pure: what each phase of a key means: its step, what a caller and an operator hear next."""

from collections.abc import Mapping
from dataclasses import dataclass

from order_service.ledger.entry import GIVEN_UP, Entry, Phase
from order_service.store_steps import CART, CHECKOUT, FINISH, ORDER, StoreStep

AGAIN = (
    "If it came as a message or was answered 202, ask again; otherwise send the same request with "
    "the same key again."
)
LOOKED_FOR = (
    "The order is looked for once more: ask again. If it does not show, and it is not safe to make "
    "it, an operator must look at it."
)
REDRIVE = "make redrive, or send the same request with the same key again"


@dataclass(frozen=True)
class PhaseRow:
    """One phase: the step that it waits for, if any, and the words for callers and operators."""

    step: StoreStep | None
    next: str
    advice: str


PHASES: Mapping[Phase, PhaseRow] = {
    Phase.CLAIMED: PhaseRow(
        CART,
        f"The order will be placed. {AGAIN}",
        f"wait; if nothing changes for an hour: {REDRIVE}.",
    ),
    Phase.CART: PhaseRow(
        CHECKOUT,
        f"The order will be placed. {AGAIN}",
        f"wait; if nothing changes for an hour: {REDRIVE}.",
    ),
    Phase.SUBMITTING: PhaseRow(
        ORDER,
        f"Whether the order was made is being found out. {AGAIN}",
        f"wait for the settle time; if nothing changes then: {REDRIVE}.",
    ),
    Phase.FINISHING: PhaseRow(
        FINISH,
        f"The order is in the store; what was asked after it will be done. {AGAIN}",
        f"the order exists; wait for the rest; if it does not come: {REDRIVE}.",
    ),
    Phase.PLACED: PhaseRow(
        None, "Nothing: the order is in the store.", "nothing: the order is placed."
    ),
    Phase.REJECTED: PhaseRow(
        None,
        "Nothing by itself: an operator can retry it. Or cancel the key, and send the order "
        "corrected under a new one.",
        "fix the cause and retry it (cart-to-order retry), or cancel the key and send it corrected "
        "under a new one.",
    ),
    Phase.PARKED: PhaseRow(
        None,
        "An operator must look at this order.",
        "look for the order in the control panel. If it is there: make redrive. If there is "
        "surely none: cancel the key, send it under a new one and delete the message.",
    ),
    Phase.CANCELLED: PhaseRow(
        None,
        "Nothing: it was cancelled, and there is no order. Send a new order with a new key.",
        "nothing: it was cancelled; a message of it that still comes does nothing.",
    ),
}
CORRECT_IT = PhaseRow(
    None,
    "Nothing by itself: correct the order and send it under the same key.",
    "nothing, or correct the order and send it under the same key.",
)
LOOK_FIRST = PhaseRow(
    None,
    "Nothing by itself: the store is searched for an order once more, then an operator can retry "
    "it. Or cancel the key then, and send the order corrected under a new one.",
    "wait for the second look, which searches the store for an order; then show the key again.",
)
MAY_LIVE = PhaseRow(
    None,
    "Nothing by itself: an order of this key may live. An operator must look for it in the control "
    "panel before anybody sends the order under a new key.",
    "look for an order of its cart in the control panel. If one lives, archive it, or keep it and "
    "give it its status. Redrive the letter of its second look then, if it has one: it frees the "
    "key if no order lives.",
)
ANOTHER_MAY_LIVE = PhaseRow(
    None,
    "Nothing by itself: an operator must look at the orders of this key's cart in the control "
    "panel. Another one may live, or this one was ended there.",
    "look at the orders of its cart in the control panel: one of them must live, and no other; "
    "none if it was cancelled.",
)
PUT_BACK = PhaseRow(
    None,
    "Nothing until an operator puts its message back: it waited too long in the queue. Or send "
    "the same request with the same key again.",
    f"{REDRIVE}: its message waited too long in the queue.",
)


def row_of(entry: Entry, *, queued: bool = False) -> PhaseRow:
    """Return what the key's phase means, with what else its entry says.

    ``queued`` says that a message for the key was just sent.
    """
    if entry.correctable:
        return CORRECT_IT
    if entry.phase is Phase.REJECTED and entry.look_at:
        return LOOK_FIRST
    if entry.may_live:
        return MAY_LIVE
    if entry.phase is Phase.PLACED and entry.disputed > 0:
        return ANOTHER_MAY_LIVE
    if entry.queued == GIVEN_UP and not (entry.finished or queued):
        return PUT_BACK
    return PHASES[entry.phase]
