"""Who asks about a key is told its state, and what happens next."""

import json
from dataclasses import replace
from typing import Any

import pytest

from order_service.errors import StoreRefused
from order_service.keys import OrderKey
from order_service.ledger.entry import GIVEN_UP, Entry, Phase
from order_service.ledger.phases import (
    ANOTHER_MAY_LIVE,
    LOOK_FIRST,
    LOOKED_FOR,
    PHASES,
    PUT_BACK,
    PhaseRow,
    row_of,
)
from order_service.ledger.status import status_of
from tests.fakes.drafts import DRAFT

ERROR = {"code": "store_throttled", "step": "cart", "detail": "Later."}
REFUSAL = StoreRefused("No.", step="cart").problem()


def entry(phase: Phase, **changes: Any) -> Entry:
    start = Entry(OrderKey("acme", "order-1"), "f" * 64, phase, deliveries=2)
    return replace(start, draft=DRAFT.model_dump_json(), problem=json.dumps(REFUSAL), **changes)


@pytest.mark.parametrize(
    ("phase", "step", "expected"),
    [
        (Phase.CLAIMED, "cart", "will be placed"),
        (Phase.CART, "checkout", "will be placed"),
        (Phase.CART, "checkout", "send the same request with the same key again"),
        (Phase.SUBMITTING, "order", "being found out"),
        (Phase.PLACED, None, "Nothing"),
        (Phase.REJECTED, None, "under a new one"),
        (Phase.PARKED, None, "operator"),
    ],
)
def test_every_state_says_what_happens_next(phase: Phase, step: str | None, expected: str) -> None:
    found = status_of(entry(phase))
    assert found["state"] == phase.value
    assert found.get("step") == step
    assert expected in found["next"]
    assert (found["store"], found["idempotency_key"]) == ("acme", "order-1")
    assert found["deliveries"] == 2
    assert found["correlation_id"] == OrderKey("acme", "order-1").correlation_id


def test_a_placed_order_is_told() -> None:
    found = status_of(entry(Phase.PLACED, order_id=101, last_error=json.dumps(ERROR)))
    assert found["order"]["order_id"] == 101
    assert found["order"]["status"] == "Incomplete"
    assert found["order"]["totals"]["grand_total"] == "0.00"
    assert "last_error" not in found


def test_a_refusal_is_told_word_for_word() -> None:
    assert status_of(entry(Phase.REJECTED))["problem"] == REFUSAL


ON_THEIR_WAY = [Phase.CLAIMED, Phase.CART, Phase.SUBMITTING, Phase.FINISHING]
PAUSED = {"code": "store_paused", "step": "cart", "detail": "Nothing was sent."}


@pytest.mark.parametrize("phase", Phase)
def test_what_waits_for_the_end_of_a_pause_is_told_so(phase: Phase) -> None:
    waits = phase in ON_THEIR_WAY
    all_stores = status_of(entry(phase), paused=True)
    one_store = status_of(entry(phase, last_error=json.dumps(PAUSED)))
    for found in (all_stores, one_store):
        assert ("ends the pause" in found["next"]) is waits
    assert "pause" not in status_of(entry(phase, last_error=json.dumps(ERROR)))["next"]


@pytest.mark.parametrize("phase", [*ON_THEIR_WAY, Phase.PARKED])
def test_the_last_error_is_told_until_the_end(phase: Phase) -> None:
    assert "last_error" not in status_of(entry(phase))
    assert status_of(entry(phase, last_error=json.dumps(ERROR)))["last_error"] == ERROR


def last(code: str) -> str:
    return json.dumps(ERROR | {"code": code})


@pytest.mark.parametrize(
    ("phase", "known", "goes_on"),
    [
        (Phase.PLACED, {"queued": 1}, False),
        (Phase.REJECTED, {"queued": 1}, False),
        (Phase.PARKED, {}, False),
        (Phase.PARKED, {"last_error": last("store_throttled")}, False),
        (Phase.CLAIMED, {"queued": 1}, True),
        # Nobody has ended: it is being placed, or its execution died.
        (Phase.CLAIMED, {}, None),
        (Phase.SUBMITTING, {}, None),
        (Phase.CART, {"last_error": last("store_throttled"), "lease_until": 60.0}, None),
        # What a caller of the API is answered 503.
        (Phase.CART, {"last_error": last("store_throttled")}, False),
        (Phase.CLAIMED, {"last_error": last("unknown_store")}, False),
        # What is handed to the queue, if the queue takes it; that is noted.
        (Phase.CART, {"last_error": last("out_of_time")}, None),
        (Phase.CLAIMED, {"last_error": last("store_paused")}, None),
        (Phase.SUBMITTING, {"last_error": last("store_throttled")}, None),
        (Phase.FINISHING, {"last_error": last("store_unavailable")}, None),
        (Phase.FINISHING, {"last_error": last("store_unavailable"), "queued": 1}, True),
    ],
)
def test_a_state_says_whether_the_order_goes_on_by_itself(
    phase: Phase, known: dict[str, Any], goes_on: bool | None
) -> None:
    assert status_of(entry(phase, **known)).get("goes_on") is goes_on


