"""Pure: the requests of this API and what an answer to one means."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from cart_to_order.problems import NoSuchStore, NotAllowed, UnexpectedAnswer
from cart_to_order.results import (
    Cancelled,
    CancelResult,
    NotCancelled,
    Pending,
    Placed,
    Quote,
    Refused,
    Result,
)
from order_service.errors import NEW_KEY, CancelPending, InvalidRequest
from order_service.keys import OrderKey, malformed, read_key
from order_service.quoted import QuotedOrder
from order_service.request.intake import Job, read_order
from order_service.request.json_body import MAX_BYTES
from order_service.request.order import OrderRequest

NO_ANSWER = 0
"""Status of a request that was not answered, sent or not."""

Order = OrderRequest | Mapping[str, Any]
"""An order as docs/orders.md describes its body, amounts as Decimal, whole numbers or texts."""


@dataclass(frozen=True)
class Call:
    """One request to the API, not signed yet."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


Sign = Callable[[Call, str], dict[str, str]]
"""Returns the headers to send with a call to a URL, the call's own among them."""


@dataclass(frozen=True)
class Reply:
    """What came back; header names are in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = field(default=None, repr=False)

    @property
    def is_problem(self) -> bool:
        """Return whether it is said in a problem object what is wrong."""
        return isinstance(self.body, dict) and isinstance(self.body.get("code"), str)

    @property
    def is_failure_of_the_service(self) -> bool:
        """Return whether the service itself says that it failed; API Gateway cannot know that.

        It answers with other statuses, or without one in its problem.
        """
        own = self.status in (500, 503) and self.is_problem
        return own and self.body.get("status") == self.status

    @property
    def code(self) -> str:
        """Return the problem's code, or what stands for it where the service did not answer."""
        if self.is_problem:
            return str(self.body["code"])
        return "no_answer" if self.status == NO_ANSWER else f"http_{self.status}"


def job_of(store: str, key: str, order: Order, *, new: bool = False) -> Job:
    """Return the valid order under its key; raises InvalidRequest naming every wrong field.

    One that is ``new`` is also refused for what only earlier releases of the service took.
    """
    read = order if isinstance(order, OrderRequest) else read_order(dict(order), new=new)
    job = Job(read_key(store, key), read)
    if len(_body(read)) > MAX_BYTES:
        raise malformed("body", f"must be at most {MAX_BYTES} bytes")
    return job


def not_sent(key: str, error: InvalidRequest) -> Refused:
    """Return the refusal of an order that was found invalid before it was sent."""
    return Refused(key, error.code, error.problem(), sent=False)


