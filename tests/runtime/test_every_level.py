"""A day of a stack, at each log level and in each format: what was answered and written."""

import json
from collections.abc import Iterable
from typing import Any

from local_cloud.canary import leaks
from tests.fakes.emf import numbers
from tests.runtime.kept_lines import is_rfc3339, kept
from tests.runtime.settings import lambda_filter
from tests.runtime.story import BATCH, Day

RANKS = {"DEBUG": 10, "INFO": 20, "WARN": 30, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
LONGEST_ENTRY = 256_000
"""Bytes: CloudWatch reads no metrics from a longer one."""


def of_metrics(day: Day) -> list[dict[str, Any]]:
    return [line for line in every_object(day) if "_aws" in line]


def of_logger(day: Day) -> list[dict[str, Any]]:
    return [line for line in every_object(day) if "_aws" not in line]


def every_object(day: Day) -> Iterable[dict[str, Any]]:
    return [line for written in day.stack.written.values() for line in written.objects()]


def every_line(day: Day) -> list[str]:
    return [line for written in day.stack.written.values() for line in written.lines()]


def test_every_event_is_answered(day: Day) -> None:
    placed = {name: answer for name, answer in day.answers.items() if "api_create" in name}
    assert {answer["statusCode"] for answer in placed.values()} == {201}
    others = {"api_invalid_body": 422, "api_missing_key": 400}
    others |= dict.fromkeys(("api_quote", "api_read", "api_cancel"), 200)
    for name, status in others.items():
        assert day.answers[name]["statusCode"] == status
    assert day.answers["the night"] == {"stores": 1, "findings": 0}
    batches = day.answers.keys() - placed.keys() - others.keys() - {"the night"}
    assert [day.answers[name] for name in batches] == [{"batchItemFailures": []}] * len(batches)


def test_no_customer_token_link_or_credential_is_in_anything_written(day: Day) -> None:
    assert leaks(day.stack.text()) == []


def test_each_line_is_one_json_object_of_this_service(day: Day) -> None:
    assert {line["service"] for line in every_object(day)} == {"cart-to-order"}


def test_no_line_is_a_library_s(day: Day) -> None:
    assert [line for written in day.stack.written.values() for line in written.of_libraries()] == []


def test_nothing_is_reported_to_lambda(day: Day) -> None:
    assert [line for written in day.stack.written.values() for line in written.reported] == []


def test_each_log_line_has_a_time_that_lambda_can_read(day: Day) -> None:
    wrong = [line["timestamp"] for line in of_logger(day) if not is_rfc3339(line["timestamp"])]
    assert wrong == []


def test_the_service_logs_from_its_level_on(day: Day) -> None:
    least = RANKS[day.logging.level]
    assert [line for line in of_logger(day) if RANKS[line["level"]] < least] == []
    found = {line["message"] for line in of_logger(day)}
    assert ("store call" in found) is (least <= RANKS["DEBUG"])
    assert ("order placed" in found) is (least <= RANKS["INFO"])


def test_metrics_are_whole_and_lambda_keeps_them(day: Day) -> None:
    lines = every_line(day)
    for document in of_metrics(day):
        assert len(json.dumps(document)) < LONGEST_ENTRY
        for directive in document["_aws"]["CloudWatchMetrics"]:
            names = [metric["Name"] for metric in directive["Metrics"]]
            assert 0 < len(names) <= 100
            assert all(len(document[name]) <= 100 for name in names)
    counted = numbers("\n".join(kept(lines, lambda_filter(day.logging))))
    assert counted == numbers("\n".join(lines))
    by_api = [name for name in day.answers if "api_create" in name]
    by_queue = ["sqs_create", "sqs_create_finished", "the good one of two"]
    done = counted["OrdersPlaced"] + counted.get("OrdersReplayed", [])
    assert sum(done) == len(by_api) + len(by_queue) + BATCH
