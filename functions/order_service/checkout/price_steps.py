"""Pure: which discount, coupon, fee or message a checkout still lacks.

They come before consignments and shipping, because each of them may change what ships and
which options are offered; discounts first, because a line with a coupon takes none.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from order_service.checkout.accepted import Accepted
from order_service.checkout.lines.matching import CartMatch
from order_service.checkout.shown_fields import same_fee
from order_service.checkout.steps import (
    AddFees,
    ApplyCoupon,
    RemoveFees,
    SetDiscounts,
    SetMessage,
    Step,
)
from order_service.request.adjustments import Fee
from order_service.request.iso_codes import rounded, smallest
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
        became = "was changed after it was written" if loose(shown) else "was not kept"
        raise CartUnusable([{"field": "customer_message", "message": became}])
    return False


def _applied(checkout: CheckoutView) -> set[str]:
    return {(coupon.code or "").casefold() for coupon in checkout.coupons}


def _codes(order: OrderRequest) -> set[str]:
    return {code.casefold() for code in order.coupon_codes}


def _discounted(
    checkout: CheckoutView, order: OrderRequest, match: CartMatch, accepted: Accepted
) -> bool:
    """Return whether the discounts are taken off, by what the store shows or else by its price.

    Sending them again replaces them, except beside a coupon. Raises CartUnusable if the store
    accepted them and they are not taken off, or if they can no longer be sent.
    """
    others_alone = match.from_the_start and accepted.discounted is None
    if not others_alone and _is_shown(checkout, order, match):
        return True
    if accepted.discounted is None and not _applied(checkout) & _codes(order):
        return False
    before, after = accepted.discounted or (None, checkout)
    then = match if after is checkout else CartMatch(order, after.cart.line_items, after.currency)
    was_shown = after is not checkout and _is_shown(after, order, then)
    if checkout.cart.price == ZERO or (not was_shown and _is_in_price(before, after, order, then)):
        return True
    field = {"field": "discounts", "message": "are not all taken off in the store's cart"}
    raise CartUnusable([field])


def _is_shown(checkout: CheckoutView, order: OrderRequest, match: CartMatch) -> bool:
    """Whether the store shows what was asked as manual discounts, each on its line or in one sum.

    A discount that is more than there is to pay is shown as what there was.
    """
    cart, currency = checkout.cart, checkout.currency
    least = rounded(_wanted(order, match) - spread(order, match, currency), currency)
    if ZERO < rounded(cart.manual_discount_amount or ZERO, currency) >= least:
        return True
    given = rounded(cart.line_items.manual_discount, currency)
    return ZERO < given >= least and _on_their_lines(currency, order, match)


def _is_in_price(
    before: CheckoutView | None, after: CheckoutView, order: OrderRequest, match: CartMatch
) -> bool:
    """Return whether discounts that the store does not show are part of its price.

    The goods became cheaper by them, or nothing else reduces the price: a cart's discount_amount
    contains the store's own promotions, too.
    """
    wanted, apart = _wanted(order, match), spread(order, match, after.currency)
    was = before.cart if before else after.cart
    now = after.cart
    lower = was.price - now.price if was.price is not None and now.price is not None else ZERO
    more = now.discount_amount - was.discount_amount
    if max(lower, more) >= max(wanted - apart, smallest(after.currency)):
        return True
    same = was.price is not None and was.price == now.price and not more
    if before is not None and before.grand_total is None and same:
        return False  # On a cart that was just opened they changed nothing.
    coupons = sum((coupon.discounted_amount or ZERO for coupon in after.coupons), ZERO)
    off = (now.discount_amount, None if now.taken_off is None else now.taken_off - coupons)
    return any(one is not None and abs(one - wanted) <= apart for one in off)


def _wanted(order: OrderRequest, match: CartMatch) -> Decimal:
    """What is to be taken off, and no more than the lines cost."""
    of_cart = sum((one.amount for one in order.discounts if one.line_item is None), ZERO)
    of_lines = sum((min(off, match.worth(ids)) for ids, off in _off_lines(order, match)), ZERO)
    return min(of_cart + of_lines, match.worth(match.lines))


def spread(order: OrderRequest, match: CartMatch, currency: str) -> Decimal:
    """Return by how much the shares of a discount, each rounded, may miss the whole."""
    if any(discount.line_item is None for discount in order.discounts):
        places = len(match.lines) - 1
    else:
        places = sum(len(portion) - 1 for portion in match.portions if portion)
    return smallest(currency) * max(places, 0)


def _on_their_lines(currency: str, order: OrderRequest, match: CartMatch) -> bool:
    """Whether each line has what was taken off it; what goes off the cart is on all of them."""
    if any(discount.line_item is None for discount in order.discounts):
        return True
    for line_ids, amount in _off_lines(order, match):
        given = sum((match.lines[line_id].manual_discount for line_id in line_ids), ZERO)
        least = min(amount, match.worth(line_ids)) - smallest(currency) * (len(line_ids) - 1)
        if rounded(given, currency) < rounded(least, currency):
            return False
    return True


def _discounts(order: OrderRequest, match: CartMatch) -> SetDiscounts:
    match.require_apart()
    given = (one.amount for one in order.discounts if one.line_item is None)
    of_lines = dict[str, Decimal]()
    for line_ids, amount in _off_lines(order, match):
        of_lines[line_ids[0]] = of_lines.get(line_ids[0], ZERO) + amount
    return SetDiscounts(sum(given, ZERO), tuple(of_lines.items()))


def _off_lines(order: OrderRequest, match: CartMatch) -> Iterable[tuple[Sequence[str], Decimal]]:
    """Return the cart lines that discounts of their own are for, and what is off them in all."""
    by_name = lines_by_name(order)
    found: dict[tuple[str, ...], Decimal] = {}
    for discount in order.discounts:
        if discount.line_item is None:
            continue
        index = next(iter(by_name.meant(discount.line_item.model_dump())), None)
        if index is None or not match.portions[index]:
            raise CartUnusable
        line_ids = tuple(match.portions[index])
        found[line_ids] = found.get(line_ids, ZERO) + discount.amount
    return found.items()


def _fees(checkout: CheckoutView, order: OrderRequest) -> AddFees | RemoveFees | None:
    # In whatever order they are listed, those that go are the same: one call may be on its way.
    left, missing = sorted(checkout.fees, key=lambda shown: str(shown.id or "")), []
    waiting = list(order.fees)
    while waiting:
        # One that fits few of them goes first: its cost may be that of another one with its tax.
        fee = min(waiting, key=lambda one: _count(one, left, checkout.currency) or len(left) + 1)
        waiting.remove(fee)
        found = next((shown for shown in left if same_fee(fee, shown, checkout.currency)), None)
        if found is None:
            missing.append(fee)
        else:
            left.remove(found)
    if missing:
        return AddFees(tuple(missing))
    doubled = tuple(_doubled(left, order, checkout.currency))
    return RemoveFees(doubled) if doubled else None


def _count(fee: Fee, there: list[FeeView], currency: str) -> int:
    return sum(same_fee(fee, shown, currency) for shown in there)


def _doubled(left: list[FeeView], order: OrderRequest, currency: str) -> Iterator[str]:
    """Yield the ids of fees that are there once more; raises CartUnusable where one has none."""
    for shown in left:
        if not any(same_fee(fee, shown, currency) for fee in order.fees):
            continue
        if not shown.id:
            message = "are there twice, and the store shows no id by which one could be removed"
            raise CartUnusable([{"field": "fees", "message": message}])
        yield shown.id
