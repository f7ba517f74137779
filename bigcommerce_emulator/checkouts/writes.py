"""The writes on a checkout: message, billing address, consignments and how they are shipped."""

from collections.abc import Mapping

from bigcommerce_emulator.bodies import addresses, fields
from bigcommerce_emulator.bodies.errors import invalid, v3
from bigcommerce_emulator.checkouts import consignments, delivery, liberties, shipping
from bigcommerce_emulator.state.carts import Cart, Consignment
from bigcommerce_emulator.state.state import State

_WAYS = ("shipping_option_id", "pickup_option", "custom_shipping")
_SCHEMA_FIELDS = ("state_or_province", "postal_code")
_LONGEST_MESSAGE = 2000


def write_message(state: State, cart: Cart, value: object) -> Cart:
    """Sets the customer's message, which the order will carry."""
    body = fields.mapping(value)
    state.check_checkout(cart, fields.whole(body, "version"))
    if body.get("customer_message") is None:
        raise invalid("customer_message", "customer_message is required.")
    message = fields.text(body, "customer_message")
    if len(message) > _LONGEST_MESSAGE:
        message = f"customer_message is longer than {_LONGEST_MESSAGE}."
        raise invalid("customer_message", message)
    if state.settings.messages == "kept":
        cart.customer_message = message
    return state.changed_checkout(cart)


def add_billing_address(state: State, cart: Cart, value: object) -> Cart:
    """Sets the billing address; settings say what happens when there already is one."""
    body = fields.mapping(value)
    state.check_checkout(cart, fields.whole(body, "version"))
    address = _bill(state, cart, body)
    if cart.billing_address and state.settings.second_billing == "refuse":
        raise v3(422, "The checkout already has a billing address.")
    cart.billing_address = {"id": state.identifiers.short(), **address}
    return _billed(state, cart)


def update_billing_address(state: State, cart: Cart, address_id: str, value: object) -> Cart:
    """Replaces the billing address that has this id."""
    if cart.billing_address.get("id") != address_id:
        raise v3(404, "The requested billing address was not found.")
    body = fields.mapping(value)
    state.check_checkout(cart, fields.whole(body, "version"))
    cart.billing_address = {"id": address_id, **_bill(state, cart, body)}
    return _billed(state, cart)


def add_consignments(state: State, cart: Cart, value: object) -> Cart:
    """Adds a consignment for each element of the array."""
    if not isinstance(value, list) or not value:
        raise invalid("body", "The body must be an array of consignments.")
    if state.settings.gift_lines == "renamed":
        consignments.rename_gifts(state, cart)
    rows = [(fields.mapping(row, str(place)), f"{place}.") for place, row in enumerate(value)]
    for body, path in rows:
        state.check_checkout(cart, fields.whole(body, "version", path))
    pickups = [delivery.pickup_method_id(state, body, path) for body, path in rows]
    read = [
        {} if pickup and not _addressed(body) else _address(state, body, path)
        for pickup, (body, path) in zip(pickups, rows, strict=True)
    ]
    asked = [consignments.read_items(cart, body, path) for body, path in rows]
    others = list(cart.consignments)
    consignments.check(state, cart, asked, others)
    staying = consignments.staying(state, cart, asked)
    others_kinds = (row.pickup_method_id for row in staying if row.items or row.address)
    delivery.check_kinds([*pickups, *others_kinds])
    held = consignments.assign(state, cart, asked, others)
    for address, items, pickup in zip(read, held, pickups, strict=True):
        added = Consignment(state.identifiers.short(), address, items, pickup_method_id=pickup)
        cart.consignments.append(added)
    return _sent(state, cart)


