"""Ends a pause: orders are placed again.

python -m cart_to_order.operations.resume [--stack cart-to-order | --local]
"""

import sys

from cart_to_order.operations import pausing


def main(arguments: list[str]) -> int:
    """Ends a pause; 0 if that is done, 2 if not."""
    return pausing.main("resume", __doc__, arguments, on=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
