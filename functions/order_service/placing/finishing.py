"""What follows the order: the fields asked for, then the end of its cart; every call converges.

The order exists and its id is durable when this begins, so nothing here refuses it. Its fields are
written while it is still Incomplete, never after somebody moved it: the order is read before
each write, and a write whose answer was lost is looked up before it is repeated.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from order_service.answers import Finishing, NotApplied
from order_service.checkout.completion import BACK_OFF, MOST_INTERRUPTIONS
from order_service.clock import Deadline
from order_service.errors import NotYet, Parked, StorePaused, StoreRefused, StoreUnavailable
from order_service.placing.company import Written, company_fields, without
from order_service.placing.failing import NOT_ASKED
from order_service.placing.ports import Store
from order_service.placing.reasons import archived, given_up, refused
from order_service.request.order import OrderRequest
from order_service.request.order_statuses import INCOMPLETE
from order_service.request.spelling import loose
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted
from order_service.store_steps import FINISH, ORDER_FIELDS

CART_STILL_SHOWN = "The store answers that there is no such cart, and still shows its checkout."
"""Why a cart is not said to be deleted."""
SHARED_TEXTS = frozenset({"external_order_id", "external_source", "staff_notes"})
"""Fields in which people and other apps write, too: what is there is not overwritten."""
_STATUS = frozenset({"status"})
"""Somebody else gave it where the order had it before this service wrote anything: it is kept, and
not said to be applied, for only what is can be taken back."""
NOT_OVERWRITTEN = "The order shows another text, which somebody else may have written: it was kept."


def asks_for_more(order: OrderRequest) -> bool:
    """Return whether anything is left to do once the order exists."""
    return writes_fields(order) or order.b2b is not None or order.after_order == "delete"


def writes_fields(order: OrderRequest) -> bool:
    """Return whether fields of the order itself are asked for, for which it is read."""
    return bool(_wanted(order))


@dataclass(frozen=True)
class Made:
    """The order that exists, the cart that it was made of, and since when it is known.

    ``shown`` is how it was found, for an answer to which no field of it is written; ``again`` is
    whether an earlier execution may have worked on it, and ``written`` on its fields; ``untried``
    is whether none had for long.
    """

    order_id: int
    cart_id: str
    since: float = 0.0
    shown: Finishing = field(default_factory=Finishing)
    again: bool = False
    written: bool = False
    untried: bool = False


def finish(
    order: OrderRequest, made: Made, store: Store, deadline: Deadline, *, last_try: bool = False
) -> Finishing:
    """Write the order's fields, delete its cart if it is to go, and return what was done.

    Raises NotYet when the store cannot be asked now, unless this is the last try; what it refuses
    for good, or could not be asked in time, is returned in ``not_applied``. Raises Parked when the
    order turns out to be another cart's.
    """
    finishing, row = made.shown, None
    if wanted := _wanted(order):
        try:
            row, refusal, kept = _written(wanted, made, store, deadline, last_try=last_try)
            finishing = _finishing(wanted, row, refusal, kept, order)
        except NotYet as failure:
            _raise_unless(last_try, failure, made)
            row = _shown(made, store)
            finishing = _left(wanted, row, given_up(failure), made)
    if order.b2b is not None:
        finishing = _with(finishing, _of_company(order, made, row, store, deadline, last_try))
    left_incomplete = row is not None and not row.incomplete
    deletes = left_incomplete if order.after_order is None else order.after_order == "delete"
    return _ended(finishing, made, store, order, last_try) if deletes else finishing


def left_alone(
    order: OrderRequest, made: Made, store: Store, reason: str, *, last_try: bool
) -> Finishing:
    """Return that nothing more is done, and why; raises NotYet unless this is the last try."""
    row = _shown(made, store) if last_try else _read(made, store)
    finishing = _left(_wanted(order), row, reason, made)
    if order.b2b is not None:
        finishing = _with(finishing, without(order.b2b, reason))
    if order.after_order == "delete":
        finishing = _with_cart_left(finishing, reason)
    said = finishing.not_applied or [NotApplied(field="order", reason=reason)]
    return finishing.model_copy(update={"not_applied": said})


def _of_company(
    order: OrderRequest,
    made: Made,
    row: OrderRow | None,
    store: Store,
    deadline: Deadline,
    last_try: bool,
) -> Written:
    try:
        shown = row or _read(made, store)
        return company_fields(order, shown, made.since, store, deadline, again=made.again)
    except NotYet as failure:
        _raise_unless(last_try, failure, made)
        return without(order.b2b, given_up(failure))


def _ended(
    finishing: Finishing, made: Made, store: Store, order: OrderRequest, last_try: bool
) -> Finishing:
    try:
        return _without_cart(finishing, made.cart_id, store, order)
    except NotYet as failure:
        _raise_unless(last_try, failure, made)
        return _with_cart_left(finishing, given_up(failure))


def _raise_unless(last_try: bool, failure: NotYet, made: Made) -> None:
    """A store that an operator has paused was not asked: what is left waits for its end.

    Nor was one that is busy right after a pause of the service, with all that has waited.
    """
    busy = made.untried and isinstance(failure, NOT_ASKED)
    if not last_try or busy or isinstance(failure, StorePaused):
        raise failure


def _wanted(order: OrderRequest) -> dict[str, Any]:
    given = {name: getattr(order, name) for name in ORDER_FIELDS}
    return {name: value for name, value in given.items() if value is not None}


def _written(
    wanted: Mapping[str, Any], made: Made, store: Store, deadline: Deadline, *, last_try: bool
) -> tuple[OrderRow, StoreRefused | None, frozenset[str]]:
    why: Mapping[str, Any] = {}
    in_flight, kept = False, frozenset[str]()
    for interruption in range(MOST_INTERRUPTIONS + 1):
        row = _read(made, store)
        if not row.incomplete and not made.written and not interruption:
            kept = _STATUS
        theirs = frozenset(_written_by_others(wanted, row))
        # Of an order that our own write has moved, what was kept is not seen any more.
        kept |= theirs
        missing = {name: wanted[name] for name in row.lacking(wanted) if name not in theirs}
        if not missing or not row.incomplete:
            return row, None, kept
        try:
            answer = store.update_order(made.order_id, missing)
            return _newest(answer, missing, made, store, deadline), None, kept
        except StoreRefused as refusal:
            if in_flight and not last_try:
                # The write before it, whose answer was lost, may still arrive.
                why = refusal.facts
                break
            # Something in front of the store may have refused what the store did.
            return _read(made, store), refusal, kept
        except (Interrupted, CartGone) as doubt:
            why, in_flight = doubt.why, in_flight or doubt.in_flight
            deadline.pause(BACK_OFF * 2**interruption, FINISH.name)
    said = "The store keeps failing this step."
    raise StoreUnavailable(said, step=FINISH.name, retry_after=5, **why)


def _newest(
    answer: OrderRow, written: Mapping[str, Any], made: Made, store: Store, deadline: Deadline
) -> OrderRow:
    """Return the order after a write, whose answer may show it as it was before that."""
    if not answer.lacking(written):
        return answer
    deadline.pause(BACK_OFF, FINISH.name)
    return min(answer, _read(made, store), key=lambda row: len(row.lacking(written)))


def _written_by_others(wanted: Mapping[str, Any], row: OrderRow) -> Iterator[str]:
    """Yield the texts that are there already and other ones: a person may have written them.

    A payment method is there from the beginning in some stores.
    """
    for name in SHARED_TEXTS & wanted.keys() if row.incomplete else ():
        shown = loose(getattr(row, name))
        if shown and shown != loose(wanted[name]):
            yield name


def _read(made: Made, store: Store) -> OrderRow:
    row = store.read_order(made.order_id)
    if not row.cart_id:
        raise StoreUnavailable(
            "The store does not show the order's cart_id.", step=FINISH.name, retry_after=5
        )
    if row.cart_id != made.cart_id:
        raise Parked("The store shows this order with another cart.", step=FINISH.name)
    return row


def _finishing(
    wanted: Mapping[str, Any],
    row: OrderRow,
    refusal: StoreRefused | None,
    kept: frozenset[str],
    order: OrderRequest,
) -> Finishing:
    lacking = row.lacking(wanted)
    short = refusal.facts.get("shortages") if refusal is not None else None
    reasons = {
        name: refused(refusal, order)
        if refusal is not None and name not in kept
        else _why(name, wanted, row, kept)
        for name in lacking
    }
    return Finishing(
        status=row.status_name,
        applied=[name for name in wanted if name not in {*lacking, *kept & _STATUS}],
        not_applied=[
            NotApplied(field=name, reason=reason, shortages=short)
            for name, reason in reasons.items()
        ]
        or archived(row),
        quantity_backordered=row.quantity_backordered or None,
    )


def _why(name: str, wanted: Mapping[str, Any], row: OrderRow, kept: frozenset[str]) -> str:
    """Return why the order does not show what was asked for, and the store refused nothing.

    A status that is the one asked for was written by us, unless the order was found with it.
    """
    shown = getattr(row, name)
    if isinstance(shown, str) and loose(shown) == loose(wanted[name]):
        return "The store keeps it in another spelling."
    if name in kept - _STATUS:
        return NOT_OVERWRITTEN
    if row.status_number is None:
        return "The store does not show the order's status_id; the order was left alone."
    given = INCOMPLETE if kept & _STATUS else wanted.get("status", INCOMPLETE)
    written = row.status_number in (INCOMPLETE, given)
    if written and not row.is_deleted:
        return "The store took it and shows another value."
    if row.is_deleted:
        return "The order is archived already; it was left alone."
    return f"The order was {row.status_name} already, moved by somebody else; it was left alone."


def _shown(made: Made, store: Store) -> OrderRow | None:
    """The last write may have been done although its answer says otherwise, or never came."""
    with suppress(NotYet):
        return _read(made, store)
    return None


def _left(wanted: Mapping[str, Any], row: OrderRow | None, reason: str, made: Made) -> Finishing:
    lacking = row.lacking(wanted) if row is not None else wanted
    theirs = frozenset() if made.written else _STATUS
    missing = [NotApplied(field=name, reason=reason) for name in lacking]
    return Finishing(
        status="Unknown" if row is None else row.status_name,
        applied=[name for name in wanted if name not in {*lacking, *theirs}],
        not_applied=missing or (archived(row) if row is not None else None),
        quantity_backordered=None if row is None else row.quantity_backordered or None,
    )


def _without_cart(
    finishing: Finishing, cart_id: str, store: Store, order: OrderRequest
) -> Finishing:
    try:
        gone = _deleted(cart_id, store)
    except (StoreRefused, StoreUnavailable) as failure:
        # It may be gone all the same, and not every store answers a second DELETE with 404.
        if _shows(cart_id, store):
            if isinstance(failure, StoreUnavailable):
                raise
            return _with_cart_left(finishing, refused(failure, order))
        gone = True
    if not gone:
        return _with_cart_left(finishing, CART_STILL_SHOWN)
    return finishing.model_copy(update={"cart_deleted": True})


def _deleted(cart_id: str, store: Store) -> bool:
    """Return whether the cart is gone; something in front of the store may have said so itself."""
    return any(store.delete_cart(cart_id) or not _shows(cart_id, store) for _ in range(2))


def _shows(cart_id: str, store: Store) -> bool:
    """Return whether the store shows the cart's checkout; one 404 may be a proxy's."""
    for _ in range(2):
        with suppress(CartGone):
            store.read_checkout(cart_id)
            return True
    return False


def _with(finishing: Finishing, written: Written) -> Finishing:
    lacking = [*(finishing.not_applied or []), *written.not_applied]
    applied = [*(finishing.applied or []), *written.applied]
    return finishing.model_copy(update={"applied": applied, "not_applied": lacking or None})


def _with_cart_left(finishing: Finishing, reason: str) -> Finishing:
    kept = NotApplied(field="after_order", reason=reason)
    return finishing.model_copy(update={"not_applied": [*(finishing.not_applied or []), kept]})
