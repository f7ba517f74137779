"""The calls that change what is in a cart."""

from typing import Any

from bigcommerce_emulator.api.application import Response
from tests.unit.bigcommerce_emulator.shopper import Shopper


def physical(cart: Any) -> list[Any]:
    """The physical lines of a cart."""
    return list(cart["line_items"]["physical_items"])


def add(shopper: Shopper, cart_id: str, **body: object) -> Response:
    """The answer to adding lines."""
    return shopper.ask("POST", f"/v3/carts/{cart_id}/items", body)


def update(shopper: Shopper, cart_id: str, item_id: str, **line: object) -> Response:
    """The answer to changing a line."""
    return shopper.ask("PUT", f"/v3/carts/{cart_id}/items/{item_id}", {"line_item": line})


def delete(shopper: Shopper, cart_id: str, item_id: str, body: object = None) -> Response:
    """The answer to deleting a line."""
    return shopper.ask("DELETE", f"/v3/carts/{cart_id}/items/{item_id}", body)
