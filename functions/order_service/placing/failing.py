"""Pure: when a store that fails on one order, again and again, is no longer asked.

Without an end an order that makes the store fail would be tried for days, and end where nobody
looks. While a create-order is in doubt nothing is refused: what became of it must be found out, and
where the store does not let anybody look, a person must.
"""

from dataclasses import replace

from order_service.errors import (
    Curable,
    LedgerUnavailable,
    NotYet,
    OutOfTime,
    Parked,
    QueueUnavailable,
    SecretsUnavailable,
    StoreKeepsFailing,
    StorePaused,
    StoreThrottled,
    StoreUnavailable,
)
from order_service.ledger.entry import Entry, Phase
from order_service.placing.reasons import for_a_person
from order_service.store_steps import SHIPPING_OPTION

GIVEN_UP_AFTER = 86_400.0
"""Seconds of nothing but errors after which the order is refused, or parked if it is in doubt."""
FIXED_WITHIN = 259_200.0
"""Seconds for which an order in doubt waits for a token that works: a long weekend, and less than
the five days after which a message has come back too often."""
SERIES_ENDS_AFTER = 18_000.0
"""Seconds without a try after which failures are no series any more."""
LEAST_DELIVERIES = 5
"""Deliveries that an order has had before it ends: one that came twice was hardly tried."""
_MAINTENANCE = 503
NOT_ASKED = (OutOfTime, StoreThrottled, SecretsUnavailable)
"""Why the store was not asked for an answer about this order."""
_NO_LOOK = (StoreUnavailable, *NOT_ASKED)
"""Why a look for an order came to nothing, as far as a token is not the reason."""
_OURS = (LedgerUnavailable, QueueUnavailable)
"""Errors of our own services: they neither begin nor end a series of the store's failures."""


def failing_since(reason: NotYet, entry: Entry, now: float, untried_for: float = 0) -> float:
    """Return since when the store fails on this order; 0 if it does not.

    Its own errors count, and answers without the shipping options, not the maintenance of the whole
    store. What says nothing about the order (no time left, no quota, no secret) changes nothing.
    No series goes on where nobody had tried the order for long, as in a pause of the service.
    """
    if untried_for > SERIES_ENDS_AFTER:
        entry = replace(entry, failing_since=0)
    if entry.in_doubt:
        return _unseen_since(reason, entry, now)
    if isinstance(reason, (*NOT_ASKED, *_OURS)):
        return entry.failing_since
    status = reason.facts.get("store", {}).get("status", 0)
    fails = status >= 500 and status != _MAINTENANCE
    return (entry.failing_since or now) if fails or _lists_no_options(reason) else 0


def given_up(
    reason: NotYet, entry: Entry, now: float, untried_for: float = 0
) -> StoreKeepsFailing | None:
    """Return the refusal of an order on which the store has failed for long enough."""
    if entry.in_doubt or entry.order_id or isinstance(reason, (*NOT_ASKED, *_OURS)):
        return None
    since = failing_since(reason, entry, now, untried_for)
    if not _for_long(since, GIVEN_UP_AFTER, entry, now):
        return None
    said = f"The store has failed on this order for {_hours(since, now)} hours; no order was made."
    return StoreKeepsFailing(said, step=reason.step, **reason.facts)


def unseen_for_long(
    reason: NotYet, entry: Entry, now: float, untried_for: float = 0
) -> Parked | None:
    """Return why a person must look for an order in doubt: for too long the store let nobody look.

    A pause is no failure: the order waits for its end. A key that is parked already stays so.
    """
    if entry.phase is Phase.PARKED or not isinstance(reason, (*_NO_LOOK, Curable)):
        return None
    since = failing_since(reason, entry, now, untried_for)
    patience = FIXED_WITHIN if isinstance(reason, Curable) else GIVEN_UP_AFTER
    if not entry.in_doubt or not _for_long(since, patience, entry, now):
        return None
    said = f"For {_hours(since, now)} hours the store could not be searched for the order."
    store = {"store": reason.facts["store"]} if "store" in reason.facts else {}
    return for_a_person(said, entry, **store)


def _unseen_since(reason: NotYet, entry: Entry, now: float) -> float:
    """Return when the present series of failed looks for an order began, 0 if there is none.

    The store's failures count in a row, whatever they are, and a token that does not work from the
    first time on. What is not the store's doing, or was a look without a result, changes nothing.
    """
    if isinstance(reason, StorePaused):
        return 0
    if isinstance(reason, _NO_LOOK):
        last = (entry.trouble() or {}).get("code")
        in_a_row = last in {kind.code for kind in (*_NO_LOOK, *_OURS)}
        counts = in_a_row and entry.failing_since >= entry.submitted_at
        return (entry.failing_since if counts else 0) or now
    return entry.failing_since or (now if isinstance(reason, Curable) else 0)


def _lists_no_options(reason: NotYet) -> bool:
    return reason.step == SHIPPING_OPTION.name and "errors" in reason.facts


def _for_long(since: float, patience: float, entry: Entry, now: float) -> bool:
    return bool(since) and now - since >= patience and entry.deliveries >= LEAST_DELIVERIES


def _hours(since: float, now: float) -> int:
    return round((now - since) / 3600)
