"""Records that are none are dropped and counted; the others can be worked on."""

from typing import Any

import pytest

from order_service.queueing.queue_event import NO_BODY, sound_records

GOOD = {
    "messageId": "m",
    "receiptHandle": "r",
    "body": "{}",
    "attributes": {"ApproximateReceiveCount": "3", "SentTimestamp": "1800000000000"},
    "eventSource": "aws:sqs",
}


def test_a_real_record_stays_as_it_is() -> None:
    assert sound_records({"Records": [GOOD]}) == ([GOOD], 0)


@pytest.mark.parametrize("event", [None, [], "text", {}, {"Records": None}, {"Records": {"a": 1}}])
def test_what_is_no_event_of_the_queue_has_no_records(event: Any) -> None:
    assert sound_records(event) == ([], 1)


@pytest.mark.parametrize(
    "record", [None, "text", [], {}, GOOD | {"messageId": None}, GOOD | {"receiptHandle": ""}]
)
def test_a_record_that_cannot_be_named_is_counted(record: Any) -> None:
    assert sound_records({"Records": [record, GOOD]}) == ([GOOD], 1)


@pytest.mark.parametrize("body", [None, "", 5, {"store": "acme"}])
def test_a_record_without_a_text_is_kept_to_be_refused(body: Any) -> None:
    ((record,), unreadable) = sound_records({"Records": [GOOD | {"body": body}]})
    assert (record["body"], unreadable) == (NO_BODY, 0)


@pytest.mark.parametrize("attributes", [None, [], {}, {"ApproximateReceiveCount": "often"}])
def test_a_record_that_does_not_say_how_often_it_came_came_once(attributes: Any) -> None:
    ((record,), _) = sound_records({"Records": [GOOD | {"attributes": attributes}]})
    assert record["attributes"]["ApproximateReceiveCount"] == "1"


@pytest.mark.parametrize("attributes", [None, {}, {"SentTimestamp": "yesterday"}])
def test_a_record_that_does_not_say_when_it_was_sent_has_no_time(attributes: Any) -> None:
    ((record,), _) = sound_records({"Records": [GOOD | {"attributes": attributes}]})
    assert record["attributes"]["SentTimestamp"] == "0"
