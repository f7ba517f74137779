"""How a consignment reaches the shopper: by a quoted option, a custom price or pickup."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid, v3
from bigcommerce_emulator.checkouts import shipping
from bigcommerce_emulator.state.amounts import rounded
from bigcommerce_emulator.state.carts import Cart, Consignment
from bigcommerce_emulator.state.catalog import Method, minor_unit
from bigcommerce_emulator.state.state import State

_LONGEST_DESCRIPTION = 255

Choice = Callable[[Cart, Consignment], None]


def read(state: State, body: Mapping[str, object]) -> Choice:
    """What a request chooses for a consignment, to be applied to it once all else is in order."""
    if body.get("custom_shipping") is not None:
        method = _custom(body)
        option_id = state.identifiers.uuid().replace("-", "")
        return lambda cart, row: shipping.select(cart, row, (option_id, _payable(method, cart)))
    pickup = pickup_method_id(state, body, "")
    if pickup is not None:
        return lambda cart, row: _pick_up(cart, row, pickup)
    chosen_id = fields.required_text(body, "shipping_option_id")
    return lambda cart, row: shipping.choose(state, cart, row, chosen_id)


def pickup_method_id(state: State, body: Mapping[str, object], path: str) -> int | None:
    """The pickup method that a request names, None for none; refuses an unknown one."""
    if body.get("pickup_option") is None:
        return None
    place = f"{path}pickup_option."
    option = fields.mapping(body["pickup_option"], place.rstrip("."))
    found = fields.whole(option, "pickup_method_id", place)
    if found is None or found not in state.seed.pickups:
        raise invalid(f"{place}pickup_method_id", "This store has no such pickup method.")
    return found


def check_kinds(pickups: Sequence[int | None]) -> None:
    """Refuses more than one consignment where the method of any of them is pickup."""
    if len(pickups) > 1 and any(pickups):
        raise v3(422, "Pickup method is limited to 1 consignment.")


def _custom(body: Mapping[str, object]) -> Method:
    custom = fields.mapping(body["custom_shipping"], "custom_shipping")
    price = fields.money(custom, "price", "custom_shipping.")
    if price is None:
        raise invalid("custom_shipping.price", "custom_shipping.price is required.")
    description = fields.required_text(custom, "description", "custom_shipping.")
    if len(description) > _LONGEST_DESCRIPTION:
        message = f"custom_shipping.description is longer than {_LONGEST_DESCRIPTION}."
        raise invalid("custom_shipping.description", message)
    return Method(type=shipping.CUSTOM, description=description, cost=price)


def _payable(method: Method, cart: Cart) -> Method:
    return replace(method, cost=rounded(method.cost, minor_unit(cart.currency)))


def _pick_up(cart: Cart, consignment: Consignment, method_id: int) -> None:
    if consignment.selected is not None:
        shipping.untie_coupons(cart)
    consignment.pickup_method_id = method_id
    consignment.selected = None
