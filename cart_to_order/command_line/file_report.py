"""Shows what was found in a file of orders: guesses, warnings, and faults, equal ones once."""

from cart_to_order.command_line.screen import Screen
from cart_to_order.order_files.faults import in_lines
from cart_to_order.order_files.reading import Orders


def report(orders: Orders, screen: Screen) -> None:
    """Write guesses and warnings to the log, and faults where the results go."""
    for note in orders.notes:
        screen.warn(note)
    for line in in_lines(orders.warnings, "Warning: "):
        screen.warn(line)
    for line in in_lines(orders.faults):
        screen.say(line)
