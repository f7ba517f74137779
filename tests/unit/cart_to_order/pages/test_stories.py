import json

import pytest

from tests.unit.cart_to_order.pages.cloud import SMALL, Cloud, noted, placed, records
from tests.unit.cart_to_order.pages.logged import START, Log
from tests.unit.cart_to_order.pages.test_spans import nested


def test_logs_are_read_in_a_bounded_number_of_requests_and_the_rest_is_said() -> None:
    cloud = Cloud()
    cloud.keep("po-1")
    cloud.logged = ["{}"] * 100
    story = records(cloud, reach=SMALL).story("acme", "po-1")

    assert cloud.requests["filter_log_events"] == SMALL.log_calls
    assert story is not None
    assert any("Only a part of the log lines" in one for one in story.remarks)
    records(cloud, reach=SMALL).story("acme", "po-1", deep=True)
    assert cloud.requests["filter_log_events"] == SMALL.log_calls + SMALL.deep_log_calls


def test_the_logs_of_a_settled_order_are_read_until_its_end_and_further_on_demand() -> None:
    cloud = Cloud()
    cloud.keep("po-1")
    for deep in (False, True):
        records(cloud).story("acme", "po-1", deep=deep)
    ends = [asked["endTime"] for asked in cloud.asked if "endTime" in asked]

    assert ends == [1000 * (START + 1 + 900) + 1, 1000 * (START + 3600) + 1]


def test_at_info_an_order_is_drawn_from_ledger_events_and_its_trace() -> None:
    cloud = Cloud()
    cloud.keep("po-1", order_id=101)
    cloud.logged = [placed(order_id=101)]
    cloud.traces = {"1-trace": nested()}
    story = records(cloud).story("acme", "po-1")

    assert story is not None
    assert story.timeline.detailed
    assert any("LogLevel=DEBUG" in one for one in story.remarks)


def test_at_info_without_a_trace_it_is_said_what_is_missing() -> None:
    cloud = Cloud()
    cloud.keep("po-1")
    story = records(cloud).story("acme", "po-1")

    assert story is not None
    assert not story.timeline.detailed
    assert any("X-Ray has no trace" in one for one in story.remarks)


def test_at_debug_no_trace_is_asked_for() -> None:
    cloud = Cloud()
    cloud.keep("po-1")
    log = Log()
    log.call(0.1, "cart")
    cloud.logged = log.texts
    story = records(cloud).story("acme", "po-1")

    assert story is not None
    assert (story.timeline.detailed, story.remarks) == (True, ())
    assert cloud.requests["get_trace_summaries"] == 0


def test_a_key_that_only_needs_attention_has_a_page_too() -> None:
    cloud = Cloud()
    cloud.attention = [noted("po-9", "invalid", code="invalid_request")]
    story = records(cloud).story("acme", "po-9")

    assert story is not None
    assert (story.timeline.entry.state, story.timeline.entry.reason.code) == (
        "invalid", "invalid_request",
    )  # fmt: skip
    assert records(cloud).story("acme", "po-8") is None


@pytest.mark.parametrize("request_name", ["get_trace_summaries", "filter_log_events"])
def test_what_may_not_be_read_is_named_and_the_rest_is_shown(request_name: str) -> None:
    cloud = Cloud()
    cloud.keep("po-1")
    cloud.denied = {request_name}
    story = records(cloud).story("acme", "po-1")

    assert story is not None
    assert any("cannot be read (AccessDeniedException)" in one for one in story.remarks)
    assert "arn of somebody" not in json.dumps(story.remarks)
