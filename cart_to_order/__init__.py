"""Sends orders to Cart to Order: a client for programs, and the command `cart-to-order`.

A name is imported when it is first used: what needs one module need not have the libraries of all.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cart_to_order.attention import Filter, NeedsAttention
    from cart_to_order.client import AsyncClient, Client
    from cart_to_order.keys import key_of
    from cart_to_order.place import Api
    from cart_to_order.problems import (
        CannotAsk,
        NoSuchPlace,
        NoSuchStore,
        NotAllowed,
        NotInstalled,
        UnexpectedAnswer,
    )
    from cart_to_order.results import (
        Cancelled,
        CancelResult,
        NotCancelled,
        Pending,
        Placed,
        Quote,
        Refused,
        Result,
    )

_MODULES = {
    "Api": "place",
    "AsyncClient": "client",
    "CancelResult": "results",
    "Cancelled": "results",
    "CannotAsk": "problems",
    "Client": "client",
    "Filter": "attention",
    "NeedsAttention": "attention",
    "NoSuchPlace": "problems",
    "NoSuchStore": "problems",
    "NotAllowed": "problems",
    "NotCancelled": "results",
    "NotInstalled": "problems",
    "Pending": "results",
    "Placed": "results",
    "Quote": "results",
    "Refused": "results",
    "Result": "results",
    "UnexpectedAnswer": "problems",
    "key_of": "keys",
}

__all__ = [
    "Api",
    "AsyncClient",
    "CancelResult",
    "Cancelled",
    "CannotAsk",
    "Client",
    "Filter",
    "NeedsAttention",
    "NoSuchPlace",
    "NoSuchStore",
    "NotAllowed",
    "NotCancelled",
    "NotInstalled",
    "Pending",
    "Placed",
    "Quote",
    "Refused",
    "Result",
    "UnexpectedAnswer",
    "key_of",
]


def __getattr__(name: str) -> Any:
    """Import a public name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
