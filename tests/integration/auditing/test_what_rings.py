"""Each kind of finding is logged and counted by its kind; those that a person must look at ring."""

from collections.abc import Callable, Mapping
from io import StringIO

import pytest

from order_service.auditing.findings import CLOCKS
from order_service.handlers import audit
from tests.fakes.lambda_events import context
from tests.integration.auditing.nights import forgotten, lines, numbers, second_order, written
from tests.integration.entry_points import STORE, EntryPoints
from tests.template.stack import filled

pytestmark = pytest.mark.enable_socket

DAY = 86_400.0
Story = Callable[[EntryPoints], object]


def another_order(entry_points: EntryPoints) -> None:
    second_order(entry_points)
    entry_points.store.merchant.archive_order(entry_points.entry().order_id)


def waiting(entry_points: EntryPoints, phase: str, *written_to: str, **facts: float) -> None:
    """Let the key be in a phase for two days; it was written to now, unless that is said."""
    days = dict.fromkeys(("created_at", *written_to), entry_points.services.clock.now() - 2 * DAY)
    written(phase=phase, order_id=0, **facts | days)


def without_its_key(entry_points: EntryPoints) -> None:
    entry_points.post("order-2")
    entry_points.store.orders[0].created -= 2 * CLOCKS
    forgotten("order-1")


def ordered_by_others(entry_points: EntryPoints) -> None:
    entry_points.store.orders[0].created -= 2 * CLOCKS
    written(phase="cart", order_id=0, attempts=0)


RINGS: Mapping[str, Story] = {
    "duplicate": second_order,
    "no order": lambda _: written(order_id=999),
    "another order": another_order,
    "refused yet ordered": lambda _: written(phase="rejected"),
    "cancelled yet open": lambda _: written(finishing='{"order_cancelled": true}'),
    "waiting yet ordered": ordered_by_others,
    "unfinished": lambda at: waiting(at, "submitting", "submitted_at", attempts=1),
}
IS_QUIET: Mapping[str, Story] = {
    "not sent again": lambda at: waiting(at, "cart", "updated_at", attempts=0),
    "still tried": lambda at: waiting(at, "cart", attempts=0),
    "no entry": without_its_key,
}


@pytest.mark.parametrize("kind", [*RINGS, *IS_QUIET])
def test_a_finding_is_named_counted_by_its_kind_and_rings_if_a_person_must_look(
    entry_points: EntryPoints, log: StringIO, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    entry_points.post()
    {**RINGS, **IS_QUIET}[kind](entry_points)
    assert audit.handler({}, context(900))["findings"] == 1
    (line,) = lines(log.getvalue(), "audit finding")
    assert line["kind"] == kind
    out = capsys.readouterr().out
    (counted,) = lines(out, f'"kind":"{kind}"')
    assert numbers(out, "AuditFindings" if kind in RINGS else "AuditRemarks") == 1
    alarm = filled()["Resources"]["AuditFindingsAlarm"]["Properties"]
    # Counted in total as well, where the alarm reads.
    (metrics,) = counted["_aws"]["CloudWatchMetrics"]
    assert ["service"] in metrics["Dimensions"]
    assert (numbers(out, alarm["MetricName"]) > alarm["Threshold"]) is (kind in RINGS)


def test_a_night_looks_at_keys_of_the_last_three_days_only(
    entry_points: EntryPoints, log: StringIO
) -> None:
    entry_points.deploy(
        AUDIT_DAYS=filled()["Globals"]["Function"]["Environment"]["Variables"]["AUDIT_DAYS"]
    )
    for key, days in (("old", 3.1), ("new", 2.9)):
        entry_points.post(key)
        then = entry_points.services.clock.now() - days * DAY
        written(key, order_id=999, created_at=then, updated_at=then)
    audit.handler({}, context(900))
    found = [line for line in lines(log.getvalue(), "audit finding") if line["kind"] == "no order"]
    assert [line["about"].split(":")[0] for line in found] == ["key new"]


def test_a_key_in_a_state_of_another_version_is_named_rings_and_leaves_the_others_audited(
    entry_points: EntryPoints, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.post("newer")
    written("newer", phase="of-tomorrow")
    entry_points.post()
    second_order(entry_points)
    assert audit.handler({}, context(900)) == {"stores": 1, "findings": 1}
    (line,) = lines(log.getvalue(), "key not audited")
    assert (line["store"], line["key"], line["code"]) == (STORE, "newer", "version_mismatch")
    assert [line["kind"] for line in lines(log.getvalue(), "audit finding")] == ["duplicate"]
    alarm = filled()["Resources"]["StoresNotAuditedAlarm"]["Properties"]
    assert numbers(capsys.readouterr().out, alarm["MetricName"]) > alarm["Threshold"]
