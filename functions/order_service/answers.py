"""Pure: what a caller gets."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, PlainSerializer

Amount = Annotated[Decimal, PlainSerializer(str, when_used="json")]
"""An amount in an answer, already rounded to its currency; in JSON a string."""


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


class PlacedConsignment(BaseModel):
    """What the order ships together."""

    id: str
    line_item_ids: list[str]
    shipping_option: ChosenShipping | None = None


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


class PlacedOrder(OrderDraft):
    """The answer: the one order that this key stands for."""

    order_id: int
    status: Literal["Incomplete"] = "Incomplete"
