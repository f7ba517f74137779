"""Pure: by what a line of the order is known among the lines of the store's cart.

A fact of an ordered line is something that its cart line must show: the product, the variant, the
price, the name, a chosen option. Some only help to tell lines apart: what was typed as text into
an option, which a store may show in another form (dates, numbers), and the gift wrapping, which a
store may show on one piece of a line that it split. A fact that a cart does not show, or shows
where it cannot be compared, is left out.
"""

from collections.abc import Callable, Hashable, Iterator
from decimal import Decimal

from order_service.cart_view import CartLine, ChosenOption
from order_service.iso_codes import rounded
from order_service.order_lines import CustomItem, LineItem
from order_service.spelling import loose

Fact = tuple[str, Hashable]
Ordered = LineItem | CustomItem
CUSTOM = "custom item"
WRAPPED = "gift_wrapping"
OPTION = "option_selections"


def goods(asked: Ordered) -> Fact:
    """Return what the line is of: a product, an SKU of the store's, or a custom item."""
    if isinstance(asked, CustomItem):
        return CUSTOM, None
    if asked.product_id is not None:
        return "product_id", asked.product_id
    return "sku", loose(asked.sku)


def goods_shown(line: CartLine) -> Iterator[Fact]:
    """Yield every way to say what the cart's line is of."""
    if not line.product_id:
        yield CUSTOM, None
        return
    yield "product_id", line.product_id
    if line.sku:
        yield "sku", loose(line.sku)


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


def options(asked: Ordered) -> list[tuple[int, str]]:
    """Return the choices that can be compared, by option: a number of a list, or a text."""
    if isinstance(asked, CustomItem):
        return []
    return [
        (row.option_id, loose(row.option_value))
        for row in asked.option_selections
        if isinstance(row.option_value, int | str) and not isinstance(row.option_value, bool)
    ]


def wrapping(asked: Ordered) -> Hashable:
    """Return how the line is wrapped, as far as a cart shows it; None if it is not."""
    if isinstance(asked, CustomItem) or asked.gift_wrapping is None:
        return None
    rows = asked.gift_wrapping.wrap_details
    return loose(rows[0].message) if asked.gift_wrapping.wrap_together else ""


def shown(line: CartLine, name: str, currency: str) -> Hashable:
    """Return what the cart's line shows of a fact; None for nothing."""
    return SHOWN[name](line, currency)


def shown_option(line: CartLine, option_id: int, *, by_number: bool) -> str | None:
    """Return what was chosen of the option: the value's number, or its text."""
    row = _row(line, option_id)
    if row is None:
        return None
    return str(row.value_id) if by_number else loose(row.value)


def is_listed(line: CartLine, option_id: int) -> bool:
    """Tell whether the option's value, if there is one, is shown by its number."""
    row = _row(line, option_id)
    return row is None or bool(row.value_id)


def _row(line: CartLine, option_id: int) -> ChosenOption | None:
    return next((row for row in line.options or () if row.option_id == option_id), None)


def _price(line: CartLine, currency: str) -> Decimal | None:
    return None if line.list_price is None else rounded(line.list_price, currency)


SHOWN: dict[str, Callable[[CartLine, str], Hashable]] = {
    "variant_id": lambda line, _: line.variant_id,
    "sku": lambda line, _: loose(line.sku) or None,
    "name": lambda line, _: loose(line.name) or None,
    "list_price": _price,
}
"""By the name of a fact, which is the request's field: what a cart's line shows of it."""
