"""The fees of an order: numbered, and replaced as a whole when they are written."""

from collections.abc import Mapping
from decimal import Decimal

from bigcommerce_emulator.bodies.errors import RefusedError, v2
from bigcommerce_emulator.orders.fields import money
from bigcommerce_emulator.state.amounts import Cost, rounded
from bigcommerce_emulator.state.carts import Fee
from bigcommerce_emulator.state.orders import Order

_LONGEST_NAME = 200


def number(order: Order, place: int) -> int:
    """The id of the order's fee at this place; it stays the same when others go."""
    fee = order.price.fees[place][0]
    return int(fee.id) if fee.id.isdecimal() else order.id * 10 + place + 1


def read(order: Order, value: object) -> list[tuple[Fee, Cost]]:
    """The fees that a request leaves the order with; refused with 400 where they cannot be."""
    if not isinstance(value, list):
        raise _invalid()
    known = {number(order, place): fee for place, (fee, _) in enumerate(order.price.fees)}
    unused = max(known, default=order.id * 10)
    found, minor = [], order.price.minor
    for row in value:
        if not isinstance(row, dict):
            raise _invalid()
        if row.get("id") is None:
            unused += 1
            found.append(_fee(row, unused, None, minor))
        elif type(row["id"]) is int and row["id"] in known:
            found.append(_fee(row, row["id"], known.pop(row["id"]), minor))
        else:
            raise _invalid()
    return found


def _fee(
    row: Mapping[str, object], fee_id: int, old: Fee | None, minor: Decimal
) -> tuple[Fee, Cost]:
    shown = row.get("display_name_customer", old and old.display_name)
    name = row.get("display_name_merchant", old.name if old else shown)
    source = row.get("source", old.source if old else "")
    if not (isinstance(shown, str) and isinstance(name, str) and isinstance(source, str)):
        raise _invalid()
    tax_class_id = row.get("tax_class_id", old and old.tax_class_id)
    if not shown or len(shown) > _LONGEST_NAME or row.get("type", "custom_fee") != "custom_fee":
        raise _invalid()
    if tax_class_id is not None and type(tax_class_id) is not int:
        raise _invalid()
    ex_tax, inc_tax = (_amount(row.get(name), minor) for name in ("cost_ex_tax", "cost_inc_tax"))
    if inc_tax < ex_tax:
        raise _invalid()
    fee = Fee(str(fee_id), name, shown, ex_tax, source, tax_class_id)
    return fee, Cost(ex_tax, inc_tax - ex_tax)


def _amount(value: object, minor: Decimal) -> Decimal:
    amount = money(value)
    if amount is None:
        raise _invalid()
    return rounded(amount, minor)


def _invalid() -> RefusedError:
    return v2(400, "The field 'fees' is invalid.")
