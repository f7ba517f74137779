"""Pure: a message that was sent again, read and written so that it is still the first one.

SQS counts age, receives and sender of a new message anew. Three attributes keep those of the first,
and every reader gets them where SQS has them. Body and all other attributes stay as they were, but
for the code of a letter.
"""

import base64
import zlib
from collections.abc import Mapping
from typing import Any

from order_service.callers import unique_id
from order_service.queueing.order_queue import (
    ACCEPTED,
    CODE,
    FIELDS,
    LONGEST_DELAY,
    LOOK,
    SENDER,
)
from order_service.queueing.pace import REACH, Wait

FIRST_SENT = "first_sent"
"""The attribute with the time of the first sending, in milliseconds since the epoch."""
RECEIVES = "receives"
"""The attribute with the receives so far; those that only waited for a ticket do not count."""
CARRIED = (FIRST_SENT, SENDER, RECEIVES)
_OF_THIS_SENDING = frozenset({*CARRIED, CODE, FIELDS})
"""What a copy has anew, or not: a redriven message bears the code of the letter that it was."""
OWN = "ownAttributes"
"""The part of a record with what SQS itself counts of this one sending."""
_TRACE = "AWSTraceHeader"
_SHORTEST_DELAY = 60
_COUNT, _SENT, _SENDER = "ApproximateReceiveCount", "SentTimestamp", "SenderId"


def as_first_sent(record: Mapping[str, Any], own_id: str) -> dict[str, Any]:
    """Return a record with the age, the receives and the sender of its first sending.

    Anybody can write these attributes. The age can only make a message older. The others are
    believed of messages that this function's own role sent; otherwise it is nobody's message.
    """
    attributes, marks = dict(record["attributes"]), _marks(record)
    if not marks.keys() & set(CARRIED):
        return dict(record)
    if FIRST_SENT in marks:
        attributes[_SENT] = _earlier(_text(marks[FIRST_SENT]), attributes[_SENT])
    if SENDER in marks or RECEIVES in marks:
        own = bool(own_id) and str(attributes.get(_SENDER)).partition(":")[0] == own_id
        attributes[_SENDER] = _text(marks.get(SENDER)) if own else ""
        before = _text(marks.get(RECEIVES)) if own else ""
        attributes[_COUNT] = str(int(attributes[_COUNT]) + _number(before))
    return {**record, "attributes": attributes, OWN: record["attributes"]}


def attributes_again(record: Mapping[str, Any], *, counts: bool) -> dict[str, Any]:
    """Return the attributes to send a record with once more; ``counts`` is whether a try is over.

    The record must be as it was first sent.
    """
    known = record["attributes"]
    marks = _marks(record)
    kept = {name: _sendable(marks[name]) for name in marks if name not in _OF_THIS_SENDING}
    own = {
        FIRST_SENT: known[_SENT],
        RECEIVES: str(int(known[_COUNT]) - (0 if counts else 1)),
        **origin_of(record),
    }
    return {name: {"DataType": "String", "StringValue": text} for name, text in own.items()} | kept


def system_attributes_again(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what SQS itself keeps of a message and passes on: the trace it belongs to."""
    trace = record["attributes"].get(_TRACE)
    known = isinstance(trace, str) and trace
    return {_TRACE: {"DataType": "String", "StringValue": trace}} if known else {}


def origin_of(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the attribute that says whose message this is, for one that is made of it.

    The mark of a second look's letter goes with it, as long as its question is open.
    It has no session, which may name a person; of other names the caller's id needs all.
    SQS names who sent the letter, and then who sent it back: neither is whose order it is. A
    message that is nobody's stays so: without a mark it would belong to the next sender.
    """
    sender, marks = record["attributes"].get(_SENDER), _marks(record)
    named = sender and ACCEPTED not in marks
    whose = {SENDER: unique_id(str(sender)) or str(sender)} if named else {ACCEPTED: "true"}
    return whose | ({LOOK: "true"} if LOOK in marks else {})


def own_facts(record: Mapping[str, Any]) -> tuple[float, int]:
    """Return when this one message was sent, in seconds since the epoch, and its own receives.

    They are what SQS ends it by. The time is 0 where it is not known.
    """
    own = record.get(OWN) or record["attributes"]
    return int(own[_SENT]) / 1000, int(own[_COUNT])


def delay_of(record: Mapping[str, Any], wait: Wait) -> int:
    """Return for how long a message that is sent again is delayed.

    Without a ticket the first delay is any: a million orders that came in a minute would otherwise
    come back in the same minute, every quarter of an hour.
    """
    if wait.ticket:
        return min(max(round(wait.seconds), 0), LONGEST_DELAY)
    if FIRST_SENT in _marks(record):
        return LONGEST_DELAY
    spread = int(REACH) - _SHORTEST_DELAY
    return _SHORTEST_DELAY + zlib.crc32(str(record["messageId"]).encode()) % spread


def _marks(record: Mapping[str, Any]) -> Mapping[str, Any]:
    marks = record.get("messageAttributes")
    return marks if isinstance(marks, dict) else {}


def _sendable(mark: Any) -> dict[str, Any]:
    """Return an attribute as SQS takes it, from the form in which Lambda hands it over."""
    sendable = {"DataType": mark["dataType"]}
    if isinstance(mark.get("binaryValue"), str):
        return sendable | {"BinaryValue": base64.b64decode(mark["binaryValue"])}
    return sendable | {"StringValue": mark["stringValue"]}


def _text(mark: Any) -> str:
    text = mark.get("stringValue") if isinstance(mark, dict) else None
    return text if isinstance(text, str) else ""


def _number(text: str) -> int:
    return int(text[:9]) if text.isascii() and text.isdecimal() else 0


def _earlier(text: str, sent: str) -> str:
    sound = text.isascii() and text.isdecimal() and 0 < len(text) <= len(sent)
    return min(text, sent, key=int) if sound else sent
