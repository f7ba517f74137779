"""Pure: what an answer, or the lack of one, means for a call to the store.

The table, by call (contract: BigCommerce documents next to no errors for these calls):

    outcome                        read         open, remove  cart write   order write  create-order
    2xx that reads                 done         done          done         done         done
    never sent                     retry now    retry now     retry now    read again   retry now
    no answer, 2xx that does not
      read, 1xx, 3xx, 408, 423,
      425, 499, 5xx                retry now    retry now     read again   read again   ambiguous
    409                            retry now    refuse        read again   read again   ambiguous
    409 that says what is short    retry now    refuse        refuse       refuse       ambiguous
    4xx of the tax provider        retry now    retry now     read again   read again   ambiguous
    401                            refresh credential; repeated once where it may be repeated
    403                            scope missing
    403, 404, 410 in front of it   blocked      blocked       blocked      blocked      ambiguous
    404, 410                       gone         gone          gone         gone         gone
    429                            throttle     throttle      throttle     throttle     throttle
    any other 4xx                  retry now    refuse        refuse       refuse       refuse

A 4xx of create-order counts only in BigCommerce's own shape: plain JSON with its status and a title
or type, such objects under ``errors``, V2's array of statuses and messages, or a 429 with the
headers of the quota. Whatever stood in front of the store (a page, an empty answer, a gateway's
problem as of RFC 9457, which BigCommerce never sends) does not know what the store did: ambiguous.
Nor does it know of scopes: a 403 of any other call in another shape, and a 404 or 410 that is no
JSON, come from something on the way, or from a route that is not there.

A read is never refused: whatever it answers, it says nothing about the order. A write to an order
is never repeated in place, whatever came: the order is read before each. Nor is create-order after
an answer: what was concluded from an answer is the flow's to know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from order_service.store_steps import Call

DEFAULT_WAIT = 5.0
LONGEST_WAIT = 900.0
_WINDOW = ("x-rate-limit-time-reset-ms", "x-retry-after", "x-rate-limit-requests-left")
_JSON = "application/json"
_NO_TYPE = "about:blank"
"""The default ``type`` of RFC 9457, as gateways send it; BigCommerce's is a page's address."""
NOT_CONCLUSIVE = frozenset({408, 423, 425, 499})
TAX_PROVIDER = "tax_provider_unavailable"
"""The ``type`` of an answer that has the tax provider's outage for its reason."""


class NotSent(Exception):
    """The request never left: no connection could be had."""


class NoAnswer(Exception):
    """The request may have reached the store, and no complete answer came back."""


@dataclass(frozen=True)
class Answer:
    """What came back; ``body`` is parsed JSON, ``readable`` is whether it parsed.

    Header names are lower-case. An empty body is readable and None. ``words`` are what an error
    says, ``shortages`` the variants of which it says that there are too few, ``unread`` the field
    for which a success could not be read.
    """

    status: int
    headers: Mapping[str, str]
    body: Any
    readable: bool = True
    words: Sequence[str] = ()
    shortages: Sequence[Mapping[str, Any]] = ()
    unread: str = ""


@dataclass(frozen=True)
class Done:
    """The call succeeded."""

    body: Any


@dataclass(frozen=True)
class RetryNow:
    """Repeat the same call after a short back-off."""


@dataclass(frozen=True)
class ReadAgain:
    """Read the checkout and go on from what it shows."""


@dataclass(frozen=True)
class RefreshCredential:
    """Read the secret again and repeat once."""


@dataclass(frozen=True)
class Forbidden:
    """The token may not make this call."""


@dataclass(frozen=True)
class Blocked:
    """Something in front of the store answered in its place."""


@dataclass(frozen=True)
class Gone:
    """What the call is about does not exist."""


@dataclass(frozen=True)
class Throttle:
    """The call was not let in; come back after ``wait`` seconds."""

    wait: float


@dataclass(frozen=True)
class Refuse:
    """The store says no, and will say so again."""

    status: int