def update_consignment(state: State, cart: Cart, consignment_id: str, value: object) -> Cart:
    """Changes the address or line items, or else selects a shipping option."""
    consignment = _consignment(cart, consignment_id)
    body = fields.mapping(value)
    state.check_checkout(cart, fields.whole(body, "version"))
    moves = _addressed(body) or "line_items" in body
    ways = [name for name in _WAYS if body.get(name) is not None]
    if len(ways) > 1 or (moves and "shipping_option_id" in ways):
        raise invalid(ways[0], f"{ways[0]} must be its own request.")
    if not (moves or ways):
        raise invalid("body", f"One of address, line_items, {', '.join(_WAYS)} is required.")
    way = delivery.read(state, body) if ways else None
    if "pickup_option" in ways:
        delivery.check_kinds([row.pickup_method_id or 1 for row in cart.consignments])
    if moves:
        _move(state, cart, consignment, body)
    if way is not None:
        way(cart, consignment)
    return _sent(state, cart)


def delete_consignment(state: State, cart: Cart, consignment_id: str, value: object) -> Cart:
    """Takes the consignment away; its lines are then in none, or the store begins anew."""
    consignment = _consignment(cart, consignment_id)
    body = fields.mapping({} if value is None else value)
    state.check_checkout(cart, fields.whole(body, "version"))
    cart.consignments.remove(consignment)
    if state.settings.first_consignment == "always" and not cart.consignments:
        cart.consignments = consignments.first(state, cart.line_items)
    return _sent(state, cart)


def _move(state: State, cart: Cart, consignment: Consignment, body: Mapping[str, object]) -> None:
    address = _address(state, body, "") if _addressed(body) else consignment.address
    if "line_items" in body:
        asked = [consignments.read_items(cart, body, "")]
        others = [entry for entry in cart.consignments if entry is not consignment]
        consignments.check(state, cart, asked, others)
        consignment.items = consignments.assign(state, cart, asked, others)[0]
    consignment.address = address
    shipping.requote(state, cart)


def _addressed(body: Mapping[str, object]) -> bool:
    return "address" in body or "shipping_address" in body


def _address(state: State, body: Mapping[str, object], path: str) -> dict[str, object]:
    # The tutorial says shipping_address, the specification address; both are taken.
    name = "address" if "address" in body else "shipping_address"
    if body.get(name) is None:
        raise invalid(f"{path}address", f"{path}address is required.")
    address = _read(state, body[name], f"{path}{name}.")
    if state.settings.consignment_address == "schema":
        # The specification's schema asks for more than its prose does.
        for word in _SCHEMA_FIELDS:
            fields.required_text(address, word, f"{path}{name}.")
    return address


def _read(state: State, value: object, path: str = "") -> dict[str, object]:
    address = addresses.read(value, path, strict_phone=state.settings.phone_pattern == "enforced")
    if state.settings.form_fields == "enforced":
        addresses.check_form_fields(address, state.seed.form_fields, path)
    return liberties.spelled(address, state.settings)


def _bill(state: State, cart: Cart, body: Mapping[str, object]) -> dict[str, object]:
    address = _read(state, body)
    strict = state.settings.account_email == "refuse" and not cart.customer_id
    if strict and any(row.email == address["email"] for row in state.seed.customers.values()):
        raise v3(403, "The e-mail address belongs to an account; sign in to use it.")
    return address


def _billed(state: State, cart: Cart) -> Cart:
    if state.settings.billing_clears_option == "yes":
        shipping.clear(cart)
    if state.settings.billing_counts_version == "yes":
        return state.changed_checkout(cart)
    return state.touched(cart)


def _sent(state: State, cart: Cart) -> Cart:
    if state.settings.address_ids == "each_write":
        for one in cart.consignments:
            one.address = one.address and one.address | {"id": state.identifiers.short()}
    if state.settings.consignments_count_version == "yes":
        return state.changed_checkout(cart)
    return state.touched(cart)


def _consignment(cart: Cart, consignment_id: str) -> Consignment:
    for consignment in cart.consignments:
        if consignment.id == consignment_id:
            return consignment
    raise v3(404, "The requested consignment was not found.")
