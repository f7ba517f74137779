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


def _callers_command(name: str, commands: Any, load: Load) -> Any:
    if name not in ATTENTION:
        return getattr(commands, name)
    return getattr(load("cart_to_order.command_line.attention_commands", "cli"), ATTENTION[name])


def _carried_out(name: str, rest: list[str], screen: Screen, load: Load) -> int:
    try:
        commands = load("cart_to_order.command_line.commands", "cli")
    except NotInstalled as problem:
        screen.warn(f"It cannot be done. {problem}")
        return 2
    try:
        if name in OPERATORS:
            return int(load(f"cart_to_order.operations.{name}", "cli").main(rest))
        return int(_callers_command(name, commands, load)(rest, screen))
    except (Unreadable, *commands.IMPOSSIBLE) as problem:
        screen.warn(f"It cannot be done. {problem}")
        return 2
    except KeyboardInterrupt:
        screen.warn("Stopped. The same command again goes on; nothing is ordered twice.")
        return 130
