import json
from typing import Any

import pytest

from cart_to_order.pages.timeline.lines import Call, Note, Write, read_lines, whose_call
from tests.unit.cart_to_order.pages.logged import MINE, START, Log

GOOD: dict[str, Any] = {
    **MINE,
    "message": "store call",
    "function_request_id": "run-1",
    "step": "cart",
    "method": "POST",
    "status": 201,
    "began": START,
    "milliseconds": 12.5,
}


def read(*texts: str) -> list[Any]:
    return [line.event for line in read_lines(texts, "acme", "po-1")]


def test_calls_writes_and_events_are_read_in_the_order_in_which_they_happened() -> None:
    log = Log()
    log.note(0.3, "order placed")
    log.call(0.1, "cart", 201, ms=12.5)
    log.write(0.05, "claimed")

    assert read(*log.texts) == [
        Write("claimed", START + 0.05, 0.004, ""),
        Call("cart", "POST", START + 0.1, 0.0125, 201, ""),
        Note("order placed", "", "", START + 0.3),
    ]


def test_a_call_without_an_answer_has_its_error() -> None:
    log = Log()
    log.call(0, "order", None)

    assert read(*log.texts) == [Call("order", "POST", START, 0.05, 0, "ReadTimeout")]


@pytest.mark.parametrize(
    "text",
    [
        "START RequestId: 1 Version: 2",
        "",
        "[]",
        "[" * 100_000,
        json.dumps(GOOD | {"key": "po-2"}),
        json.dumps(GOOD | {"store": "other"}),
        json.dumps(GOOD | {"message": "something else"}),
        json.dumps(GOOD | {"message": ["store call"]}),
        json.dumps(GOOD | {"reads": "state"}),
        json.dumps(GOOD | {"began": "now"}),
        json.dumps(GOOD | {"began": None}),
        json.dumps(GOOD | {"began": float("nan")}),
        json.dumps(GOOD | {"milliseconds": float("inf")}),
        json.dumps(GOOD | {"message": "order placed", "timestamp": "yesterday"}),
        json.dumps({name: value for name, value in GOOD.items() if name != "began"}),
    ],
    ids=range(15),
)
def test_any_other_line_is_passed_over(text: str) -> None:
    assert read(text) == []
    assert len(read(text, json.dumps(GOOD))) == 1


def test_words_of_the_wrong_type_are_left_out_and_long_ones_cut() -> None:
    (call,) = read(json.dumps(GOOD | {"step": "x" * 500, "method": 5, "status": "200"}))

    assert call == Call("x" * 60, "", START, 0.0125, 0, "")


def test_a_line_says_which_entry_point_and_which_attempt_it_belongs_to() -> None:
    log = Log()
    log.call(0, "cart")
    log.deliver(attempt=3, message="m1", cold=True)
    log.call(1, "cart")
    by_api, by_queue = read_lines(log.texts, "acme", "po-1")

    assert (by_api.entry_point, by_api.attempt, by_api.cold) == ("API", 1, False)
    assert (by_queue.entry_point, by_queue.attempt, by_queue.cold) == ("queue", 3, True)
    assert by_api.delivery != by_queue.delivery


def test_a_line_of_a_call_tells_whose_it_is() -> None:
    assert whose_call(json.dumps(GOOD)) == ("acme", "po-1")
    assert whose_call(json.dumps(GOOD | {"message": "ledger write"})) is None
    assert whose_call(json.dumps(GOOD | {"reads": "state"})) is None
    assert whose_call("END RequestId: 1") is None
