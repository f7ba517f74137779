"""`make verify-store`: puts the contract to a real store, and ends as every command does."""

import os
import sys
from importlib import import_module

from bigcommerce_emulator.ending import run_command


def _main() -> int:
    # Imported late: Ctrl-C may come while it is.
    command = import_module("bigcommerce_emulator.verify.command")
    return int(command.main(os.environ, words=sys.argv[1:]))


if __name__ == "__main__":
    run_command(_main)
