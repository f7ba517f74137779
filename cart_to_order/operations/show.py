"""Shows one key: the ledger's entry, its history and what the store has; no customer's data.

cart-to-order show --store STORE --key KEY [--stack cart-to-order | --local]
"""

import argparse
from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.key_view import advice, entry_lines, store_lines
from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.operations.store_calls import store_calls
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say
from order_service.bigcommerce.store import BigCommerceStore
from order_service.clock import SystemClock
from order_service.errors import OrderError
from order_service.keys import OrderKey, read_key
from order_service.ledger.entry import Entry
from order_service.ledger.ledger import Ledger
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone

ANY_NUMBER_OF_DAYS = 1
"""The ledger is only read here, so how long it keeps an entry does not matter."""


def main(arguments: list[str]) -> int:
    """Show the key; 0 if the ledger knows it, 1 if not, 2 if it could not be read."""
    options = _options(arguments)
    try:
        place = place_of(options)
        key = read_key(options.store, options.key)
        return show(place, key)
    except (NoSuchPlace, OrderError, ClientError, BotoCoreError) as error:
        say(f"The key could not be shown. {error}")
        return 2


def show(place: Place, key: OrderKey) -> int:
    """Print what ledger and store know of one key; 0 if the ledger knows it."""
    ledger = Ledger(place.client("dynamodb"), place.ledger_table, SystemClock(), ANY_NUMBER_OF_DAYS)
    entry = ledger.read(key)
    if entry is None:
        say(f"The ledger has no key {key.key} of store {key.store}.")
        say("Next: check both names; a key is forgotten after LedgerTtlDays.")
        return 1
    for line in entry_lines(entry):
        say(line)
    orders: list[OrderRow] = []
    for line in _store(place, entry, orders):
        say(line)
    say(f"Next: {advice(entry, orders)}")
    return 0


def _store(place: Place, entry: Entry, orders: list[OrderRow]) -> Iterator[str]:
    if not entry.cart_id:
        yield "The store: no cart was opened, so there is no order."
        return
    store = BigCommerceStore(store_calls(place, entry.key.store))
    try:
        orders += store.orders_of(entry.cart_id)
    except OrderError as error:
        yield f"The store: cannot be asked. {error}"
        return
    yield from store_lines(_cart(store, entry), orders)


def _cart(store: BigCommerceStore, entry: Entry) -> str:
    try:
        named = store.read_checkout(entry.cart_id).order_id
    except CartGone:
        return "gone"
    except OrderError as error:
        return f"cannot be read ({error.code})"
    return f"there, names order {named}" if named else "there, names no order"


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = parser_of("show", __doc__)
    parser.add_argument("--store", required=True, help="the store's name in keys and secret")
    parser.add_argument("--key", required=True, help="the idempotency key")
    return parser.parse_args(arguments)
