"""Switches the callback of one store off or on; the events still reach the event bus.

cart-to-order callback --store STORE (--off | --on) [--stack NAME]
"""

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say
from order_service.errors import OrderError
from order_service.keys import read_store
from order_service.ledger.callback_settings import ITEM, REMEMBERED_SECONDS


def main(arguments: list[str]) -> int:
    """Switch a store's callback; 0 if that is done, 2 if not."""
    parser = parser_of("callback", __doc__)
    parser.add_argument("--store", required=True, help="the store's name in keys and secret")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--off", action="store_true", help="post no events of this store")
    way.add_argument("--on", action="store_true", help="post them again")
    options = parser.parse_args(arguments)
    try:
        switch(place_of(options), read_store(options.store), on=options.on)
    except (NoSuchPlace, OrderError, ClientError, BotoCoreError) as error:
        say(f"The callback was not switched. {error}")
        return 2
    return 0


def switch(place: Place, store: str, *, on: bool) -> None:
    """Write the store's settings item, which the stream function reads."""
    item = {"id": {"S": ITEM + store}, "on": {"BOOL": on}}
    place.client("dynamodb").put_item(TableName=place.ledger_table, Item=item)
    seconds = round(REMEMBERED_SECONDS)
    done = "posted to CallbackUrl" if on else "not posted to CallbackUrl"
    say(f"Within {seconds} seconds events of {store} are {done}.")
