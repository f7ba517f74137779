"""Sends the rows of a file by HTTP, several at a time, and waits for each."""

import threading
from collections.abc import Callable, Collection, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from cart_to_order.client import Client
from cart_to_order.order_files.reading import Row
from cart_to_order.place import Api
from cart_to_order.problems import Stopped
from cart_to_order.results import Pending, Result
from order_service.errors import UnknownOrder

Place = Callable[[Row], Result]


class Brake:
    """Ends the waits of all threads together."""

    def __init__(self) -> None:
        self._pulled = threading.Event()

    def pull(self) -> None:
        """Let every wait, now and later, end with Stopped."""
        self._pulled.set()

    def sleep(self, seconds: float) -> None:
        """Wait; raises Stopped when the program is to end."""
        if self._pulled.wait(seconds):
            raise Stopped("Stopped.")


def placing_at(api: Api, patience: float, brake: Brake, again: Collection[str] = ()) -> Place:
    """Return what places one valid row and returns what it came to.

    The keys in ``again`` were refused: their orders are sent to be tried once more.
    """
    client = Client(api, sleep=brake.sleep)

    def place(row: Row) -> Result:
        order, key = row.job.order, row.job.key
        if key.key in again:
            result = client.retry(key.store, key.key, order, patience=patience)
            # What the ledger has forgotten meanwhile is an order like any other.
            if not (isinstance(result, Pending) and result.code == UnknownOrder.code):
                return result
        return client.place_order(key.store, order, key=key.key, patience=patience)

    return place


def each_placed(
    rows: Sequence[Row], place: Place, parallel: int, brake: Brake
) -> Generator[tuple[Row, Result], None, None]:
    """Yield what each row came to, as it comes in; the first failure ends all."""
    with ThreadPoolExecutor(parallel) as threads:
        asked = {threads.submit(place, row): row for row in rows}
        try:
            for done in as_completed(asked):
                yield asked[done], done.result()
        finally:
            brake.pull()
            threads.shutdown(cancel_futures=True)
