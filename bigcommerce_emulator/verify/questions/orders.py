"""Questions about orders, each answered by a switch's value and what was seen."""

from collections.abc import Callable, Mapping

from bigcommerce_emulator.verify.checks.check import NOWHERE
from bigcommerce_emulator.verify.checks.orders import PATIENCE_SECONDS, STEP_SECONDS, read, rows_of
from bigcommerce_emulator.verify.checks.tokens import moved_on
from bigcommerce_emulator.verify.questions.carts import counted, one_of, seen
from bigcommerce_emulator.verify.shopping.shopping import Shopping, UndecidedError, expected


def empty_list(shopping: Shopping) -> tuple[str, str]:
    """How a list without orders is answered."""
    answer = shopping.ask("GET", "/v2/orders", None, {"cart_id": NOWHERE})
    if answer.body:
        raise UndecidedError("a cart that does not exist has orders: the filter is ignored")
    return ("204" if answer.status == 204 else "[]"), seen(answer)


def order_list(shopping: Shopping) -> tuple[str, str]:
    """When and where a new order is listed by its cart."""
    cart_id = _ordered_cart(shopping)
    query = {"cart_id": cart_id}
    if shopping.ask("GET", "/v2/orders", None, query).body:
        return "at_once", "listed in the next call"
    if shopping.ask("GET", "/v2/orders", None, query | {"status_id": "0"}).body:
        return "only_status_0", "listed only when status 0 is asked for"
    return "late", f"listed after about {_seconds_until_listed(shopping, cart_id):g} s"


def order_list_delay_seconds(shopping: Shopping) -> tuple[str, str]:
    """How long a new order is missing from the lists."""
    cart_id = _ordered_cart(shopping)
    if rows_of(shopping, cart_id):
        raise UndecidedError("there is no delay")
    seconds = _seconds_until_listed(shopping, cart_id)
    return f"{seconds:g}", f"asked every {STEP_SECONDS:g} s"


def order_filter(shopping: Shopping) -> tuple[str, str]:
    """Whether the list of orders is filtered by cart."""
    number = expected(shopping.order(shopping.chosen_cart()["id"]), 200, "making an order").data[
        "id"
    ]
    if shopping.ask("GET", f"/v2/orders/{number}").status != 200:
        raise UndecidedError("the order cannot be read yet")
    rows = shopping.ask("GET", "/v2/orders", None, {"cart_id": NOWHERE}).body or []
    return ("ignored" if rows else "works"), f"{len(rows)} orders of a cart that does not exist"


def order_reads(shopping: Shopping) -> tuple[str, str]:
    """Whether a new order can be read by its number in the next call."""
    number = expected(shopping.order(shopping.chosen_cart()["id"]), 200, "making an order").data[
        "id"
    ]
    answer = shopping.ask("GET", f"/v2/orders/{number}")
    return ("at_once" if answer.status == 200 else "late"), seen(answer)


def count_incomplete(shopping: Shopping) -> tuple[str, str]:
    """Whether the count includes orders that nobody has paid."""
    answer = shopping.ask("GET", "/v2/orders/count", None, {"cart_id": _ordered_cart(shopping)})
    count = expected(answer, 200, "counting orders").body["count"]
    return ("yes" if count else "no"), "one Incomplete order was there"


def checkout_order_id(shopping: Shopping) -> tuple[str, str]:
    """Whether a checkout names the order that was made of it, and which of two."""
    cart_id = shopping.chosen_cart()["id"]
    first = expected(shopping.order(cart_id), 200, "making an order").data["id"]
    named = shopping.checkout(cart_id)["order_id"]
    second = expected(shopping.order(cart_id), 200, "a second order").data["id"]
    later = shopping.checkout(cart_id)["order_id"]
    if named is None:
        return "never", "order_id stays null"
    which = {str(first): "the first", str(second): "the second"}.get(str(later), "another")
    return ("first" if later == str(first) else "set"), f"after two orders it names {which}"


def order_counts_version(shopping: Shopping) -> tuple[str, str]:
    """Whether making an order counts as a change of the cart."""
    cart_id = shopping.chosen_cart()["id"]
    return counted(shopping, cart_id, lambda: shopping.order(cart_id))


def _ordered_cart(shopping: Shopping) -> str:
    cart_id = str(shopping.chosen_cart()["id"])
    expected(shopping.order(cart_id), 200, "making an order")
    return cart_id


def _seconds_until_listed(shopping: Shopping, cart_id: str) -> float:
    waited = 0.0
    while not rows_of(shopping, cart_id):
        if waited >= PATIENCE_SECONDS:
            raise UndecidedError(f"not listed within {PATIENCE_SECONDS:g} s")
        shopping.pause(STEP_SECONDS)
        waited += STEP_SECONDS
    return waited


def order_again(shopping: Shopping) -> tuple[str, str]:
    """Whether a cart whose order has moved on makes another."""
    answer = shopping.order(_moved_on(shopping))
    if answer.status == 404:
        raise UndecidedError("the cart is gone by then")
    return ("accept" if answer.status == 200 else "refuse"), seen(answer)


def status_deletes_cart(shopping: Shopping) -> tuple[str, str]:
    """Whether an order takes its cart with it when it leaves Incomplete."""
    answer = shopping.ask("GET", f"/v3/carts/{_moved_on(shopping)}")
    return ("yes" if answer.status == 404 else "no"), f"reading the cart: {answer.status}"


def not_payable(shopping: Shopping) -> tuple[str, str]:
    """How a payment token is refused for an order that has moved on."""
    answer = moved_on(shopping)
    return one_of(answer, "409", "422"), seen(answer)


def _moved_on(shopping: Shopping) -> str:
    story = shopping.go_through()
    number = story.ordered.data["id"]
    read(shopping, number)
    expected(
        shopping.ask("PUT", f"/v2/orders/{number}", {"status_id": 7}), 200, "moving an order on"
    )
    return str(story.cart.data["id"])


QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "empty_list": empty_list,
    "order_list": order_list,
    "order_filter": order_filter,
    "order_list_delay_seconds": order_list_delay_seconds,
    "order_reads": order_reads,
    "count_incomplete": count_incomplete,
    "checkout_order_id": checkout_order_id,
    "order_counts_version": order_counts_version,
    "order_again": order_again,
    "status_deletes_cart": status_deletes_cart,
    "not_payable": not_payable,
}
