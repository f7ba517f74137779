"""Pure: what a caller gets."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer

Amount = Annotated[Decimal, PlainSerializer(str, when_used="json")]
"""An amount in an answer, already rounded to its currency; in JSON a string."""


def _unused(value: object) -> bool:
    return value is None


class RedirectUrls(BaseModel):
    """Where the customer can go on with this cart; each URL carries a one-time token."""

    cart_url: str | None = None
    checkout_url: str | None = None
    embedded_checkout_url: str | None = None


class ChosenShipping(BaseModel):
    """The shipping option of one consignment."""

    type: str
    description: str
    cost: Amount
    transit_time: str = ""


class OfferedShipping(ChosenShipping):
    """A shipping option that the store offers, and why the order's rule leaves it out."""

    left_out: Annotated[str | None, Field(exclude_if=_unused)] = None


class PlacedConsignment(BaseModel):
    """What the order ships together."""

    id: str
    line_item_ids: list[str]
    shipping_option: ChosenShipping | None = None
    pickup_method_id: Annotated[int | None, Field(exclude_if=_unused)] = None


class Totals(BaseModel):
    """The order's money, rounded to the currency."""

    currency: str
    base_amount: Amount
    discount_amount: Amount
    cart_amount: Amount
    tax_total: Amount
    shipping_total: Amount
    grand_total: Amount


class OrderDraft(BaseModel):
    """All of the answer that is known before the order is made."""

    cart_id: str
    redirect_urls: RedirectUrls
    consignments: list[PlacedConsignment]
    totals: Totals


class NotApplied(BaseModel):
    """Something asked for that the order does not have, and why."""

    field: str
    reason: str


class Finishing(BaseModel):
    """What was done after the order existed; what was not asked for is left out."""

    status: str = "Incomplete"
    applied: Annotated[list[str] | None, Field(exclude_if=_unused)] = None
    not_applied: Annotated[list[NotApplied] | None, Field(exclude_if=_unused)] = None
    cart_deleted: Annotated[bool | None, Field(exclude_if=_unused)] = None


class PlacedOrder(Finishing, OrderDraft):
    """The answer: the one order that this key stands for.

    ``payment_token`` is in no record: it lets whoever has it pay the order.
    """

    order_id: int
    payment_token: Annotated[str | None, Field(exclude_if=_unused, repr=False)] = None
