"""Pure: which of the cart's lines go into which consignment."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from functools import cached_property

from order_service.checkout.lines.matching import CartMatch
from order_service.errors import InvalidRequest
from order_service.request.destinations import Address, Consignment, ShippingRule
from order_service.request.line_names import Shares, shares
from order_service.request.order import OrderRequest
from order_service.store.signals import CartUnusable


@dataclass(frozen=True)
class WantedConsignment:
    """A consignment the order asks for, its lines named by the cart's ids.

    Only what is picked up can be without an address. ``index`` is its place in the request.
    """

    address: Address | None
    lines: tuple[tuple[str, int], ...]
    rule: ShippingRule
    pickup_method_id: int | None = None
    index: int = 0

    @property
    def line_ids(self) -> frozenset[str]:
        """Return the cart's line item ids in this consignment."""
        return frozenset(line_id for line_id, _ in self.lines)


def wanted_consignments(match: CartMatch) -> list[WantedConsignment]:
    """Return the consignments that ship this cart; none when all of it is digital.

    Raises InvalidRequest when a line that must be shipped is in no consignment, and
    CartUnusable when the cart does not hold what was ordered.
    """
    if not match.shippable:
        return []
    order = match.order
    parts = _Parts(match)
    shared = [parts.take(consignment) for consignment in order.parts]
    parts.add_leftovers(shared)
    return [
        WantedConsignment(
            _destination(consignment, order),
            tuple(part.items()),
            consignment.shipping or order.shipping,
            consignment.pickup_method_id,
            index,
        )
        for index, (consignment, part) in enumerate(zip(order.parts, shared, strict=True))
        if part
    ]


def without(lines: Set[str], wanted: Iterable[WantedConsignment]) -> list[WantedConsignment]:
    """Return these consignments without some lines; one that then holds nothing is none."""
    kept = (
        replace(one, lines=tuple(line for line in one.lines if line[0] not in lines))
        for one in wanted
    )
    return [one for one in kept if one.lines]


def as_held(
    held: Set[str], wanted: list[WantedConsignment], match: CartMatch
) -> list[WantedConsignment]:
    """Return the consignments in a store whose consignments hold these lines.

    Whether custom items belong in one is not documented: all of them are in consignments, or none.
    A gift may come after the consignments, in none.
    """
    custom = frozenset[str]() if held & match.custom else match.custom
    return without(custom | (gifts(match) - held), wanted)


def gifts(match: CartMatch) -> frozenset[str]:
    """Return the lines that a promotion added and that cost nothing: nobody asked for them."""
    added = (line.id for line in match.lines.values() if line.added_by_promotion)
    return frozenset(line_id for line_id in added if not match.worth([line_id]))


def left_out(match: CartMatch, refusals: int) -> frozenset[str]:
    """Return the lines to leave out after so many refusals; none where nothing else can be tried.

    A store may take no custom items, or may have added a gift anew, or both.
    """
    free = gifts(match)
    ways = [*dict.fromkeys((frozenset[str](), match.custom, free, match.custom | free))]
    return ways[refusals] if refusals < len(ways) else frozenset()


def optional_lines(match: CartMatch) -> frozenset[str]:
    """Return the lines that a store may want in no consignment."""
    return match.custom | gifts(match)


def _destination(consignment: Consignment, order: OrderRequest) -> Address | None:
    """The store requires an e-mail in every address; without one of its own, the order's."""
    if consignment.pickup_method_id and consignment.address is None:
        return None
    address = consignment.address or order.billing_address
    if address.email:
        return address
    return address.model_copy(update={"email": order.billing_address.email})


class _Parts:
    """What is not in a consignment yet: of the cart's lines, and of the order's."""

    def __init__(self, match: CartMatch) -> None:
        self._match = match
        self._left = {line.id: line.quantity for line in match.shippable}
        self._portions = [dict(portion) for portion in match.portions]
        self._not_shipped: list[dict[str, int]] = []
        """By consignment: what it names of lines that no consignment can hold."""

    @cached_property
    def _shares(self) -> Shares:
        return shares(self._match.order)

    def take(self, consignment: Consignment) -> dict[str, int]:
        """Return how much of which cart line goes into the consignment."""
        part: dict[str, int] = {}
        elsewhere: dict[str, int] = {}
        self._not_shipped.append(elsewhere)
        if consignment.line_items is None:
            part.update((line_id, count) for line_id, count in self._left.items() if count)
            self._left = dict.fromkeys(self._left, 0)
        for called in consignment.line_items or ():
            name = called.model_dump()
            wanted = called.quantity or self._shares.left(name) or 0
            for index, count in self._shares.take(name, wanted):
                for line_id, piece in self._drawn(index, count):
                    held = part if line_id in self._left else elsewhere
                    held[line_id] = held.get(line_id, 0) + piece
        return part

    def add_leftovers(self, parts: list[dict[str, int]]) -> None:
        """Put what the store itself added to what brought it along, or else into a first part."""
        left = {line_id: count for line_id, count in self._left.items() if count}
        if not left:
            return
        for index, portion in enumerate(self._portions):
            if any(line_id in left for line_id in portion):
                field, message = self._match.where(index), "must be shipped; name all of it"
                raise InvalidRequest(
                    [{"field": field, "message": f"{message} in the consignments"}]
                )
        first = next((part for part in parts if part), parts[0])
        # A kit may be of parts that are shipped, and be nothing to ship itself.
        named = [part | other for part, other in zip(parts, self._not_shipped, strict=True)]
        for line_id, count in left.items():
            parent = str(self._match.lines[line_id].parent_id)
            places = [place for place, held in enumerate(named) if parent in held]
            for place in places[:-1]:
                # As much of it goes along as of what brought it.
                piece = count * named[place][parent] // self._match.lines[parent].quantity
                if piece:
                    parts[place][line_id] = piece
                    left[line_id] -= piece
            last = parts[places[-1]] if places else first
            last[line_id] = left[line_id]

    def _drawn(self, index: int, count: int) -> Iterator[tuple[str, int]]:
        portion = self._portions[index]
        while count:
            if not portion:
                raise CartUnusable
            line_id = next(iter(portion))
            piece = min(count, portion[line_id])
            portion[line_id] -= piece
            if not portion[line_id]:
                del portion[line_id]
            count -= piece
            if line_id in self._left:
                self._left[line_id] -= piece
            yield line_id, piece
