"""What coupons take off: from items by their share of the price, from shipping up to its cost."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from bigcommerce_emulator.state.amounts import NOTHING, Part, Price, rounded, shares
from bigcommerce_emulator.state.catalog import Coupon, Method

_SHIPPING = ("shipping_discount", "free_shipping")


def take_off_items(coupon: Coupon, parts: Iterable[Part], unit: Decimal) -> Decimal:
    """What the coupon takes off the parts it is for, after writing each part's share on it."""
    if coupon.type in _SHIPPING:
        return NOTHING
    mine = [part for part in parts if _is_for(coupon, part)]
    total = NOTHING
    for part, share in zip(mine, _off(coupon, mine, unit), strict=True):
        part.coupon += share
        total += share
    return total


def off_shipping(coupons: Iterable[Coupon], method: Method, price: Price) -> dict[str, Decimal]:
    """What each coupon takes off one consignment's shipping, counted in the price too."""
    left, off = rounded(method.cost, price.minor), {}
    for coupon in coupons:
        if coupon.type != "shipping_discount" or coupon.method not in (None, method.type):
            continue
        most = min(left, rounded(coupon.amount, price.minor) - price.coupons[coupon.code])
        if most:
            off[coupon.code] = most
            price.coupons[coupon.code] += most
            left -= most
    return off


def _is_for(coupon: Coupon, part: Part) -> bool:
    product = part.line.product
    return not coupon.products or (product is not None and product.id in coupon.products)


def _off(coupon: Coupon, parts: Sequence[Part], unit: Decimal) -> list[Decimal]:
    if coupon.type == "percentage_discount":
        return [min(part.due, rounded(part.due * coupon.amount / 100, unit)) for part in parts]
    if coupon.type == "per_item_discount":
        return [min(part.due, rounded(coupon.amount * part.quantity, unit)) for part in parts]
    return shares(coupon.amount, [part.due for part in parts], unit)
