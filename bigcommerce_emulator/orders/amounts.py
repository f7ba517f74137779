"""Amounts of an order that are written over what its products and shipping add up to."""

from collections.abc import Mapping
from decimal import Decimal

from bigcommerce_emulator.bodies.errors import RefusedError, v2
from bigcommerce_emulator.orders.fields import money
from bigcommerce_emulator.state.amounts import NOTHING, Cost, rounded
from bigcommerce_emulator.state.orders import Order

PAIRS = ("subtotal", "total", "shipping_cost", "handling_cost", "wrapping_cost")
SINGLE = ("base_shipping_cost", "base_handling_cost", "base_wrapping_cost", "discount_amount")
NAMES = frozenset((*SINGLE, *(f"{pair}_{kind}_tax" for pair in PAIRS for kind in ("ex", "inc"))))


def read(order: Order, body: Mapping[str, object]) -> dict[str, Cost | Decimal]:
    """The amounts of a request; refused with 400 where one is none or lacks its other half."""
    found: dict[str, Cost | Decimal] = {}
    minor = order.price.minor
    for pair in PAIRS:
        names = [f"{pair}_{kind}_tax" for kind in ("ex", "inc")]
        given = [name for name in names if name in body]
        if len(given) == 1:
            other = names[1 - names.index(given[0])]
            raise v2(400, f"The field '{other}' is required together with '{given[0]}'.")
        if given:
            ex_tax, inc_tax = (_amount(name, body[name], minor) for name in names)
            if inc_tax < ex_tax:
                raise _invalid(names[1])
            found[pair] = Cost(ex_tax, inc_tax - ex_tax)
    found |= {name: _amount(name, body[name], minor) for name in SINGLE if name in body}
    off = found.get("discount_amount", NOTHING)
    if isinstance(off, Decimal) and off > order.price.base - order.price.coupon:
        raise _invalid("discount_amount")
    return found


def write(order: Order, amounts: Mapping[str, Cost | Decimal]) -> None:
    """Writes the amounts; a total that is not written itself follows those it is made of."""
    price = order.price
    for name, value in amounts.items():
        if isinstance(value, Cost):
            _write_pair(order, name, value)
        elif name == "discount_amount":
            price.manual = value - price.discount
        else:
            order.bases[name] = value


def _write_pair(order: Order, name: str, value: Cost) -> None:
    price = order.price
    if name == "subtotal":
        price.fixed_subtotal = value
    elif name == "total":
        price.fixed_total = value
    elif name == "shipping_cost":
        price.shipping = value
    elif name == "handling_cost":
        price.handling = value
    else:
        price.wrapping = value


def _amount(name: str, value: object, minor: Decimal) -> Decimal:
    amount = money(value)
    if amount is None:
        raise _invalid(name)
    return rounded(amount, minor)


def _invalid(name: str) -> RefusedError:
    return v2(400, f"The field '{name}' is invalid.")
