"""`make bench-emulator`: requests a second of the emulator, beside a floor; see `throughput`."""

import sys
from importlib import import_module

from bigcommerce_emulator.ending import run_command


def _main() -> int:
    # Imported late: Ctrl-C may come while it is.
    return int(import_module("bigcommerce_emulator.throughput").main(sys.argv[1:]))


if __name__ == "__main__":
    run_command(_main)
