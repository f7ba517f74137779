"""An entry is read from the ledger's item, whatever else the item holds."""

import json
from dataclasses import replace
from typing import Any

import pytest

from order_service.errors import KeyReused, PriorRefusal, StoreRefused
from order_service.keys import OrderKey
from order_service.ledger.entry import MOST_NOTES, Entry, Phase

ITEM: dict[str, Any] = {
    "id": {"S": "acme#order-1"},
    "fingerprint": {"S": "f"},
    "phase": {"S": "cart"},
    "lease_until": {"N": "1800000070.25"},
    "deliveries": {"N": "3"},
    "expires_at": {"N": "1800000000"},
    "from_a_later_version": {"S": "x"},
}


def test_an_item_is_read() -> None:
    entry = Entry.from_item(ITEM)
    assert entry.key == OrderKey("acme", "order-1")
    assert (entry.phase, entry.lease_until, entry.deliveries) == (Phase.CART, 1800000070.25, 3)
    assert type(entry.deliveries) is int


@pytest.mark.parametrize(
    ("phase", "finished", "submitted"),
    [
        (Phase.CLAIMED, False, False),
        (Phase.CART, False, False),
        (Phase.SUBMITTING, False, True),
        (Phase.PLACED, True, False),
        (Phase.REJECTED, True, False),
        (Phase.PARKED, False, True),
    ],
)
def test_a_phase_says_what_may_have_happened(phase: Phase, finished: bool, submitted: bool) -> None:
    entry = Entry(OrderKey("acme", "k"), "f", phase)
    assert (entry.finished, entry.submitted) == (finished, submitted)


@pytest.mark.parametrize("error", [StoreRefused("No.", step="cart"), KeyReused("Other.")])
def test_a_recorded_refusal_is_raised_again_word_for_word(error: Any) -> None:
    entry = Entry(OrderKey("acme", "k"), "f", Phase.REJECTED, problem=json.dumps(error.problem()))
    refusal = entry.refusal()
    assert isinstance(refusal, PriorRefusal)
    assert refusal.replayed
    assert refusal.problem() == error.problem()
    assert (refusal.code, refusal.status) == (error.code, 422)


def test_when_a_phase_was_entered_outlives_any_number_of_put_backs() -> None:
    entry = Entry.from_item(ITEM)
    for note in ("claimed", "cart", "submitting", "finishing", *["given-back"] * 2 * MOST_NOTES):
        entry = replace(entry, history=entry.history_with(note, 1800000000.0))
    notes = [what for what, _ in entry.moments()]
    assert notes[:4] == ["claimed", "cart", "submitting", "finishing"]
    assert notes[4:] == ["given-back"] * (MOST_NOTES - 4)
