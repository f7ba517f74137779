"""Imports what only some callers need, and says how to install it where it is missing."""

from importlib import import_module
from typing import Any

from cart_to_order.problems import NotInstalled

_OURS = ("cart_to_order", "order_service")


def load(module: str, extra: str) -> Any:
    """Return a module whose libraries the extra installs; raises NotInstalled."""
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        library = (missing.name or module).split(".", maxsplit=1)[0]
        if library in _OURS:
            raise
        raise NotInstalled(
            f"{library} is not installed. This needs it: pip install 'cart-to-order[{extra}]'"
        ) from None
