"""Entry: a schedule. Ledger and store are compared every night; nothing is changed."""

from collections import Counter
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from order_service.auditing.findings import URGENT
from order_service.auditing.nightly import Courtesy, StoreAudit, audits
from order_service.auditing.reading import PATIENT, LedgerPart, recent_entries
from order_service.bigcommerce.calls import StoreCalls
from order_service.clock import AWS_SECONDS, Deadline
from order_service.errors import VersionMismatch
from order_service.handlers.settings import read_settings
from order_service.handlers.wiring import AWS, services, session
from order_service.telemetry.telemetry import (
    LogJournal,
    hold_libraries,
    one_request,
    tally,
    type_and_place,
    watched,
)

RETURN_SECONDS = AWS_SECONDS + 1.0
CORRELATION_ID = "audit"
DAY = 86_400.0

hold_libraries()


@watched
def handler(_: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Audit the orders of the last days of every store; returns how many findings there are."""
    here, settings = services(), read_settings()
    seconds_left = context.get_remaining_time_in_millis() / 1000 - RETURN_SECONDS
    began = here.clock.now()
    deadline = Deadline(here.clock, began + seconds_left)

    def open_calls(store: str, courtesy: Courtesy) -> StoreCalls:
        return here.open_calls(store, CORRELATION_ID, deadline, courtesy.observe)

    dynamodb: Any = session().create_client("dynamodb", config=AWS.merge(PATIENT))
    since = here.clock.now() - settings.AUDIT_DAYS * DAY
    with one_request():
        part = recent_entries(dynamodb, settings.LEDGER_TABLE, since, deadline)
        report_reading(part, here.clock.now() - began)
        done = audits(part, since, open_calls, deadline)
        for one in done:
            report(one)
    return {"stores": len(done), "findings": sum(len(one.found) for one in done)}


def report_reading(part: LedgerPart, seconds: float) -> None:
    """Write what reading the ledger took, which grows with all that it remembers."""
    facts = {"items": part.read, "read_units": part.units, "keys": len(part.entries)}
    LogJournal().note("ledger read", seconds=round(seconds, 1), **facts)


def report(one: StoreAudit) -> None:
    """Write a store's audit as log lines and numbers that name keys and orders, no customers."""
    note = LogJournal().note
    for unknown in one.unknown:
        note("key not audited", store=one.store, key=unknown.key.key, code=VersionMismatch.code)
    if one.unknown or one.missed:
        tally.add("StoresNotAudited")
    if one.missed:
        where = type_and_place(one.error) if one.error else {}
        note("store not audited", store=one.store, code=one.missed, **where)
        return
    note("store audited", store=one.store, keys=one.keys, findings=len(one.found))
    for found in one.found:
        note("audit finding", store=one.store, kind=found.kind, about=found.about)
    tally.add("AuditFindings", 0)
    for kind, count in Counter(found.kind for found in one.found).items():
        tally.add("AuditFindings" if kind in URGENT else "AuditRemarks", count, by=("kind", kind))
