"""Works through the records of one batch side by side, each failure kept to itself."""

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypedDict

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord


class Failure(TypedDict):
    """One record that must come back, by its message's id."""

    itemIdentifier: str


class PartialResponse(TypedDict):
    """What Lambda deletes nothing of; all other records of the batch are done."""

    batchItemFailures: list[Failure]


def side_by_side(
    records: Sequence[SQSRecord],
    together: Callable[[SQSRecord], Hashable],
    settles: Callable[[SQSRecord], bool],
    at_once: int,
) -> PartialResponse:
    """Name the records that did not settle; those that belong together go one after the other.

    A record whose work raises has not settled, and the others do not notice.
    """
    lines: dict[Hashable, list[SQSRecord]] = {}
    for record in records:
        lines.setdefault(together(record), []).append(record)

    def unsettled(line: list[SQSRecord]) -> list[Failure]:
        return [{"itemIdentifier": r.message_id} for r in line if not _settled(r, settles)]

    with ThreadPoolExecutor(min(len(lines), at_once) or 1) as threads:
        failures = [failure for some in threads.map(unsettled, lines.values()) for failure in some]
    return {"batchItemFailures": failures}


def _settled(record: SQSRecord, settles: Callable[[SQSRecord], bool]) -> bool:
    try:
        return settles(record)
    except Exception:
        return False
