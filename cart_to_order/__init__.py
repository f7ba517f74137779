"""Sends orders to Cart to Order: a client for programs, and the command `cart-to-order`."""

from cart_to_order.client import AsyncClient, Client
from cart_to_order.keys import key_of
from cart_to_order.operations.place import NoSuchPlace
from cart_to_order.place import Api
from cart_to_order.problems import CannotAsk, NotAllowed, UnexpectedAnswer
from cart_to_order.results import Pending, Placed, Quote, Refused, Result

__all__ = [
    "Api",
    "AsyncClient",
    "CannotAsk",
    "Client",
    "NoSuchPlace",
    "NotAllowed",
    "Pending",
    "Placed",
    "Quote",
    "Refused",
    "Result",
    "UnexpectedAnswer",
    "key_of",
]
