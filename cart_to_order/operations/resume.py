"""Ends a pause: orders are placed again.

cart-to-order resume [--stack cart-to-order | --local]
"""

from cart_to_order.operations import pausing


def main(arguments: list[str]) -> int:
    """Ends a pause; 0 if that is done, 2 if not."""
    return pausing.main("resume", __doc__, arguments, on=False)
