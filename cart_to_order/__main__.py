"""The command `cart-to-order`."""

import importlib
import sys

from cart_to_order.command_line.arguments import COMMANDS, usage
from cart_to_order.command_line.commands import IMPOSSIBLE, quote, status, submit
from cart_to_order.command_line.screen import Screen

OPERATORS = ("show", "audit", "redrive")


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command; 2 if it cannot be done, 130 if it was stopped."""
    said = sys.argv[1:] if arguments is None else arguments
    screen = Screen()
    name, *rest = said or ["--help"]
    if name in ("--help", "-h", "help"):
        for line in usage():
            screen.say(line)
        return 0
    if name not in COMMANDS:
        for line in usage():
            screen.warn(line)
        return 2
    try:
        if name in OPERATORS:
            done: int = importlib.import_module(f"cart_to_order.operations.{name}").main(rest)
            return done
        return {"submit": submit, "quote": quote, "status": status}[name](rest, screen)
    except IMPOSSIBLE as problem:
        screen.warn(f"It cannot be done. {problem}")
        return 2
    except KeyboardInterrupt:
        screen.warn("Stopped. The same command again goes on; nothing is ordered twice.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