def test_an_order_that_was_just_handed_over_goes_on() -> None:
    assert status_of(entry(Phase.CLAIMED), queued=True)["goes_on"] is True


def test_a_parked_order_goes_on_while_a_message_of_it_is_queued() -> None:
    for found in (
        status_of(entry(Phase.PARKED), queued=True),
        status_of(entry(Phase.PARKED, queued=1)),
    ):
        assert (found["goes_on"], found["next"]) == (True, LOOKED_FOR)
    alone = status_of(entry(Phase.PARKED))
    assert (alone["goes_on"], alone["next"]) == (False, PHASES[Phase.PARKED].next)


@pytest.mark.parametrize("phase", [Phase.CLAIMED, Phase.SUBMITTING, Phase.FINISHING])
def test_nothing_goes_on_by_itself_once_the_queue_gave_the_message_up(phase: Phase) -> None:
    known = status_of(entry(phase, queued=GIVEN_UP, last_error=last("store_paused")))
    assert (known["goes_on"], known["next"]) == (False, PUT_BACK.next)
    again = status_of(entry(phase, queued=GIVEN_UP), queued=True)
    assert (again["goes_on"], again["next"]) == (True, PHASES[phase].next)


def test_the_order_comes_first() -> None:
    found = status_of(entry(Phase.PLACED, order_id=101))
    assert next(iter(found)) == next(iter(found["order"])) == "order_id"


@pytest.mark.parametrize(
    ("phase", "known", "asked"),
    [
        (Phase.SUBMITTING, {"cancel_asked": "key"}, True),
        (Phase.PARKED, {"cancel_asked": "order"}, True),
        (Phase.SUBMITTING, {}, None),
        (Phase.PLACED, {"cancel_asked": "key"}, None),
        (Phase.PLACED, {}, None),
    ],
)
def test_a_cancellation_is_shown_as_asked_for_until_the_end(
    phase: Phase, known: dict[str, Any], asked: bool | None
) -> None:
    assert status_of(entry(phase, **known)).get("cancel_asked") is asked


@pytest.mark.parametrize(
    ("phase", "shown"),
    [(Phase.FINISHING, 101), (Phase.PLACED, 101), (Phase.SUBMITTING, None), (Phase.PARKED, None)],
)
def test_an_order_is_named_once_it_stays(phase: Phase, shown: int | None) -> None:
    assert status_of(entry(phase, order_id=101)).get("order_id") == shown


def test_the_urls_that_open_the_customer_s_cart_are_shown_only_where_they_are_asked_for() -> None:
    placed = entry(Phase.PLACED, order_id=101)
    shown = status_of(placed, urls=True)["order"]
    assert shown["redirect_urls"]["cart_url"] == "https://shop.example/"
    hidden = status_of(placed)["order"]
    assert set(hidden["redirect_urls"].values()) <= {None}
    assert status_of(placed, urls=False)["order"] == hidden
    assert shown | {"redirect_urls": hidden["redirect_urls"]} == hidden


def test_whether_an_order_that_a_cancellation_found_goes_on_is_not_known() -> None:
    known = {"last_error": last("store_unavailable"), "history": "submitting@5 parked@9"}
    assert status_of(entry(Phase.FINISHING, **known)).get("goes_on") is None
    assert status_of(entry(Phase.FINISHING, **known, queued=1))["goes_on"] is True


@pytest.mark.parametrize(
    ("found", "row"),
    [
        (entry(Phase.PLACED, disputed=1), ANOTHER_MAY_LIVE),
        (entry(Phase.PLACED, disputed=2), ANOTHER_MAY_LIVE),
        (entry(Phase.PLACED, disputed=0), PHASES[Phase.PLACED]),
        (entry(Phase.PLACED, disputed=-1), PHASES[Phase.PLACED]),
        (entry(Phase.PARKED, disputed=1), PHASES[Phase.PARKED]),
        (entry(Phase.REJECTED, look_at=300.0), LOOK_FIRST),
        (entry(Phase.CART, queued=GIVEN_UP), PUT_BACK),
    ],
)
def test_what_else_an_entry_says_goes_before_its_phase(found: Entry, row: PhaseRow) -> None:
    assert row_of(found) == row


def test_a_key_whose_message_was_just_put_back_is_on_its_way() -> None:
    assert row_of(entry(Phase.CART, queued=GIVEN_UP), queued=True) == PHASES[Phase.CART]
