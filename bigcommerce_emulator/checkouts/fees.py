"""Fees on a checkout: at most five, each of them written whole."""

from collections.abc import Mapping

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid, v3
from bigcommerce_emulator.state.carts import Cart, Fee
from bigcommerce_emulator.state.state import State

MOST = 5
_LONGEST = {"name": 50, "display_name": 200, "source": 50}


def add(state: State, cart: Cart, value: object) -> Cart:
    """The checkout with more fees."""
    rows = _rows(value)
    fees = [_fee(row, state.identifiers.uuid(), path) for row, path in rows]
    if len(cart.fees) + len(fees) > MOST:
        raise invalid("fees", f"A checkout has at most {MOST} fees.")
    return _changed(state, cart, cart.fees + fees)


def update(state: State, cart: Cart, value: object) -> Cart:
    """The checkout with the fees of these ids replaced."""
    changed = {}
    for row, path in _rows(value):
        fee = _fee(row, fields.required_text(row, "id", path), path)
        changed[fee.id] = fee
    _check_known(cart, changed)
    return _changed(state, cart, [changed.get(fee.id, fee) for fee in cart.fees])


def delete(state: State, cart: Cart, value: object) -> Cart:
    """The checkout without the fees of these ids."""
    ids = fields.listing(fields.mapping(value), "ids")
    if not ids:
        raise invalid("ids", "ids is required.")
    gone = {str(name): name for name in ids}
    _check_known(cart, gone)
    return _changed(state, cart, [fee for fee in cart.fees if fee.id not in gone])


def _rows(value: object) -> list[tuple[Mapping[str, object], str]]:
    found = fields.listing(fields.mapping(value), "fees")
    if not found:
        raise invalid("fees", "fees is required.")
    paths = [f"fees.{index}." for index in range(len(found))]
    return [
        (fields.mapping(row, path.rstrip(".")), path)
        for row, path in zip(found, paths, strict=True)
    ]


def _fee(row: Mapping[str, object], fee_id: str, path: str) -> Fee:
    if fields.required_text(row, "type", path) != "custom_fee":
        raise invalid(f"{path}type", f"{path}type is custom_fee.")
    texts = {name: fields.required_text(row, name, path) for name in _LONGEST}
    for name, longest in _LONGEST.items():
        if len(texts[name]) > longest:
            raise invalid(path + name, f"{path}{name} is longer than {longest}.")
    cost = fields.money(row, "cost", path)
    if cost is None:
        raise invalid(f"{path}cost", f"{path}cost is required.")
    return Fee(id=fee_id, cost=cost, tax_class_id=fields.whole(row, "tax_class_id", path), **texts)


def _check_known(cart: Cart, ids: Mapping[str, object]) -> None:
    if not ids.keys() <= {fee.id for fee in cart.fees}:
        raise v3(404, "The requested fee was not found.")


def _changed(state: State, cart: Cart, fees: list[Fee]) -> Cart:
    # A new list, because orders made from the checkout keep the old one.
    cart.fees = fees
    if state.settings.fees_count_version == "yes":
        return state.changed_checkout(cart)
    return state.touched(cart)
