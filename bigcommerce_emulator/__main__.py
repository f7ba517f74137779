"""Starts the emulator: `python -m bigcommerce_emulator` is `bigcommerce-emulator`."""

import sys

from bigcommerce_emulator.command_line.main import main

if __name__ == "__main__":
    sys.exit(main())
