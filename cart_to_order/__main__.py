"""Runs the command line: python -m cart_to_order."""

import sys

from cart_to_order.command_line.main import main

if __name__ == "__main__":
    sys.exit(main())
