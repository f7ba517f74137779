"""Adapter: which stores a stack has, by the names of their secrets; no secret is read."""

from __future__ import annotations

from cart_to_order.pages.reading.stack import UNREADABLE, Stack, named
from order_service.keys import STORE

MOST = 100


def store_names(stack: Stack) -> tuple[tuple[str, ...], str]:
    """Return the names, and a remark if there may be others."""
    if stack.stores:
        return stack.stores, ""
    wanted = [{"Key": "name", "Values": [stack.secret_prefix]}]
    try:
        page = stack.clients("secretsmanager").list_secrets(Filters=wanted, MaxResults=MOST)
    except UNREADABLE as error:
        return (), f"The stores cannot be listed ({named(error)}): type a store's name."
    # The filter takes any secret whose name begins so, in small letters or large ones.
    found = [row["Name"] for row in page["SecretList"]]
    names = sorted(name.removeprefix(stack.secret_prefix) for name in found
                   if name.startswith(stack.secret_prefix))  # fmt: skip
    remark = f"Only {MOST} stores are listed: type another's name." if page.get("NextToken") else ""
    return tuple(name for name in names if STORE.fullmatch(name)), remark
