"""Shows orders and their timelines in a browser on this machine; reads AWS and changes nothing.

cart-to-order pages [--stack cart-to-order | --local] [--store STORE]
"""

import argparse
import shlex
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.pages.answering import order_pages
from cart_to_order.pages.loopback import PortTaken
from cart_to_order.pages.reading.stack import LOCAL_REACH, Reach, Stack, made_once
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say
from order_service.errors import OrderError
from order_service.keys import read_store

PORT = 4014
LAST_PORT = 65_535
_LOG_GROUPS = ("OrderApiFunctionLogs", "OrderQueueFunctionLogs")
# A page that waits longer than this for AWS had better say so.
_PATIENCE = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 2})


def main(arguments: list[str]) -> int:
    """Serve the pages until this program is stopped; 2 if they cannot be served."""
    options = _options(arguments)
    try:
        stores = tuple(read_store(name) for name in options.store)
        stack = stack_of(place_of(options), words_of(options), stores)
        return serve(stack, options.port, Event().wait)
    except (NoSuchPlace, OrderError, PortTaken, ClientError, BotoCoreError) as error:
        say(f"The pages cannot be shown. {error}")
        return 2


def serve(stack: Stack, port: int, wait: Callable[[], object]) -> int:
    """Serve the pages until the wait ends or is interrupted."""
    with order_pages(stack, port=port) as url, suppress(KeyboardInterrupt):
        say(f"Orders of the {stack.name}, for this machine only: {url}")
        say("They are read from AWS at each look and nothing is changed. Ctrl-C ends it.")
        wait()
    return 0


def stack_of(place: Place, options: str, stores: tuple[str, ...] = ()) -> Stack:
    """Return what the pages read of a place."""
    local = place.endpoint_url is not None

    def client(service: str) -> Any:
        made: Any = place.session.client
        return made(service, endpoint_url=place.endpoint_url, config=_PATIENCE)

    region = place.session.region_name
    return Stack(
        clients=made_once(client),
        name="local cloud" if local else f"stack {place.stack} in {region}",
        options=options,
        ledger_table=place.ledger_table,
        attention_table=place.attention_table,
        log_groups=place.log_groups or _log_groups(place),
        log_level=place.log_level,
        secret_prefix=place.secret_prefix,
        stores=stores,
        traced=not local,
        reach=LOCAL_REACH if local else Reach(),
    )


def words_of(options: argparse.Namespace) -> str:
    """Return the options that name the same place to another command."""
    words = ["--stack", options.stack]
    if options.local is not None:
        words = ["--local", *([str(options.local)] if options.local.parts else [])]
    elif options.profile:
        words += ["--profile", options.profile]
    return shlex.join(words)


def _log_groups(place: Place) -> tuple[str, ...]:
    resources = place.resources()
    return tuple(resources[name] for name in _LOG_GROUPS if resources.get(name))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = parser_of("pages", __doc__)
    parser.add_argument(
        "--store", action="append", default=[], metavar="STORE",
        help="a store to list, once for each; default: those that have a secret",
    )  # fmt: skip
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"default: {PORT}; 0 takes a free one"
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"takes a number from 0 to {LAST_PORT}, not {text!r}")
    return int(text)
