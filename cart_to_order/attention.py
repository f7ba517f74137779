"""Pure: the list of orders that need attention, and the retry of one, as conversations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from cart_to_order.calls import (
    Call,
    Order,
    Reply,
    job_of,
    may_be_tried_again,
    meaning,
    not_sent,
    place_call,
    result_of,
    status_call,
    unwelcome,
)
from cart_to_order.problems import CannotAsk, UnexpectedAnswer
from cart_to_order.results import Pending, Refused, Result
from cart_to_order.retrying import Conversation, Now, Turn, pause_after
from order_service.errors import InvalidRequest, KeyReused
from order_service.keys import OrderKey, read_key, read_store

PAGE = 100


@dataclass(frozen=True)
class NeedsAttention:
    """One order that is not placed, and why; ``state`` is one of the README's."""

    key: str
    state: str
    since: datetime
    code: str
    fix: str
    """Who can fix it: caller, merchant, operator or nobody."""
    cause: str = ""
    step: str = ""
    hint: str = ""
    words: str = ""
    """The store's words, without the order's customer."""
    order_id: int | None = None


@dataclass(frozen=True)
class Filter:
    """Which orders are asked for; an empty part asks for all."""

    state: Sequence[str] = ()
    code: Sequence[str] = ()
    cause: Sequence[str] = ()
    since: datetime | None = None

    def query(self, cursor: str) -> str:
        """Return the query of one page."""
        lists = {"state": self.state, "code": self.code, "cause": self.cause}
        asked = {name: ",".join(values) for name, values in lists.items() if values}
        if self.since:
            asked["since"] = f"{self.since.timestamp():.0f}"
        return urlencode(asked | ({"cursor": cursor} if cursor else {}) | {"limit": str(PAGE)})


def listing(
    store: str, wanted: Filter, patience: float, now: Now
) -> Conversation[list[NeedsAttention]]:
    """Ask for every page; raises CannotAsk when the list cannot be had, and for a wrong filter."""
    read_store(store)
    ends, found, cursor, tries = now() + patience, list[NeedsAttention](), "", 0
    wait = 0.0
    while True:
        call = Call("GET", f"/stores/{store}/orders?{wanted.query(cursor)}")
        reply = yield Turn(call, wait)
        if reply.status == 200:
            page, cursor = _page(reply.body)
            found += page
            tries, wait = 0, 0.0
            if not cursor:
                return found
            continue
        wait, tries = pause_after(reply, tries), tries + 1
        if not may_be_tried_again(reply) or now() + wait > ends:
            raise _no_list(reply)


def retrying(
    store: str, key: str, order: Order | None, patience: float, now: Now, *, wait: bool = True
) -> Conversation[Result]:
    """Ask that a refused key is sent again, then what became of it.

    Without ``wait`` the answer is Pending as soon as the order is in the queue.
    """
    named = read_key(store, key)
    try:
        call = _retry_call(named, order)
        # With the order: another operator's retry may have placed another one under the key.
        known = status_call(named) if order is None else place_call(job_of(store, key, order))
    except InvalidRequest as error:
        return not_sent(key, error)
    ends, turn, tries = now() + patience, Turn(call), 0
    refusal: Reply | None = None
    while True:
        reply = yield turn
        if refusal:
            return _instead_of(refusal, meaning(key, reply))
        asked = turn.call.method == "GET"
        if reply.code == "not_refused":
            # Perhaps it is placed: then that is the answer.
            refusal, turn = reply, Turn(known)
            continue
        if reply.status == 202 and not wait:
            return result_of(key, reply.body)
        result, pause = meaning(key, reply), pause_after(reply, tries)
        over = reply.code == "unknown_order" or now() + pause > ends
        if not isinstance(result, Pending) or result.needs_a_person or over:
            return result
        accepted = asked or reply.status == 202
        turn, tries = Turn(status_call(named) if accepted else call, pause), tries + 1


def _retry_call(key: OrderKey, order: Order | None) -> Call:
    path = f"/stores/{key.store}/orders/{quote(key.key, safe='')}/retry"
    if order is None:
        return Call("POST", path)
    body = place_call(job_of(key.store, key.key, order)).body
    return Call("POST", path, {"Content-Type": "application/json"}, body)


def _instead_of(refusal: Reply, result: Result) -> Result:
    """Return what became of a key that is not refused, so that a retry of it was."""
    if isinstance(result, Refused) and result.code != KeyReused.code:
        return Refused(result.key, refusal.code, refusal.body)
    return result


def _page(body: Any) -> tuple[list[NeedsAttention], str]:
    try:
        return [_row(order) for order in body["orders"]], str(body["next"] or "")
    except (KeyError, TypeError, ValueError):
        raise UnexpectedAnswer("The answer is no list of orders. Is this the API's URL?") from None


def _row(order: Mapping[str, Any]) -> NeedsAttention:
    texts = {name: str(order.get(name) or "") for name in ("cause", "step", "hint", "words")}
    return NeedsAttention(
        key=str(order["key"]),
        state=str(order["state"]),
        since=datetime.fromtimestamp(float(order["since"]), UTC),
        code=str(order["code"]),
        fix=str(order["fix"]),
        order_id=order.get("order_id"),
        **texts,
    )


def _no_list(reply: Reply) -> CannotAsk:
    if reply.status == 400 and reply.is_problem:
        wrong = [f"{one['field']} {one['message']}" for one in reply.body.get("errors") or ()]
        return CannotAsk(f"The list cannot be filtered so: {'; '.join(wrong)}.")
    if may_be_tried_again(reply):
        return CannotAsk(f"The list cannot be had now ({reply.code}). Ask again later.")
    return unwelcome(reply)
