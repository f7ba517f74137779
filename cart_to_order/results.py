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
    """There is no order and this key will never get one: correct it and send it under a new key.

    An order that this machine found invalid was not sent; its key is not used up.
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


@dataclass(frozen=True)
class Pending:
    """It is not known yet: ask again with the same key and order, now or tomorrow."""

    key: str
    state: str
    """What the ledger says: claimed, cart, submitting or parked; unknown if it was not asked."""
    code: str = ""
    """Why it is not placed yet, if that is known: one of the codes of docs/errors.md."""

    @property
    def needs_a_person(self) -> bool:
        """Return whether waiting is in vain: an operator must look at this order."""
        return self.state == "parked"


@dataclass(frozen=True)
class Quote:
    """What the store would ask for an order that was not placed."""

    answer: Mapping[str, Any] = field(repr=False)

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


Result = Placed | Refused | Pending
