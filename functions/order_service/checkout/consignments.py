"""Pure: which of the cart's lines go into which consignment."""

from collections.abc import Iterator
from dataclasses import dataclass

from order_service.checkout.line_matching import LikelyLines, is_cart_line
from order_service.checkout.sku_lines import identified
from order_service.errors import InvalidRequest
from order_service.request.destinations import Address, Consignment, LineName, ShippingRule
from order_service.request.line_names import lines_by_name, ordered_lines
from order_service.request.order import OrderRequest
from order_service.store.cart_view import CartLine
from order_service.store.checkout_view import CheckoutView, ConsignmentView
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


def wanted_consignments(checkout: CheckoutView, order: OrderRequest) -> list[WantedConsignment]:
    """Return the consignments that ship this cart; none when all of it is digital.

    Raises InvalidRequest when a line that must be shipped is in no consignment, and
    CartUnusable when the cart does not hold what was ordered.
    """
    shippable = checkout.cart.line_items.shippable
    if not shippable:
        return []
    asked = order.consignments or [Consignment()]
    shares = _Shares(order, checkout)
    parts = [shares.take(consignment) for consignment in asked]
    shares.add_leftovers(parts)
    return [
        WantedConsignment(
            _destination(consignment, order),
            tuple(part.items()),
            consignment.shipping or order.shipping,
            consignment.pickup_method_id,
            index,
        )
        for index, (consignment, part) in enumerate(zip(asked, parts, strict=True))
        if part
    ]


def _destination(consignment: Consignment, order: OrderRequest) -> Address | None:
    """The store requires an e-mail in every address; without one of its own, the order's."""
    if consignment.pickup_method_id and consignment.address is None:
        return None
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
        if not _same_way(one, best):
            raise CartUnusable
        left.remove(best)
        pairs.append((one, best))
    return pairs


def _same_way(one: WantedConsignment, found: ConsignmentView) -> bool:
    if one.pickup_method_id != found.pickup_method_id:
        return False
    return one.address is None or same_destination(one.address, found.address)


def same_destination(ours: Address, theirs: object) -> bool:
    """Tell whether the store's (normalised) address is the one we sent, by country and postcode."""
    get = theirs.get if isinstance(theirs, dict) else lambda _: None
    country, postcode = _plain(get("country_code")), _plain(get("postal_code"))
    sent = _plain(ours.postal_code)
    # A store may write a postcode otherwise: K1A0B1 as K1A 0B1, 78701 as 78701-1234.
    same = not sent or (postcode and (postcode.startswith(sent) or sent.startswith(postcode)))
    return country == _plain(ours.country_code) and bool(same)


class _Shares:
    """What is not in a consignment yet: of the cart's lines, and of the order's."""

    def __init__(self, order: OrderRequest, checkout: CheckoutView) -> None:
        cart = checkout.cart.line_items
        self._cart = cart
        self._ordered = ordered_lines(identified(order, cart))
        self._named = lines_by_name(order)
        self._unnamed = [asked.quantity for asked in self._ordered]
        self._custom_from = len(order.line_items)
        self._shippable = cart.shippable
        self._likely = LikelyLines(self._ordered, self._shippable)
        self._digital = LikelyLines(self._ordered, cart.digital_items)
        self._left = {line.id: line.quantity for line in self._shippable}

    def take(self, consignment: Consignment) -> dict[str, int]:
        """Return how much of which cart line goes into the consignment."""
        part: dict[str, int] = {}
        if consignment.line_items is None:
            part.update((line_id, count) for line_id, count in self._left.items() if count)
            self._left = dict.fromkeys(self._left, 0)
        for name in consignment.line_items or ():
            for index, count in self._meant(name):
                self._move(index, count, part)
        return part

    def add_leftovers(self, parts: list[dict[str, int]]) -> None:
        """Put what the store itself added to what brought it along, or else into the first part."""
        for line in self._shippable:
            if not self._left[line.id]:
                continue
            if not self._cart.added(line):
                message = "must be shipped; name all of it in the consignments"
                raise InvalidRequest([{"field": self._field_of(line), "message": message}])
            place = next((part for part in parts if str(line.parent_id) in part), parts[0])
            place[line.id] = self._left[line.id]

    def _meant(self, name: LineName) -> Iterator[tuple[int, int]]:
        wanted = name.quantity
        for index in self._named.meant(name.model_dump()):
            left = self._unnamed[index]
            count = left if wanted is None else min(wanted, left)
            if count:
                wanted = None if wanted is None else wanted - count
                self._unnamed[index] -= count
                yield index, count

    def _move(self, index: int, count: int, part: dict[str, int]) -> None:
        for line in self._likely.of(index):
            taken = min(count, self._left[line.id])
            if taken:
                part[line.id] = part.get(line.id, 0) + taken
                self._left[line.id] -= taken
                count -= taken
        if count and not self._digital.of(index):
            raise CartUnusable

    def _field_of(self, line: CartLine) -> str:
        for index, asked in enumerate(self._ordered):
            if is_cart_line(asked, line):
                custom = index - self._custom_from
                return f"line_items[{index}]" if custom < 0 else f"custom_items[{custom}]"
        return "line_items"


def _same_lines(wanted: list[WantedConsignment], found: tuple[ConsignmentView, ...]) -> bool:
    ours = {line_id for one in wanted for line_id in one.line_ids}
    return ours == {line_id for consignment in found for line_id in consignment.line_item_ids}


def _likeness(wanted: WantedConsignment, found: ConsignmentView) -> tuple[bool, int, bool]:
    address = wanted.address
    sent = address.model_dump(exclude_none=True, exclude={"custom_fields"}) if address else {}
    alike = sum(_plain(value) == _plain(found.address.get(name)) for name, value in sent.items())
    return _same_way(wanted, found), alike, wanted.line_ids == set(found.line_item_ids)


def _plain(value: object) -> str:
    return "".join(filter(str.isalnum, str(value or "").casefold()))
