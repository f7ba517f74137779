"""The options of `list` and `retry`."""

import argparse
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cart_to_order.command_line.arguments import PATIENCE
from cart_to_order.command_line.usage import COMMANDS
from cart_to_order.operations.options import parser_of

_AGO = re.compile(r"([0-9]{1,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def list_options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of `list`; ends the program when they are wrong."""
    parser = _parser("list")
    parser.add_argument(
        "--state",
        type=_words,
        default=(),
        help="rejected, parked, in_doubt, unfinished, waiting, invalid, retried; with commas",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--csv", action="store_true", help="a table with a header")
    return parser.parse_args(arguments)


def retry_options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of `retry`; ends the program when they are wrong."""
    parser = _parser("retry")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--key", help="the idempotency key of one refused order")
    which.add_argument("--all", action="store_true", help="every refused order that is listed")
    parser.add_argument("--order", type=Path, help="the corrected order of --key, as JSON")
    parser.add_argument("--no-wait", action="store_true", help="send them and end")
    options = parser.parse_args(arguments)
    if options.all and options.order:
        parser.error("--order is for --key")
    if options.key and (options.code or options.cause or options.since):
        parser.error("--code, --cause and --since are for --all")
    return options


def moment(text: str) -> datetime:
    """Return the time that is meant: 1d is a day ago; raises ArgumentTypeError."""
    if ago := _AGO.fullmatch(text):
        return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text} is no time: say 30m, 12h, 1d, 2w or 2026-11-28T08:00:00Z"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _parser(name: str) -> argparse.ArgumentParser:
    parser = parser_of(name, COMMANDS[name])
    parser.add_argument("--store", required=True, help="the store's name in URLs and secret")
    parser.add_argument("--api-url", help="the API, for callers who may not read the stack")
    parser.add_argument("--code", type=_words, default=(), help="codes of problems; with commas")
    parser.add_argument(
        "--cause", type=_words, default=(), help="out_of_stock and others; with commas"
    )
    parser.add_argument("--since", type=moment, help="not older than 1d, 12h, or a time")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, help="seconds to wait for the service"
    )
    return parser


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
