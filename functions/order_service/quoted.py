"""Pure: the answer to a quote, as the service writes it and its callers read it."""

from typing import Annotated

from pydantic import Field

from order_service.answers import Amount, Answer, ChosenShipping, OfferedShipping, Totals, optional


class AcceptedCustomShipping(Answer):
    """The order's own way of shipping, as it was sent."""

    price: Amount
    description: str


class AcceptedShipping(Answer):
    """The rule that takes what was quoted, or nothing: to be sent as the consignment's shipping."""

    type: Annotated[str | None, optional()] = None
    description: Annotated[str | None, optional()] = None
    max_cost: Annotated[Amount | None, optional()] = None
    custom_shipping: Annotated[AcceptedCustomShipping | None, optional()] = None


class QuotedConsignment(Answer):
    """How one consignment would be shipped; ``offered`` is all that the store had for it."""

    why: str
    shipping: AcceptedShipping | None = None
    shipping_option: ChosenShipping | None = None
    offered: list[OfferedShipping] = Field(default=[])
    pickup_method_id: Annotated[int | None, optional()] = None


class QuotedAmount(Answer):
    """One tax, fee or discounted line."""

    name: str
    amount: Amount


class QuotedCoupon(Answer):
    """One coupon that the store took, and what it takes off."""

    code: str
    discounted_amount: Amount


class QuotedOrder(Answer):
    """What an order would cost, and how it would be shipped; nothing is kept of it.

    Its consignments are in the place of the request's. ``discounts`` are those of single lines;
    what the cart as a whole gets is the totals' ``discount_amount``.
    """

    totals: Totals
    taxes: list[QuotedAmount]
    discounts: list[QuotedAmount]
    coupons: list[QuotedCoupon]
    fees: list[QuotedAmount]
    consignments: list[QuotedConsignment]
