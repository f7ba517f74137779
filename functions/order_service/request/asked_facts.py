"""Pure: by what a line of the order is known among the lines of a store's cart.

A fact of an ordered line is something that its cart line must show: the product, the variant, the
price, the name, a chosen option. What was typed as text into an option, and the gift wrapping,
only help to distinguish lines: a store may show dates and numbers in another form, and the wrapping
on one piece of a line that it split. Dates and files as objects are shown in no known form.
"""

from collections.abc import Hashable
from decimal import Decimal

from order_service.request.iso_codes import rounded
from order_service.request.lines import CustomItem, LineItem
from order_service.request.spelling import loose

Fact = tuple[str, Hashable]
Ordered = LineItem | CustomItem
CUSTOM = "custom item"


def goods(asked: Ordered) -> Fact:
    """Return what the line is of: a product, an SKU of the store's, or a custom item."""
    if isinstance(asked, CustomItem):
        return CUSTOM, None
    if asked.product_id is not None:
        return "product_id", asked.product_id
    return "sku", loose(asked.sku)


def facts(asked: Ordered, currency: str) -> list[Fact]:
    """Return what the line's cart line must show, beside the goods and the options."""
    found: list[Fact] = []
    if isinstance(asked, CustomItem):
        if asked.sku:
            found.append(("sku", loose(asked.sku)))
        found.append(("name", loose(asked.name)))
    else:
        if asked.variant_id is not None:
            found.append(("variant_id", asked.variant_id))
        if asked.name is not None:
            found.append(("name", loose(asked.name)))
    if asked.list_price is not None:
        found.append(("list_price", rounded(asked.list_price, currency)))
    return found


def price_with_extra_decimals(asked: Ordered, currency: str) -> Decimal | None:
    """Return a price that has more decimals than can be paid, None for any other.

    Whether a store keeps all of them shows in what several pieces cost.
    """
    price = asked.list_price
    return None if price is None or price == rounded(price, currency) else price


def options(asked: Ordered) -> list[tuple[int, str]]:
    """Return the choices that can be compared, by option: a number of a list, or a text."""
    if isinstance(asked, CustomItem):
        return []
    return [
        (row.option_id, loose(row.option_value))
        for row in asked.option_selections
        if isinstance(row.option_value, int | str) and not isinstance(row.option_value, bool)
    ]


def has_unseen_choice(asked: Ordered) -> bool:
    """Return whether a choice is shown in no known form, so that it distinguishes no lines."""
    rows = () if isinstance(asked, CustomItem) else asked.option_selections
    return any(isinstance(row.option_value, bool | dict) for row in rows)


def wrapping(asked: Ordered) -> Hashable:
    """Return how the line is wrapped, as far as a cart shows it; None if it is not."""
    if isinstance(asked, CustomItem) or asked.gift_wrapping is None:
        return None
    rows = asked.gift_wrapping.wrap_details
    return loose(rows[0].message) if asked.gift_wrapping.wrap_together else ""
