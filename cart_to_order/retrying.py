"""Pure: how often and when the same request is sent again, always under the same key.

Each conversation yields what to send next and is sent the answer; clients carry it out, one by
waiting and one by awaiting.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

from cart_to_order.calls import (
    Call,
    Order,
    Reply,
    cancel_call,
    cancelling_said,
    job_of,
    may_be_tried_again,
    meaning,
    not_sent,
    place_call,
    price_said,
    quote_call,
    status_call,
)
from cart_to_order.results import CancelResult, Pending, Placed, Quote, Refused, Result
from order_service.errors import InvalidRequest
from order_service.keys import OrderKey

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
NO_KEY = "quote"
"""A quote has no key; the order is checked as if it had this one."""
Now = Callable[[], float]
T = TypeVar("T")


@dataclass(frozen=True)
class Turn:
    """A request, and how many seconds to wait before it is sent."""

    call: Call
    after: float = 0.0


Conversation = Generator[Turn, Reply, T]


def placing(store: str, key: str, order: Order, patience: float, now: Now) -> Conversation[Result]:
    """Ask for an order until it is placed or refused, or the seconds of patience are over."""
    try:
        job = job_of(store, key, order)
    except InvalidRequest as error:
        return not_sent(key, error)
    ends, turn, tries = now() + patience, Turn(place_call(job)), 0
    while True:
        reply = yield turn
        result = meaning(key, reply)
        asked = turn.call.method == "GET"
        if asked and isinstance(result, Placed):
            # A state does not say which order the key stands for; the replay refuses another one.
            turn = Turn(place_call(job))
            continue
        wait = pause_after(reply, tries)
        if not isinstance(result, Pending) or result.needs_a_person or now() + wait > ends:
            return result
        # Accepted: the queue finishes it, and another POST would only queue it once more.
        accepted = asked or reply.status == 202
        turn, tries = Turn(status_call(job.key) if accepted else place_call(job), wait), tries + 1


def asking(key: OrderKey, patience: float, now: Now) -> Conversation[Result | None]:
    """Ask what became of a key until there is an answer; None if it is not known."""
    ends, turn, tries = now() + patience, Turn(status_call(key)), 0
    while True:
        reply = yield turn
        result = meaning(key.key, reply)
        if reply.code == "unknown_order":
            return None
        wait = pause_after(reply, tries)
        if not may_be_tried_again(reply) or now() + wait > ends:
            return result
        turn, tries = Turn(status_call(key), wait), tries + 1


def cancelling(key: OrderKey, order: bool, patience: float, now: Now) -> Conversation[CancelResult]:
    """Ask for a key to be cancelled until that is done or too late."""
    call = cancel_call(key, order=order)
    ends, turn, tries = now() + patience, Turn(call), 0
    while True:
        reply = yield turn
        result = cancelling_said(key.key, reply)
        wait = pause_after(reply, tries)
        if not isinstance(result, Pending) or now() + wait > ends:
            return result
        turn, tries = Turn(call, wait), tries + 1


def quoting(
    store: str, order: Order, patience: float, now: Now
) -> Conversation[Quote | Refused | Pending]:
    """Ask what an order would cost until there is an answer."""
    try:
        job = job_of(store, NO_KEY, order)
    except InvalidRequest as error:
        return not_sent("", error)
    ends, turn, tries = now() + patience, Turn(quote_call(store, job.order)), 0
    while True:
        reply = yield turn
        result = price_said(reply)
        wait = pause_after(reply, tries)
        if not isinstance(result, Pending) or now() + wait > ends:
            return result
        turn, tries = Turn(turn.call, wait), tries + 1


def pause_after(reply: Reply, tries: int) -> float:
    """Return the seconds until the next try: what the answer says, else longer each time."""
    said = reply.headers.get("retry-after", "")
    if said.isdecimal() and int(said) > 0:
        return float(said)
    return min(FIRST_PAUSE * 2.0 ** min(tries, 10), LONGEST_PAUSE)
