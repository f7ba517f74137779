"""The audit's function as deployed: it reads every store, and writes lines and numbers only."""

import json
from io import StringIO

import pytest

from local_cloud.canary import leaks
from order_service.errors import OutOfTime
from order_service.handlers import audit
from order_service.keys import OrderKey
from tests.fakes.lambda_events import context
from tests.fakes.store import deadline_in
from tests.integration.entry_points import STORE, EntryPoints

pytestmark = pytest.mark.enable_socket


def numbers(text: str, name: str) -> float:
    lines = [json.loads(line) for line in text.splitlines() if name in line]
    return sum(sum(line[name]) for line in lines if name in line)


def test_a_night_without_findings_says_so(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.post()
    assert audit.handler({}, context(900)) == {"stores": 1, "findings": 0}
    assert numbers(capsys.readouterr().out, "AuditFindings") == 0


def test_a_duplicate_is_counted_and_named_without_a_customer(
    entry_points: EntryPoints, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.post()
    deadline = deadline_in(60, entry_points.services.clock)
    store = entry_points.services.service.open_store(OrderKey(STORE, "order-1"), deadline)
    store.create_order(entry_points.entry().cart_id)
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


def test_a_night_without_time_to_read_the_ledger_fails(entry_points: EntryPoints) -> None:
    entry_points.post()
    with pytest.raises(OutOfTime):
        audit.handler({}, context(10))


def test_a_store_that_cannot_be_asked_is_counted(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.post()
    entry_points.put_secret(access_token="wrong")
    entry_points.deploy()
    assert audit.handler({}, context(900))["findings"] == 0
    assert numbers(capsys.readouterr().out, "StoresNotAudited") == 1
