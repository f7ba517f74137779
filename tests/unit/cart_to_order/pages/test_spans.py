import json
from dataclasses import replace
from typing import Any

import pytest

from cart_to_order.pages.timeline.lines import Call, Note, Write, read_lines
from cart_to_order.pages.timeline.spans import joined, read_spans
from cart_to_order.pages.timeline.timeline import Timeline, read_timeline
from order_service.telemetry.observation import LedgerWrite, StoreCall
from order_service.telemetry.spans import Parent, call_span, request_span, write_span
from tests.unit.cart_to_order.pages.logged import START, Log, ago, entry

PARENT = Parent("1-trace", "lambda")
BELOW = Parent("1-trace", "request")
FACTS: dict[str, str | int] = {"store": "acme", "key": "po-1", "order": 101}


def spans(**facts: Any) -> list[dict[str, Any]]:
    """What the functions send of a request with a write, a call and a call without an answer."""
    write = LedgerWrite("acme", START, 0.004, "claimed", 1)
    answered = StoreCall("acme", "cart", "POST", START + 0.01, 0.05, 201)
    silent = StoreCall("acme", "order", "POST", START + 0.1, 0.2, None, "ReadTimeout")
    return [
        request_span("request", PARENT, START, START + 0.3, {**FACTS, **facts}),
        write_span(write, "w", BELOW),
        call_span(answered, "c1", BELOW),
        call_span(silent, "c2", BELOW),
    ]


def nested() -> list[str]:
    """The same in one document, as X-Ray puts a function's segment together."""
    request, *below = spans()
    inner = {**request, "subsegments": below}
    del inner["parent_id"]
    return [json.dumps({"id": "lambda", "name": "function", "subsegments": [inner]})]


@pytest.mark.parametrize("documents", [[json.dumps(one) for one in spans()], nested()])
def test_the_spans_of_a_request_are_its_calls_and_writes(documents: list[str]) -> None:
    lines = sorted(read_spans(documents, "acme", "po-1"), key=lambda line: line.at)

    done = [line.event for line in lines if not isinstance(line.event, Note)]
    assert [replace(each, seconds=0) for each in done] == [
        Write("claimed", START, 0, ""),
        Call("cart", "POST", START + 0.01, 0, 201, ""),
        Call("order", "POST", START + 0.1, 0, 0, ""),
    ]
    assert [each.seconds for each in done] == pytest.approx([0.004, 0.05, 0.2], abs=1e-6)
    assert {line.delivery for line in lines} == {"request"}


def test_another_request_of_the_same_batch_is_left_out() -> None:
    documents = [json.dumps(one) for one in spans(key="po-2")]

    assert read_spans(documents, "acme", "po-1") == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "no JSON", "[" * 100_000, '{"subsegments": 5}', '{"subsegments": [5]}',
     '{"name": "order request", "id": "r", "annotations": 5}'],
)  # fmt: skip
def test_a_document_of_another_kind_is_passed_over(text: str) -> None:
    assert read_spans([text], "acme", "po-1") == []


@pytest.mark.parametrize("times", [{}, {"start_time": "now", "end_time": 1},
                                   {"start_time": 1, "end_time": float("nan")}])  # fmt: skip
def test_a_span_without_times_is_left_out(times: dict[str, Any]) -> None:
    request, *_ = spans()
    broken = {"name": "cart", "id": "x", "parent_id": "request", **times}

    assert read_spans([json.dumps(request), json.dumps(broken)], "acme", "po-1") == []


def at_info() -> Log:
    log = Log()
    log.deliver(attempt=2, message="m1", cold=True)
    log.note(0.31, "order placed")
    return log


def test_an_event_belongs_to_the_request_in_whose_span_it_happened() -> None:
    traced = read_spans(nested(), "acme", "po-1")
    lines = joined(traced, read_lines(at_info().texts, "acme", "po-1"))

    assert {line.delivery for line in lines} == {"request"}
    assert {(line.entry_point, line.attempt, line.cold) for line in lines} == {("queue", 2, True)}


def test_an_event_of_another_time_has_a_delivery_of_its_own() -> None:
    log = at_info()
    log.deliver()
    log.note(90, "order replayed")
    traced = read_spans(nested(), "acme", "po-1")
    lines = joined(traced, read_lines(log.texts, "acme", "po-1"))

    assert len({line.delivery for line in lines}) == 2


def drawn(*traced: Any, texts: list[str]) -> Timeline:
    return read_timeline(entry(history=ago("placed", 0.3), order_id=101), texts, traced)


def test_at_info_a_sampled_order_is_drawn_from_its_trace() -> None:
    timeline = drawn(*read_spans(nested(), "acme", "po-1"), texts=at_info().texts)

    assert timeline.detailed
    assert [bar.name for bar in timeline.calls] == ["cart", "order"]
    assert [each.entry_point for each in timeline.deliveries] == ["queue"]


def test_at_info_without_a_trace_deliveries_are_known_by_their_events() -> None:
    timeline = drawn(texts=at_info().texts)
    (delivery,) = timeline.deliveries

    assert not timeline.detailed
    assert (delivery.bars, delivery.entry_point, delivery.attempt) == ((), "queue", 2)
    assert delivery.began == delivery.ended == pytest.approx(START + 0.31)


def test_log_lines_of_calls_and_writes_go_before_a_trace() -> None:
    log = at_info()
    log.call(0.02, "checkout")
    timeline = drawn(*read_spans(nested(), "acme", "po-1"), texts=log.texts)

    assert [bar.name for bar in timeline.calls] == ["checkout"]
