"""Questions about carts, each answered by a switch's value and what was seen."""

from collections.abc import Callable, Mapping

from sandbox.store.verify.asking import Answer
from sandbox.store.verify.shopping import (
    CUSTOM,
    NotToldError,
    Shopping,
    shippable,
    title,
    told,
)

_NOBODY = 999_999_999


def seen(answer: Answer) -> str:
    """What an answer showed: its status and the words of a refusal, nothing of its data."""
    return f"{answer.status}{title(answer)}" if answer.status >= 400 else str(answer.status)


def version_of(shopping: Shopping, cart_id: str) -> int:
    """The cart's version; NotToldError where carts have none."""
    cart = told(shopping.ask("GET", f"/v3/carts/{cart_id}"), 200, "reading a cart").data
    if "version" not in cart:
        raise NotToldError("the cart has no version")
    return int(cart["version"])


def counted(shopping: Shopping, cart_id: str, act: Callable[[], Answer]) -> tuple[str, str]:
    """Whether the version goes up with an act that must succeed."""
    before = version_of(shopping, cart_id)
    answer = act()
    if answer.status >= 300:
        raise NotToldError(f"the call was answered {seen(answer)}")
    after = version_of(shopping, cart_id)
    return ("yes" if after > before else "no"), f"version {before}, then {after}"


def version(shopping: Shopping) -> tuple[str, str]:
    """Whether carts and checkouts carry a version."""
    cart = shopping.cart()
    shown = [name for name, body in (("cart", cart), ("checkout", shopping.checkout(cart["id"])))
             if "version" in body]  # fmt: skip
    return ("present" if shown else "absent"), f"shown on: {', '.join(shown) or 'neither'}"


def identical_lines(shopping: Shopping) -> tuple[str, str]:
    """Whether two lines of one product become one."""
    if shopping.line is None:
        raise NotToldError("no product is known: set BIGCOMMERCE_PRODUCT_ID")
    rows = shopping.cart(line_items=[shopping.line, shopping.line])["line_items"]["physical_items"]
    return ("merge" if len(rows) == 1 else "keep"), f"two lines became {len(rows)}"


def custom_items_ship(shopping: Shopping) -> tuple[str, str]:
    """Whether a custom item belongs in a consignment."""
    cart = shopping.cart(line_items=[], custom_items=[CUSTOM])
    told(shopping.bill(cart["id"]), 200, "billing")
    consigned = shopping.consign(cart["id"], shippable(cart))
    ids = [
        item
        for row in (consigned.data["consignments"] if consigned.status == 200 else [])
        for item in row["line_item_ids"]
    ]
    return ("yes" if ids else "no"), f"in a consignment: {seen(consigned)}"


def unknown_customer(shopping: Shopping) -> tuple[str, str]:
    """Whether a cart can be of a customer who does not exist."""
    answer = shopping.open_cart(None, custom_items=[CUSTOM], customer_id=_NOBODY)
    return ("accept" if answer.status == 201 else "refuse"), seen(answer)


def prices(shopping: Shopping) -> tuple[str, str]:
    """Whether prices include tax."""
    included = shopping.story.cart.data["tax_included"]
    return ("inc_tax" if included else "ex_tax"), f"tax_included is {included}"


def metafields_count_version(shopping: Shopping) -> tuple[str, str]:
    """Whether a metafield counts as a change of the cart."""
    cart_id = shopping.cart()["id"]
    body = {"permission_set": "app_only", "namespace": "verify", "key": "sample", "value": "1"}
    return counted(
        shopping, cart_id, lambda: shopping.ask("POST", f"/v3/carts/{cart_id}/metafields", body)
    )


QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "version": version,
    "identical_lines": identical_lines,
    "custom_items_ship": custom_items_ship,
    "unknown_customer": unknown_customer,
    "prices": prices,
    "metafields_count_version": metafields_count_version,
}
