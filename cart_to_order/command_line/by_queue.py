"""Sends the rows of a file to the queue, then asks the ledger until each has come to something."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from cart_to_order.calls import result_of
from cart_to_order.order_files.reading import Row
from cart_to_order.problems import UnexpectedAnswer
from cart_to_order.results import Pending, Refused, Result
from cart_to_order.retrying import Now
from order_service.errors import KeyReused
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.status import status_of
from order_service.request.intake import write_message

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

MOST_MESSAGES = 10
MOST_BYTES = 260_000
"""Of one batch of messages; SQS took no more than 256 kB until lately."""
TRIES = 5
MOST_KEYS = 100
"""The most keys that DynamoDB answers in one call."""
SHORTEST_ROUND = 2.0
LONGEST_ROUND = 30.0
KEYS_A_SECOND = 500.0

Ask = Callable[[Sequence[Row]], Iterable[tuple[Row, Result]]]
Sleep = Callable[[float], None]


def batches(rows: Iterable[Row]) -> Iterator[list[tuple[Row, str]]]:
    """Yield the rows with their messages in batches that SQS takes."""
    batch: list[tuple[Row, str]] = []
    size = 0
    for row in rows:
        message = write_message(row.job)
        length = len(message.encode())
        if batch and (len(batch) == MOST_MESSAGES or size + length > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((row, message))
        size += length
    if batch:
        yield batch


def each_sent(
    rows: Iterable[Row], client: "SQSClient", queue_url: str, parallel: int, sleep: Sleep
) -> Iterator[list[Row]]:
    """Yield the rows of each batch that is in the queue; raises UnexpectedAnswer."""

    def send(batch: list[tuple[Row, str]]) -> list[Row]:
        _send(batch, client, queue_url, sleep)
        return [row for row, _ in batch]

    with ThreadPoolExecutor(parallel) as threads:
        try:
            yield from threads.map(send, batches(rows))
        finally:
            threads.shutdown(cancel_futures=True)


def each_settled(
    rows: Sequence[Row], ask: Ask, patience: float, now: Now, sleep: Sleep
) -> Iterator[tuple[Row, Result]]:
    """Yield what each row came to; at the end, after that many seconds without news, the rest."""
    waiting = {row.key: row for row in rows}
    latest: dict[str, Result] = {}
    ends = now() + patience
    while waiting:
        for row, result in ask(list(waiting.values())):
            latest[row.key] = result
            if not isinstance(result, Pending) or result.needs_a_person:
                del waiting[row.key]
                ends = now() + patience
                yield row, result
        pause = min(max(len(waiting) / KEYS_A_SECOND, SHORTEST_ROUND), LONGEST_ROUND)
        if waiting and now() + pause > ends:
            break
        sleep(pause if waiting else 0)
    for key, row in waiting.items():
        yield row, latest.get(key, Pending(key, "unknown"))


def asking_ledger(client: "DynamoDBClient", table: str) -> Ask:
    """Return what reads in the ledger how far rows have come, those left out that it has not."""

    def ask(rows: Sequence[Row]) -> Iterator[tuple[Row, Result]]:
        for start in range(0, len(rows), MOST_KEYS):
            named = {str(row.job.key): row for row in rows[start : start + MOST_KEYS]}
            keys: list[Any] = [{"id": {"S": name}} for name in named]
            answer = client.batch_get_item(RequestItems={table: {"Keys": keys}})
            for item in answer["Responses"].get(table, []):
                row = named[str(item["id"]["S"])]
                yield row, _settled(row, Entry.from_item(item))

    return ask


def _send(batch: list[tuple[Row, str]], client: "SQSClient", queue_url: str, sleep: Sleep) -> None:
    left = {str(number): message for number, (_, message) in enumerate(batch)}
    for tried in range(TRIES):
        entries: list[Any] = [{"Id": id_, "MessageBody": text} for id_, text in left.items()]
        failed = client.send_message_batch(QueueUrl=queue_url, Entries=entries).get("Failed", [])
        left = {failure["Id"]: left[failure["Id"]] for failure in failed}
        if not left:
            return
        sleep(2.0**tried)
    raise UnexpectedAnswer(f"SQS took {len(left)} of {len(batch)} messages not at all.")


def _settled(row: Row, entry: Entry) -> Result:
    """Return what the row came to, which is not what became of another order under its key.

    An invalid one gives way to it, once the queue's function has taken its message.
    """
    result, ours = result_of(row.key, status_of(entry)), row.job.order.fingerprint()
    if entry.fingerprint == ours or entry.phase not in (Phase.PLACED, Phase.REJECTED):
        return result
    if entry.correctable and ours not in entry.replaced.split():
        return Pending(row.key, "unknown")
    reused = KeyReused("Use a new key for a new order.")
    return Refused(row.key, reused.code, reused.problem())
