"""Adapter: the error or signal that a failed call becomes, with the store's words in it."""

from collections.abc import Mapping
from typing import Any, NoReturn

from order_service.bigcommerce import verdicts
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent, Verdict
from order_service.errors import (
    CredentialsUnusable,
    ScopeMissing,
    StoreRefused,
    StoreThrottled,
    StoreUnavailable,
)
from order_service.store.cause import Cause
from order_service.store.refusal_causes import (
    BLOCKED,
    NO_ROUTE,
    OTHER,
    cause_of,
    explained,
)
from order_service.store.signals import Ambiguous, CartGone, Interrupted, Signal, unread
from order_service.store_steps import Call, StoreStep

COME_BACK = 5.0
"""Seconds until the first further try; each later one comes later (see ``backs_off``)."""

Outcome = Answer | NotSent | NoAnswer
_SIGNALS: Mapping[type[Verdict], type[Signal]] = {
    verdicts.LookFirst: Ambiguous,
    verdicts.ReadAgain: Interrupted,
    verdicts.Gone: CartGone,
}


def fail(verdict: Verdict, step: StoreStep, outcome: Outcome) -> NoReturn:
    """Raise what the verdict means for the order."""
    cause = _cause(step, outcome)
    if kind := _SIGNALS.get(type(verdict)):
        signal = kind(step.name, **_why(cause, outcome))
        signal.in_flight = _in_flight(outcome)
        raise signal
    match verdict:
        case verdicts.Throttle(wait):
            said = "Come back when the store's window ends."
            raise StoreThrottled(said, step=step.name, retry_after=wait)
        case verdicts.RefreshCredential():
            said = "The store rejects the token in its secret."
            facts = explained(cause)
            raise CredentialsUnusable(said, step=step.name, retry_after=COME_BACK, **facts)
        case verdicts.Forbidden():
            _forbidden(step, cause, outcome)
        case verdicts.Refuse():
            _refused(step, cause, outcome)
        case verdicts.Blocked():
            _blocked(step, outcome)
        case _:
            _unavailable(step, cause, outcome)


def _refused(step: StoreStep, cause: Cause | None, outcome: Outcome) -> NoReturn:
    facts = _why(cause or OTHER, outcome)
    refusal = StoreRefused("The store refused this step.", step=step.name, **facts)
    refusal.is_the_stores = isinstance(outcome, Answer) and verdicts.is_the_stores(outcome)
    raise refusal


def _forbidden(step: StoreStep, cause: Cause | None, outcome: Outcome) -> NoReturn:
    """Raise StoreRefused for a 403 about goods, otherwise ScopeMissing.

    For create-order and reads it is always ScopeMissing: the order may exist all the same.
    """
    about_goods = cause is not None and cause.scope is None
    if about_goods and step.call not in (Call.CREATE_ORDER, Call.READ):
        _refused(step, cause, outcome)
    raise ScopeMissing(
        f"Give the API account the scope of this step: {step.scope.value}.",
        step=step.name, retry_after=COME_BACK, **explained(cause),
    )  # fmt: skip


def _blocked(step: StoreStep, outcome: Outcome) -> NoReturn:
    status = _status(outcome)
    said = f"Something on the way to the store blocked this call ({status})."
    if status != 403:
        said = f"The store's API has no such route ({status}, and no JSON)."
    facts = _why(BLOCKED if status == 403 else NO_ROUTE, outcome)
    raise StoreUnavailable(said, step=step.name, retry_after=COME_BACK, **facts)


def _unavailable(step: StoreStep, cause: Cause | None, outcome: Outcome) -> NoReturn:
    status = _status(outcome)
    what = f"answered {status}" if status else f"could not be reached ({outcome})"
    if isinstance(outcome, Answer) and outcome.unread:
        what = f"answered {status} without a readable {outcome.unread}"
    facts = _why(cause, outcome)
    raise StoreUnavailable(f"The store {what}.", step=step.name, retry_after=COME_BACK, **facts)


def _in_flight(outcome: Outcome) -> bool:
    """Return whether the store may still carry out the call: it left, and was not refused."""
    if isinstance(outcome, Answer):
        return not 400 <= outcome.status < 500 or outcome.status in verdicts.NOT_CONCLUSIVE
    return isinstance(outcome, NoAnswer)


def _status(outcome: Outcome) -> int:
    return outcome.status if isinstance(outcome, Answer) else 0


def _cause(step: StoreStep, outcome: Outcome) -> Cause | None:
    if not isinstance(outcome, Answer):
        return None
    return cause_of(step, outcome.status, list(outcome.words))


def _why(cause: Cause | None, outcome: Outcome) -> dict[str, Any]:
    """Return the facts of a problem: the cause, the store's answer, and what it has too few of."""
    if not isinstance(outcome, Answer):
        return {}
    if outcome.status < 400:
        return {"errors": [unread(outcome.unread)]} if outcome.unread else {}
    words = list(outcome.words)
    facts: dict[str, Any] = {"store": {"status": outcome.status, "words": words}}
    short = [dict(row) for row in outcome.shortages]
    return facts | explained(cause, words) | ({"shortages": short} if short else {})
