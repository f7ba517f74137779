"""Pure: what a caller sends, one model for API, queue and tools."""

import hashlib
import json
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    PlainSerializer,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from order_service.iso_codes import COUNTRIES, CURRENCIES

LARGEST_AMOUNT = Decimal(10**9)

MONEY_SCHEMA: dict[str, Any] = {
    "description": "An exact amount with at most 4 decimals.",
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 10**9},
        {"type": "string", "pattern": r"^[0-9]{1,10}(\.[0-9]{1,4})?$"},
    ],
}
COUNTRY_SCHEMA: dict[str, Any] = {
    "description": "An ISO 3166-1 code.",
    "type": "string",
    "enum": sorted(COUNTRIES),
}
CURRENCY_SCHEMA: dict[str, Any] = {
    "description": "An ISO 4217 code, alone or as BigCommerce's object.",
    "anyOf": [
        {"type": "string", "enum": sorted(CURRENCIES)},
        {
            "type": "object",
            "properties": {"code": {"type": "string", "enum": sorted(CURRENCIES)}},
            "required": ["code"],
            "additionalProperties": False,
        },
    ],
}


def _exact(value: Any) -> Decimal:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,4})?", value):
        value = Decimal(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        amount = Decimal(value)
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -4 and 0 <= amount <= LARGEST_AMOUNT:
            return amount
    raise PydanticCustomError("money", "must be an amount of 0 or more with at most 4 decimals")


def _plain(amount: Decimal) -> str:
    return format(amount.normalize() + 0, "f")


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise PydanticCustomError("country", "must be an ISO 3166-1 code of two capitals, like US")
    return code


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise PydanticCustomError("currency", "must be an ISO 4217 code, like USD")
    return code


def _currency_code(value: Any) -> Any:
    return value["code"] if isinstance(value, dict) and set(value) == {"code"} else value


Money = Annotated[
    Decimal,
    BeforeValidator(_exact),
    PlainSerializer(_plain, when_used="json"),
    WithJsonSchema(MONEY_SCHEMA),
]
"""An exact amount; in JSON a number or a string going in, a string coming out."""

Country = Annotated[str, AfterValidator(_country), WithJsonSchema(COUNTRY_SCHEMA)]
Currency = Annotated[
    str,
    BeforeValidator(_currency_code),
    AfterValidator(_currency),
    WithJsonSchema(CURRENCY_SCHEMA),
]
Name = Annotated[str, Field(min_length=1, max_length=250)]
Text = Annotated[str, Field(max_length=255)]
Id = Annotated[int, Field(gt=0, lt=2**53)]
Quantity = Annotated[int, Field(gt=0, le=1_000_000)]


def _or(message: str) -> WrapValidator:
    """Name a field of several types once, not once for each type."""

    def read(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        try:
            return validate(value)
        except ValidationError:
            raise PydanticCustomError("choice", message) from None

    return WrapValidator(read)


class Strict(BaseModel):
    """Refuses unknown fields and converts no types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CustomField(Strict):
    """A value for an address form field of the store (``field_25``)."""

    field_id: Name
    field_value: Annotated[
        str | int | list[str], _or("must be a text, a whole number or a list of texts")
    ]


class Address(Strict):
    """A billing or shipping address in BigCommerce's fields."""

    country_code: Country
    first_name: Text | None = None
    last_name: Text | None = None
    email: EmailStr | None = None
    company: Text | None = None
    address1: Text | None = None
    address2: Text | None = None
    city: Text | None = None
    state_or_province: Text | None = None
    state_or_province_code: Text | None = None
    postal_code: Annotated[str, Field(max_length=30)] | None = None
    phone: Annotated[str, Field(max_length=50)] | None = None
    custom_fields: list[CustomField] = []


class BillingAddress(Address):
    """The billing address; its e-mail is the order's."""

    email: EmailStr


class OptionSelection(Strict):
    """One choice of a product option or modifier."""

    option_id: Id
    option_value: Annotated[
        str | int | dict[str, str | int], _or("must be a text, a whole number or an object of them")
    ]
    name: Text | None = None
    value: Text | None = None


class LineItem(Strict):
    """A catalog product; ``sku`` is the caller's name for the line and is not sent."""

    product_id: Id
    quantity: Quantity
    variant_id: Id | None = None
    option_selections: list[OptionSelection] = []
    list_price: Money | None = None
    name: Name | None = None
    sku: Name | None = None


class CustomItem(Strict):
    """Something that is not in the catalog; it is shipped like a physical product."""

    name: Name
    quantity: Quantity
    list_price: Money
    sku: Name | None = None
    image_url: Annotated[str, Field(max_length=2000, pattern=r"^https://")] | None = None


class Person(Strict):
    """Sender or recipient of a gift certificate."""

    name: Name
    email: EmailStr


class GiftCertificate(Strict):
    """A gift certificate that the order buys."""

    name: Name
    theme: Literal["Birthday", "Boy", "Celebration", "Christmas", "General", "Girl"]
    amount: Annotated[Money, Field(ge=1, le=1000)]
    quantity: Quantity
    sender: Person
    recipient: Person
    message: Annotated[str, Field(max_length=200)] | None = None


class ShippingRule(Strict):
    """Which shipping option to take: first those of this type and description, then by choice."""

    choose: Literal["cheapest", "fastest", "recommended"] = "cheapest"
    type: Name | None = None
    description: Name | None = None
    max_cost: Money | None = None


class LineName(Strict):
    """A line named as the caller knows it; without quantity, all that is left of it."""

    sku: Name | None = None
    product_id: Id | None = None
    variant_id: Id | None = None
    quantity: Quantity | None = None

    @model_validator(mode="after")
    def _named(self) -> "LineName":
        if self.sku is None and self.product_id is None:
            raise PydanticCustomError("unnamed", "needs a sku, or a product_id with variant_id")
        return self


class Consignment(Strict):
    """What goes to one address, and how; without address, the billing address."""

    address: Annotated[
        Address | None, Field(validation_alias=AliasChoices("address", "shipping_address"))
    ] = None
    line_items: Annotated[list[LineName], Field(min_length=1, max_length=1000)] | None = None
    shipping: ShippingRule | None = None


class OrderRequest(Strict):
    """One order, as a caller describes it."""

    billing_address: BillingAddress
    line_items: Annotated[list[LineItem], Field(max_length=500)] = []
    custom_items: Annotated[list[CustomItem], Field(max_length=500)] = []
    gift_certificates: Annotated[list[GiftCertificate], Field(max_length=50)] = []
    customer_id: Annotated[int, Field(ge=0, lt=2**53)] = 0
    channel_id: Id = 1
    currency: Currency | None = None
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] | None = None
    shipping: ShippingRule = ShippingRule()
    consignments: Annotated[list[Consignment], Field(min_length=1, max_length=50)] | None = None

    def canonical(self) -> dict[str, Any]:
        """Return the request as JSON values, defaults left out: equal orders look equal."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def fingerprint(self) -> str:
        """Return the SHA-256, in hex, by which a reused key is recognised."""
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
