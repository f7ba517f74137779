"""An entry is read from the ledger's item, whatever else the item holds."""

import json
from dataclasses import replace
from typing import Any

import pytest

from order_service.errors import (
    LOOK_FOR_IT,
    NEW_KEY,
    ONE_MAY_LIVE,
    KeyReused,
    PriorRefusal,
    StoreRefused,
    VersionMismatch,
)
from order_service.keys import OrderKey
from order_service.ledger.entry import CORRECTED, MOST_NOTES, RETRIED, STEPS, Entry, Phase
from order_service.ledger.reopening import as_refused, begun_anew
from order_service.ledger.writes import WITHIN_A_PHASE
from tests.fakes.drafts import DRAFT

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
        (Phase.FINISHING, False, False),
        (Phase.PLACED, True, False),
        (Phase.REJECTED, True, False),
        (Phase.CANCELLED, True, False),
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


@pytest.mark.parametrize("again", WITHIN_A_PHASE.values())
def test_when_a_phase_was_entered_outlives_any_number_of_put_backs(again: str) -> None:
    entry = Entry.from_item(ITEM)
    for note in ("claimed", "cart", "submitting", "finishing", *[again] * 2 * MOST_NOTES):
        entry = replace(entry, history=entry.history_with(note, 1800000000.0))
    notes = [what for what, _ in entry.moments()]
    assert notes[:4] == ["claimed", "cart", "submitting", "finishing"]
    assert notes[4:] == [again] * (MOST_NOTES - 4)


@pytest.mark.parametrize(
    ("number", "read"),
    [("0", 0), ("12", 12), ("-3", -3), ("1.5", 1.5), ("-0.5", -0.5), ("2E+1", 20)],
)
def test_a_whole_number_is_read_as_one(number: str, read: float) -> None:
    entry = Entry.from_item(ITEM | {"look_at": {"N": number}})
    assert entry.look_at == read
    assert isinstance(entry.look_at, int) is number.lstrip("-").isdigit()


@pytest.mark.parametrize("step", sorted(STEPS))
def test_of_too_many_notes_the_oldest_that_is_no_step_goes_or_else_the_oldest(step: str) -> None:
    history = " ".join(f"{step}@{number}" for number in range(MOST_NOTES))
    entry = replace(Entry.from_item(ITEM), history=history)
    assert entry.history_with("cart", 99.04).split() == [*history.split()[1:], "cart@99.0"]
    full = replace(entry, history=history.replace(f"{step}@3 ", "given-back@3 "))
    notes = full.history_with("cart", 99.04).split()
    assert (notes[0], len(notes), "given-back@3" in notes) == (f"{step}@0", MOST_NOTES, False)


def test_when_a_phase_was_entered_is_the_last_time_and_0_if_never() -> None:
    entry = replace(Entry.from_item(ITEM), history="cart@5.5 submitting@7.0 cart@6.5")
    assert entry.moments() == [("cart", 5.5), ("submitting", 7.0), ("cart", 6.5)]
    assert (entry.since(Phase.CART), entry.since(Phase.PLACED)) == (6.5, 0.0)


@pytest.mark.parametrize(
    ("redirect_urls", "draft", "url"),
    [
        ("", "", None),
        ('{"cart_url":"https://cart"}', "", "https://cart"),
        ("", DRAFT.model_dump_json(), "https://shop.example/"),
        # An intent that was taken back leaves its draft.
        ('{"cart_url":"https://cart"}', DRAFT.model_dump_json(), "https://cart"),
    ],
)
def test_the_redirect_urls_are_the_cart_s_or_else_the_draft_s(
    redirect_urls: str, draft: str, url: str | None
) -> None:
    entry = replace(Entry.from_item(ITEM), redirect_urls=redirect_urls, draft=draft)
    assert entry.urls().cart_url == url


def test_a_state_of_another_version_is_said_to_be_one() -> None:
    with pytest.raises(VersionMismatch) as caught:
        Entry.from_item(ITEM | {"phase": {"S": "delivered"}})
    assert caught.value.detail == "Its state is one that this version does not know."


@pytest.mark.parametrize(
    ("known", "may_send_until", "last_sent"),
    [
        ({}, 0, 0),
        ({"sends_until": 79.0, "submitted_at": 9.0}, 79.0, 79.0),
        ({"submitted_at": 9.0}, 79.0, 79.0),
        ({"sends_until": 20.0, "history": "submitting@5.0"}, 20.0, 75.0),
        ({"sends_until": 90.0, "history": "submitting@5.0"}, 90.0, 90.0),
    ],
)
def test_a_create_order_can_be_sent_until_its_lease_ended_or_70_seconds_after_its_intent(
    known: dict[str, Any], may_send_until: float, last_sent: float
) -> None:
    entry = replace(Entry.from_item(ITEM), **known)
    assert (entry.may_send_until, entry.last_sent) == (may_send_until, last_sent)