def place_call(job: Job) -> Call:
    """Return the request that places an order."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": job.key.key}
    return Call("POST", f"/stores/{job.key.store}/orders", headers, _body(job.order))


def quote_call(store: str, order: OrderRequest) -> Call:
    """Return the request that asks what an order would cost."""
    headers = {"Content-Type": "application/json"}
    return Call("POST", f"/stores/{store}/quotes", headers, _body(order))


def status_call(key: OrderKey) -> Call:
    """Return the request that asks what became of a key."""
    return Call("GET", f"/stores/{key.store}/orders/{quote(key.key, safe='')}")


def cancel_call(key: OrderKey, *, order: bool) -> Call:
    """Return the request that cancels a key, and its order too if that is meant."""
    path = status_call(key).path
    if not order:
        return Call("DELETE", path)
    return Call("DELETE", path, {"Content-Type": "application/json"}, b'{"order": "cancel"}')


def meaning(key: str, reply: Reply) -> Result:
    """Return what an answer says of the order; raises NotAllowed or UnexpectedAnswer."""
    match reply.status:
        case 201:
            return _placed(key, reply.body, _replayed(reply))
        case 200 | 202:
            return result_of(key, reply.body)
        case 400 | 422 if reply.is_problem:
            return Refused(key, reply.code, reply.body, _replayed(reply))
        case 409 if not may_be_tried_again(reply):
            return Refused(key, reply.code, reply.body, _replayed(reply))
    if reply.code == "unknown_order" or may_be_tried_again(reply):
        return _pending(key, reply)
    raise unwelcome(reply)


def cancelling_said(key: str, reply: Reply) -> CancelResult:
    """Return what an answer says of a cancellation; raises NotAllowed or UnexpectedAnswer."""
    order_id = reply.body.get("order_id") if reply.is_problem else None
    match reply.status:
        case 200:
            return _cancelled(key, reply.body)
        case 400 | 422 if reply.is_problem:
            return Refused(key, reply.code, reply.body)
        case 409 if type(order_id) is int:
            return NotCancelled(key, order_id, reply.body)
    if may_be_tried_again(reply):
        own = reply.body if reply.code == CancelPending.code else {}
        return Pending(key, "unknown", reply.code, cause=str(own.get("detail") or ""))
    raise unwelcome(reply)


def price_said(reply: Reply) -> Quote | Refused | Pending:
    """Return what an answer says of a quote; raises NotAllowed or UnexpectedAnswer."""
    if reply.status == 200:
        return _quote(reply.body)
    if reply.status in (400, 422) and reply.is_problem:
        return Refused("", reply.code, reply.body)
    if may_be_tried_again(reply):
        return _pending("", reply)
    raise unwelcome(reply)


def may_be_tried_again(reply: Reply) -> bool:
    """Return whether the same request with the same key can still get an answer."""
    if reply.status == 409 and reply.is_problem:
        return reply.body.get("retryable") is not False
    return reply.status in (NO_ANSWER, 409, 429) or reply.status >= 500


def result_of(key: str, view: Any) -> Result:
    """Return the result that the state of a key, as the ledger has it, stands for."""
    if not isinstance(view, dict):
        raise UnexpectedAnswer("The answer is no state of an order. Is this the service's URL?")
    state = view.get("state")
    if state == "placed":
        return _placed(key, view.get("order"), replayed=True)
    if state in ("rejected", "cancelled"):
        problem = view.get("problem") or {}
        return Refused(key, str(problem.get("code", "refused")), problem, replayed=True)
    last = view.get("last_error") or {}
    code, cause, hint = (str(last.get(name) or "") for name in ("code", "cause", "hint"))
    return Pending(key, str(state or "unknown"), code, view.get("goes_on"), cause, hint)


def unwelcome(reply: Reply) -> NotAllowed | NoSuchStore | UnexpectedAnswer:
    """Return what is wrong with an answer that says nothing about the order."""
    if reply.code == "unknown_store":
        return NoSuchStore(f"{reply.body.get('detail', '')} {reply.body.get('hint', '')}".strip())
    if reply.status in (401, 403):
        return NotAllowed(
            f"The API refuses the request itself ({reply.status}). Check the AWS profile, its "
            "policy for execute-api, this machine's clock and the API's URL."
        )
    return UnexpectedAnswer(f"The API answered {reply.code}, which this client does not know.")


def _pending(key: str, reply: Reply) -> Pending:
    """Return what an answer without an order says.

    After a failure of the service nothing goes on. Where API Gateway answers in its place, the
    function may have run, and have handed the order to the queue.
    """
    body: Mapping[str, Any] = reply.body if reply.is_problem else {}
    goes_on = False if reply.is_failure_of_the_service else None
    cause, hint = (str(body.get(name) or "") for name in ("cause", "hint"))
    return Pending(key, "unknown", reply.code, goes_on, cause, hint)


def _placed(key: str, answer: Any, replayed: bool) -> Placed:
    if not isinstance(answer, dict) or type(answer.get("order_id")) is not int:
        raise UnexpectedAnswer("The answer names no order. Is this the service's URL?")
    return Placed(key, answer["order_id"], replayed, answer)


def _cancelled(key: str, view: Any) -> Cancelled:
    if not isinstance(view, dict) or view.get("state") not in ("cancelled", "placed"):
        raise UnexpectedAnswer("The answer is no cancelled order. Is this the service's URL?")
    order = view.get("order") or {}
    lacking = order.get("not_applied") or []
    left = [str(one.get("reason", "")) for one in lacking if one.get("field") == "order"]
    hint = str((view.get("problem") or {}).get("hint") or NEW_KEY)
    if hint != NEW_KEY:
        left.append(hint)
    return Cancelled(key, order.get("order_id"), " ".join(left))


def _quote(answer: Any) -> Quote:
    try:
        QuotedOrder.model_validate(answer)
    except ValueError:
        raise UnexpectedAnswer("The answer is no quote. Is this the service's URL?") from None
    return Quote(answer)


def _replayed(reply: Reply) -> bool:
    return reply.headers.get("idempotent-replayed", "").lower() == "true"


def _body(order: OrderRequest) -> bytes:
    return json.dumps(order.canonical(), separators=(",", ":"), ensure_ascii=False).encode()
