"""Pure: the records of an SQS event that are what they claim, whatever Lambda was handed."""

from typing import Any

NO_BODY = "(no text)"
"""Stands for a body that is none: a dead letter must hold a text."""


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
