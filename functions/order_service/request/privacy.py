"""Pure: takes out of the store's words whatever names the order's customer."""

import re
from collections.abc import Iterator
from typing import Any

from order_service.errors import Refused
from order_service.request.destinations import Address
from order_service.request.order import OrderRequest

SHORTEST = 3
"""Characters below which a value says nothing about anybody and would mask ordinary words."""
_NOT_PERSONAL = {"country_code", "state_or_province", "state_or_province_code", "custom_fields"}
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


def _personal(order: OrderRequest) -> Iterator[str]:
    addresses: list[Address] = [order.billing_address]
    addresses += [found.address for found in order.consignments or () if found.address]
    for address in addresses:
        given = address.model_dump(exclude=_NOT_PERSONAL, exclude_none=True)
        yield from (text for text in given.values() if len(text) >= SHORTEST)
        for field in address.custom_fields:
            answers = field.field_value if isinstance(field.field_value, list) else []
            answers = answers or [str(field.field_value)]
            yield from (answer for answer in answers if len(answer) >= SHORTEST)
    given_texts = [order.customer_message, order.staff_notes]
    given_texts += [field.value for field in order.metafields]
    for line in order.line_items:
        rows = line.gift_wrapping.wrap_details if line.gift_wrapping else []
        given_texts += [row.message for row in rows]
    yield from (text for text in given_texts if text and len(text) >= SHORTEST)
    for gift in order.gift_certificates:
        yield from (
            gift.sender.name,
            gift.recipient.name,
            *([gift.message] if gift.message else []),
        )
