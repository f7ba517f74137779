"""What can be said on the command line."""

import argparse
from pathlib import Path

from cart_to_order.command_line.submission import STOP_AFTER
from cart_to_order.command_line.usage import COMMANDS
from cart_to_order.operations.options import parser_of
from cart_to_order.order_files.ready import ready_mappings

READY = ", ".join(ready_mappings())
PATIENCE = 600.0
PARALLEL = 4


def submit_options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of `submit`; ends the program when they are wrong."""
    parser = _parser("submit")
    parser.add_argument(
        "file", type=Path, help="orders: .jsonl, or a table with a header: .csv, .tsv, .txt"
    )
    parser.add_argument(
        "--via", choices=("api", "queue"), default="api", help="how the orders are sent"
    )
    parser.add_argument("--mapping", help=f"which column is which field: a .toml file, or {READY}")
    parser.add_argument("--check", action="store_true", help="report every fault; send nothing")
    parser.add_argument(
        "--valid-rows", action="store_true", help="send the valid orders although others are not"
    )
    parser.add_argument("--no-wait", action="store_true", help="queue them and end")
    parser.add_argument("--parallel", type=_positive, default=PARALLEL, help="requests at a time")
    parser.add_argument(
        "--retry-refused", action="store_true", help="send rows again that were refused before"
    )
    parser.add_argument(
        "--stop-after",
        type=_positive,
        default=STOP_AFTER,
        metavar="ROWS",
        help="rows one after the other that the same outage holds up before it stops",
    )
    parser.add_argument("--quiet", action="store_true", help="show only what was not placed")
    options = parser.parse_args(arguments)
    if options.via == "queue" and options.api_url:
        parser.error("the queue and the ledger are found by --stack, not by --api-url")
    if options.retry_refused and options.via == "queue":
        parser.error("--retry-refused is for --via api")
    if options.no_wait and options.via == "api":
        parser.error("--no-wait is for --via queue")
    if options.check and options.valid_rows:
        parser.error("--check sends nothing, so --valid-rows says nothing")
    return options


def quote_options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of `quote`; ends the program when they are wrong."""
    parser = _parser("quote")
    parser.add_argument("file", type=Path, help="one order, as JSON")
    return parser.parse_args(arguments)


def status_options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of `status`; ends the program when they are wrong."""
    parser = _parser("status")
    parser.add_argument("--key", required=True, help="the idempotency key")
    return parser.parse_args(arguments)


def cancel_options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of `cancel`; ends the program when they are wrong."""
    parser = _parser("cancel")
    parser.add_argument("--key", required=True, help="the idempotency key")
    parser.add_argument(
        "--order",
        action="store_true",
        help="if the order is in the store already, cancel it there, unless somebody has moved, "
        "paid or archived it",
    )
    return parser.parse_args(arguments)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = parser_of(name, COMMANDS[name])
    parser.add_argument("--store", required=True, help="the store's name in URLs and secret")
    parser.add_argument("--api-url", help="the API, for callers who may not read the stack")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, help="seconds without news before it gives up"
    )
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number of 1 or more, not {text!r}")
    return int(text)
