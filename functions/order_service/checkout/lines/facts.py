"""Pure: what a line of a store's cart shows of the facts by which ordered lines are known.

What a line does not show is None; a fact that no line shows cannot be compared.
"""

from collections.abc import Callable, Hashable, Iterator
from decimal import Decimal

from order_service.request.asked_facts import CUSTOM, Fact
from order_service.request.iso_codes import rounded
from order_service.request.spelling import loose
from order_service.store.cart_view import CartLine, ChosenOption

WRAPPED = "gift_wrapping"
WRAPS = "any gift wrapping"
EXACT_PRICE = "exact price"
OPTION = "option_selections"
TYPED = "typed option"
DATES = 10**9
"""The least of the numbers that are dates: seconds since 1970, here in 2001."""
MOST_DIGITS = 18


def goods_shown(line: CartLine) -> Iterator[Fact]:
    """Yield every way to say what the cart's line is of."""
    if not line.product_id:
        yield CUSTOM, None
        return
    yield "product_id", line.product_id
    if line.sku:
        yield "sku", loose(line.sku)


def shown(line: CartLine, name: str, currency: str) -> Hashable:
    """Return what the cart's line shows of a fact; None for nothing."""
    return SHOWN[name](line, currency)


def shown_option(line: CartLine, option_id: int, *, by_number: bool) -> str | None:
    """Return what was chosen of the option: the value's number, or its text."""
    row = _row(line, option_id)
    if row is None:
        return None
    return str(row.value_id) if by_number else loose(row.value)


def is_short_number(text: str) -> bool:
    """Return whether a text may be the number of anything; Python reads no very long ones."""
    return text.isdecimal() and len(text) <= MOST_DIGITS


def is_typed(value: object) -> bool:
    """Return whether a value must show in some form; 0, false and "" may be what is not chosen.

    Numbers of a list are compared by themselves.
    """
    text = str(value).strip()
    if isinstance(value, bool | dict):
        return bool(value)
    if not text.isdecimal():
        return bool(text)
    return (len(text) > 1 and text[0] == "0") or int(text[:MOST_DIGITS]) >= DATES


def may_be_listed(value: int) -> bool:
    """Return whether a number may be that of a value in an option's list.

    A date is so many seconds, which no store has values for; a box that is not ticked is 0.
    """
    return 0 < value < DATES


def is_listed(line: CartLine, option_id: int, value: int) -> bool:
    """Return whether the option's value, if there is one, is shown by its number.

    A line without the option has lost what was chosen, unless that is in no list.
    """
    row = _row(line, option_id)
    return may_be_listed(value) if row is None else bool(row.value_id) and value < DATES


def _row(line: CartLine, option_id: int) -> ChosenOption | None:
    return next((row for row in line.options or () if row.option_id == option_id), None)


def _price(line: CartLine, currency: str) -> Decimal | None:
    return None if line.list_price is None else rounded(line.list_price, currency)


SHOWN: dict[str, Callable[[CartLine, str], Hashable]] = {
    "variant_id": lambda line, _: line.variant_id,
    "sku": lambda line, _: loose(line.sku) or None,
    "name": lambda line, _: loose(line.name) or None,
    "list_price": _price,
}
"""By the name of a fact, which is the request's field: what a cart's line shows of it."""
