"""The command `cart-to-order`: tables of orders, progress, results."""
