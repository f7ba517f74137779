"""Carts, checkouts and orders of any store, made for a check."""
