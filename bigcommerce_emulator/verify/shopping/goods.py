"""What there is to buy in a store that nobody has described, and what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bigcommerce_emulator.verify.shopping.asking import Ask

_QUERY = {"type": "physical", "is_visible": "true", "availability": "available", "limit": "50",
          "include": "variants,modifiers"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Means:
    """What a shopper knows of a store; what is not known is not asked about.

    A line to buy, a coupon's code, a field its address forms require, a product with stock, an
    e-mail address with accounts in several channels, a line with variant_id and option_selections,
    a customer who buys for a company.
    """

    line: Mapping[str, object] | None = None
    coupon: str | None = None
    form_field: str | None = None
    stocked: int | None = None
    shared_email: str | None = None
    optioned: Mapping[str, object] | None = None
    buyer: int | None = None


def find_line(ask: Ask, product_id: str | None) -> Mapping[str, object] | None:
    """A line of two of a product that ships and is in stock; None leaves custom items only."""
    if product_id:
        return {"product_id": int(product_id), "quantity": 2}
    answer = ask("GET", "/v3/catalog/products", None, _QUERY)
    if answer.status != 200:
        return None
    for product in answer.data:
        if _is_simple(product):
            return {"product_id": product["id"], "quantity": 2}
    return None


def _is_simple(product: Any) -> bool:
    if product.get("inventory_tracking") not in (None, "none"):
        return False
    if any(modifier.get("required") for modifier in product.get("modifiers") or ()):
        return False
    least, most = (product.get(f"order_quantity_{word}") for word in ("minimum", "maximum"))
    return len(product.get("variants") or ()) <= 1 and (least or 0) <= 2 <= (most or 2)
