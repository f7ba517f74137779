"""Works through the records of one batch side by side, each failure kept to itself."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import TypedDict

from order_service.handlers.queue_event import SQSRecord
from order_service.keys import OrderKey
from order_service.queueing.order_queue import IN_PROGRESS
from order_service.queueing.pace import Turn, calls_of
from order_service.request.intake import Job, read_message, read_order

RECEIVES_OF_BEGUN = 3
"""An order that is under way takes no ticket, as one that had two."""


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

    @property
    def turn(self) -> Turn | None:
        """Return what the order asks of its store."""
        if self.job is None:
            return None
        receives = int(self.record.attributes.approximate_receive_count or 1)
        marks = self.record.get("messageAttributes")
        if isinstance(marks, dict) and IN_PROGRESS in marks:
            receives = max(receives, RECEIVES_OF_BEGUN)
        return Turn(calls_of(self.job.order), receives)


Pace = Callable[[str, Sequence[Turn]], Sequence[float]]
"""Says for each order of a store after how many seconds it comes back; 0 means now."""
Settle = Callable[[Waiting, float], bool]
"""Deals with one record for good, or puts it back (after those seconds) and returns False."""


def side_by_side(
    records: Sequence[SQSRecord],
    pace: Pace,
    settle: Settle,
    at_once: int,
    left: Callable[[], float],
) -> PartialResponse:
    """Settle each record in a thread, and name those that come back; their errors stay apart.

    Records of one key go one after the other: they would only wait for each other's lease. When
    no seconds are ``left``, those that are not settled yet come back too, whatever holds them up:
    their threads make no further call to the store, since their deadline has passed.
    """
    waiting = [_opened(record) for record in records]
    by_key: dict[str, list[Waiting]] = defaultdict(list)
    for one in waiting:
        by_key[str(one.key or one.record.message_id)].append(one)
    threads = ThreadPoolExecutor(min(len(waiting), at_once) or 1)
    try:
        later = _paced(waiting, pace, threads, left)
        seconds = max(left(), 0)
        lines = {threads.submit(_unsettled, line, later, settle): line for line in by_key.values()}
        done, _ = wait(lines, timeout=seconds)
        back = [found for line in lines for found in _back(line, lines[line], line in done)]
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
    return {"batchItemFailures": [{"itemIdentifier": found} for found in back]}


def _paced(
    waiting: Sequence[Waiting], pace: Pace, threads: ThreadPoolExecutor, left: Callable[[], float]
) -> Mapping[str, float]:
    """Return after how many seconds each message comes back, by its id; not those that go now."""
    by_store: dict[str, dict[str, Turn]] = defaultdict(dict)
    for one in waiting:
        if one.key and (turn := one.turn):
            by_store[one.key.store][one.record.message_id] = turn
    later: dict[str, float] = {}

    def paced(store: str) -> None:
        turns = by_store[store]
        # A pace is a courtesy: whatever goes wrong with it, the orders go on.
        with suppress(Exception):
            later.update(zip(turns, pace(store, list(turns.values())), strict=True))

    seconds = max(left(), 0)
    wait([threads.submit(paced, store) for store in by_store], timeout=seconds)
    return later


def _back(work: Future[list[str]], line: list[Waiting], done: bool) -> list[str]:
    return work.result() if done else [one.record.message_id for one in line]


def _unsettled(line: list[Waiting], later: Mapping[str, float], settle: Settle) -> list[str]:
    ids = [(one, one.record.message_id) for one in line]
    return [found for one, found in ids if not _settled(one, later.get(found, 0.0), settle)]


def _opened(record: SQSRecord) -> Waiting:
    key = None
    try:
        key, body = read_message(record.body)
        return Waiting(record, key, Job(key, read_order(body, new=True)))
    except Exception:
        # Settling reads it once more, and reports what is wrong with this one record.
        return Waiting(record, key)


def _settled(one: Waiting, later: float, settle: Settle) -> bool:
    try:
        return settle(one, later)
    except Exception:
        return False
