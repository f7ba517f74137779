"""The nightly audit of a million keys, measured; of ten and a hundred million, reckoned.

make bench PARTS=ledger_size
"""

import gc
import json
import math
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from botocore.session import get_session

from order_service.auditing.audited_order import OURS, AuditedOrder
from order_service.auditing.findings import findings
from order_service.auditing.nightly import STORES_AT_ONCE
from order_service.auditing.reading import PATIENT, UNITS_A_SECOND, LedgerPart, recent_entries
from order_service.auditing.store_orders import PAGE
from order_service.clock import Deadline, SystemClock
from tools.benchmark.measuring import LEAST_RUNS, figure
from tools.benchmark.places import keep, remembered
from tools.benchmark.reckoning.scans import AUDIT_DAYS, Measured, Night, most_keys
from tools.benchmark.stand_ins.big_ledger import DAY, NOW
from tools.benchmark.stand_ins.servers import big_ledger

KEYS, DAYS = 1_000_000, 90
SIZES = (1_000_000, 10_000_000, 100_000_000)
HELD = 10_000
"""Keys and orders whose memory is measured."""


class Unpaced(SystemClock):
    """Does not wait: what is measured is the processor."""

    def sleep(self, seconds: float) -> None:
        """Return immediately."""


def measure() -> str:
    """Return the section of the report."""
    size = int(remembered()["item_bytes"])
    with big_ledger(KEYS, DAYS, size) as url:
        runs = [_read(url) for _ in range(LEAST_RUNS)]
    part = runs[0][0]
    if part.read != KEYS:
        raise RuntimeError(f"{part.read} keys were read instead of {KEYS}")
    found = Measured(
        keys=KEYS,
        item_bytes=size,
        units=part.units,
        cpu_ms=figure([milliseconds for _, milliseconds in runs]).middle,
        key_bytes=_key_bytes(size),
        order_bytes=_order_bytes(),
    )
    keep("ledger_size", asdict(found))
    return section(found)


def section(found: Measured) -> str:
    """Return the report on what was measured, in Markdown."""
    said = _INTRODUCTION.format(
        item=found.item_bytes,
        cpu=found.cpu_ms / 1000,
        key=found.key_bytes,
        order=found.order_bytes,
        at_once=STORES_AT_ONCE,
        rate=UNITS_A_SECOND,
    )
    rows = [_HEAD, *(_row(Night(found, keys)) for keys in SIZES)]
    most = most_keys(found)
    index, scans = 0.625, DAYS * found.units * 0.125 / found.keys
    notes = _NOTES.format(
        most=most / 1e6,
        a_day=most / DAYS,
        index=index,
        scans=scans,
    )
    return "\n\n".join([said, "\n".join(rows), notes])


def _row(night: Night) -> str:
    fits = "yes" if night.fits else "no"
    return (
        f"| {night.keys:,} | {night.gigabytes:.1f} | {night.units:,.0f} | ${night.dollars:.4f} "
        f"| ${30 * night.dollars:.2f} | {night.reading_seconds:.0f} s | {night.stores} "
        f"| {night.store_seconds:.0f} s | {night.megabytes:,.0f} | {fits} |"
    )


def _read(url: str) -> tuple[LedgerPart, float]:
    """Read the keys of the last days; also returns the processor's milliseconds."""
    client: Any = get_session().create_client(
        "dynamodb",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=PATIENT,
    )
    gc.collect()
    began = time.process_time()
    part = recent_entries(client, "ledger", NOW - AUDIT_DAYS * DAY, Deadline(Unpaced(), math.inf))
    return part, (time.process_time() - began) * 1000


def _key_bytes(size: int) -> float:
    """Return the memory of one key, while all are held."""
    with big_ledger(HELD, AUDIT_DAYS, size) as url:
        return _traced(lambda: _read(url)[0].entries)[0]


def _order_bytes() -> float:
    """Return the memory of one order, at most, while a store is compared."""
    date = "Wed, 15 Nov 2023 22:13:20 +0000"
    row = {"status_id": 0, "is_deleted": False, "order_source": OURS, "date_created": date}
    rows = [{**row, "id": number, "cart_id": str(UUID(int=number))} for number in range(HELD)]
    pages = [json.dumps(rows[first : first + PAGE]) for first in range(0, HELD, PAGE)]

    def compared() -> list[AuditedOrder]:
        found: dict[int, AuditedOrder] = {}
        for page in pages:
            found |= {order.id: order for order in map(AuditedOrder.read, json.loads(page))}
        orders = [found[order_id] for order_id in sorted(found)]
        findings([], orders, NOW, DAY)
        return orders

    return _traced(compared)[1]


def _traced(make: Callable[[], list[Any]]) -> tuple[float, float]:
    """Return the bytes for each object while they are held, and the most while they are made."""
    make()
    gc.collect()
    tracemalloc.start()
    try:
        objects = make()
        gc.collect()
        held, most = tracemalloc.get_traced_memory()
        return held / len(objects), most / len(objects)
    finally:
        tracemalloc.stop()


_INTRODUCTION = """\
The ledger has no index, so the nightly audit and the command `audit` read all of it (Scan), in 16
parts at the same time. The other commands read little, however large the ledger is: `list` queries
the table of orders that need attention and reads the keys of one page, and `show` and the API's
`GET` read one item.

This was measured with a million keys of {item:.0f} bytes, spread over 90 days, behind a stand-in
for DynamoDB that ends a page after a megabyte and counts read units as AWS bills them: the read
units, {cpu:.1f} s of the processor, {key:.0f} bytes of memory for each key of the last three days
and {order:.0f} for each of the stores' orders. The rest is calculated, with these assumptions.
The audit uses at most {rate:,} read units a second, to leave some to callers, and a page takes at
least 0.1 s. A million read units cost $0.125. The keys come from as few stores on a small plan as
possible; orders use half of each store's quota, and the audit uses the other half, with {at_once}
stores at the same time. *Fits* means that the audit ends within 900 seconds and 3,008 MB, which
are the function's limits.

A store lists the orders of three days and an hour. An older key that is read takes two or three
calls of its own if its order is not in that list, or if create-order was sent twice. The figures
assume that there are none. A run has time for about 700 such keys of a store on a small plan."""

_HEAD = (
    "| keys | GB | read units | a night | a month | reading the ledger | stores | their orders "
    "| memory, MB | fits |\n|" + "---|" * 10
)

_NOTES = """\
So one nightly audit, as deployed, is enough for {most:.0f} million keys: with 90 days, {a_day:,.0f}
orders a day. Beyond that raise `MemorySize` of `OrderAuditFunction` in the template (to 10,240 at
most), or leave `AuditSchedule` empty and run `cart-to-order audit --store` for each store, from a
machine that has more time. An audit that runs out of time while it reads the ledger fails, which
rings `AuditFailedAlarm`; stores that it does not reach after that ring `StoresNotAuditedAlarm`.

An index by time would cost a fifth write unit for each order, ${index:.3f} for a million orders.
Reading them for 90 nights costs ${scans:.2f}. The index would save minutes of a run that nobody
waits for, and a ledger that was restored or left behind would need the index first."""
