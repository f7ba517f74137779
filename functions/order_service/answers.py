"""Pure: what a caller gets."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Amount = Annotated[Decimal, PlainSerializer(str, when_used="json")]
"""An amount in an answer, already rounded to its currency; in JSON a string."""


def optional(**more: Any) -> Any:
    """Return the field of an answer that is left out where there is nothing to say."""
    return Field(exclude_if=_unused, json_schema_extra=_never_null, **more)


def _unused(value: object) -> bool:
    return value is None


def _never_null(schema: dict[str, Any]) -> None:
    (said,) = (one for one in schema.pop("anyOf") if one != {"type": "null"})
    schema.update(said)
    del schema["default"]


Fixer = Literal["caller", "merchant", "operator", "nobody"]
Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]


class Answer(BaseModel):
    """A part of an answer.

    What an order that is placed at the first try uses is built during init, all else when it is
    first used: pydantic does that for one thread at a time.
    """

    model_config = ConfigDict(defer_build=True)


class RedirectUrls(Answer, defer_build=False):
    """Where the customer can go on with this cart; each URL carries a one-time token.

    A state has them only while the order is Incomplete, and null otherwise.
    """

    cart_url: str | None = None
    checkout_url: str | None = None
    embedded_checkout_url: str | None = None


class ChosenShipping(Answer, defer_build=False):
    """The shipping option of one consignment."""

    type: str
    description: str
    cost: Amount
    transit_time: str = ""


class OfferedShipping(ChosenShipping, defer_build=True):
    """A shipping option that the store offers, and why the order's rule leaves it out."""

    left_out: Annotated[str | None, optional()] = None


class PlacedConsignment(Answer, defer_build=False):
    """What the order ships together."""

    id: str
    line_item_ids: list[str]
    shipping_option: ChosenShipping | None = None
    pickup_method_id: Annotated[int | None, optional()] = None


_NOT_0 = "With tax; left out where it is 0."


class Totals(Answer, defer_build=False):
    """The order's money, rounded to the currency."""

    currency: str
    base_amount: Amount
    discount_amount: Amount
    cart_amount: Amount
    tax_total: Amount
    shipping_total: Amount
    handling_total: Annotated[Amount | None, optional(description=_NOT_0)] = None
    wrapping_total: Annotated[Amount | None, optional(description=_NOT_0)] = None
    fees_total: Annotated[Amount | None, optional(description=_NOT_0)] = None
    other_total: Annotated[
        Amount | None,
        optional(description="What the store asks beside all that; a cent or two is rounding."),
    ] = None
    grand_total: Annotated[
        Amount,
        Field(
            description="What the store asks: cart_amount and the totals of shipping, handling, "
            "wrapping, fees and other, each rounded to the currency by itself."
        ),
    ]


class OrderDraft(Answer, defer_build=False):
    """All of the answer that is known before the order is made."""

    cart_id: str
    redirect_urls: RedirectUrls
    consignments: list[PlacedConsignment]
    totals: Totals


class Shortage(Answer):
    """A variant of which the store has fewer than were asked for."""

    variant_id: int
    location_id: Annotated[int | None, optional()] = None
    available_quantity: Annotated[int | None, optional()] = None
    available_quantity_for_backorder: Annotated[
        int | None, optional(description="How many more may be ordered before they are in stock.")
    ] = None


class NotApplied(Answer):
    """Something asked for that the order does not have, and why."""

    field: str
    reason: str
    shortages: Annotated[list[Shortage] | None, optional()] = None


class Finishing(Answer, defer_build=False):
    """What was done after the order existed; what was not asked for is left out."""

    status: str = "Incomplete"
    applied: Annotated[list[str] | None, optional()] = None
    not_applied: Annotated[list[NotApplied] | None, optional()] = None
    quantity_backordered: Annotated[
        int | None,
        optional(description="How many items of the order wait for stock, where the store says."),
    ] = None
    cart_deleted: Annotated[bool | None, optional()] = None
    order_cancelled: Annotated[
        bool | None, optional(description="The order was cancelled in the store, as was asked.")
    ] = None


class _Numbered(Answer):
    """What comes first in the answer: a field of the last base is."""

    order_id: int


class PlacedOrder(Finishing, OrderDraft, _Numbered, defer_build=False):
    """The answer: the one order that this key stands for.

    ``payment_token`` is in no record: anyone who has it can pay the order.
    """

    payment_token: Annotated[str | None, optional(repr=False)] = None


class FieldError(Answer):
    """One wrong field and what to do about it."""

    field: str
    message: str


class StoreAnswer(Answer):
    """What the store answered, without the customer's data."""

    status: int
    words: list[str]


class EarlierRefusal(Answer):
    """What refused an order while it was not known whether it had been made before."""

    code: str
    step: Annotated[str | None, optional()] = None
    store: Annotated[StoreAnswer | None, optional()] = None


class Problem(Answer):
    """Why there is no order (RFC 9457)."""

    # What another version of the service recorded is answered with all that it said.
    model_config = ConfigDict(extra="allow")

    type: Annotated[
        str, Field(json_schema_extra={"pattern": "^urn:cart-to-order:problem:[a-z_]+$"})
    ]
    title: str
    status: Annotated[int, Field(json_schema_extra={"minimum": 400, "maximum": 599})]
    detail: str
    code: str
    retryable: Annotated[bool, Field(description="Whether the same key may be sent again.")]
    fix: Annotated[Fixer, Field(description="Who can fix it.")]
    step: Annotated[str | None, optional()] = None
    correlation_id: Annotated[Uuid | None, optional()] = None
    errors: Annotated[list[FieldError] | None, optional()] = None
    store: Annotated[StoreAnswer | None, optional()] = None
    cause: Annotated[
        str | None,
        optional(
            description="What the store's words mean, where they are understood; may grow.",
        ),
    ] = None
    hint: Annotated[str | None, optional()] = None
    shortages: Annotated[
        list[Shortage] | None,
        optional(description="The variants that the store has too few of, and how many are left."),
    ] = None
    coupon_code: Annotated[str | None, optional(description="The coupon that was refused.")] = None
    metafield: Annotated[
        str | None,
        optional(description="The metafield that was refused: namespace.key."),
    ] = None
    offered: Annotated[
        list[OfferedShipping] | None,
        optional(description="The shipping options that there were."),
    ] = None
    expected: Annotated[Amount | None, optional(description="The total that was expected.")] = None
    actual: Annotated[Amount | None, optional(description="The total that the store asks.")] = None
    currency: Annotated[str | None, optional(description="The currency of both totals.")] = None
    order_id: Annotated[int | None, optional(description="The order that there is.")] = None
    refusal: Annotated[EarlierRefusal | None, optional()] = None
