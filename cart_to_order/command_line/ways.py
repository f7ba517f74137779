"""Builds what the command's options ask for: the API, or a way for many rows."""

import argparse
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from cart_to_order.command_line.by_api import Brake, each_placed, placing_at
from cart_to_order.command_line.by_queue import asking_ledger, each_sent, each_settled
from cart_to_order.command_line.submission import Settled
from cart_to_order.operations.options import folder_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.order_files.reading import Row
from cart_to_order.place import Api


@dataclass
class ByApi:
    """Each row is a request that waits for its answer."""

    api: Api
    parallel: int
    patience: float
    brake: Brake = field(default_factory=Brake)

    def sent(self, _rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
        """Yield nothing: a request is sent when its answer is waited for."""
        return ()

    def settled(self, rows: Sequence[Row], again: Collection[str] = ()) -> Settled:
        """Yield what each row came to."""
        place = placing_at(self.api, self.patience, self.brake, again)
        yield from each_placed(rows, place, self.parallel, self.brake)


@dataclass
class ByQueue:
    """The rows are messages; the ledger has their results."""

    place: Place
    parallel: int
    patience: float

    def sent(self, rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
        """Yield the rows that are in the queue."""
        client = self.place.client("sqs")
        return each_sent(rows, client, self.place.queue_url, self.parallel, time.sleep)

    def settled(self, rows: Sequence[Row], _again: Collection[str] = ()) -> Settled:
        """Yield what each row came to."""
        ask = asking_ledger(self.place.client("dynamodb"), self.place.ledger_table)
        yield from each_settled(rows, ask, self.patience, time.monotonic, time.sleep)


def api_of(options: argparse.Namespace) -> Api:
    """Return the API that was asked for; raises NoSuchPlace, NotAllowed."""
    if options.api_url:
        return Api.at(options.api_url, options.profile)
    if options.local is None:
        return Api.of_stack(options.stack, options.profile)
    return Api.local(folder_of(options))


def way_of(options: argparse.Namespace) -> tuple[ByApi | ByQueue, str]:
    """Return the way that was asked for, and the URL of the API that its orders belong to."""
    if options.via == "queue":
        place = place_of(options)
        return ByQueue(place, options.parallel, options.patience), place.api_url
    api = api_of(options)
    return ByApi(api, options.parallel, options.patience), api.url
