"""Pure: what an order is made of."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from order_service.request.email_addresses import Email
from order_service.request.field_types import (
    Id,
    Money,
    Name,
    Quantity,
    Sku,
    Strict,
    Text,
    else_say,
    no_items,
)

MOST_LINES = 500
"""Lines of one kind, catalog or custom, in an order."""


class LineRef(Strict):
    """One line of the order, named as the caller knows it."""

    sku: Sku | None = None
    product_id: Id | None = None
    variant_id: Id | None = None

    @model_validator(mode="after")
    def _named(self) -> "LineRef":
        if self.sku is None and self.product_id is None:
            raise PydanticCustomError("unnamed", "needs a sku, or a product_id with variant_id")
        return self


class OptionSelection(Strict):
    """One choice of a product option or modifier."""

    option_id: Id
    option_value: Annotated[
        str | int | dict[str, str | int] | bool,
        else_say("must be a text, a whole number, true, false or an object of texts and numbers"),
    ]
    name: Text | None = None
    value: (
        Annotated[Text | bool | int, else_say("must be a text, a whole number, true or false")]
        | None
    ) = None


class Wrap(Strict):
    """One gift wrapping of the store, with a message for the person who unwraps it."""

    id: Id
    message: Text | None = None


class GiftWrapping(Strict):
    """How a line is wrapped: all of it in one wrapping, or each item in its own."""

    wrap_together: bool
    wrap_details: Annotated[list[Wrap], Field(min_length=1, max_length=1000)]


class LineItem(Strict, defer_build=False):
    """A catalog product.

    With ``product_id``, ``sku`` is the caller's name for the line and is not sent; alone it is
    the store's, by which product and variant are looked up.
    """

    product_id: Id | None = None
    quantity: Quantity
    variant_id: Id | None = None
    option_selections: Annotated[list[OptionSelection], Field(default_factory=no_items)]
    list_price: Money | None = None
    name: Name | None = None
    sku: Sku | None = None
    gift_wrapping: GiftWrapping | None = None

    @model_validator(mode="after")
    def _found_and_wrapped(self) -> "LineItem":
        if self.product_id is None and (self.sku is None or self.variant_id is not None):
            raise PydanticCustomError("unnamed", "needs a product_id, or only the store's sku")
        wrapping = self.gift_wrapping
        if wrapping and len(wrapping.wrap_details) != (
            1 if wrapping.wrap_together else self.quantity
        ):
            raise PydanticCustomError(
                "wrapping",
                "needs one of gift_wrapping.wrap_details when wrapped together, else one an item",
            )
        return self


class CustomItem(Strict, defer_build=False):
    """Something that is not in the catalog; it is shipped like a physical product."""

    name: Name
    quantity: Quantity
    list_price: Money
    sku: Sku | None = None
    image_url: Annotated[str, Field(max_length=2000, pattern=r"^https://")] | None = None


class Person(Strict):
    """Sender or recipient of a gift certificate."""

    name: Name
    email: Email


class GiftCertificate(Strict):
    """A gift certificate that the order buys."""

    name: Name
    theme: Literal["Birthday", "Boy", "Celebration", "Christmas", "General", "Girl"]
    amount: Annotated[Money, Field(ge=1, le=1000)]
    quantity: Quantity
    sender: Person
    recipient: Person
    message: Annotated[str, Field(max_length=200)] | None = None
