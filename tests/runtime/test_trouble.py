"""A missing setting, and a function that is killed in the middle of a call."""

import json
from threading import Event
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault, FaultPlan
from local_cloud.aws.entry_points import event
from local_cloud.canary import leaks
from tests.runtime.kept_lines import kept
from tests.runtime.settings import Logging, lambda_filter
from tests.runtime.story import Machine, Stack, until_done

NEVER = (60_000.0, 60_000.0)
"""Milliseconds: the longest delay of the emulator, which outlives the test."""


@pytest.mark.parametrize("level", ["WARN", "ERROR"])
def test_a_missing_setting_is_a_problem_and_lambda_keeps_the_line_that_names_it(
    machine: Machine, level: str
) -> None:
    logging = Logging(level)
    stack = machine.fresh(logging).without("LEDGER_TABLE")
    with stack.function("api") as function:
        answer = function.invoke(event("api_create_tutorial"))
    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["code"] == "internal_error"
    lines = kept(stack.written["api"].lines(), lambda_filter(logging))
    (error,) = [line for line in map(json.loads, lines) if line.get("level") == "ERROR"]
    assert "LEDGER_TABLE" in error["reason"]
    assert "LEDGER_TABLE" not in answer["body"]
    assert leaks(stack.text()) == []


def test_a_batch_fails_as_a_whole_without_a_setting_and_lambda_logs_which(machine: Machine) -> None:
    stack = machine.fresh(Logging("INFO")).without("QUEUE_URL")
    with stack.function("queue") as function:
        function.begin(event("sqs_create"))
        failed = function.next()
    assert (failed.kind, failed.body["errorType"]) == ("failed", "SettingsError")
    (error,) = map(json.loads, stack.written["queue"].of_libraries())
    assert "QUEUE_URL" in error["errorMessage"]
    assert leaks(stack.text()) == []


def test_a_function_killed_in_the_middle_of_create_order_leaves_one_order(machine: Machine) -> None:
    stack = machine.fresh(Logging("DEBUG"))
    _killed_in_create_order(machine, stack)
    with stack.function("api") as function:
        while (held := function.invoke(event("api_create_tutorial")))["statusCode"] == 503:
            pass  # a busy machine's AWS
        assert json.loads(held["body"])["code"] == "in_progress"
        machine.aws.end_leases()
        for sent in ("api_create_tutorial", "api_create_digital"):
            assert until_done(function, event(sent), machine.aws)["statusCode"] == 201
    assert len(machine.store.orders) == 2
    _whole(stack)


def _killed_in_create_order(machine: Machine, stack: Stack) -> None:
    """Kill the function when the store has made the order and not answered yet."""
    made = Event()

    def observe(happened: Any) -> None:
        if happened.scope == "store/order/created":
            made.set()

    machine.store.observers.append(observe)
    machine.running.edge.plan = FaultPlan(
        (Fault("delay", operation="create_order", when="after", ms=NEVER, times=1),)
    )
    with stack.function("api") as function:
        function.begin(event("api_create_tutorial"))
        made.wait()
        function.kill()
    machine.store.observers.remove(observe)
    machine.running.edge.plan = FaultPlan()


def _whole(stack: Stack) -> None:
    """Each line is JSON, also of the process that was killed; each process had a cold start."""
    written = stack.written["api"]
    lines = written.objects()
    starts = {line["function_request_id"] for line in lines if line.get("cold_start") is True}
    assert len(starts) == 2
    assert written.of_libraries() == []
    assert leaks(stack.text()) == []
