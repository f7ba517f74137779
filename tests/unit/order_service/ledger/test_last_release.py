"""What the last release accepted and wrote is read as it was meant, and keeps its fingerprint.

``golden/`` holds what release 0.1 wrote: three messages with the fingerprints of their orders, a
ledger item of each phase, and the fingerprints of orders in spellings that it changed on the way.
A deployment has both versions at work, so a change of any file must be a decision, and seen as one.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from order_service.errors import VersionMismatch
from order_service.keys import OrderKey
from order_service.ledger.announcement import announced
from order_service.ledger.entry import Entry, Phase
from order_service.ledger.status import status_of
from order_service.request.intake import Job, read_message, read_order, write_message

GOLDEN = Path(__file__).parent / "golden"
MESSAGES: dict[str, Any] = json.loads((GOLDEN / "messages.json").read_text())
BODIES: dict[str, Any] = json.loads((GOLDEN / "bodies.json").read_text())
SINCE = {Phase.CANCELLED.value}
"""What the last release does not know: it comes back from an item of it with version_mismatch."""
ITEMS: dict[str, Any] = json.loads((GOLDEN / "items.json").read_text())


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_of_the_last_release_is_the_same_order(name: str) -> None:
    _, body = read_message(json.dumps(MESSAGES[name]["message"]))
    assert read_order(body).fingerprint() == MESSAGES[name]["fingerprint"]


@pytest.mark.parametrize("name", MESSAGES)
def test_the_last_release_can_read_what_is_written_for_the_same_order(name: str) -> None:
    """A rollback finds messages of this version: for an old order they must be the old ones."""
    sent = MESSAGES[name]["message"]
    job = Job(OrderKey("acme", "order-1"), read_order(read_message(json.dumps(sent))[1]))
    assert json.loads(write_message(job)) == sent


@pytest.mark.parametrize("name", BODIES)
def test_an_order_that_the_last_release_accepted_keeps_its_fingerprint(name: str) -> None:
    """Else its key would be answered key_reused, and its caller would take a new one."""
    job = Job(OrderKey("acme", "order-1"), read_order(BODIES[name]["order"]))
    _, body = read_message(write_message(job))
    assert job.order.fingerprint() == BODIES[name]["fingerprint"]
    assert read_order(body).fingerprint() == BODIES[name]["fingerprint"]


def test_there_is_an_item_of_each_phase_that_the_last_release_had() -> None:
    assert set(ITEMS) == {phase.value for phase in Phase} - SINCE


@pytest.mark.parametrize("phase", ITEMS)
def test_an_item_of_the_last_release_is_read(phase: str) -> None:
    entry = Entry.from_item(ITEMS[phase])
    assert entry.phase == phase
    status = status_of(entry)
    assert status["state"] == phase
    if entry.phase is Phase.PLACED:
        assert (status["order"]["order_id"], status["order"]["status"]) == (
            101,
            "Awaiting Fulfillment",
        )
    if entry.phase is Phase.REJECTED:
        assert status["problem"]["store"] == {"status": 422, "words": ["Out of stock"]}
    assert entry.in_doubt == (phase in ("submitting", "parked"))
    assert (entry.look_at, entry.concluded, entry.cancel_lands_until) == (0, 0, 0)


def test_an_intent_of_the_last_release_waits_until_its_execution_has_surely_ended() -> None:
    entry = Entry.from_item(ITEMS["submitting"])
    assert entry.may_send_until >= entry.submitted_at + 60


def test_a_phase_of_another_version_is_no_error_of_the_item() -> None:
    later = ITEMS["claimed"] | {"phase": {"S": "cancelled-somehow"}}
    with pytest.raises(VersionMismatch):
        Entry.from_item(later)
    assert announced(ITEMS["claimed"], later) is None
