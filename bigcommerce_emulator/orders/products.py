"""The products of an order after it exists: added, changed, and taken away by a quantity of 0."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bigcommerce_emulator.bodies.errors import RefusedError, v2
from bigcommerce_emulator.bodies.fields import MOST_QUANTITY
from bigcommerce_emulator.carts import line_items
from bigcommerce_emulator.orders.fields import money
from bigcommerce_emulator.orders.product_answers import number
from bigcommerce_emulator.pricing.tax import Taxes, tax_at
from bigcommerce_emulator.state.amounts import NOTHING, Cost, Part, Price, rounded
from bigcommerce_emulator.state.carts import Buyer, LineItem
from bigcommerce_emulator.state.orders import Order
from bigcommerce_emulator.state.state import State

_NAMES = ("name", "name_customer", "name_merchant")
_LONGEST_NAME = 250


def read(state: State, order: Order, value: object) -> list[Part]:
    """The parts that a request leaves the order with; refused with 400 where they cannot be."""
    if not isinstance(value, list):
        raise _invalid()
    parts = list(order.price.parts)
    for row in value:
        if not isinstance(row, dict):
            raise _invalid()
        if row.get("id") is None:
            parts.append(_added(state, order, row, 1 + max((p.number for p in parts), default=0)))
            continue
        place = next((i for i, p in enumerate(parts) if number(order, p) == row["id"]), None)
        if place is None:
            raise _invalid()
        if row.get("quantity") == 0:
            del parts[place]
        else:
            parts[place] = _changed(state, parts[place], row, order.price.minor)
    if not parts and not order.gift_certificates:
        raise v2(400, "An order has at least one product.")
    return parts


def write(order: Order, parts: list[Part]) -> None:
    """Gives the order these parts and the totals that they add up to."""
    price = order.price
    _forget_coupons(price, sum((part.coupon for part in parts), NOTHING))
    certificates = price.base - sum((part.listed for part in price.parts), NOTHING)
    price.parts = parts
    price.base = certificates + sum((part.listed for part in parts), NOTHING)
    price.discount = sum((part.listed - part.sold for part in parts), NOTHING)
    price.manual = sum((part.shared for part in parts), NOTHING)
    price.item_tax = sum((part.cost.tax for part in parts), NOTHING)
    price.wrapping = sum((part.wrapping for part in parts), Cost())


def _forget_coupons(price: Price, left: Decimal) -> None:
    lost, price.coupon = price.coupon - left, left
    for code, taken in price.coupons.items():
        gone = min(lost, taken)
        price.coupons[code] = taken - gone
        lost -= gone


def _added(state: State, order: Order, row: Mapping[str, Any], place: int) -> Part:
    custom = row.get("product_id") is None
    line = _custom(state, row) if custom else _catalog(state, order, row)
    shipment = next(iter(order.shipments), None) if line.shippable else None
    address = order.billing_address if shipment is None else shipment.address
    rule = tax_at(state.seed, address) if line.taxable else None
    consignment_id = None if shipment is None else shipment.consignment_id
    part = Part(line, line.quantity, consignment_id, rule, NOTHING, NOTHING, number=place)
    return _priced(state, part, row, order.price.minor)


def _changed(state: State, part: Part, row: Mapping[str, Any], minor: Decimal) -> Part:
    quantity = part.quantity if row.get("quantity") is None else _quantity(row)
    # A new line, because the cart and other orders of it keep the one they were made with.
    line = replace(part.line, quantity=quantity, discount=NOTHING, manual_discount=NOTHING)
    line.name = _name(row) or line.name
    if isinstance(row.get("sku"), str):
        line.sku = row["sku"]
    changed = replace(part, line=line, quantity=quantity, coupon=NOTHING, shared=NOTHING)
    return _priced(state, changed, row, minor)


def _priced(state: State, part: Part, row: Mapping[str, Any], minor: Decimal) -> Part:
    taxes, quantity = Taxes(state.settings, minor), part.quantity
    given = [money(row[name]) for name in ("price_ex_tax", "price_inc_tax") if name in row]
    if not given:
        part.listed = part.sold = rounded(part.line.list_price * quantity, minor)
        part.cost = taxes.cost(part.sold, part.rule)
        return part
    ex_tax, inc_tax = given if len(given) == 2 else (None, None)
    if ex_tax is None or inc_tax is None or inc_tax < ex_tax:
        raise _invalid()
    part.line.list_price = inc_tax if taxes.inclusive else ex_tax
    without, with_tax = (rounded(price * quantity, minor) for price in (ex_tax, inc_tax))
    part.cost = Cost(without, with_tax - without)
    part.listed = part.sold = part.cost.inc_tax if taxes.inclusive else part.cost.ex_tax
    return part


def _custom(state: State, row: Mapping[str, Any]) -> LineItem:
    name, sku = _name(row), row.get("sku", "")
    if not name or "price_ex_tax" not in row or not isinstance(sku, str):
        raise _invalid()
    return LineItem(
        id=state.identifiers.uuid(),
        kind="custom",
        sku=sku,
        name=name,
        quantity=_quantity(row),
        list_price=NOTHING,
        original_price=NOTHING,
    )


def _catalog(state: State, order: Order, row: Mapping[str, Any]) -> LineItem:
    options = row.get("product_options") or []
    if not isinstance(options, list) or not all(isinstance(option, dict) for option in options):
        raise _invalid()
    chosen = [{"option_id": option.get("id"), "option_value": _plain(option.get("value"))}
              for option in options]  # fmt: skip
    asked = {name: row[name] for name in ("product_id", "variant_id", "quantity") if name in row}
    try:
        buyer = Buyer(order.customer_id, order.currency)
        line = line_items.read(state, buyer, asked | {"option_selections": chosen}, "products.")
    except RefusedError as refusal:
        # The same product is refused in V2's words, and with its status.
        raise _invalid() from refusal
    line.name = _name(row) or line.name
    return line


def _plain(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _name(row: Mapping[str, Any]) -> str:
    given = [row[name] for name in _NAMES if name in row]
    if not all(isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME for name in given):
        raise _invalid()
    return given[0] if given else ""


def _quantity(row: Mapping[str, Any]) -> int:
    quantity = row.get("quantity")
    if type(quantity) is not int or not 1 <= quantity <= MOST_QUANTITY:
        raise _invalid()
    return quantity


def _invalid() -> RefusedError:
    return v2(400, "The field 'products' is invalid.")
