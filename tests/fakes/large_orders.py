"""Orders of many lines to many addresses, and the checkouts that a store makes of them."""

from typing import Any, Literal

from order_service.request.intake import read_order
from order_service.request.order import OrderRequest
from order_service.store.cart_view import CartLine
from order_service.store.checkout_view import CheckoutView
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.views import FLAT, checkout, consignment, line

Kind = Literal["prices", "texts", "products", "identical"]
KINDS: tuple[Kind, ...] = ("prices", "texts", "products", "identical")
LINES_IN_EACH = 10


def large_order(lines: int, kind: Kind = "prices") -> OrderRequest:
    """Lines of one product, or of many, ten to an address, every address in one postcode."""
    rows = [_asked(number, kind) for number in range(lines)]
    consignments = []
    for place in range(lines // LINES_IN_EACH):
        here = range(place * LINES_IN_EACH, (place + 1) * LINES_IN_EACH)
        names: list[dict[str, Any]] = [{"sku": f"s-{number}"} for number in here]
        if kind == "identical":
            names = [{"product_id": 120, "quantity": LINES_IN_EACH}]
        consignments.append({"address": _address(place), "line_items": names})
    body = order_body(custom_items=None, line_items=rows, consignments=consignments)
    return read_order(body)


def its_checkout(lines: int, kind: Kind = "prices", *, spelled: bool = False) -> CheckoutView:
    """The order's checkout with all done, every list of it backwards."""
    found = []
    for place in reversed(range(lines // LINES_IN_EACH)):
        here = range(place * LINES_IN_EACH, (place + 1) * LINES_IN_EACH)
        address = _address(place)
        if spelled:
            address |= {"address1": address["address1"].replace("Lane", "Ln").upper()}
        ids = [f"l-{number}" for number in here]
        found.append(
            consignment(f"c-{place}", *ids, address=address, selected_shipping_option=FLAT)
        )
    physical = tuple(_shown(number, kind) for number in reversed(range(lines)))
    billing = AUSTIN | {"id": "5d484d668e5aa"}
    return checkout(physical=physical, consignments=tuple(found), billing_address=billing)


def _address(place: int) -> dict[str, Any]:
    return AUSTIN | {"address1": f"{place} Quillfeather Lane"}


def _asked(number: int, kind: Kind) -> dict[str, Any]:
    start: dict[str, Any] = {"product_id": 120, "quantity": 1, "sku": f"s-{number}"}
    match kind:
        case "prices":
            return start | {"list_price": number + 1}
        case "texts":
            choice = {"option_id": 41, "option_value": f"For guest {number}"}
            return start | {"option_selections": [choice]}
        case "products":
            return start | {"product_id": number + 1}
        case "identical":
            return start


def _shown(number: int, kind: Kind) -> CartLine:
    changes: dict[str, Any] = {"list_price": 15}
    match kind:
        case "prices":
            changes = {"list_price": number + 1}
        case "texts":
            changes["options"] = [{"nameId": 41, "value": f"for guest {number}"}]
        case "products":
            changes["product_id"] = number + 1
        case "identical":
            pass
    return line(f"l-{number}", **changes)
