"""Runs the command line: python -m cart_to_order, and `cart-to-order`."""

from importlib import import_module
from typing import NoReturn

from cart_to_order.ending import run_command


def command() -> NoReturn:
    """Carry out what was said on the command line, and end the program."""
    run_command(_main)


def _main() -> int:
    # Imported late: Ctrl-C may come while it is.
    return int(import_module("cart_to_order.command_line.main").main())


if __name__ == "__main__":
    command()
