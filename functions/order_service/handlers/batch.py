"""Works through the records of one batch side by side, each failure kept to itself."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypedDict

from order_service.keys import OrderKey
from order_service.queueing.order_queue import IN_PROGRESS
from order_service.queueing.pace import GO_ON, Turn, Wait, calls_of
from order_service.queueing.queue_event import SQSRecord
from order_service.request.intake import Job, new_job, read_message
from order_service.telemetry.telemetry import failed

RECEIVES_OF_BEGUN = 3
"""An order that is under way takes no ticket, as one that had two."""
_FAR = ""
"""Stands for the key of all whose turn is far away: no key is empty."""


class Failure(TypedDict):
    """One record that must come back, by its message's id."""

    itemIdentifier: str


class PartialResponse(TypedDict):
    """The records that Lambda must not delete; all others of the batch are done."""

    batchItemFailures: list[Failure]


@dataclass(frozen=True)
class Waiting:
    """One record as far as it can be read; an order that is not valid has no turn at the store."""

    record: SQSRecord
    key: OrderKey | None = None
    job: Job | None = None

    def is_marked(self, name: str) -> bool:
        """Return whether the message has this attribute."""
        marks = self.record.get("messageAttributes")
        return isinstance(marks, dict) and name in marks

    @property
    def turn(self) -> Turn | None:
        """Return what the order asks of its store."""
        if self.job is None:
            return None
        receives = int(self.record.attributes.approximate_receive_count or 1)
        if self.is_marked(IN_PROGRESS):
            receives = max(receives, RECEIVES_OF_BEGUN)
        return Turn(calls_of(self.job.order), receives)


Pace = Callable[[str, Sequence[Turn]], Sequence[Wait]]
"""Says for each order of a store how it waits for its turn."""
Settle = Callable[[Waiting, Wait], bool]
"""Deals with one record for good, or puts it back (after that wait) and returns False."""
Far = Callable[[Sequence[tuple[Waiting, Wait]]], set[str]]
"""Sends the records again whose turn is far away, and returns the ids of those that are sent."""


def side_by_side(
    records: Sequence[SQSRecord],
    pace: Pace,
    settle: Settle,
    at_once: int,
    left: Callable[[], float],
    far: Far = lambda _: set(),
) -> PartialResponse:
    """Settle each record in a thread, and name those that come back; their errors stay apart.

    Records of one key go one after the other: they would only wait for each other's lease. When
    no seconds are ``left``, those that are not settled yet come back too, whatever holds them up:
    their threads make no further call to the store, since their deadline has passed.
    """
    waiting = [_opened(record) for record in records]
    by_key: dict[str, list[Waiting]] = defaultdict(list)
    threads = ThreadPoolExecutor(min(len(waiting), at_once) or 1)
    try:
        later = _paced(waiting, pace, threads, left)
        for one in waiting:
            is_far = later.get(one.record.message_id, GO_ON).again
            by_key[_FAR if is_far else str(one.key or one.record.message_id)].append(one)
        seconds = max(left(), 0)
        away = by_key.pop(_FAR, [])
        lines = {threads.submit(_unsettled, line, later, settle): line for line in by_key.values()}
        if away:
            lines[threads.submit(_sent_again, away, later, far, settle)] = away
        done, _ = wait(lines, timeout=seconds)
        back = [found for line in lines for found in _back(line, lines[line], line in done)]
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
    return {"batchItemFailures": [{"itemIdentifier": found} for found in back]}


def _paced(
    waiting: Sequence[Waiting], pace: Pace, threads: ThreadPoolExecutor, left: Callable[[], float]
) -> Mapping[str, Wait]:
    """Return how each message waits, by its id."""
    by_store: dict[str, dict[str, Turn]] = defaultdict(dict)
    for one in waiting:
        if one.key and (turn := one.turn):
            by_store[one.key.store][one.record.message_id] = turn
    later: dict[str, Wait] = {}

    def paced(store: str) -> None:
        turns = by_store[store]
        # A pace is a courtesy: whatever goes wrong with it, the orders go on.
        with _kept_apart():
            later.update(zip(turns, pace(store, list(turns.values())), strict=True))

    seconds = max(left(), 0)
    wait([threads.submit(paced, store) for store in by_store], timeout=seconds)
    return later


def _back(work: Future[list[str]], line: list[Waiting], done: bool) -> list[str]:
    return work.result() if done else [one.record.message_id for one in line]


def _sent_again(
    line: list[Waiting], later: Mapping[str, Wait], far: Far, settle: Settle
) -> list[str]:
    sent: set[str] = set()
    with _kept_apart():
        sent = far([(one, later[one.record.message_id]) for one in line])
    return _unsettled([one for one in line if one.record.message_id not in sent], later, settle)


def _unsettled(line: list[Waiting], later: Mapping[str, Wait], settle: Settle) -> list[str]:
    ids = [(one, one.record.message_id) for one in line]
    return [found for one, found in ids if not _settled(one, later.get(found, GO_ON), settle)]


def _opened(record: SQSRecord) -> Waiting:
    key = None
    try:
        key, body = read_message(record.body)
        return Waiting(record, key, new_job(key, body))
    except Exception:
        # Settling reads it once more, and reports what is wrong with this one record.
        return Waiting(record, key)


def _settled(one: Waiting, wait: Wait, settle: Settle) -> bool:
    try:
        return settle(one, wait)
    except Exception as error:
        failed(error)
        return False


@contextmanager
def _kept_apart() -> Iterator[None]:
    """Keep an error that nobody expected from the other records; it is in the log."""
    try:
        yield
    except Exception as error:
        failed(error)
