"""Questions about stock, asked with a product of which some is sold and given back."""

from collections.abc import Callable, Mapping

from bigcommerce_emulator.verify.checks.orders import read
from bigcommerce_emulator.verify.questions.carts import one_of, seen
from bigcommerce_emulator.verify.shopping.shopping import (
    NotAskedError,
    Shopping,
    UndecidedError,
    expected,
    shippable,
)

_PENDING, _SHIPPED, _CANCELLED, _UNPAID, _PAID = 1, 2, 5, 7, 11
_MOST = 4096


def update_stock_behavior(shopping: Shopping) -> tuple[str, str]:
    """When the stock falls: as soon as an order is placed, or when it is shipped."""
    if falls(shopping, _PAID):
        return "order_placed", "it falls on 0 -> 11"
    if falls(shopping, _PAID, _SHIPPED):
        return "order_completed_or_shipped", "it falls on 11 -> 2"
    raise UndecidedError("it falls neither on 0 -> 11 nor on 11 -> 2: a limit of the product?")


def unpaid_takes_stock(shopping: Shopping) -> tuple[str, str]:
    """Whether stock falls where an order is moved on that nobody has paid."""
    if not falls(shopping, _PAID):
        raise UndecidedError("it does not fall on 0 -> 11 either")
    pending, unpaid = falls(shopping, _PENDING), falls(shopping, _UNPAID)
    if pending != unpaid:
        raise UndecidedError(f"0 -> 1: {_word(pending)}, 0 -> 7: {_word(unpaid)}")
    return ("yes" if unpaid else "no"), f"0 -> 1 and 0 -> 7: {_word(unpaid)}"


def cancel_returns_stock(shopping: Shopping) -> tuple[str, str]:
    """Whether a cancelled order gives its stock back."""
    before = left(shopping)
    number = _sell(shopping, 1, _PAID, _SHIPPED)
    sold = left(shopping)
    if sold >= before:
        raise UndecidedError("it did not fall")
    _move(shopping, number, _CANCELLED)
    after = left(shopping)
    return ("yes" if after == before else "no"), f"{before}, {sold} when sold, {after} afterwards"


def order_checks_stock(shopping: Shopping) -> tuple[str, str]:
    """Whether create-order refuses what has been sold since the cart was filled."""
    cart_id = _ready(shopping, left(shopping))
    number = _sell(shopping, 1, _PAID, _SHIPPED)
    answer = shopping.order(cart_id)
    _move(shopping, number, _CANCELLED)
    return ("no" if answer.status == 200 else "yes"), seen(answer)


def quantity_refusal(shopping: Shopping) -> tuple[str, str]:
    """How a cart is refused that asks for more than there is."""
    answer = shopping.open_cart(line_items=[_line(shopping, left(shopping) + 1)])
    return one_of(answer, "422", "409"), seen(answer)


def falls(shopping: Shopping, *statuses: int) -> bool:
    """Whether less is left after an order that goes through these statuses; it is cancelled."""
    before = left(shopping)
    number = _sell(shopping, 1, *statuses)
    after = left(shopping)
    _move(shopping, number, _CANCELLED)
    return after < before


def left(shopping: Shopping) -> int:
    """The largest quantity that a cart can have of the product; UndecidedError where there is none.

    Stock is in no cart and no checkout: the way to learn it is to ask for it.
    """
    low, high = 0, 1
    while _fits(shopping, high):
        low, high = high, high * 2
        if high > _MOST:
            raise UndecidedError(f"more than {_MOST} are left, or there is no end of them")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _fits(shopping, middle) else (low, middle)
    if not low:
        raise UndecidedError("none is left")
    return low


def _fits(shopping: Shopping, quantity: int) -> bool:
    return shopping.open_cart(line_items=[_line(shopping, quantity)]).status == 201


def _line(shopping: Shopping, quantity: int) -> dict[str, object]:
    if shopping.means.stocked is None:
        raise NotAskedError("set BIGCOMMERCE_STOCKED_ID")
    return {"product_id": shopping.means.stocked, "quantity": quantity}


def _ready(shopping: Shopping, quantity: int) -> str:
    cart = shopping.cart(line_items=[_line(shopping, quantity)])
    expected(shopping.bill(cart["id"]), 200, "billing")
    consigned = expected(shopping.consign(cart["id"], shippable(cart)), 200, "a consignment")
    expected(shopping.choose(consigned.data), 200, "choosing an option")
    return str(cart["id"])


def _sell(shopping: Shopping, quantity: int, *statuses: int) -> int:
    answer = shopping.order(_ready(shopping, quantity))
    number = int(expected(answer, 200, "making an order").data["id"])
    read(shopping, number)
    for status_id in statuses:
        _move(shopping, number, status_id)
    return number


def _move(shopping: Shopping, number: int, status_id: int) -> None:
    answer = shopping.ask("PUT", f"/v2/orders/{number}", {"status_id": status_id})
    expected(answer, 200, "moving an order")


def _word(fallen: bool) -> str:
    return "it falls" if fallen else "it does not"


QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "update_stock_behavior": update_stock_behavior,
    "unpaid_takes_stock": unpaid_takes_stock,
    "cancel_returns_stock": cancel_returns_stock,
    "order_checks_stock": order_checks_stock,
    "quantity_refusal": quantity_refusal,
}
