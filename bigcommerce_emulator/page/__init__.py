"""The page that shows orders, carts and requests."""
