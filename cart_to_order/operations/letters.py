"""Lists dead letters by their keys; sends one back to the order queue, or deletes one.

cart-to-order letters [--store S] [--redrive KEY | --delete KEY --yes] [--code CODE]
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say
from order_service.keys import OrderKey
from order_service.queueing.order_queue import ACCEPTED, CODE, FIELDS, SENDER
from order_service.queueing.sent_again import CARRIED
from order_service.request.intake import key_of

HELD_SECONDS = 120
"""How long a letter that was read is hidden, at most: each is read once, then put back."""
BATCH = 10
POLL_SECONDS = 1
"""How long an empty queue is listened to: without, SQS asks only some of its servers."""
NOT_SENT_BACK = frozenset({CODE, FIELDS, *CARRIED}) - {SENDER}
"""What a letter says of its past: with it, an old message would be a dead letter again."""
OpenPlace = Callable[[argparse.Namespace], Place]


@dataclass(frozen=True)
class Letter:
    """One dead letter; its order is not shown."""

    key: OrderKey | None
    code: str
    fields: str
    sent: float
    body: str = field(repr=False)
    handle: str = field(repr=False)
    attributes: dict[str, Any] = field(repr=False)

    def in_words(self) -> str:
        """Return one line: when it was sent, store, key, code, and the names of wrong fields."""
        moment = datetime.fromtimestamp(self.sent, UTC)
        key = f"{self.key.store}  {self.key.key}" if self.key else "(no key that can be read)"
        wrong = f": {self.fields}" if self.fields else ""
        return f"{moment:%Y-%m-%d %H:%M} UTC  {key}  {self.code or 'received too often'}{wrong}"


class NotOne(Exception):
    """There is not exactly one letter that was meant; the text says what there is."""


def main(arguments: list[str], open_place: OpenPlace = place_of, wait: int = POLL_SECONDS) -> int:
    """List, redrive or delete; 0 if that is done, 1 if there is no such letter, 2 if it failed."""
    options = _options(arguments)
    try:
        act(open_place(options), options, wait)
    except NotOne as error:
        say(str(error))
        return 1
    except (NoSuchPlace, ClientError, BotoCoreError) as error:
        say(f"The dead letters could not be read or moved. {error}")
        return 2
    return 0


def act(place: Place, options: argparse.Namespace, wait: int) -> None:
    """Do what was asked for with the letters of a place; every other letter stays there."""
    sqs = place.client("sqs")
    found: list[Letter] = []
    try:
        found.extend(_received(sqs, place.dead_letter_queue_url, wait))
        _done(sqs, place, found, options)
    finally:
        _put_back(sqs, place.dead_letter_queue_url, found)


def _done(sqs: Any, place: Place, found: Sequence[Letter], options: argparse.Namespace) -> None:
    if options.redrive:
        letter = _only(found, options.redrive, options)
        sqs.send_message(
            QueueUrl=place.queue_url,
            MessageBody=letter.body,
            MessageAttributes=_sent_back(letter.attributes),
        )
        # Deleted last: a message may be there twice, but it is never lost.
        _delete(sqs, place, letter)
        say(f"{letter.key} is in the order queue again. Next: make show tells what becomes of it.")
    elif options.delete:
        letter = _only(found, options.delete, options)
        say(letter.in_words())
        if not options.yes:
            say("Not deleted. Its order is kept nowhere else: add --yes to delete it.")
            return
        _delete(sqs, place, letter)
        say("Deleted.")
    else:
        _list([one for one in found if _is_of(one, options.store)])


def _sent_back(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of a letter that is sent back.

    One that SQS moved has no mark that says whose it is, and its key would be the operator's.
    """
    kept = {name: mark for name, mark in attributes.items() if name not in NOT_SENT_BACK}
    if kept.keys() & {ACCEPTED, SENDER}:
        return kept
    return {**kept, ACCEPTED: {"DataType": "String", "StringValue": "true"}}


def _list(letters: Sequence[Letter]) -> None:
    for letter in sorted(letters, key=lambda one: one.sent):
        say(letter.in_words())
    say(f"{len(letters)} dead letters.")


def _only(found: Sequence[Letter], key: str, options: argparse.Namespace) -> Letter:
    mine = [one for one in found if one.key and one.key.key == key and _is_of(one, options.store)]
    if options.code:
        mine = [one for one in mine if one.code == options.code]
    if not mine:
        raise NotOne(f"There is no such dead letter with the key {key}. `letters` lists them.")
    stores = sorted({one.key.store for one in mine if one.key})
    if len(stores) > 1:
        raise NotOne(f"Stores {', '.join(stores)} have a letter with the key {key}: name --store.")
    if len({one.body for one in mine}) > 1:
        return _of_different_orders(mine)
    # The same message twice, or one that came back after a redrive: the newest says how it ended.
    return max(mine, key=lambda one: one.sent)


def _of_different_orders(letters: Sequence[Letter]) -> Letter:
    """Return the oldest of one code: an invalid order and the corrected one are not confused."""
    oldest_first = sorted(letters, key=lambda one: one.sent)
    if len({one.code for one in letters}) > 1:
        lines = "\n".join(one.in_words() for one in oldest_first)
        raise NotOne(f"{lines}\nThese are different orders of one key: name one by --code.")
    return oldest_first[0]


def _is_of(letter: Letter, store: str | None) -> bool:
    return store is None or (letter.key is not None and letter.key.store == store)


def _received(sqs: Any, url: str, wait: int) -> Iterator[Letter]:
    """Yield each letter once: what was read is hidden until all are, or for a while."""
    seen: set[str] = set()
    while True:
        got = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=BATCH,
            VisibilityTimeout=HELD_SECONDS,
            WaitTimeSeconds=wait,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["SentTimestamp"],
        ).get("Messages", [])
        new = [message for message in got if message["MessageId"] not in seen]
        if not new:
            return
        seen |= {message["MessageId"] for message in new}
        yield from (_letter(message) for message in new)


def _letter(message: dict[str, Any]) -> Letter:
    attributes = message.get("MessageAttributes", {})
    code, fields = (attributes.get(name, {}).get("StringValue", "") for name in (CODE, FIELDS))
    sent = int(message.get("Attributes", {}).get("SentTimestamp", 0)) / 1000
    body, handle = message["Body"], message["ReceiptHandle"]
    return Letter(key_of(body), code, fields, sent, body, handle, attributes)


def _delete(sqs: Any, place: Place, letter: Letter) -> None:
    sqs.delete_message(QueueUrl=place.dead_letter_queue_url, ReceiptHandle=letter.handle)


def _put_back(sqs: Any, url: str, letters: Sequence[Letter]) -> None:
    for letter in letters:
        # One that was deleted is gone; any other is back by itself soon.
        with suppress(ClientError, BotoCoreError):
            sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=letter.handle, VisibilityTimeout=0
            )


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = parser_of("letters", __doc__)
    parser.add_argument("--store", help="only this store's letters")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--redrive", metavar="KEY", help="send this key's letter to the order queue")
    way.add_argument("--delete", metavar="KEY", help="delete this key's letter (needs --yes)")
    parser.add_argument(
        "--code", default="", help="of several letters of a key, one with this code"
    )
    parser.add_argument("--yes", action="store_true", help="delete it; without, only show it")
    return parser.parse_args(arguments)
