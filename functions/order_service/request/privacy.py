"""Pure: takes out of the store's words whatever names the order's customer."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from order_service.errors import OrderError
from order_service.request.adjustments import Fee, Metafield
from order_service.request.b2b import ExtraField
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
    ExtraField: frozenset({"name"}),
}  # fmt: skip
"""The texts of a request that name nobody; every other one is masked, those of tomorrow too."""
MASK = "[...]"
_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,3}\d){2,}")
"""Digits as people write a telephone number: with brackets, spaces and signs between."""
LOCAL_DIGITS = 7
"""The last digits, which stay when a country's or an area's code is left out or added."""
_EMAIL = re.compile(r"[^\s\"'<>@]+@[^\s\"'<>@]+")


def masked(value: Any, order: OrderRequest) -> Any:
    """Return the value, its texts without e-mail addresses and the order's personal data."""
    personal = sorted(set(_personal(order)), key=len, reverse=True)
    return _masked(value, _Customer(personal, _phones(order), said=_joined(value)))


def mask(error: OrderError, order: OrderRequest) -> None:
    """Take the order's customer out of the store's words in an error about it."""
    if "store" in error.facts:
        error.facts = {**error.facts, "store": masked(error.facts["store"], order)}


def pattern_of(texts: Sequence[str], said: str) -> re.Pattern[str]:
    """Return what finds these texts in the words that were said, however these break their lines.

    Python keeps the patterns of the last orders: with all of their texts they would fill the
    memory of a function.
    """
    words = _folded(said)
    there = [text for text in texts if _folded(text) in words]
    found = "|".join(re.escape(text).replace(r"\ ", r"\s+") for text in there) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)


class _Customer:
    """What an order says of its customer, to be found in other words."""

    def __init__(self, texts: Sequence[str], phones: Iterable[str], said: str) -> None:
        self._words = pattern_of(texts, said)
        self._texts = [text.casefold() for text in texts]
        self._phones = [digits for phone in phones if (digits := _digits(phone))]

    def masked(self, text: str) -> str:
        """Return the text without the customer."""
        whole = _EMAIL.sub(MASK, self._without_cut_value(text))
        return _NUMBER.sub(self._number, self._words.sub(MASK, whole))

    def _number(self, found: re.Match[str]) -> str:
        digits, is_last = _digits(found[0]), found.end() == len(found.string)
        for phone in self._phones:
            local = phone[-LOCAL_DIGITS:]
            same = local in digits if len(local) == LOCAL_DIGITS else phone == digits
            if same or (is_last and phone.startswith(digits)):
                return MASK
        return found[0]

    def _without_cut_value(self, text: str) -> str:
        """Long words are cut before they get here, perhaps in the middle of a value."""
        for found in re.finditer(r"(?<!\w)\S", text[: 1 - SHORTEST]):
            rest = text[found.start() :].casefold()
            if any(value.startswith(rest) for value in self._texts):
                return text[: found.start()] + MASK
        return text


def _joined(value: Any) -> str:
    """Return all texts of a value."""
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, list | dict):
        return "\n".join(map(_joined, parts))
    return value if isinstance(value, str) else ""


def _folded(text: str) -> str:
    """Return a text so that what differs from another by case and blanks alone is the same."""
    plain = text.casefold().replace("\u0131", "i").replace("\u0307", "")
    return " ".join(plain.split())


def _masked(value: Any, customer: _Customer) -> Any:
    if isinstance(value, str):
        return customer.masked(value)
    if isinstance(value, list):
        return [_masked(part, customer) for part in value]
    if isinstance(value, dict):
        return {name: _masked(part, customer) for name, part in value.items()}
    return value


def _digits(phone: str) -> str:
    """Return the digits of a telephone number, without those of an extension."""
    found = _NUMBER.search(phone)
    return re.sub(r"\D", "", found[0]) if found else ""


def _phones(order: OrderRequest) -> Iterator[str]:
    return (address.phone for address in _addresses(order) if address.phone)


def _addresses(order: OrderRequest) -> list[Address]:
    others = [found.address for found in order.consignments or () if found.address]
    return [order.billing_address, *others]


def _personal(model: BaseModel) -> Iterator[str]:
    """Yield every text in a part of the request that may name somebody."""
    listed = (names for kind, names in NOT_PERSONAL.items() if isinstance(model, kind))
    impersonal = frozenset().union(*listed)
    for name in type(model).model_fields:
        if name not in impersonal:
            yield from _texts(getattr(model, name), numbers=isinstance(model, CustomField))


def _texts(value: object, *, numbers: bool) -> Iterator[str]:
    """Yield the texts in a field; ``numbers`` is whether a number in it is an answer, too."""
    if isinstance(value, BaseModel):
        yield from _personal(value)
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part, numbers=numbers)
    elif isinstance(value, str) or (numbers and isinstance(value, int)):
        text = " ".join(str(value).split())
        if len(text) >= SHORTEST:
            yield text
