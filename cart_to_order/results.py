"""Pure: what became of an order that was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from order_service.answers import PlacedOrder
from order_service.quoted import QuotedOrder
from order_service.request.order import OrderRequest


@dataclass(frozen=True)
class Placed:
    """The one order of this key is in the store; the same key always gets this answer."""

    key: str
    order_id: int
    replayed: bool
    """Whether it had been placed by an earlier request."""
    answer: Mapping[str, Any] = field(repr=False)
    """The whole answer; its redirect URLs are secrets."""

    @property
    def order(self) -> PlacedOrder:
        """Return the answer, typed, its amounts exact."""
        return PlacedOrder.model_validate(self.answer)


@dataclass(frozen=True)
class Refused:
    """There is no order, and nothing goes on by itself.

    An invalid request does not use its key up: correct it and send it under the same key. A refusal
    of the store is retried by an operator, or cancelled and sent corrected under a new key.
    """

    key: str
    code: str
    problem: Mapping[str, Any] = field(repr=False)
    """The problem object (RFC 9457), possibly with the store's words."""
    replayed: bool = False
    sent: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields that are wrong, if it is about fields."""
        return tuple(error["field"] for error in self.problem.get("errors") or ())

    @property
    def cause(self) -> str:
        """Return what the store's words mean, a cause of docs/errors.md; empty if not known."""
        return str(self.problem.get("cause") or "")

    @property
    def hint(self) -> str:
        """Return what to do about it; empty if the service has no advice."""
        return str(self.problem.get("hint") or "")


@dataclass(frozen=True)
class Pending:
    """It is not known yet: send it again with the same key and order, now or tomorrow.

    Where it goes on by itself, it is enough to ask.
    """

    key: str
    state: str
    """What the ledger says: claimed, cart, submitting or parked; unknown if it was not asked."""
    code: str = ""
    """Why it is not placed yet, if that is known: one of the codes of docs/errors.md."""
    goes_on: bool | None = None
    """Whether the service works on it by itself; None if that is not known."""
    cause: str = ""
    hint: str = ""
    """What to do about it, if the service has advice."""

    @property
    def needs_a_person(self) -> bool:
        """Return whether waiting is in vain: an operator must look at this order."""
        return self.state == "parked"


@dataclass(frozen=True, repr=False)
class Quote:
    """What the store would ask for an order that was not placed."""

    answer: Mapping[str, Any]

    def __repr__(self) -> str:
        """Return the totals, which name nobody."""
        return f"Quote(totals={dict(self.answer.get('totals') or {})})"

    @property
    def order(self) -> QuotedOrder:
        """Return the answer, typed, its amounts exact."""
        return QuotedOrder.model_validate(self.answer)

    def accepted(self, order: OrderRequest | Mapping[str, Any]) -> dict[str, Any]:
        """Return the order that was quoted, to be placed at what was quoted or refused."""
        body = order.canonical() if isinstance(order, OrderRequest) else dict(order)
        quoted = [found["shipping"] for found in self.answer["consignments"]]
        body["expected_total"] = self.answer["totals"]["grand_total"]
        if body.get("consignments"):
            parts = zip(body["consignments"], quoted, strict=True)
            body["consignments"] = [one | {"shipping": how} for one, how in parts]
        elif any(quoted):
            (body["shipping"],) = quoted
        return body


@dataclass(frozen=True)
class Cancelled:
    """The key gets no order; or its order was cancelled in the store, if ``order_id`` says so."""

    key: str
    order_id: int | None = None
    to_do: str = ""
    """What is left to be done: an order that was paid, or one that may live all the same."""


@dataclass(frozen=True)
class NotCancelled:
    """It is too late: the order is in the store. With ``order=True`` it can be cancelled there,

    unless somebody has moved, paid or archived it.
    """

    key: str
    order_id: int
    problem: Mapping[str, Any] = field(repr=False)
    """The problem object (RFC 9457)."""


Result = Placed | Refused | Pending
CancelResult = Cancelled | NotCancelled | Refused | Pending
