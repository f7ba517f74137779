import json

import pytest

from cart_to_order.pages.timeline.entries import FIELDS, Moment, Reason, is_of_an_order
from order_service.ledger.packing import PACKED
from tests.unit.cart_to_order.pages.logged import START, entry

REFUSED = Reason("store_refused", "out_of_stock", "cart", fix="merchant")


def test_an_entry_is_read_with_its_history() -> None:
    read = entry("cart", f"cart@{START + 1.5} given-back@{START + 2}", deliveries=3)

    assert (read.store, read.key, read.state, read.deliveries) == ("acme", "po-1", "cart", 3)
    assert read.moments == (Moment("cart", START + 1.5), Moment("given-back", START + 2))
    assert read.seconds == 1
    assert not read.settled


def test_the_item_of_a_store_s_pace_is_no_order() -> None:
    assert is_of_an_order({"id": {"S": "acme#po-1"}})
    assert not is_of_an_order({"id": {"S": "#acme"}})


def test_a_key_that_was_only_claimed_has_no_history_yet() -> None:
    assert entry("claimed").moments == ()


def test_notes_that_are_none_are_passed_over() -> None:
    assert entry("cart", "cart nonsense@ @5 cart@nan cart@soon").moments == ()


@pytest.mark.parametrize("state", ["placed", "rejected", "parked"])
def test_nothing_more_happens_to_a_settled_key(state: str) -> None:
    assert entry(state).settled


def test_of_a_refusal_and_of_an_error_only_the_service_s_own_words_are_read() -> None:
    facts = {"code": "store_refused", "step": "cart", "cause": "out_of_stock", "fix": "merchant"}
    text = json.dumps({**facts, "detail": "Jane Roe", "store": {"words": ["Jane Roe, 1 Street"]}})

    assert entry("rejected", problem=text).reason == REFUSED
    assert entry("cart", last_error=text).reason == REFUSED
    assert entry("rejected", problem='{"code": "invalid_request"}').reason == Reason(
        "invalid_request"
    )


def test_a_placed_order_has_no_trouble_left() -> None:
    assert entry("placed", last_error='{"code": "out_of_time", "step": "cart"}').reason == Reason()


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "5", "{}"])
def test_trouble_that_cannot_be_read_is_none(text: str) -> None:
    assert entry("rejected", problem=text).reason == Reason()


def test_nothing_that_holds_a_link_or_an_order_is_asked_for() -> None:
    assert not {*PACKED, "finishing", "fingerprint"} & set(FIELDS)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"code": ""}', '{"step": "cart"}'])
def test_a_reason_needs_a_code(text: str) -> None:
    assert entry("rejected", problem=text).reason == Reason()


def test_an_entry_is_found_by_key_order_and_cart() -> None:
    assert entry("placed", order_id=101, cart_id="c-1").names == ("po-1", "101", "c-1")
    assert entry("claimed").names == ("po-1",)
