"""Announcements reach the bus as events, and the bus's answer is told for each of them."""

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from order_service.keys import OrderKey
from order_service.ledger.announcement import Announcement
from tests.fakes.bus import FakeBus

FIRST, SECOND = (
    Announcement("OrderParked", OrderKey("acme", key), 1_800_000_000.5, {}) for key in "ab"
)


def test_an_event_names_its_bus_its_source_and_when_it_happened() -> None:
    bus = FakeBus()
    assert bus.events.send([FIRST]) == [None]
    (entry,) = map(dict, bus.taken)
    assert json.loads(entry.pop("Detail")) == FIRST.detail()
    assert entry == {
        "EventBusName": "orders",
        "Source": "cart-to-order",
        "DetailType": "OrderParked",
        "Time": datetime(2027, 1, 15, 8, 0, 0, 500_000, UTC),
    }


def test_each_event_of_a_call_is_told_for_itself() -> None:
    bus = FakeBus([None, "InternalFailure"])
    assert bus.events.send([FIRST, SECOND]) == [None, "InternalFailure"]
    assert (len(bus.calls), bus.keys) == (1, ["a"])


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (ClientError({"Error": {"Code": "ThrottlingException"}}, "PutEvents"),
         "ThrottlingException"),
        (EndpointConnectionError(endpoint_url="https://events.example"),
         "EndpointConnectionError"),
    ],
)  # fmt: skip
def test_a_bus_that_cannot_be_reached_has_taken_nothing(trouble: Exception, code: str) -> None:
    assert FakeBus(trouble).events.send([FIRST, SECOND]) == [code, code]
