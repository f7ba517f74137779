"""Adds, changes and deletes the lines of a cart that exists."""

from dataclasses import replace

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid, v3
from bigcommerce_emulator.carts import gift_certificates, line_items
from bigcommerce_emulator.carts import lines as cart_lines
from bigcommerce_emulator.checkouts import consignments, coupons, shipping
from bigcommerce_emulator.state.carts import Cart, LineItem
from bigcommerce_emulator.state.state import State


def add(state: State, cart: Cart, value: object) -> Cart:
    """The cart with more in it."""
    body = fields.mapping(value)
    state.check_version(cart, fields.whole(body, "version"))
    lines = cart_lines.read(state, cart.buyer, body)
    certificates = gift_certificates.read(state, cart.currency, body)
    if not lines and not certificates:
        raise invalid("line_items", "The request has no items; line_items is missing.")
    _settle(state, cart, cart_lines.joined(state, cart.line_items, lines))
    # A new list, because orders made from the cart keep the old one.
    cart.gift_certificates = cart.gift_certificates + certificates
    return state.changed(cart)


def update(state: State, cart: Cart, item_id: str, value: object) -> Cart:
    """The cart with another quantity or list price of one catalog line."""
    line = cart.line_item(item_id)
    if line is None:
        raise v3(404, "The requested line item was not found.")
    body = fields.mapping(value)
    state.check_version(cart, fields.whole(body, "version"))
    changed = _changed(state, cart.buyer.currency, line, body.get("line_item"))
    lines = [changed if other is line else other for other in cart.line_items]
    _settle(state, cart, [_following(changed, other) for other in lines])
    return state.changed(cart)


def delete(state: State, cart: Cart, item_id: str, value: object) -> Cart | None:
    """The cart without the item; None when that was the last one and the cart is gone too."""
    body = fields.mapping({} if value is None else value)
    state.check_version(cart, fields.whole(body, "version"))
    lines = [line for line in cart.line_items if item_id not in (line.id, line.parent_id)]
    certificates = [row for row in cart.gift_certificates if row.id != item_id]
    if (len(lines), len(certificates)) == (len(cart.line_items), len(cart.gift_certificates)):
        raise v3(404, "The requested line item was not found.")
    if not certificates and all(line.added_by_promotion for line in lines):
        del state.carts[cart.id]
        return None
    _settle(state, cart, lines)
    cart.gift_certificates = certificates
    return state.changed(cart)


def _changed(state: State, currency: str, line: LineItem, value: object) -> LineItem:
    if line.kind == "custom":
        raise v3(422, "A custom item cannot be updated; add another one and delete it.")
    if line.added_by_promotion:
        raise v3(422, "A line that a promotion added cannot be changed.")
    if line.parent_id is not None:
        raise v3(422, "A line that another line brought along cannot be changed.")
    body = fields.mapping(value, "line_item")
    _check_same(line, fields.whole(body, "product_id", "line_item."), "product_id")
    _check_same(line, fields.whole(body, "variant_id", "line_item."), "variant_id")
    list_price = line_items.kept_price(
        state, fields.money(body, "list_price", "line_item."), currency
    )
    if list_price is None and body.get("quantity") is None:
        raise invalid("line_item", "quantity or list_price is required.")
    # A new record, because orders made from the cart keep the one they were made with.
    line = replace(line)
    if body.get("quantity") is not None:
        line.quantity = fields.quantity(body, "line_item.")
    if list_price is not None:
        line.list_price, line.overridden = list_price, True
    return line


def _following(parent: LineItem, line: LineItem) -> LineItem:
    """What was picked for a line is as many as that line."""
    if line.parent_id != parent.id:
        return line
    return replace(line, quantity=parent.quantity)


def _check_same(line: LineItem, asked: int | None, name: str) -> None:
    known = line.product if name == "product_id" else line.variant
    if asked is not None and known is not None and asked != known.id:
        message = "A line keeps its product and variant; delete it and add the other one."
        raise invalid(f"line_item.{name}", message)


def _settle(state: State, cart: Cart, lines: list[LineItem]) -> None:
    lines = cart_lines.promoted(state, cart.buyer, lines, consigned=bool(cart.consignments))
    cart_lines.check(state, lines)
    held = {line.id: line.quantity for line in cart.line_items}
    cart.line_items = lines
    coupons.drop_too_dear(cart)
    consignments.follow(cart, held)
    if state.settings.items_clear_option == "yes":
        shipping.clear(cart)
    shipping.requote(state, cart)
