"""Pure: where an order goes, and how."""

from typing import Annotated, Literal

from pydantic import AliasChoices, Field, model_validator
from pydantic_core import PydanticCustomError

from order_service.request.email_addresses import Email
from order_service.request.field_types import (
    Country,
    Id,
    Money,
    Name,
    Quantity,
    Strict,
    Text,
    else_say,
    no_items,
)
from order_service.request.lines import MOST_LINES, LineRef


class CustomField(Strict):
    """A value for an address form field of the store (``field_25``)."""

    field_id: Name
    field_value: Annotated[
        str | int | list[str], else_say("must be a text, a whole number or a list of texts")
    ]


class Address(Strict, defer_build=False):
    """A billing or shipping address in BigCommerce's fields."""

    country_code: Country
    first_name: Text | None = None
    last_name: Text | None = None
    email: Email | None = None
    company: Text | None = None
    address1: Text | None = None
    address2: Text | None = None
    city: Text | None = None
    state_or_province: Text | None = None
    state_or_province_code: Text | None = None
    postal_code: Annotated[str, Field(max_length=30)] | None = None
    phone: Annotated[str, Field(max_length=50)] | None = None
    custom_fields: Annotated[list[CustomField], Field(default_factory=no_items)]


class BillingAddress(Address):
    """The billing address; its e-mail is the order's."""

    email: Email


class CustomShipping(Strict):
    """A way of shipping at the caller's price, in place of the store's options."""

    price: Money
    description: Name


class Exclusion(Strict):
    """The shipping options that are never taken, by the store's types or descriptions."""

    types: Annotated[list[Name], Field(max_length=50, default_factory=no_items)]
    descriptions: Annotated[list[Name], Field(max_length=50, default_factory=no_items)]


class ShippingRule(Strict):
    """Which shipping option to take: first those of this type and description, then by choice.

    Pickup is taken only where type or description names it.
    """

    choose: Literal["cheapest", "fastest", "recommended"] = "cheapest"
    type: Name | None = None
    description: Name | None = None
    max_cost: Money | None = None
    exclude: Exclusion | None = None
    custom_shipping: CustomShipping | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "ShippingRule":
        if self.custom_shipping is not None and self.model_fields_set != {"custom_shipping"}:
            raise PydanticCustomError("two_ways", "is either custom_shipping or a rule, not both")
        return self


class PickupOption(Strict):
    """Where the customer fetches the goods."""

    pickup_method_id: Id


class LineName(LineRef):
    """How much of a line; without quantity, all that is left of it."""

    quantity: Quantity | None = None


class Consignment(Strict):
    """What goes to one address, and how; without address, the billing address.

    With a pickup option nothing is shipped, and no address is needed.
    """

    address: Annotated[
        Address | None, Field(validation_alias=AliasChoices("address", "shipping_address"))
    ] = None
    line_items: Annotated[list[LineName], Field(min_length=1, max_length=2 * MOST_LINES)] | None = (
        None
    )
    shipping: ShippingRule | None = None
    pickup_option: PickupOption | None = None

    @property
    def pickup_method_id(self) -> int | None:
        """Return where it is picked up; None when it is shipped."""
        return self.pickup_option.pickup_method_id if self.pickup_option else None

    @model_validator(mode="after")
    def _one_way(self) -> "Consignment":
        if self.shipping is not None and self.pickup_option is not None:
            raise PydanticCustomError("two_ways", "is either shipped or picked up, not both")
        return self