@pytest.mark.parametrize(
    ("phase", "known", "may_live"),
    [
        # What this release writes.
        ("rejected", {"disputed": 0, "history": "submitting@5.0"}, False),
        ("rejected", {"disputed": 0, "concluded": 1}, False),
        ("rejected", {"disputed": 1, "concluded": 1}, True),
        ("rejected", {"disputed": 0, "attempts": 1}, True),
        ("cancelled", {"disputed": 0, "attempts": 1}, False),
        ("cancelled", {"attempts": 1}, False),
        ("cancelled", {"disputed": 1}, True),
        ("placed", {"disputed": 1, "attempts": 2}, False),
        # What earlier releases leave: what a second look left to a person is not among it.
        ("rejected", {}, False),
        ("rejected", {"concluded": 1}, True),
        ("rejected", {"history": "cart@4.0 submitting@5.0 rejected@6.0"}, True),
        ("rejected", {"history": "submitting@5.0 retried@9.0", "created_at": 9.0}, False),
        ("rejected", {"history": "retried@9.0 submitting@9.0", "created_at": 9.04}, True),
    ],
)
def test_an_order_of_a_refused_key_may_live_until_it_is_written_that_none_does(
    phase: str, known: dict[str, Any], may_live: bool
) -> None:
    entry = replace(Entry.from_item(ITEM), attempts=0, history="", created_at=1.0)
    assert replace(entry, phase=Phase(phase), **known).may_live is may_live


@pytest.mark.parametrize(
    ("why", "attention", "more"),
    [
        (RETRIED, 0.0, {"attention": 99.0}),
        (RETRIED, 5.0, {"attention": 5.0}),
        (CORRECTED, 0.0, {}),
        (CORRECTED, 5.0, {}),
    ],
)
def test_a_key_that_begins_anew_has_no_cart_no_attempt_and_no_answer(
    why: str, attention: float, more: dict[str, Any]
) -> None:
    entry = replace(
        Entry.from_item(ITEM), phase=Phase.REJECTED, attention=attention, history="rejected@9.0",
        lease_until=50.0, revision=7, lease_owner="before",
    )  # fmt: skip
    numbers = (
        "revision carts cart_gone_at attempts submitted_at sends_until concluded look_at order_id "
        "failing_since queued kept"
    )
    texts = "cart_id draft earlier_draft refused_draft problem last_error archiving"
    changes = begun_anew(entry, "g", "me", why, 99.0)
    assert changes == {
        "phase": Phase.CLAIMED,
        **dict.fromkeys(numbers.split(), 0),
        **dict.fromkeys(texts.split(), ""),
        "cart_customer": -1,
        "disputed": -1,
        "redirect_urls": "{}",
        "finishing": "{}",
        "fingerprint": "g",
        "replaced": "f",
        "lease_owner": "me",
        "lease_until": 99.0,
        "history": f"rejected@9.0 {why}@99.0",
        "created_at": 99.0,
        "updated_at": 99.0,
        **more,
    }
    assert "replaced" not in begun_anew(entry, "f", "me", why, 99.0)
    later = begun_anew(replace(entry, lease_until=120.0), "g", "me", why, 99.0)
    assert later["lease_until"] == 120.0


def test_a_key_begins_anew_only_as_it_was_read() -> None:
    entry = replace(Entry.from_item(ITEM), lease_owner="before", revision=7)
    update, condition, values = as_refused(entry, {"phase": Phase.CLAIMED, "cart_id": ""})
    assert update == "SET phase = :phase, cart_id = :cart_id"
    assert condition == "phase = :rejected AND lease_owner = :known AND revision = :read"
    known = {":known": "before", ":read": 7, ":rejected": Phase.REJECTED}
    assert values == {":phase": Phase.CLAIMED, ":cart_id": "", **known}


@pytest.mark.parametrize(
    ("known", "creates", "in_doubt"),
    [
        ({"phase": Phase.SUBMITTING, "attempts": 1}, 1, True),
        ({"phase": Phase.PARKED, "attempts": 1, "concluded": 2}, 3, True),
        ({"phase": Phase.PARKED, "concluded": 1}, 1, True),
        ({"phase": Phase.SUBMITTING}, 0, False),
        ({"phase": Phase.CART, "attempts": 1}, 1, False),
        ({"phase": Phase.CART, "concluded": 1, "order_id": 7}, 1, True),
        ({"phase": Phase.PLACED, "attempts": 1}, 1, False),
        ({"phase": Phase.CANCELLED, "concluded": 1, "order_id": 7}, 1, False),
    ],
)
def test_an_order_is_in_doubt_while_one_was_sent_and_none_is_settled(
    known: dict[str, Any], creates: int, in_doubt: bool
) -> None:
    entry = replace(Entry.from_item(ITEM), **known)
    assert (entry.creates, entry.in_doubt) == (creates, in_doubt)


@pytest.mark.parametrize(("carts", "may"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_key_has_two_carts_at_most(carts: int, may: bool) -> None:
    assert replace(Entry.from_item(ITEM), carts=carts).may_rebuild is may


@pytest.mark.parametrize(
    ("history", "sent_again"),
    [
        ("", False),
        ("rejected@1", False),
        ("rejected@1 retried@2", True),
        ("rejected@1 retried@2 cart@3 given-back@4", True),
        ("rejected@1 retried@2 rejected@3", False),
        ("rejected@1 corrected@2", False),
    ],
)
def test_a_retry_counts_until_the_next_refusal(history: str, sent_again: bool) -> None:
    assert replace(Entry.from_item(ITEM), history=history).sent_again is sent_again


def test_a_cancelled_key_whose_order_may_live_says_so_and_what_to_do() -> None:
    entry = replace(Entry.from_item(ITEM), phase=Phase.CANCELLED, disputed=0)
    sure, unsure = entry.refusal(), replace(entry, disputed=1).refusal()
    assert (sure.detail, sure.facts["hint"]) == ("No order was placed and none will be.", NEW_KEY)
    assert (unsure.detail, unsure.facts["hint"]) == (ONE_MAY_LIVE, LOOK_FOR_IT)
