"""Pure: lines of one order that look alike and are to be shipped or discounted otherwise."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from order_service.request.asked_facts import Ordered, facts, goods, options, wrapping
from order_service.request.line_names import lines_by_name, ordered_lines, shares
from order_service.request.order import OrderRequest


def indistinguishable(order: OrderRequest) -> Iterator[list[int]]:
    """Yield the lines that no cart can show apart, though they are not the same to their caller.

    Lines that are the same in all but their name for the caller may swap their goods; others, as
    one product with two delivery dates, must not. Together they can be ordered only if all of
    them go to the same place and none is discounted.
    """
    groups: dict[Hashable, list[int]] = defaultdict(list)
    lines = ordered_lines(order)
    for index, asked in enumerate(lines):
        chosen = tuple(sorted(options(asked)))
        seen = tuple(facts(asked, order.currency or ""))
        groups[goods(asked), seen, chosen, wrapping(asked)].append(index)
    several = (group for group in groups.values() if len(group) > 1)
    unlike = (group for group in several if len({_whole(lines[index]) for index in group}) > 1)
    yield from treated_apart(order, unlike)


def _whole(asked: Ordered) -> str:
    return asked.model_dump_json(exclude={"sku", "quantity"})


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
