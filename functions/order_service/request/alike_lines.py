"""Pure: lines of one order that look alike and are to be shipped or discounted otherwise."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator
from functools import cached_property

from order_service.request.asked_facts import Ordered, facts, goods, options, wrapping
from order_service.request.line_names import lines_by_name, ordered_lines, shares
from order_service.request.order import OrderRequest

Asked = tuple[str, tuple[Hashable, ...]]
_SAID_OR_NOT = ("variant_id", "name", "list_price")
"""What the store knows of the goods by itself."""
_NO_MATTER = {"sku", "quantity", "product_id", *_SAID_OR_NOT}


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
    others = (group for group in several if len({_whole(lines[index]) for index in group}) > 1)
    treatment = Treatment(order)
    yield from (group for group in others if treatment.is_apart(group))


def _whole(asked: Ordered) -> str:
    return asked.model_dump_json(exclude={"sku", "quantity"})


def asked_of(line: Ordered) -> Asked:
    """Return what is asked for, and what is said of the goods as far as it is said."""
    said = tuple(getattr(line, name, None) for name in _SAID_OR_NOT)
    return line.model_dump_json(exclude=_NO_MATTER), said


def unlike(one: Asked, other: Asked) -> bool:
    """Return whether two lines of the same goods are not the same to their caller.

    What only one of them says of its goods rules nothing out.
    """
    said = zip(one[1], other[1], strict=True)
    return one[0] != other[0] or any(None not in pair and pair[0] != pair[1] for pair in said)


class Treatment:
    """Where each line goes, and whether it gets a discount of its own."""

    def __init__(self, order: OrderRequest) -> None:
        self._order = order

    @property
    def differs(self) -> bool:
        """Return whether any line can be treated otherwise than another."""
        discounts = any(discount.line_item for discount in self._order.discounts)
        return discounts or len(self._order.consignments or ()) > 1

    def is_apart(self, group: Collection[int]) -> bool:
        """Return whether one of these goes elsewhere than another, or gets a discount."""
        where = set[int]().union(*(self._places[index] for index in group))
        return len(where) > 1 or not self._discounted.isdisjoint(group)

    @cached_property
    def _discounted(self) -> set[int]:
        return _discounted(self._order)

    @cached_property
    def _places(self) -> list[set[int]]:
        return _places(self._order)


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
