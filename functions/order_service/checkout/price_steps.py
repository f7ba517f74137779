"""Pure: which discount, coupon, fee or message a checkout still lacks.

They come before consignments and shipping, because each of them may change what ships and
which options are offered; discounts first, because a line with a coupon takes none.
"""

from collections.abc import Iterator
from decimal import Decimal

from order_service.checkout.accepted import Accepted
from order_service.checkout.line_matching import CartMatch
from order_service.checkout.shown_fields import same_fee
from order_service.checkout.steps import (
    AddFees,
    ApplyCoupon,
    RemoveFees,
    SetDiscounts,
    SetMessage,
    Step,
)
from order_service.request.iso_codes import rounded
from order_service.request.line_names import lines_by_name
from order_service.request.order import OrderRequest
from order_service.request.spelling import loose
from order_service.store.cart_view import ZERO
from order_service.store.checkout_parts import FeeView
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartUnusable


def adjustment(
    checkout: CheckoutView, order: OrderRequest, match: CartMatch, accepted: Accepted
) -> Step | None:
    """Return the next step that changes the checkout's price or message, None if none is due."""
    if order.discounts and not _discounted(checkout, order, match, accepted):
        return _discounts(order, match)
    applied = _applied(checkout)
    for code in order.coupon_codes:
        if code.casefold() not in applied:
            return ApplyCoupon(code)
    if fees := _fees(checkout, order):
        return fees
    message = order.customer_message
    if message is None or _is_written(message, checkout.customer_message, accepted):
        return None
    return SetMessage(message)


def _is_written(message: str, shown: str | None, accepted: Accepted) -> bool:
    if loose(message) == loose(shown) or accepted.is_spelling(SetMessage.name, shown):
        return True
    if SetMessage.name in accepted:
        field = {"field": "customer_message", "message": "was changed after it was written"}
        raise CartUnusable([field])
    return False


def _applied(checkout: CheckoutView) -> set[str]:
    return {(coupon.code or "").casefold() for coupon in checkout.coupons}


def _codes(order: OrderRequest) -> set[str]:
    return {code.casefold() for code in order.coupon_codes}


def _discounted(
    checkout: CheckoutView, order: OrderRequest, match: CartMatch, accepted: Accepted
) -> bool:
    """Whether the discounts were taken: by our own call, or by what the checkout shows.

    A cart's discount_amount says nothing: it has the store's own promotions in it. Sent again they
    replace themselves, but not beside a coupon; one of ours is only there after the discounts.
    """
    if SetDiscounts.name in accepted or _applied(checkout) & _codes(order):
        return True
    wanted = sum((discount.amount for discount in order.discounts), ZERO)
    given = rounded(checkout.cart.line_items.manual_discount, checkout.currency)
    return given == wanted and _on_their_lines(checkout, order, match)


def _on_their_lines(checkout: CheckoutView, order: OrderRequest, match: CartMatch) -> bool:
    """Whether each line has what was taken off it; what goes off the cart is on all of them."""
    if any(discount.line_item is None for discount in order.discounts):
        return True
    lines = {line.id: line for line in checkout.cart.line_items.every}
    for line_ids, amount in _off_lines(order, match):
        given = sum((lines[line_id].manual_discount for line_id in line_ids), ZERO)
        if rounded(given, checkout.currency) < rounded(amount, checkout.currency):
            return False
    return True


def _discounts(order: OrderRequest, match: CartMatch) -> SetDiscounts:
    match.require_apart()
    given = (one.amount for one in order.discounts if one.line_item is None)
    of_lines = dict[str, Decimal]()
    for line_ids, amount in _off_lines(order, match):
        of_lines[line_ids[0]] = of_lines.get(line_ids[0], ZERO) + amount
    return SetDiscounts(sum(given, ZERO), tuple(of_lines.items()))


def _off_lines(order: OrderRequest, match: CartMatch) -> Iterator[tuple[list[str], Decimal]]:
    """Yield the cart lines that each discount of a line is for, and its amount."""
    by_name = lines_by_name(order)
    for discount in order.discounts:
        if discount.line_item is None:
            continue
        for index in by_name.meant(discount.line_item.model_dump()):
            if not match.portions[index]:
                raise CartUnusable
            yield list(match.portions[index]), discount.amount
            break
        else:
            raise CartUnusable


def _fees(checkout: CheckoutView, order: OrderRequest) -> AddFees | RemoveFees | None:
    left, missing = list(checkout.fees), []
    for fee in order.fees:
        found = next((shown for shown in left if same_fee(fee, shown, checkout.currency)), None)
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
        if shown.id and any(same_fee(fee, shown, currency) for fee in order.fees):
            yield shown.id
