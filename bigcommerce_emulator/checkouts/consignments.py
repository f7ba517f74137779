"""Which quantity of which line goes in which consignment."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid
from bigcommerce_emulator.state.carts import Cart, Consignment, LineItem
from bigcommerce_emulator.state.state import State

Items = dict[str, int]


def read_items(cart: Cart, body: Mapping[str, object], path: str) -> Items:
    """The quantities by line item id that a request asks to ship together."""
    items = Counter[str]()
    for index, value in enumerate(fields.listing(body, "line_items", path)):
        place = f"{path}line_items.{index}."
        row = fields.mapping(value, place.rstrip("."))
        line = cart.line_item(fields.required_text(row, "item_id", place))
        if line is None:
            raise invalid(f"{place}item_id", "The line item is not in the cart.")
        if not line.shippable:
            raise invalid(f"{place}item_id", f"{line.name} is digital and cannot be shipped.")
        items[line.id] += fields.quantity(row, place)
    if not items:
        raise invalid(f"{path}line_items", f"{path}line_items is required.")
    return dict(items)


def first(state: State, lines: list[LineItem]) -> list[Consignment]:
    """The consignment with which a checkout of these lines begins, if it begins with one."""
    items = {line.id: line.quantity for line in lines if line.shippable and _ships(state, line)}
    if state.settings.first_consignment == "none" or not items:
        return []
    held = items if state.settings.first_consignment == "of_all_lines" else {}
    return [Consignment(state.identifiers.short(), {}, held)]


def check(state: State, cart: Cart, asked: list[Items], others: list[Consignment]) -> None:
    """Refuses more of a line than the cart has, or a line that is taken where that is refused."""
    for item_id, quantity in _total(asked).items():
        line = cart.line_item(item_id)
        if line is not None and quantity > line.quantity:
            raise invalid("quantity", f"The cart has only {line.quantity} of {line.name}.")
    if state.settings.consignment_again == "refuse" and _taken(cart, asked, others):
        raise invalid("line_items", "The line item is already in a consignment.")


def staying(state: State, cart: Cart, asked: list[Items]) -> list[Consignment]:
    """The consignments of the cart that still hold something once these items are assigned."""
    if state.settings.consignment_again != "replace":
        return cart.consignments
    taken = _taken(cart, asked, cart.consignments)
    return [row for row in cart.consignments if set(row.items) - taken]


def assign(state: State, cart: Cart, asked: list[Items], others: list[Consignment]) -> list[Items]:
    """What each consignment then holds; lines leave the other consignments as settings say."""
    if state.settings.consignment_again == "replace":
        _release(_taken(cart, asked, others), others)
        cart.consignments = [entry for entry in cart.consignments if entry.items]
    if state.settings.split_lines == "same_id":
        return asked
    rest = {line.id: line for line in cart.line_items}
    return [
        {_take(state, cart, rest, item_id, count): count for item_id, count in items.items()}
        for items in asked
    ]


def follow(cart: Cart, before: Mapping[str, int]) -> None:
    """Brings consignments in line with the cart's lines, whose quantities were these before."""
    left = {line.id: line.quantity for line in cart.line_items}
    for consignment in cart.consignments:
        items = {}
        for item_id, count in consignment.items.items():
            # What holds all of a line still does when there is more of it.
            whole = count == before.get(item_id)
            now = left.get(item_id, 0) if whole else min(count, left.get(item_id, 0))
            if now:
                items[item_id] = now
                left[item_id] -= now
        consignment.items = items
    cart.consignments = [entry for entry in cart.consignments if entry.items]


def rename_gifts(state: State, cart: Cart) -> None:
    """Gives what promotions added new ids, as a store does that adds it again."""
    names = {
        line.id: state.identifiers.uuid() for line in cart.line_items if line.added_by_promotion
    }
    cart.line_items = [
        replace(line, id=names[line.id]) if line.id in names else line for line in cart.line_items
    ]
    for consignment in cart.consignments:
        consignment.items = {names.get(one, one): n for one, n in consignment.items.items()}


def missing(state: State, cart: Cart) -> list[LineItem]:
    """The lines that an order needs in consignments, and that are not, or not all, in one."""
    gifts_are_apart = state.settings.gift_lines != "consigned"
    lines = (line for line in unassigned(cart) if _ships(state, line))
    return [line for line in lines if not (line.added_by_promotion and gifts_are_apart)]


def _ships(state: State, line: LineItem) -> bool:
    """Whether the store ships the line without being asked to."""
    return line.kind != "custom" or state.settings.custom_items_ship != "if_asked"


def unassigned(cart: Cart) -> list[LineItem]:
    """The shippable lines of which some quantity is in no consignment."""
    held = Counter[str]()
    for consignment in cart.consignments:
        held.update(consignment.items)
    return [line for line in cart.line_items if line.shippable and held[line.id] < line.quantity]


def _total(asked: list[Items]) -> Counter[str]:
    total = Counter[str]()
    for items in asked:
        total.update(items)
    return total


def _taken(cart: Cart, asked: list[Items], others: list[Consignment]) -> set[str]:
    held = _total([other.items for other in others])
    total = _total(asked)
    return {
        line.id
        for line in cart.line_items
        if total[line.id] and held[line.id] and total[line.id] + held[line.id] > line.quantity
    }


def _release(taken: set[str], others: list[Consignment]) -> None:
    for other in others:
        other.items = {key: count for key, count in other.items.items() if key not in taken}


def _take(state: State, cart: Cart, rest: dict[str, LineItem], item_id: str, count: int) -> str:
    line = rest[item_id]
    if count < line.quantity:
        remainder = _remainder(state, line, count)
        cart.line_items.insert(cart.line_items.index(line) + 1, remainder)
        for consignment in cart.consignments:
            _keep_both(consignment, line.id, remainder.id, count)
        line.quantity = count
        rest[item_id] = remainder
    return line.id


def _remainder(state: State, line: LineItem, count: int) -> LineItem:
    remainder = replace(line, id=state.identifiers.uuid(), quantity=line.quantity - count)
    # What was granted or bought once for the whole line stays with its first piece.
    remainder.wrapping, remainder.manual_discount = None, fields.NOTHING
    return remainder


def _keep_both(consignment: Consignment, item_id: str, remainder_id: str, count: int) -> None:
    held = consignment.items.get(item_id, 0)
    if held > count:
        consignment.items = consignment.items | {item_id: count, remainder_id: held - count}
