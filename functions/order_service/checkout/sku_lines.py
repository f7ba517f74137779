"""Pure: the lines of an order that consignments and discounts can name."""

from order_service.request.line_names import LinesByName, Shares
from order_service.request.lines import CustomItem, LineItem
from order_service.request.order import OrderRequest

_CALLED = {"sku", "product_id", "variant_id"}


def ordered_lines(order: OrderRequest) -> list[LineItem | CustomItem]:
    """Return what consignments and discounts can name, catalog lines first."""
    return [*order.line_items, *order.custom_items]


def line_path(order: OrderRequest, index: int) -> str:
    """Return the request's path of one of these lines."""
    custom = index - len(order.line_items)
    return f"line_items[{index}]" if custom < 0 else f"custom_items[{custom}]"


def lines_by_name(order: OrderRequest) -> LinesByName:
    """Return the order's lines by the names that the caller gave them."""
    return LinesByName([line.model_dump(include=_CALLED) for line in ordered_lines(order)])


def shares(order: OrderRequest) -> Shares:
    """Return how much of each line no consignment has named yet: all of it."""
    lines = ordered_lines(order)
    names = [line.model_dump(include=_CALLED) for line in lines]
    return Shares(names, [line.quantity for line in lines])
