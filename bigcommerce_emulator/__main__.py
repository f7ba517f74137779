"""Starts the emulator: `python -m bigcommerce_emulator` is `bigcommerce-emulator`."""

from importlib import import_module
from typing import NoReturn

from bigcommerce_emulator.ending import run_command


def command() -> NoReturn:
    """Carry out what was said on the command line, and end the program."""
    run_command(_main)


def _main() -> int:
    # Imported late: Ctrl-C may come while it is.
    return int(import_module("bigcommerce_emulator.command_line.main").main())


if __name__ == "__main__":
    command()
