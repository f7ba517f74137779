"""Prints foreign text so that a terminal only shows it; all commands print through this."""

import argparse
import sys
from typing import Any, NoReturn

from cart_to_order.wrapping import wrapped


def visible(text: str) -> str:
    """Return the text as one line, in which every character can be seen.

    Control characters, line breaks and marks of direction are spelled out, like \\x1b. In a table's
    header or an answer they could otherwise move the cursor, write to the clipboard or hide words.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def lines_of(text: str, *, whole: bool = False) -> list[str]:
    """Return a text in visible lines that fit a terminal; ``whole`` leaves what is to be copied."""
    return [visible(text)] if whole else wrapped(visible(text), whole_words=True)


def say(text: str, *, whole: bool = False) -> None:
    """Write a sentence to standard output; ``whole`` is for a line that is to be copied."""
    print("\n".join(lines_of(text, whole=whole)), flush=True)


class _WithDefaults(argparse.HelpFormatter):
    """Says what an option is when it is left out, where it is something."""

    def _get_help_string(self, action: argparse.Action) -> str:
        text = action.help or ""
        if action.default in (None, False, argparse.SUPPRESS):
            return text
        return f"{text} (default: %(default)s)"


class Parser(argparse.ArgumentParser):
    """Reads the words of a command line, and repeats them only visibly."""

    def __init__(self, prog: str | None = None, **options: Any) -> None:
        super().__init__(prog, formatter_class=_WithDefaults, **options)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end the program with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, "\n".join((*lines_of(f"{self.prog}: error: {message}"), "")))
