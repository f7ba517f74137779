"""A stateful emulator of BigCommerce's carts, checkouts and orders, to test integrations with."""

__version__ = "1.0.0"