@dataclass(frozen=True)
class LookFirst:
    """Ambiguous: an order may exist."""


Verdict = (
    Done
    | RetryNow
    | ReadAgain
    | RefreshCredential
    | Forbidden
    | Blocked
    | Gone
    | Throttle
    | Refuse
    | LookFirst
)

_DOUBTFUL: Mapping[Call, Verdict] = {
    Call.READ: RetryNow(),
    Call.REPEATABLE: RetryNow(),
    Call.CONVERGING: ReadAgain(),
    Call.ORDER_WRITE: ReadAgain(),
    Call.CREATE_ORDER: LookFirst(),
}


def judge(call: Call, outcome: Answer | NotSent | NoAnswer) -> Verdict:
    """Return what to do about the outcome of one call to the store."""
    if isinstance(outcome, NotSent):
        return ReadAgain() if call is Call.ORDER_WRITE else RetryNow()
    if isinstance(outcome, NoAnswer):
        return _DOUBTFUL[call]
    status = outcome.status
    if 200 <= status < 300:
        return Done(outcome.body) if outcome.readable else _DOUBTFUL[call]
    if _proves_nothing(call, outcome):
        return _DOUBTFUL[call]
    return _refusal(call, outcome)


def _proves_nothing(call: Call, answer: Answer) -> bool:
    if not 400 <= answer.status < 500 or answer.status in NOT_CONCLUSIVE:
        return True
    foreign = call is Call.CREATE_ORDER and not is_the_stores(answer)
    return foreign or _may_pass(call, answer)


def _may_pass(call: Call, answer: Answer) -> bool:
    """Return whether a 4xx says nothing about the same call a moment later, or proves nothing."""
    if isinstance(answer.body, Mapping) and answer.body.get("type") == TAX_PROVIDER:
        return True
    conflicts = answer.status == 409 and call is not Call.REPEATABLE
    return conflicts and (call is Call.CREATE_ORDER or not answer.shortages)


def is_the_stores(answer: Answer) -> bool:
    """Return whether BigCommerce itself answered, and nothing in front of it."""
    if answer.status == 429:
        return any(name in answer.headers for name in _WINDOW)
    kind = (answer.headers.get("content-type") or _JSON).partition(";")[0]
    body = answer.body if answer.readable and kind.strip().lower() == _JSON else None
    if isinstance(body, list):
        return _all_say(body, answer.status, ("message",))
    if isinstance(body, dict) and isinstance(body.get("errors"), list) and "status" not in body:
        return _all_say(body["errors"], answer.status, ("title", "type"))
    return _all_say([body], answer.status, ("title", "type"))


def _all_say(rows: Sequence[Any], status: int, texts: Sequence[str]) -> bool:
    return bool(rows) and all(
        isinstance(row, dict)
        and type(row.get("status")) is int
        and row["status"] == status
        and any(isinstance(row.get(name), str) for name in texts)
        and row.get("type") != _NO_TYPE
        for row in rows
    )


def _refusal(call: Call, answer: Answer) -> Verdict:
    status = answer.status
    if status == 403 and not is_the_stores(answer):
        return Blocked()
    if status in (404, 410) and not answer.readable:
        return Blocked()
    conclusive: Mapping[int, Verdict] = {
        401: RefreshCredential(),
        403: Forbidden(),
        404: Gone(),
        410: Gone(),
        429: Throttle(wait_of(answer.headers)),
    }
    return conclusive.get(status, RetryNow() if call is Call.READ else Refuse(status))


def wait_of(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait: the longer of the store's two headers, or a default."""
    waits = [
        _seconds(headers.get("x-rate-limit-time-reset-ms"), 1000),
        _seconds(headers.get("x-retry-after"), 1),
    ]
    known = [wait for wait in waits if wait is not None]
    return min(max(known), LONGEST_WAIT) if known else DEFAULT_WAIT


def _seconds(text: str | None, per_second: int) -> float | None:
    if text is None or not text.strip().isdecimal():
        return None
    return int(text[:12]) / per_second
