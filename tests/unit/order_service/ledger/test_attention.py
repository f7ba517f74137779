"""Which orders need attention: the row, the ledger's truth, and the filter."""

import json
from dataclasses import replace
from typing import Any

import pytest

from order_service.errors import (
    InProgress,
    InvalidRequest,
    MalformedRequest,
    OrderError,
    OutcomeUnknown,
    Parked,
    ScopeMissing,
    StorePaused,
    StoreRefused,
    StoreThrottled,
    StoreUnavailable,
    Unfinished,
    WaitedTooLong,
)
from order_service.keys import OrderKey
from order_service.ledger.attention import MOST_KEPT_BYTES
from order_service.ledger.attention_list import Wanted, listed, wanted
from order_service.ledger.attention_row import Attention, AttentionRow, row_of
from order_service.ledger.entry import Entry, Phase
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeAttentionTable, listing

KEY = OrderKey("acme", "order-1")
REFUSED = StoreRefused(
    "Refused.", step="cart", cause="out_of_stock", store={"status": 422, "words": ["No", "stock."]}
)
INVALID = InvalidRequest([{"field": "currency", "message": "is wrong"}])


def row(error: OrderError = REFUSED, since: float = 5.0) -> AttentionRow:
    found = row_of(KEY, error, since, '{"an": "order"}', "f")
    assert found is not None
    return found


def entry(phase: Phase, **known: Any) -> Entry:
    problem = json.dumps(known.pop("error", REFUSED).problem())
    return Entry(KEY, "f", phase, problem=problem, **known)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (REFUSED, Attention.REJECTED),
        (INVALID, Attention.INVALID),
        (Parked("No order is seen."), Attention.PARKED),
        (WaitedTooLong("It was not placed."), Attention.PARKED),
        (OutcomeUnknown("Ask.", retry_after=5), Attention.IN_DOUBT),
        (Unfinished("Ask.", retry_after=5), Attention.UNFINISHED),
        (ScopeMissing("No.", retry_after=5), Attention.WAITING),
        (StorePaused("No.", retry_after=5), Attention.WAITING),
        (StoreThrottled("No.", retry_after=5), None),
        (StoreUnavailable("No.", retry_after=5), None),
        (InProgress("No.", retry_after=5), None),
    ],
)
def test_what_passes_by_itself_needs_no_attention(
    error: OrderError, state: Attention | None
) -> None:
    found = row_of(KEY, error, 1.0, "", "")
    assert (found.state if found else None) is state


def test_a_row_is_read_as_it_was_written() -> None:
    assert AttentionRow.from_item(row().to_item()) == row()
    assert (row().words, row().cause, row().step) == ("No; stock.", "out_of_stock", "cart")


def test_a_state_of_another_version_is_left_to_a_person() -> None:
    item = row().to_item() | {"state": {"S": "of_tomorrow"}}
    assert AttentionRow.from_item(item).state is Attention.PARKED


@pytest.mark.parametrize(
    ("phase", "history", "state"),
    [
        (Phase.REJECTED, "rejected@9", "rejected"),
        (Phase.PARKED, "parked@9", "parked"),
        (Phase.SUBMITTING, "submitting@9", "in_doubt"),
        (Phase.FINISHING, "finishing@9", "unfinished"),
        (Phase.CART, "rejected@1 retried@2 cart@3", "retried"),
        (Phase.CLAIMED, "rejected@1 corrected@2", None),
        (Phase.CART, "cart@3", None),
        (Phase.PLACED, "placed@3", None),
    ],
)
def test_the_ledger_s_phase_decides_what_a_row_means(
    phase: Phase, history: str, state: str | None
) -> None:
    found = listed(row(), entry(phase, history=history))
    assert (found.state if found else None) == state
    if found and phase is not Phase.CART:
        assert found.since == 9


def test_a_key_in_doubt_is_listed_whatever_its_phase_is() -> None:
    found = listed(row(), entry(Phase.CART, order_id=101, concluded=1))
    assert found is not None
    assert found.state == "in_doubt"


def test_a_key_that_the_ledger_does_not_know_is_listed_only_if_it_was_invalid() -> None:
    assert listed(row(), None) is None
    assert listed(row(INVALID), None) is not None


def test_only_what_is_invalid_and_was_never_sent_may_be_corrected_under_its_key() -> None:
    invalid = entry(Phase.REJECTED, error=INVALID)
    assert invalid.correctable
    assert not entry(Phase.REJECTED).correctable
    touched = ("concluded", "look_at", "disputed", "attempts", "order_id")
    for facts in ({name: 1} for name in touched):
        assert not entry(Phase.REJECTED, error=INVALID, **facts).correctable


def test_the_row_of_a_refusal_says_what_the_ledger_says() -> None:
    old = row(ScopeMissing("No.", retry_after=5))
    found = listed(old, entry(Phase.REJECTED, history="rejected@9"))
    assert found is not None
    assert (found.code, found.cause, found.words) == ("store_refused", "out_of_stock", "No; stock.")


def test_a_filter_takes_choices_a_time_and_a_place() -> None:
    found = wanted({"state": "rejected,parked", "since": "1970-01-01T00:01:00Z", "limit": "7"})
    assert found == Wanted(frozenset({"rejected", "parked"}), since=60.0, limit=7)
    order = listed(row(), entry(Phase.REJECTED, history="rejected@59"))
    assert order is not None
    assert not found.has(order)
    assert wanted({"cause": "out_of_stock", "since": "59"}).has(order)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("state", text) for text in ("", "failed", "rejected,")),
        *(("since", text) for text in ("yesterday", "", "-1")),
        *(("limit", text) for text in ("0", "101", "x")),
        *(("cursor", text) for text in ("", "a b", "#")),
        ("code", "a b"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, text: str) -> None:
    with pytest.raises(MalformedRequest) as caught:
        wanted({name: text})
    (error,) = caught.value.facts["errors"]
    assert error["field"] == name


def test_without_days_to_keep_no_order_is_written() -> None:
    table, clock = FakeAttentionTable(), FakeClock()
    listing(table, clock, keep_days=0).put(row())
    (item,) = table.items.values()
    assert "request" not in item
    assert int(item["expires_at"]["N"]) == int(clock.now()) + 14 * 86_400


@pytest.mark.parametrize(("more", "kept"), [(0, True), (1, False)])
@pytest.mark.parametrize("character", ["x", "é"])
def test_an_order_is_kept_up_to_as_many_bytes_as_an_item_can_hold(
    character: str, more: int, kept: bool
) -> None:
    table = FakeAttentionTable()
    long = character * (MOST_KEPT_BYTES // len(character.encode())) + "x" * more
    listing(table, FakeClock()).put(replace(row(), request=long))
    (item,) = table.items.values()
    assert item.get("request") == ({"S": long} if kept else None)


def test_a_page_says_where_the_next_one_begins() -> None:
    table, clock = FakeAttentionTable(), FakeClock()
    rows = listing(table, clock)
    for number in range(150):
        key = OrderKey("acme", f"order-{number:03}")
        rows.put(AttentionRow(key, Attention.PARKED, 1.0, "parked", "operator", request="{}"))
    first, cursor = rows.page("acme")
    rest, end = rows.page("acme", cursor)
    assert (len(first), cursor, len(rest), end) == (100, "order-099", 50, "")
    assert {one.request for one in first} == {""}
    assert rows.page("another") == ([], "")
