"""Pure: which of the cart's lines go into which consignment."""

from collections.abc import Iterator
from dataclasses import dataclass

from order_service.checkout_view import CartLine, CheckoutView, ConsignmentView
from order_service.errors import CartUnusable, InvalidRequest
from order_service.line_names import names
from order_service.models import (
    Address,
    Consignment,
    CustomItem,
    LineItem,
    LineName,
    OrderRequest,
    ShippingRule,
)


@dataclass(frozen=True)
class WantedConsignment:
    """A consignment the order asks for, its lines named by the cart's ids."""

    address: Address
    lines: tuple[tuple[str, int], ...]
    rule: ShippingRule

    @property
    def line_ids(self) -> frozenset[str]:
        """Return the cart's line item ids in this consignment."""
        return frozenset(line_id for line_id, _ in self.lines)


def wanted_consignments(checkout: CheckoutView, order: OrderRequest) -> list[WantedConsignment]:
    """Return the consignments that ship this cart; none when all of it is digital.

    Raises InvalidRequest when a line that must be shipped is in no consignment, and
    CartUnusable when the cart does not hold what was ordered.
    """
    shippable = checkout.cart.line_items.shippable
    if not shippable:
        return []
    left = {line.id: line.quantity for line in shippable}
    asked = order.consignments or [Consignment()]
    parts = [_lines_of(consignment, order, checkout, left) for consignment in asked]
    _add_leftovers(parts[0], shippable, left, order)
    return [
        WantedConsignment(
            _destination(consignment, order),
            tuple(part.items()),
            consignment.shipping or order.shipping,
        )
        for consignment, part in zip(asked, parts, strict=True)
        if part
    ]


def _destination(consignment: Consignment, order: OrderRequest) -> Address:
    """The store requires an e-mail in every address; without one of its own, the order's."""
    address = consignment.address or order.billing_address
    return address.model_copy(update={"email": address.email or order.billing_address.email})


def pair(
    wanted: list[WantedConsignment], found: tuple[ConsignmentView, ...]
) -> list[tuple[WantedConsignment, ConsignmentView]]:
    """Match each wanted consignment with the store's; raises CartUnusable if they differ.

    By address first, because a store may give the parts of a split line new ids.
    """
    if len(wanted) != len(found) or not _same_lines(wanted, found):
        raise CartUnusable
    left = list(found)
    pairs = []
    for one in wanted:
        best = max(left, key=lambda consignment: _likeness(one, consignment))
        if not same_destination(one.address, best.address):
            raise CartUnusable
        left.remove(best)
        pairs.append((one, best))
    return pairs


def same_destination(ours: Address, theirs: object) -> bool:
    """Tell whether the store's (normalised) address is the one we sent, by country and postcode."""
    get = theirs.get if isinstance(theirs, dict) else lambda _: None
    return all(
        not getattr(ours, field) or _plain(getattr(ours, field)) == _plain(get(field))
        for field in ("country_code", "postal_code")
    )


def _lines_of(
    consignment: Consignment, order: OrderRequest, checkout: CheckoutView, left: dict[str, int]
) -> dict[str, int]:
    part: dict[str, int] = {}
    if consignment.line_items is None:
        part, left_now = {line_id: count for line_id, count in left.items() if count}, left
        left_now.update(dict.fromkeys(left, 0))
    for name in consignment.line_items or ():
        _take(name, order, checkout, left, part)
    return part


def _take(
    name: LineName,
    order: OrderRequest,
    checkout: CheckoutView,
    left: dict[str, int],
    part: dict[str, int],
) -> None:
    lines = checkout.cart.line_items
    meant = [line for line in lines.shippable if _means(name, order, line)]
    wanted = name.quantity
    for line in meant:
        count = left[line.id] if wanted is None else min(wanted, left[line.id])
        if count:
            part[line.id] = part.get(line.id, 0) + count
            left[line.id] -= count
            wanted = None if wanted is None else wanted - count
    digital = any(_means(name, order, line) for line in lines.digital_items)
    if wanted and not digital:
        raise CartUnusable


def _means(name: LineName, order: OrderRequest, line: CartLine) -> bool:
    if line.from_promotion:
        return False
    return any(_is_cart_line(asked, line) for asked in _named(name, order))


def _named(name: LineName, order: OrderRequest) -> Iterator[LineItem | CustomItem]:
    every: list[LineItem | CustomItem] = [*order.line_items, *order.custom_items]
    for asked in every:
        if names(name.model_dump(), asked.model_dump(include={"sku", "product_id", "variant_id"})):
            yield asked


def _is_cart_line(asked: LineItem | CustomItem, line: CartLine) -> bool:
    if isinstance(asked, LineItem):
        return line.product_id == asked.product_id and asked.variant_id in (None, line.variant_id)
    if line.product_id is not None:
        return False
    return line.sku == asked.sku if asked.sku else line.name == asked.name


def _add_leftovers(
    first: dict[str, int],
    shippable: tuple[CartLine, ...],
    left: dict[str, int],
    order: OrderRequest,
) -> None:
    for line in shippable:
        if not left[line.id]:
            continue
        if not line.from_promotion:
            raise InvalidRequest(
                [
                    {
                        "field": _field_of(line, order),
                        "message": "must be shipped; name all of it in the consignments",
                    }
                ]
            )
        first[line.id] = left[line.id]


def _field_of(line: CartLine, order: OrderRequest) -> str:
    for kind in ("line_items", "custom_items"):
        for index, asked in enumerate(getattr(order, kind)):
            if _is_cart_line(asked, line):
                return f"{kind}[{index}]"
    return "line_items"


def _same_lines(wanted: list[WantedConsignment], found: tuple[ConsignmentView, ...]) -> bool:
    ours = {line_id for one in wanted for line_id in one.line_ids}
    return ours == {line_id for consignment in found for line_id in consignment.line_item_ids}


def _likeness(wanted: WantedConsignment, found: ConsignmentView) -> tuple[bool, int, bool]:
    sent = wanted.address.model_dump(exclude_none=True, exclude={"custom_fields"})
    alike = sum(_plain(value) == _plain(found.address.get(name)) for name, value in sent.items())
    same_place = same_destination(wanted.address, found.address)
    return same_place, alike, wanted.line_ids == set(found.line_item_ids)


def _plain(value: object) -> str:
    return "".join(str(value or "").casefold().split())
