"""Reads orders back from the store, as a shop's back office would, and shows them."""

from __future__ import annotations

from typing import Any

from local_cloud.aws.cloud import STORE_HASH, STORE_TOKEN
from local_cloud.aws.entry_points import send
from local_cloud.aws.processes import LocalCloudError


def read_order(store_url: str, order_id: int) -> dict[str, Any]:
    """One order of the store, with its products under `products`."""
    order = _get(store_url, f"orders/{order_id}")
    return {**order, "products": _get(store_url, f"orders/{order_id}/products")}


def order_ids(store_url: str) -> list[int]:
    """The ids of all orders the store has, up to its largest page."""
    return [order["id"] for order in _get(store_url, "orders?limit=250")]


def shown_order(order: dict[str, Any], shipping: str) -> str:
    """The order in a few lines a shop's developer knows from the control panel."""
    rows = [f"    Order {order['id']}: status {order['status']} ({order['status_id']})"]
    rows += [f"      {_line(product)}" for product in order["products"]]
    rows.append(f"      shipping: {shipping}")
    rows.append(
        f"      lines {_money(order['subtotal_ex_tax'])}"
        f" ({_money(order['subtotal_inc_tax'])} with tax)"
        f", shipping {_money(order['shipping_cost_inc_tax'])}"
        f", total {_money(order['total_inc_tax'])} {order['currency_code']}"
    )
    return "\n".join(rows)


def _line(product: dict[str, Any]) -> str:
    sku = f" ({product['sku']})" if product.get("sku") else ""
    return f"{product['quantity']} x {product['name']}{sku} at {_money(product['price_ex_tax'])}"


def _money(amount: Any) -> str:
    return f"{float(amount):.2f}"


def _get(store_url: str, what: str) -> Any:
    url = f"{store_url}/stores/{STORE_HASH}/v2/{what}"
    answer = send("GET", url, {"X-Auth-Token": STORE_TOKEN, "Accept": "application/json"})
    if answer.status != 200:
        raise LocalCloudError(f"The store answered {answer.status} to a read of {what}.")
    return answer.body
