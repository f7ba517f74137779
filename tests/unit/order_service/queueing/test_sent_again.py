"""A message that was sent again is read and written as the first one."""

import base64
from typing import Any

import pytest

from order_service.handlers.caller_ids import caller_of_record
from order_service.queueing.order_queue import LONGEST_DELAY
from order_service.queueing.pace import WITHOUT_TICKET, Wait
from order_service.queueing.sent_again import (
    as_first_sent,
    attributes_again,
    delay_of,
    origin_of,
    system_attributes_again,
)

OPERATOR = "AROAEXAMPLEOPERATOR01:jane"
OWN, ERP = "AROAEXAMPLEQUEUEROLE", "AROAEXAMPLEERPROLE001:i-1"
SENT = "1800000000000"


def record(
    from_whom: str = ERP, sent: str = SENT, count: str = "1", **marks: Any
) -> dict[str, Any]:
    return {
        "messageId": "m-1",
        "attributes": {
            "ApproximateReceiveCount": count,
            "SentTimestamp": sent,
            "SenderId": from_whom,
        },
        "messageAttributes": marks,
    }


def text(value: str) -> dict[str, Any]:
    return {"dataType": "String", "stringValue": value, "stringListValues": []}


def again(first: dict[str, Any], *, counts: bool, sender: str = f"{OWN}:f") -> dict[str, Any]:
    """The record as it is received once it was sent again later."""
    sent = attributes_again(first, counts=counts)
    marks: dict[str, Any] = {name: text(mark["StringValue"]) for name, mark in sent.items()}
    return record(sender, str(int(SENT) + 900_000), **marks)


def test_a_message_that_was_never_sent_again_is_as_it_is() -> None:
    first = record(count="4", version=text("8"))
    assert as_first_sent(first, OWN) == first


@pytest.mark.parametrize("times", [1, 3])
def test_age_and_sender_are_those_of_the_first_however_often_it_was_sent(times: int) -> None:
    found = record()
    for _ in range(times):
        found = as_first_sent(again(found, counts=False), OWN)
    assert found["attributes"] == record(ERP.partition(":")[0])["attributes"]


def test_receives_add_up_where_they_were_tries() -> None:
    once = as_first_sent(again(record(count="3"), counts=True), OWN)
    assert once["attributes"]["ApproximateReceiveCount"] == "4"
    twice = as_first_sent(again(once, counts=True), OWN)
    assert twice["attributes"]["ApproximateReceiveCount"] == "5"


def test_a_receive_that_only_waited_for_a_ticket_does_not_count() -> None:
    found = as_first_sent(again(record(count="1"), counts=False), OWN)
    assert found["attributes"]["ApproximateReceiveCount"] == "1"


@pytest.mark.parametrize("own_id", [OWN, ""])
def test_what_somebody_else_wrote_is_nobody_s_message_received_for_the_first_time(
    own_id: str,
) -> None:
    forged = again(record(count="7"), counts=True, sender="AROASOMEBODY:x")
    found = as_first_sent(forged, own_id)["attributes"]
    assert (found["SenderId"], found["ApproximateReceiveCount"]) == ("", "1")


def redriven(letter: dict[str, str], by: str) -> dict[str, Any]:
    """What the letter's message is to the service once somebody has sent it back."""
    marks: dict[str, Any] = {name: text(value) for name, value in letter.items()}
    return as_first_sent(record(by, **marks), OWN)


def test_a_letter_is_never_its_redriver_s_however_often_it_is_redriven() -> None:
    letter, callers = origin_of(record()), []
    for _ in range(3):
        back = redriven(letter, OPERATOR)
        callers.append(caller_of_record(back).id)
        letter = origin_of(back)
    assert (callers, letter) == ([""] * 3, {"accepted": "true"})


@pytest.mark.parametrize(
    ("sender", "named"),
    [
        ("AROAEXAMPLEERPROLE001:jane.roe@corp.example", "AROAEXAMPLEERPROLE001"),
        ("AIDAEXAMPLEOFAUSER001", "AIDAEXAMPLEOFAUSER001"),
        ("123456789012", "123456789012"),
        # A federated user: the account alone would be another caller.
        ("123456789012:app", "123456789012:app"),
    ],
)
def test_a_letter_and_a_copy_name_no_session_and_are_of_the_same_caller(
    sender: str, named: str
) -> None:
    first = record(sender)
    assert origin_of(first) == {"sender": named}
    copied = as_first_sent(again(first, counts=True), OWN)
    assert copied["attributes"]["SenderId"] == named
    assert caller_of_record(copied) == caller_of_record(first)


def test_a_copy_of_a_redriven_message_has_no_code_of_the_letter_that_it_was() -> None:
    redriven_letter = record(code=text("waited_too_long"), fields=text("email"), version=text("8"))
    sent = attributes_again(redriven_letter, counts=True)
    assert sorted(sent) == ["first_sent", "receives", "sender", "version"]


def test_a_copy_of_a_redriven_message_is_nobody_s_even_as_a_letter_of_its_own() -> None:
    copied = again(redriven(origin_of(record()), OPERATOR), counts=True)
    assert caller_of_record(as_first_sent(copied, OWN)).id == ""
    moved_by_sqs = record(OPERATOR, **copied["messageAttributes"])
    del moved_by_sqs["messageAttributes"]["receives"]
    assert caller_of_record(as_first_sent(moved_by_sqs, OWN)).id == ""


@pytest.mark.parametrize("claimed", ["1900000000000", "9" * 40, "yesterday", "", "-5", "١٢"])
def test_no_message_can_make_itself_younger_than_it_is(claimed: str) -> None:
    found = as_first_sent(record(first_sent=text(claimed)), OWN)
    assert found["attributes"]["SentTimestamp"] == SENT


def test_an_age_that_is_not_known_stays_so() -> None:
    found = as_first_sent(again(record(sent="0"), counts=True), OWN)
    assert found["attributes"]["SentTimestamp"] == "0"


def test_all_other_attributes_are_sent_again_as_they_were() -> None:
    whole = record(
        version=text("8"),
        accepted={"dataType": "String.flag", "stringValue": "true", "binaryListValues": []},
        proof={"dataType": "Binary", "binaryValue": base64.b64encode(b"\x00\xff").decode()},
    )
    sent = attributes_again(whole, counts=True)
    assert {name: sent[name] for name in whole["messageAttributes"]} == {
        "version": {"DataType": "String", "StringValue": "8"},
        "accepted": {"DataType": "String.flag", "StringValue": "true"},
        "proof": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }


def test_the_trace_goes_on() -> None:
    traced = record()
    traced["attributes"]["AWSTraceHeader"] = "Root=1-5759e988-bd862e3fe1be46a994272793"
    assert system_attributes_again(traced) == {
        "AWSTraceHeader": {
            "DataType": "String",
            "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793",
        }
    }
    assert system_attributes_again(record()) == {}


def test_with_a_ticket_the_delay_is_the_time_until_its_turn() -> None:
    assert delay_of(record(), Wait(412.4, again=True)) == 412
    assert delay_of(record(), Wait(5_000, again=True)) == LONGEST_DELAY


def test_without_a_ticket_the_first_delay_is_any_and_all_others_are_the_longest() -> None:
    delays = {delay_of(record() | {"messageId": f"m-{n}"}, WITHOUT_TICKET) for n in range(5_000)}
    assert (min(delays), max(delays)) == (60, 879)
    assert len(delays) > 700
    assert delay_of(again(record(), counts=False), WITHOUT_TICKET) == LONGEST_DELAY
