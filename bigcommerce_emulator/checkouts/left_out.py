"""What an answer about a checkout leaves out of what the documentation says that it shows."""

from typing import Any

from bigcommerce_emulator.state.settings import Settings

Json = dict[str, Any]

_PARTS = ("coupons", "fees", "customer_message")
_WRITES = {
    "add_coupon": "coupons",
    "delete_coupon": "coupons",
    "add_fees": "fees",
    "update_fees": "fees",
    "delete_fees": "fees",
    "write_message": "customer_message",
}
"""By the call: the part that it is about."""


def less_left_out(body: Json, call: str, settings: Settings) -> Json:
    """The answer to this call, less what the store does not show; a read leaves out the least."""
    match settings.answers_leave_out:
        case "the_unwritten" if call != "read_checkout":
            unwritten = {part for part in _PARTS if part != _WRITES.get(call)}
            cart = _without(body["cart"], {*unwritten, "customer_id"})
            lines = {kind: rows for kind, rows in cart["line_items"].items() if rows}
            return _without(body, unwritten) | {"cart": cart | {"line_items": lines}}
        case "the_redundant":
            consignments = [_without(row, {"address"}) for row in body["consignments"]]
            billing = _without(body["billing_address"], {"id"})
            shown_once = {"consignments": consignments, "billing_address": billing}
            return _without(body, {"coupons"}) | shown_once
    return body


def _without(row: Json, names: set[str]) -> Json:
    return {name: value for name, value in row.items() if name not in names}
