"""Pure: the kinds of field that a request is made of."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from order_service.request.iso_codes import COUNTRIES, CURRENCIES
from order_service.request.spelling import trimmed

LARGEST_AMOUNT = Decimal(10**11)
"""Some millions of dollars in the currencies with the smallest units."""
_AMOUNT = rf"[0-9]{{1,{len(str(LARGEST_AMOUNT))}}}(\.[0-9]{{1,4}})?"
_NO_AMOUNT = f"must be an amount from 0 to {LARGEST_AMOUNT:,} with at most 4 decimals"

MONEY_SCHEMA: dict[str, Any] = {
    "description": "An exact amount with at most 4 decimals.",
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": int(LARGEST_AMOUNT)},
        {"type": "string", "pattern": f"^{_AMOUNT}$"},
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


def no_items() -> list[Any]:
    """Return the value of a list that is not given.

    Not ``list`` itself: to see that it takes no arguments, pydantic reads how a builtin is called
    with Python's tokenizer, whose first use costs a cold start 3 %.
    """
    return []


def _exact(value: Any) -> Decimal:
    if isinstance(value, str) and re.fullmatch(_AMOUNT, value):
        value = Decimal(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        amount = Decimal(value)
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -4 and 0 <= amount <= LARGEST_AMOUNT:
            return amount
    raise PydanticCustomError("money", "{said}", {"said": _NO_AMOUNT})


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
LONGEST_NAME = 250
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Text = Annotated[str, Field(max_length=255)]


class _Sku(str):
    """A SKU, and how it was sent: that is what messages and fingerprints hold.

    A release that kept the blanks has fingerprints with them, and its keys must stay theirs.
    """

    sent: str = ""


def _sku(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    if not isinstance(value, str):
        return validate(value)
    sku = _Sku(validate(trimmed(value)))
    sku.sent = getattr(value, "sent", "") or value
    return sku


Sku = Annotated[
    str,
    Field(min_length=1, max_length=255),
    WrapValidator(_sku),
    PlainSerializer(lambda sku: getattr(sku, "sent", sku), return_type=str, when_used="json"),
]
"""A SKU; blanks around it are no part of it."""
Id = Annotated[int, Field(gt=0, lt=2**53)]
IdOrNone = Annotated[int, Field(ge=0, lt=2**53)]
"""The number of something, or 0 for nothing."""
Quantity = Annotated[int, Field(gt=0, le=1_000_000)]


def else_say(message: str) -> WrapValidator:
    """Name a field of several types once, not once for each type."""

    def read(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        try:
            return validate(value)
        except ValidationError:
            raise PydanticCustomError("choice", message) from None

    return WrapValidator(read)


class Strict(BaseModel):
    """Refuses unknown fields and converts no types."""

    # Parts are built with the whole that they are parts of, not once more by themselves.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)
