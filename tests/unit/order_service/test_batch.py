"""Records run at the same time, and what befalls one stays with it."""

from threading import Barrier

from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from order_service.batch import side_by_side

AT_ONCE = 10
TOO_LONG = 30.0
"""Seconds after which threads that wait for each other in vain give up."""


def records(*bodies: str) -> list[SQSRecord]:
    return [
        SQSRecord({"messageId": f"message-{number}", "body": body})
        for number, body in enumerate(bodies)
    ]


def body_of(record: SQSRecord) -> str:
    return record.body


def test_an_empty_batch_is_done() -> None:
    assert side_by_side([], body_of, bool, AT_ONCE) == {"batchItemFailures": []}


def test_all_records_of_a_batch_are_worked_on_at_the_same_time() -> None:
    meeting = Barrier(AT_ONCE)

    def settles(_: SQSRecord) -> bool:
        meeting.wait(TOO_LONG)
        return True

    batch = records(*"abcdefghij")
    assert side_by_side(batch, body_of, settles, AT_ONCE)["batchItemFailures"] == []


def test_records_that_belong_together_go_one_after_the_other_in_their_order() -> None:
    told: list[str] = []

    def settles(record: SQSRecord) -> bool:
        told.extend([f"begin {record.message_id}", f"end {record.message_id}"])
        return True

    side_by_side(records("same", "same", "same"), body_of, settles, AT_ONCE)
    assert told == [f"{when} message-{number}" for number in range(3) for when in ("begin", "end")]


def test_a_record_that_raises_comes_back_and_the_others_do_not() -> None:
    def settles(record: SQSRecord) -> bool:
        if record.body == "bad":
            raise ValueError
        return record.body != "later"

    answer = side_by_side(records("good", "bad", "later", "good too"), body_of, settles, AT_ONCE)
    back = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert back == ["message-1", "message-2"]
