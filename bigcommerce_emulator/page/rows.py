"""The tables of the page: orders, carts and requests, none with a customer in it."""

from collections.abc import Iterable
from itertools import islice

from bigcommerce_emulator.checkouts.consignments import unassigned
from bigcommerce_emulator.http.journal import Entry, Journal
from bigcommerce_emulator.page.markup import Html, join, table, tag
from bigcommerce_emulator.state.carts import Cart
from bigcommerce_emulator.state.orders import Order

MOST_ROWS = 100
_ID = 8
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_TONES = {
    "Shipped": "good",
    "Completed": "good",
    "Awaiting Fulfillment": "good",
    "Partially Shipped": "good",
    "Refunded": "bad",
    "Cancelled": "bad",
    "Declined": "bad",
    "Incomplete": "calm",
    "Disputed": "odd",
    "Manual Verification Required": "odd",
    "Partially Refunded": "odd",
}


def orders(rows: list[Order], now: float) -> Html:
    """The orders, newest first, archived ones too."""
    if not rows:
        words = "No orders yet. They appear here when a checkout is converted."
        return tag("p", words, class_="empty")
    newest = islice(reversed(rows), MOST_ROWS)
    headings = ("Order", "Status", "Cart", "#Total", "#Age")
    return table(headings, [_order(row, now) for row in newest])


def carts(rows: Iterable[Cart], now: float) -> Html:
    """The carts that no order was made of yet, the one changed last at the top."""
    newest = sorted(rows, key=lambda cart: cart.updated, reverse=True)[:MOST_ROWS]
    if not newest:
        words = ("No carts in flight. ", tag("code", "POST /v3/carts"), " opens one.")
        return tag("p", *words, class_="empty")
    headings = ("Cart", "Step", "#Lines", "#Version", "#Changed")
    return table(headings, [_cart(cart, now) for cart in newest])


def requests(journal: Journal, now: float) -> Html:
    """The last requests, newest first."""
    if not len(journal):
        words = "No requests yet. Point a client at the address above."
        return tag("p", words, class_="empty")
    headings = ("Request", "Status", "Fault", "#ms", "#Ago")
    return table(headings, [_request(entry, now) for entry in islice(journal, MOST_ROWS)])


def age(seconds: float) -> str:
    """A length of time in the one unit that says most."""
    if seconds < 1:
        return "now"
    for most, length, unit in ((_MINUTE, 1, "s"), (_HOUR, _MINUTE, "min"), (_DAY, _HOUR, "h")):
        if seconds < most:
            return f"{int(seconds // length)} {unit}"
    return f"{int(seconds // _DAY)} d"


def pill(words: object, tone: str) -> Html:
    """A short word on a coloured ground."""
    return tag("span", words, class_=f"pill {tone}")


def _order(order: Order, now: float) -> list[object]:
    status = pill(order.status, _TONES.get(order.status, "wait"))
    archived = pill("Archived", "calm") if order.is_deleted else ""
    total = f"{order.price.grand_total.quantize(order.price.minor)} {order.currency}"
    short = tag("code", order.cart_id[:_ID])
    return [order.id, join((status, " ", archived)), short, total, age(now - order.created)]


def _cart(cart: Cart, now: float) -> list[object]:
    lines = len(cart.line_items) + len(cart.gift_certificates)
    short = tag("code", cart.id[:_ID])
    return [short, _step(cart), lines, cart.version, age(now - cart.updated)]


def _step(cart: Cart) -> Html:
    if not cart.billing_address:
        return pill("opened", "calm")
    if unassigned(cart):
        return pill("billing address", "wait")
    chosen = sum(row.selected is not None or row.pickup_method_id is not None
                 for row in cart.consignments)  # fmt: skip
    if chosen < len(cart.consignments):
        return pill(f"shipping {chosen} of {len(cart.consignments)}", "wait")
    return pill("ready to order", "good")


def _request(entry: Entry, now: float) -> list[object]:
    call = join((tag("code", entry.method, class_="soft"), " ", tag("code", entry.path)))
    fault = pill(entry.fault.replace("_", " "), "odd") if entry.fault else ""
    milliseconds = f"{entry.seconds * 1000:.1f}"
    return [call, _status(entry.status), fault, milliseconds, age(now - entry.at)]


def _status(status: int) -> Html:
    if status == 0:
        return pill("cut", "bad")
    tone = "good" if status < 400 else "wait" if status < 500 else "bad"
    return pill(status, tone)
