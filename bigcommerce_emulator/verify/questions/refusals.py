"""Questions about what create-order refuses, each answered by a switch's value."""

from collections.abc import Callable, Mapping

from bigcommerce_emulator.verify.questions.carts import one_of, seen
from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import (
    Shopping,
    UndecidedError,
    expected,
    shippable,
)


def order_refusal(shopping: Shopping) -> tuple[str, str]:
    """The status for a billing address, a consignment or an option that is missing."""
    answers = [case(shopping) for case in _LACKING.values()]
    found = {one_of(answer, "422", "400") for answer in answers}
    if len(found) > 1:
        raise UndecidedError(f"it depends: {', '.join(str(answer.status) for answer in answers)}")
    return found.pop(), "no billing address, no consignment, no option"


def incomplete_address(shopping: Shopping) -> tuple[str, str]:
    """The status for an address that is too short to order with."""
    answer = _short_address(shopping)
    return one_of(answer, "400", "422"), seen(answer)


def refusals(shopping: Shopping) -> dict[str, str]:
    """What create-order says to each cart that lacks something, or why that is not known."""
    return {words: _said(shopping, case) for words, case in _CASES.items()}


def _said(shopping: Shopping, case: "Case") -> str:
    try:
        return seen(case(shopping))
    except UndecidedError as error:
        return f"not known: {error}"
    except (KeyError, IndexError, TypeError) as error:
        return f"not known: another shape ({type(error).__name__})"


def _no_billing(shopping: Shopping) -> Answer:
    return shopping.order(shopping.cart()["id"])


def _no_consignment(shopping: Shopping) -> Answer:
    cart_id = shopping.cart()["id"]
    expected(shopping.bill(cart_id), 200, "billing")
    return shopping.order(cart_id)


def _no_option(shopping: Shopping) -> Answer:
    cart = shopping.cart()
    expected(shopping.bill(cart["id"]), 200, "billing")
    expected(shopping.consign(cart["id"], shippable(cart)), 200, "a consignment")
    return shopping.order(cart["id"])


def _short_address(shopping: Shopping) -> Answer:
    checkout = shopping.chosen_cart()
    path = f"/v3/checkouts/{checkout['id']}/billing-address/{checkout['billing_address']['id']}"
    short = shopping.address | {"first_name": "", "city": ""}
    expected(shopping.ask("PUT", path, short), 200, "a billing address without a city")
    return shopping.order(checkout["id"])


def _deleted_cart(shopping: Shopping) -> Answer:
    cart_id = shopping.cart()["id"]
    expected(shopping.ask("DELETE", f"/v3/carts/{cart_id}"), 204, "deleting a cart")
    return shopping.order(cart_id)


Case = Callable[[Shopping], Answer]
_LACKING: Mapping[str, Case] = {
    "no billing address": _no_billing,
    "no consignment": _no_consignment,
    "no option": _no_option,
}
_CASES: Mapping[str, Case] = {
    **_LACKING,
    "a short billing address": _short_address,
    "a deleted cart": _deleted_cart,
}

QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "order_refusal": order_refusal,
    "incomplete_address": incomplete_address,
}
