"""Pure: takes out of the store's words whatever names the order's customer."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from order_service.errors import Refused
from order_service.request.adjustments import Fee, Metafield
from order_service.request.customer import CustomerByEmail
from order_service.request.destinations import (
    Address,
    CustomField,
    CustomShipping,
    Exclusion,
    ShippingRule,
)
from order_service.request.lines import (
    CustomItem,
    GiftCertificate,
    LineItem,
    LineRef,
    OptionSelection,
)
from order_service.request.order import OrderRequest

SHORTEST = 3
"""Characters below which a value says nothing about anybody and would mask ordinary words."""
NOT_PERSONAL: Mapping[type[BaseModel], frozenset[str]] = {
    OrderRequest: frozenset({
        "currency", "locale", "coupon_codes", "external_order_id", "external_source",
        "payment_method", "after_order",
    }),
    Address: frozenset({"country_code", "state_or_province", "state_or_province_code"}),
    CustomField: frozenset({"field_id"}),
    CustomerByEmail: frozenset({"match"}),
    LineItem: frozenset({"sku"}),
    OptionSelection: frozenset({"name"}),
    CustomItem: frozenset({"sku"}),
    GiftCertificate: frozenset({"theme"}),
    LineRef: frozenset({"sku"}),
    ShippingRule: frozenset({"choose", "type", "description"}),
    Exclusion: frozenset({"types", "descriptions"}),
    CustomShipping: frozenset({"description"}),
    Fee: frozenset({"name", "display_name", "source"}),
    Metafield: frozenset({"namespace", "key", "permission_set"}),
}  # fmt: skip
"""The texts of a request that name nobody; every other one is masked, those of tomorrow too."""
_EMAIL = re.compile(r"[^\s\"'<>@]+@[^\s\"'<>@]+")


def masked(value: Any, order: OrderRequest) -> Any:
    """Return the value, its texts without e-mail addresses and the order's personal data."""
    personal = sorted(set(_personal(order)), key=len, reverse=True)
    words = "|".join(re.escape(text) for text in personal)
    return _masked(value, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE))


def mask(refusal: Refused, order: OrderRequest) -> None:
    """Take the order's customer out of the store's words in a refusal of it."""
    if "store" in refusal.facts:
        refusal.facts = {**refusal.facts, "store": masked(refusal.facts["store"], order)}


def _masked(value: Any, personal: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return personal.sub("[...]", _EMAIL.sub("[...]", value))
    if isinstance(value, list):
        return [_masked(part, personal) for part in value]
    if isinstance(value, dict):
        return {name: _masked(part, personal) for name, part in value.items()}
    return value


def _personal(model: BaseModel) -> Iterator[str]:
    """Yield every text in a part of the request that may name somebody."""
    listed = (names for kind, names in NOT_PERSONAL.items() if isinstance(model, kind))
    impersonal = frozenset().union(*listed)
    for name in type(model).model_fields:
        if name not in impersonal:
            yield from _texts(getattr(model, name), numbers=isinstance(model, CustomField))


def _texts(value: object, *, numbers: bool) -> Iterator[str]:
    """Yield the texts in a field; ``numbers`` tells that a number in it is an answer, too."""
    if isinstance(value, BaseModel):
        yield from _personal(value)
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part, numbers=numbers)
    elif isinstance(value, str) or (numbers and isinstance(value, int)):
        text = str(value)
        if len(text) >= SHORTEST:
            yield text
