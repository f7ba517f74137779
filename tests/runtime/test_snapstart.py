"""SnapStart: what is made before the snapshot must be of use in every environment made from it."""

from typing import Any

import pytest

from local_cloud.aws.entry_points import event
from local_cloud.canary import leaks
from tests.runtime.aws import TESTER
from tests.runtime.settings import Logging
from tests.runtime.story import Machine, until_done

PLACED: dict[str, Any] = {"api": {"statusCode": 201}, "queue": {"batchItemFailures": []}}


@pytest.mark.parametrize(
    ("name", "sent"), [("api", "api_create_tutorial"), ("queue", "sqs_create")]
)
def test_an_order_is_placed_after_the_restore_and_nothing_before(
    machine: Machine, name: str, sent: str
) -> None:
    stack = machine.fresh(Logging("DEBUG")).with_snapstart()
    with stack.function(name) as function:
        assert function.next().kind == "to be frozen"
        # No secret is read and no connection open that environments would share.
        assert (machine.aws.calls, machine.running.edge.requests.total()) == ([], 0)
        function.restore()
        answer: dict[str, Any] = until_done(function, event(sent), machine.aws)
    assert answer | PLACED[name] == answer
    assert "order placed" in [line.get("message") for line in stack.written[name].objects()]
    # The credentials of before the snapshot have expired since: none of them signed anything.
    assert {key[-5:] for _, key in machine.aws.calls if key != TESTER} == {"READ2"}
    assert leaks(stack.text()) == []


def test_a_missing_setting_ends_the_initialisation_by_name(machine: Machine) -> None:
    stack = machine.fresh(Logging("ERROR")).with_snapstart().without("LEDGER_TABLE")
    with stack.function("api") as function:
        failed = function.next()
    assert failed.kind == "init failed"
    assert "LEDGER_TABLE" in failed.body["errorMessage"]
    logged = [line for line in stack.written["api"].of_libraries() if "SettingsError" in line]
    assert ["LEDGER_TABLE" in line for line in logged] == [True]
    assert leaks(stack.text()) == []
