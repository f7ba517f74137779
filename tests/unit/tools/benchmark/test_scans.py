"""What the nightly audit reads and takes is reckoned from one ledger that was measured."""

from dataclasses import replace

import pytest

from order_service.auditing.reading import SEGMENTS, UNITS_A_SECOND
from tools.benchmark.places import kept
from tools.benchmark.reckoning.scans import BASE_MB, Measured, Night, most_keys
from tools.benchmark.stand_ins.big_ledger import DAY, NOW, BigLedger, placed_item

MILLION = 1_000_000
SMALL = Measured(
    keys=MILLION, item_bytes=1000, units=122_100, cpu_ms=1000, key_bytes=600, order_bytes=400
)


def test_read_units_and_their_price_grow_with_the_keys() -> None:
    night = Night(SMALL, 10 * MILLION)
    assert night.units == 1_221_000
    assert night.dollars == pytest.approx(1.221 * 0.125)


def test_reading_is_bound_by_what_is_slowest() -> None:
    by_units = Night(SMALL, MILLION)
    assert by_units.reading_seconds == pytest.approx(122_100 / UNITS_A_SECOND)
    by_processor = Night(replace(SMALL, cpu_ms=60_000), MILLION)
    assert by_processor.reading_seconds == 60
    by_pages = Night(replace(SMALL, units=1_000), MILLION)
    assert by_pages.reading_seconds == pytest.approx(1e9 / 1024 / 1024 * 0.1 / SEGMENTS)


def test_stores_are_asked_side_by_side_with_half_of_their_quota() -> None:
    one = Night(SMALL, 90_000)
    assert (one.stores, one.audited) == (1, 3_000)
    # The list begins an hour earlier than the three days.
    assert one.orders == pytest.approx(3_000 * 73 / 72)
    assert one.store_seconds == pytest.approx(2 * one.orders / 250 / 2.5)
    many = Night(SMALL, 100 * MILLION)
    assert many.stores == 26
    assert many.store_seconds == pytest.approx(2 * many.orders / 250 / 2.5 / 26)


def test_memory_holds_every_key_of_the_days_and_their_orders() -> None:
    assert Night(SMALL, 30 * MILLION).megabytes == pytest.approx(BASE_MB + 600 + 400 * 73 / 72)


def test_one_night_is_enough_up_to_a_number_of_keys() -> None:
    most = most_keys(SMALL)
    assert Night(SMALL, most).fits
    assert not Night(SMALL, most + MILLION).fits


def test_the_big_ledger_has_each_key_once_and_bills_what_it_read() -> None:
    ledger = BigLedger(placed_item(1024), keys=5_000, days=90)
    names = {"#id": "id", "#created_at": "created_at"}
    found, read, units, pages = set(), 0, 0.0, 0
    for segment in range(3):
        start = None
        while True:
            call = {
                "Segment": segment,
                "TotalSegments": 3,
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": {":since": {"N": repr(NOW - 9 * DAY)}},
            }
            page = ledger.scan(call | ({"ExclusiveStartKey": start} if start else {}))
            pages += 1
            found |= {item["id"]["S"] for item in page["Items"]}
            read += page["ScannedCount"]
            units += page["ConsumedCapacity"]["CapacityUnits"]
            start = page.get("LastEvaluatedKey")
            if start is None:
                break
    assert read == 5_000
    assert pages == 6
    assert len(found) == pytest.approx(500, abs=5)
    assert units == pytest.approx(5_000 * 1024 / 4096 / 2, abs=3)


def test_what_is_kept_was_measured_with_the_item_of_an_order() -> None:
    scanned, written = kept()["ledger_size"]["item_bytes"], kept()["order"]["item_bytes"]
    # Ids that are drawn anew in each run pack a few bytes better or worse.
    assert abs(scanned - written) < 8
