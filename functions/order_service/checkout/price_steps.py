"""Pure: which discount, coupon, fee or message a checkout still lacks.

They come before consignments and shipping, because each of them may change what ships and
which options are offered; discounts first, because a line with a coupon takes none.
"""

from collections.abc import Collection, Iterator
from decimal import Decimal

from order_service.checkout.line_matching import LikelyLines
from order_service.checkout.sku_lines import identified
from order_service.checkout.steps import (
    AddFees,
    ApplyCoupon,
    RemoveFees,
    SetDiscounts,
    SetMessage,
    Step,
)
from order_service.request.adjustments import Fee
from order_service.request.iso_codes import rounded
from order_service.request.line_names import lines_by_name, ordered_lines
from order_service.request.order import OrderRequest
from order_service.store.cart_view import ZERO
from order_service.store.checkout_view import CheckoutView, FeeView
from order_service.store.signals import CartUnusable


def adjustment(
    checkout: CheckoutView, order: OrderRequest, accepted: Collection[str]
) -> Step | None:
    """Return the next step that changes the checkout's price or message, None if none is due."""
    if order.discounts and not _discounted(checkout, order, accepted):
        return _discounts(checkout, order)
    applied = _applied(checkout)
    for code in order.coupon_codes:
        if code.casefold() not in applied:
            return ApplyCoupon(code)
    if fees := _fees(checkout, order):
        return fees
    message = order.customer_message
    if message is None or message == checkout.customer_message or SetMessage.name in accepted:
        return None
    return SetMessage(message)


def _applied(checkout: CheckoutView) -> set[str]:
    return {(coupon.code or "").casefold() for coupon in checkout.coupons}


def _codes(order: OrderRequest) -> set[str]:
    return {code.casefold() for code in order.coupon_codes}


def _discounted(checkout: CheckoutView, order: OrderRequest, accepted: Collection[str]) -> bool:
    """Whether the discounts were taken: by our own call, or by what the checkout shows.

    A cart's discount_amount tells nothing: it has the store's own promotions in it. Sent again they
    replace themselves, but not beside a coupon; one of ours is only there after the discounts.
    """
    if SetDiscounts.name in accepted or _applied(checkout) & _codes(order):
        return True
    wanted = sum((discount.amount for discount in order.discounts), ZERO)
    return rounded(checkout.cart.line_items.manual_discount, checkout.currency) == wanted


def _discounts(checkout: CheckoutView, order: OrderRequest) -> SetDiscounts:
    of_cart, of_lines = ZERO, dict[str, Decimal]()
    for discount in order.discounts:
        if discount.line_item is None:
            of_cart += discount.amount
        else:
            line_id = _cart_line_id(discount.line_item.model_dump(), checkout, order)
            of_lines[line_id] = of_lines.get(line_id, ZERO) + discount.amount
    return SetDiscounts(of_cart, tuple(of_lines.items()))


def _cart_line_id(called: dict[str, object], checkout: CheckoutView, order: OrderRequest) -> str:
    cart = checkout.cart.line_items
    likely = LikelyLines(ordered_lines(identified(order, cart)), cart.every)
    for index in lines_by_name(order).meant(called):
        for line in likely.of(index):
            return line.id
    raise CartUnusable


def _fees(checkout: CheckoutView, order: OrderRequest) -> AddFees | RemoveFees | None:
    left, missing = list(checkout.fees), []
    for fee in order.fees:
        found = next((shown for shown in left if _same(fee, shown, checkout.currency)), None)
        if found is None:
            missing.append(fee)
        else:
            left.remove(found)
    if missing:
        return AddFees(tuple(missing))
    doubled = tuple(_doubled(left, order, checkout.currency))
    return RemoveFees(doubled) if doubled else None


def _doubled(left: list[FeeView], order: OrderRequest, currency: str) -> Iterator[str]:
    for shown in left:
        if shown.id and any(_same(fee, shown, currency) for fee in order.fees):
            yield shown.id


def _same(fee: Fee, shown: FeeView, currency: str) -> bool:
    """By name, source and cost, which the store shows with tax and without."""
    alike = (fee.name, fee.source) == (shown.name, shown.source)
    return alike and rounded(fee.cost, currency) in shown.costs(currency)
