"""Pure: lines of one order that look alike and are to be shipped or discounted otherwise."""

from collections.abc import Iterable, Iterator

from order_service.models import OrderRequest
from order_service.sku_lines import lines_by_name, shares


def treated_apart(order: OrderRequest, groups: Iterable[list[int]]) -> Iterator[list[int]]:
    """Yield those groups of lines of which one goes elsewhere than another, or gets a discount."""
    discounted: set[int] | None = None
    places: list[set[int]] = []
    for group in groups:
        if discounted is None:
            discounted, places = _discounted(order), _places(order)
        where = set[int]().union(*(places[index] for index in group))
        if len(where) > 1 or discounted.intersection(group):
            yield group


def _discounted(order: OrderRequest) -> set[int]:
    by_name = lines_by_name(order)
    names = (discount.line_item for discount in order.discounts if discount.line_item)
    return {index for name in names for index in by_name.meant(name.model_dump())}


def _places(order: OrderRequest) -> list[set[int]]:
    """By line: the consignments that it is in."""
    left = shares(order)
    places = [set[int]() for _ in (*order.line_items, *order.custom_items)]
    for place, consignment in enumerate(order.consignments or ()):
        for called in consignment.line_items or ():
            name = called.model_dump()
            wanted = called.quantity or left.left(name) or 0
            for index, _ in left.take(name, wanted):
                places[index].add(place)
    return places
