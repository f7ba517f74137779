"""The writes on a checkout: billing address, consignments and their shipping options."""

from collections.abc import Mapping

from sandbox.store import addresses, consignments, fields, shipping
from sandbox.store.carts import Cart, Consignment
from sandbox.store.errors import invalid, v3
from sandbox.store.state import State

_LATER = ("pickup_option", "custom_shipping")


def add_billing_address(state: State, cart: Cart, value: object) -> Cart:
    """Sets the billing address; settings say what happens when there already is one."""
    body = fields.mapping(value)
    state.check_version(cart, fields.whole(body, "version"))
    address = addresses.read(body)
    if cart.billing_address and state.settings.second_billing == "refuse":
        raise v3(422, "The checkout already has a billing address.")
    cart.billing_address = {"id": state.identifiers.short(), **address}
    return state.changed(cart)


def update_billing_address(state: State, cart: Cart, address_id: str, value: object) -> Cart:
    """Replaces the billing address that has this id."""
    if cart.billing_address.get("id") != address_id:
        raise v3(404, "The requested billing address was not found.")
    body = fields.mapping(value)
    state.check_version(cart, fields.whole(body, "version"))
    cart.billing_address = {"id": address_id, **addresses.read(body)}
    return state.changed(cart)


def add_consignments(state: State, cart: Cart, value: object) -> Cart:
    """Adds a consignment for each element of the array."""
    if not isinstance(value, list) or not value:
        raise invalid("body", "The body must be an array of consignments.")
    rows = [(fields.mapping(row, str(place)), f"{place}.") for place, row in enumerate(value)]
    for body, path in rows:
        state.check_version(cart, fields.whole(body, "version", path))
        _refuse_later(body, path)
    read = [_address(body, path) for body, path in rows]
    asked = [consignments.read_items(cart, body, path) for body, path in rows]
    others = list(cart.consignments)
    consignments.check(state, cart, asked, others)
    held = consignments.assign(state, cart, asked, others)
    for address, items in zip(read, held, strict=True):
        cart.consignments.append(Consignment(state.identifiers.short(), address, items))
    return state.changed(cart)


def update_consignment(state: State, cart: Cart, consignment_id: str, value: object) -> Cart:
    """Changes the address or line items, or else selects a shipping option."""
    consignment = _consignment(cart, consignment_id)
    body = fields.mapping(value)
    state.check_version(cart, fields.whole(body, "version"))
    _refuse_later(body, "")
    moves = any(name in body for name in ("address", "shipping_address", "line_items"))
    chosen_id = fields.text(body, "shipping_option_id")
    if moves and chosen_id:
        raise invalid("shipping_option_id", "shipping_option_id must be its own request.")
    if moves:
        _move(state, cart, consignment, body)
    elif chosen_id:
        shipping.choose(consignment, chosen_id, state.seed)
    else:
        raise invalid("body", "One of address, line_items, shipping_option_id is required.")
    return state.changed(cart)


def delete_consignment(state: State, cart: Cart, consignment_id: str, value: object) -> Cart:
    """Takes the consignment away; its lines are then in none."""
    consignment = _consignment(cart, consignment_id)
    body = fields.mapping({} if value is None else value)
    state.check_version(cart, fields.whole(body, "version"))
    cart.consignments.remove(consignment)
    return state.changed(cart)


def _move(state: State, cart: Cart, consignment: Consignment, body: Mapping[str, object]) -> None:
    readdressed = "address" in body or "shipping_address" in body
    address = _address(body, "") if readdressed else consignment.address
    if "line_items" in body:
        asked = [consignments.read_items(cart, body, "")]
        others = [entry for entry in cart.consignments if entry is not consignment]
        consignments.check(state, cart, asked, others)
        consignment.items = consignments.assign(state, cart, asked, others)[0]
    consignment.address = address
    shipping.requote(consignment, state.seed)


def _address(body: Mapping[str, object], path: str) -> dict[str, object]:
    # The tutorial says shipping_address, the specification address; both are taken.
    name = "address" if "address" in body else "shipping_address"
    if body.get(name) is None:
        raise invalid(f"{path}address", f"{path}address is required.")
    return addresses.read(body[name], f"{path}{name}.")


def _refuse_later(body: Mapping[str, object], path: str) -> None:
    for name in _LATER:
        if body.get(name) is not None:
            raise invalid(path + name, f"This sandbox store does not do {name} yet.")


def _consignment(cart: Cart, consignment_id: str) -> Consignment:
    for consignment in cart.consignments:
        if consignment.id == consignment_id:
            return consignment
    raise v3(404, "The requested consignment was not found.")
