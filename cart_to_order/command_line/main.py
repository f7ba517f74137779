"""The command `cart-to-order`: finds what was asked for, and ends with its code."""

import sys
from collections.abc import Callable
from typing import Any

from cart_to_order.command_line.screen import Screen
from cart_to_order.command_line.usage import COMMANDS, unknown_command, usage
from cart_to_order.extras import load
from cart_to_order.problems import NotInstalled, Unreadable
from order_service import __version__

OPERATORS = (
    "show", "audit", "pages", "letters", "redrive", "callback",
    "pause", "resume", "rollback", "ledger", "remove",
)  # fmt: skip

ATTENTION = {"list": "list_orders", "retry": "retry_orders"}


Load = Callable[[str, str], Any]


def main(arguments: list[str] | None = None, load: Load = load) -> int:
    """Carry out one command; 2 if it cannot be done, 130 if it was stopped."""
    said = sys.argv[1:] if arguments is None else arguments
    screen = Screen()
    name, *rest = said or ["--help"]
    if name == "--version":
        screen.say(f"cart-to-order {__version__}")
        return 0
    if name in ("--help", "-h", "help"):
        for line in usage():
            screen.say(line)
        return 0
    if name not in COMMANDS:
        screen.warn(unknown_command(name))
        return 2
    return _carried_out(name, rest, screen, load)


def _carried_out(name: str, rest: list[str], screen: Screen, load: Load) -> int:
    try:
        impossible = load("cart_to_order.command_line.impossible", "cli").IMPOSSIBLE
    except NotInstalled as problem:
        screen.warn(f"It cannot be done. {problem}")
        return 2
    try:
        return int(_act(name, rest, screen, load))
    except (Unreadable, *impossible) as problem:
        screen.warn(f"It cannot be done. {problem}")
        return 2
    except KeyboardInterrupt:
        screen.warn("Stopped. The same command again goes on; nothing is ordered twice.")
        return 130


def _act(name: str, rest: list[str], screen: Screen, load: Load) -> Any:
    """Do it, with nothing imported that only other commands need."""
    if name in OPERATORS:
        return load(f"cart_to_order.operations.{name}", "cli").main(rest)
    module = "attention_commands" if name in ATTENTION else "commands"
    found = load(f"cart_to_order.command_line.{module}", "cli")
    return getattr(found, ATTENTION.get(name, name))(rest, screen)
