"""Pure: the records of an SQS event that are what they claim, whatever Lambda was handed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NO_BODY = "(no text)"
"""Stands for a body that is none: a dead letter must hold a text."""


@dataclass(frozen=True)
class SQSAttributes:
    """What SQS says of a message, of which only this is read; both are digits."""

    approximate_receive_count: str
    sent_timestamp: str


@dataclass(frozen=True)
class SQSRecord:
    """A sound record, under the names that Powertools' class has.

    With that class every kind of event is loaded, which costs a cold start 4 %.
    """

    raw_event: Mapping[str, Any]

    @property
    def message_id(self) -> str:
        """Return the message's id, the same at every receive."""
        return str(self.raw_event["messageId"])

    @property
    def receipt_handle(self) -> str:
        """Return what this receive is named by."""
        return str(self.raw_event["receiptHandle"])

    @property
    def body(self) -> str:
        """Return the message's text."""
        return str(self.raw_event["body"])

    @property
    def attributes(self) -> SQSAttributes:
        """Return what SQS says of the message."""
        said = self.raw_event["attributes"]
        return SQSAttributes(said["ApproximateReceiveCount"], said["SentTimestamp"])

    def get(self, name: str) -> Any:
        """Return a part of the record as it was received, None where there is none."""
        return self.raw_event.get(name)


def sound_records(event: Any) -> tuple[list[dict[str, Any]], int]:
    """Return the records that can be worked on, and how many cannot even be named.

    SQS always sends records with an id, a receipt handle, a body and attributes. One without a
    body is kept: it will be refused and put aside. One without an id cannot be given back.
    """
    records = event.get("Records") if isinstance(event, dict) else None
    if not isinstance(records, list):
        return [], 1
    named = [record for record in records if _named(record)]
    return [_sound(record) for record in named], len(records) - len(named)


def _named(record: Any) -> bool:
    return isinstance(record, dict) and all(
        isinstance(record.get(field), str) and record[field]
        for field in ("messageId", "receiptHandle")
    )


def _sound(record: dict[str, Any]) -> dict[str, Any]:
    attributes, body = record.get("attributes"), record.get("body")
    given = attributes if isinstance(attributes, dict) else {}
    numbers = {
        "ApproximateReceiveCount": _digits(given.get("ApproximateReceiveCount"), "1")[:9],
        "SentTimestamp": _digits(given.get("SentTimestamp"), "0")[:15],
    }
    return record | {
        "body": body if isinstance(body, str) and body else NO_BODY,
        "attributes": given | numbers,
    }


def _digits(given: Any, otherwise: str) -> str:
    text = str(given)
    return text if text.isascii() and text.isdecimal() else otherwise
