"""The audit's function as deployed: it reads every store, and writes lines and numbers only."""

import json
from io import StringIO
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from local_cloud.canary import leaks
from order_service.auditing.nightly import audits
from order_service.auditing.reading import LedgerPart, recent_entries
from order_service.bigcommerce.calls import StoreCalls
from order_service.clock import SystemClock
from order_service.errors import OutOfTime
from order_service.handlers import audit
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from order_service.telemetry.telemetry import watched
from tests.fakes import emf
from tests.fakes.lambda_events import context
from tests.fakes.store import deadline_in
from tests.integration.auditing.nights import numbers, second_order, stored, written
from tests.integration.aws import aws_client
from tests.integration.entry_points import STORE, EntryPoints
from tests.template.stack import filled

pytestmark = pytest.mark.enable_socket

DAY = 86_400.0


def test_a_night_without_findings_says_so(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.post()
    assert audit.handler({}, context(900)) == {"stores": 1, "findings": 0}
    # As a number, too: a night that counts nothing looks like one that never ran.
    assert emf.numbers(capsys.readouterr().out)["AuditFindings"] == [0]


def test_a_duplicate_is_counted_and_named_without_a_customer(
    entry_points: EntryPoints, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.post()
    second_order(entry_points)
    writes = entry_points.writes
    assert audit.handler({}, context(900)) == {"stores": 1, "findings": 1}
    assert numbers(capsys.readouterr().out, "AuditFindings") == 1
    assert '"kind":"duplicate"' in log.getvalue()
    assert not leaks(log.getvalue())
    assert entry_points.writes == writes


def test_each_key_is_read_once_and_what_reading_took_is_logged(
    entry_points: EntryPoints, log: StringIO
) -> None:
    keys = [OrderKey(STORE, f"order-{number}") for number in range(40)]
    for key in keys:
        entry_points.services.ledger.expect(key, "f")
    audit.handler({}, context(900))
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (reading,) = [line for line in lines if line["message"] == "ledger read"]
    (audited,) = [line for line in lines if line["message"] == "store audited"]
    assert reading["keys"] == audited["keys"] == len(keys)
    assert reading["items"] >= len(keys)
    assert reading["read_units"] > 0


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"phase": "placed"}, False),
        ({"phase": "placed", "updated_at": DAY}, True),
        ({"phase": "placed", "look_at": 10 * DAY}, True),
        ({"phase": "rejected", "look_at": 10 * DAY}, True),
        ({"phase": "rejected", "look_at": None}, False),
        ({"phase": "cancelled", "concluded": 1}, False),
        ({"phase": "submitting", "attempts": 1}, True),
        ({"phase": "finishing", "attempts": 1}, True),
        ({"phase": "parked", "attempts": 2}, True),
        # Create-order was answered with 429, and nobody has sent the key again.
        ({"phase": "cart", "concluded": 1}, True),
        ({"phase": "cart"}, False),
        ({"phase": "claimed"}, False),
        ({"phase": None, "updated_at": DAY}, False),
    ],
)
def test_a_key_is_read_if_it_was_written_to_lately_or_may_have_an_order_and_is_not_done(
    entry_points: EntryPoints, changes: dict[str, Any], read: bool
) -> None:
    del entry_points  # It has put the table there.
    now = SystemClock().now()
    long_ago: dict[str, Any] = {
        "created_at": 10 * DAY,
        "updated_at": 10 * DAY,
        "look_at": 0,
        "concluded": 0,
    }
    facts = long_ago | {"cart_id": "c", "order_id": 0, "attempts": 0} | changes
    for name in ("created_at", "updated_at", "look_at"):
        facts[name] = now - facts[name] if facts[name] else facts[name]
    item = {name: stored(fact) for name, fact in facts.items() if fact is not None}
    client = aws_client("dynamodb")
    client.put_item(TableName="ledger", Item={"id": {"S": "acme#order-1"}, **item})
    part = recent_entries(client, "ledger", now - 3 * DAY, deadline_in(60, SystemClock()))
    assert [entry.key.key for entry in part.entries] == ["order-1"] * read


def test_a_key_of_weeks_ago_that_is_placed_and_doubled_today_is_found_and_not_without_entry(
    entry_points: EntryPoints, log: StringIO
) -> None:
    entry_points.post()
    written(created_at=entry_points.entry().created_at - 21 * DAY)
    second_order(entry_points)
    entry_points.post("order-2")
    assert audit.handler({}, context(900)) == {"stores": 1, "findings": 1}
    assert '"kind":"duplicate"' in log.getvalue()


def test_a_night_without_time_to_read_the_ledger_fails(entry_points: EntryPoints) -> None:
    entry_points.post()
    with pytest.raises(OutOfTime):
        audit.handler({}, context(10))


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault("status", status=404, operation="list_orders"), "store_unavailable"),
        (Fault("status", status=401), "credentials_unusable"),
    ],
)
def test_a_store_that_cannot_be_asked_is_counted_named_and_rings(
    entry_points: EntryPoints,
    log: StringIO,
    capsys: pytest.CaptureFixture[str],
    fault: Fault,
    code: str,
) -> None:
    entry_points.post()
    entry_points.fail(fault)
    assert audit.handler({}, context(900))["findings"] == 0
    (line,) = not_audited(log)
    assert (line["store"], line["code"]) == (STORE, code)
    alarm = filled()["Resources"]["StoresNotAuditedAlarm"]["Properties"]
    assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
    assert numbers(capsys.readouterr().out, alarm["MetricName"]) > alarm["Threshold"]


def test_an_error_that_nobody_expected_is_logged_by_its_place_and_leaves_its_words_out(
    log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "Zephyrine Quillfeather"
    assert leaks(words)

    def raising(*_: object) -> StoreCalls:
        raise KeyError(words)

    @watched
    def night(*_: object) -> None:
        known = LedgerPart(0, [Entry(OrderKey(STORE, "order-1"), "f", Phase.PLACED)])
        for one in audits(known, 0, raising, deadline_in(60, SystemClock())):
            audit.report(one)

    night({}, context(900))
    (line,) = not_audited(log)
    assert (line["code"], line["error_type"]) == ("internal_error", "KeyError")
    assert line["place"].startswith("raising:")
    out = capsys.readouterr().out
    assert emf.numbers(out)["StoresNotAudited"] == [1]
    assert leaks(log.getvalue() + out) == []


def not_audited(log: StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["message"] == "store not audited"]
