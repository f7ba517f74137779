"""Places no orders until `make resume`; none is lost.

cart-to-order pause [--stack cart-to-order | --local]
"""

from cart_to_order.operations import pausing


def main(arguments: list[str]) -> int:
    """Places no orders until `make resume`; 0 if that is done, 2 if not."""
    return pausing.main("pause", __doc__, arguments, on=True)
