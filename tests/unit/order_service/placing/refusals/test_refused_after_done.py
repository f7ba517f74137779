"""A refusal that comes after the store did what was asked: what is there is not said to lack."""

from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.errors import Unfinished
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.placing.company import (
    EXTRA_FIELDS,
    MAY_BE_THERE,
    NEW_SECONDS,
    NUMBER,
    RECORD_SECONDS,
)
from order_service.placing.ending import Outcome
from tests.fakes.features import B2B, BUYER, FINISHED, mugs
from tests.fakes.sends import failing
from tests.fakes.shop import Shop

LOST = NoAnswer("ReadTimeout")
PAGE = Answer(400, {"content-type": "text/html"}, None, readable=False)
EMPTY = Answer(422, {}, None)
UNREAD = Answer(202, {"content-type": "text/html"}, None, readable=False)
KEY = OrderKey("acme", "order-1")
MAKE_RECORD = "POST /api/v3/io/orders"
WRITES = ("update_order", "update_b2b_order", "create_b2b_order")


def everything() -> dict[str, Any]:
    return mugs(customer_id=BUYER, b2b=B2B, **FINISHED)


def shop_with_a_record() -> Shop:
    return Shop(b2b_record_delay_seconds=0.0)


def reasons(outcome: Outcome, *fields: str) -> list[str]:
    return [one.reason for one in outcome.order.not_applied or [] if one.field in fields]


def lacking(outcome: Outcome) -> list[str]:
    return [missing.field for missing in outcome.order.not_applied or []]


@pytest.mark.parametrize("refusal", [failing(400), failing(422), PAGE, EMPTY])
@pytest.mark.parametrize("call", [*WRITES, "delete_cart"])
def test_what_was_done_before_it_was_refused_is_not_said_to_be_missing(
    call: str, refusal: Answer
) -> None:
    shop = Shop() if call == "create_b2b_order" else shop_with_a_record()
    shop.meddling.after[call] = [refusal]
    outcome = shop.place(everything())
    assert shop.meddling.after[call] == []
    assert lacking(outcome) == []
    assert outcome.order.applied == [*FINISHED, "b2b.po_number", "b2b.extra_fields"]
    assert outcome.order.cart_deleted


@pytest.mark.parametrize(
    "doubt", [LOST, failing(503), failing(408), failing(425), failing(499), UNREAD, failing(302)]
)
@pytest.mark.parametrize("call", ["update_order", "update_b2b_order"])
def test_a_refusal_after_a_write_that_may_still_arrive_is_not_believed_yet(
    call: str, doubt: Answer | NoAnswer
) -> None:
    shop = shop_with_a_record()
    shop.meddling.instead[call] = [doubt, failing(422)]
    with pytest.raises(Unfinished):
        shop.place(everything())
    shop.meddling.instead[call] = [failing(422)]
    refused = set(FINISHED) if call == "update_order" else {"b2b.po_number", "b2b.extra_fields"}
    assert set(lacking(shop.place(everything()))) == refused


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_after_the_write_leaves_what_was_written(status: int) -> None:
    shop = shop_with_a_record()
    shop.meddling.after["update_b2b_order"] = [failing(status)] * 2
    assert lacking(shop.place(everything())) == []


def test_a_record_is_written_with_the_token_that_took_another_s_place() -> None:
    shop = shop_with_a_record()
    shop.meddling.instead["update_b2b_order"] = [failing(401)]
    assert lacking(shop.place(everything())) == []
    shop = shop_with_a_record()
    shop.meddling.instead["update_b2b_order"] = [failing(401)] * 3
    assert lacking(shop.place(everything())) == ["b2b.po_number", "b2b.extra_fields"]
    assert len(shop.meddling.instead["update_b2b_order"]) == 1


def test_what_b2b_edition_refuses_is_written_once() -> None:
    shop = shop_with_a_record()
    shop.meddling.instead["update_b2b_order"] = [failing(422)] * 9
    assert lacking(shop.place(everything())) == ["b2b.po_number", "b2b.extra_fields"]
    assert len(shop.meddling.instead["update_b2b_order"]) == 8


@pytest.mark.parametrize("first", [failing(409), NotSent("ConnectTimeout")])
@pytest.mark.parametrize("call", ["update_order", "update_b2b_order"])
def test_a_refusal_is_believed_when_nothing_before_it_can_still_arrive(
    call: str, first: Answer | NotSent
) -> None:
    shop = shop_with_a_record()
    shop.meddling.instead[call] = [first, failing(422)]
    refused = set(FINISHED) if call == "update_order" else {"b2b.po_number", "b2b.extra_fields"}
    assert set(lacking(shop.place(everything()))) == refused
    assert shop.meddling.instead[call] == []


@pytest.mark.parametrize("call", ["update_order", "update_b2b_order"])
def test_a_refusal_that_is_not_believed_yet_is_said_all_the_same(call: str) -> None:
    shop = shop_with_a_record()
    shop.meddling.instead[call] = [LOST, failing(422)]
    with pytest.raises(Unfinished) as caught:
        shop.place(everything())
    assert caught.value.facts["store"]["status"] == 422


def test_a_record_that_is_there_by_now_is_not_waited_for_when_it_refuses() -> None:
    shop = Shop(b2b_record_delay_seconds=0.1)
    refused: list[Answer | NotSent | NoAnswer] = [failing(422)]
    shop.meddling.instead |= {"create_b2b_order": [*refused], "update_b2b_order": [*refused]}
    assert lacking(shop.place(everything())) == ["b2b.po_number", "b2b.extra_fields"]
    assert shop.meddling.instead["update_b2b_order"] == []


def test_a_record_is_made_within_seconds_of_the_order_however_slow_that_was() -> None:
    shop = Shop()
    shop.meddling.before["create_order"] = lambda: shop.clock.sleep(NEW_SECONDS + 1)
    shop.place(everything())
    assert shop.calls.lines.count(MAKE_RECORD) == 1


def test_a_record_of_an_order_whose_note_was_lost_is_waited_for() -> None:
    shop = Shop(b2b_record_delay_seconds=60.0)
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    with pytest.raises(Unfinished):
        shop.place(everything())
    forget_the_note(shop)
    shop.clock.sleep(NEW_SECONDS)
    with pytest.raises(Unfinished):
        shop.place(everything())
    shop.clock.sleep(60)
    assert lacking(shop.place(everything())) == []
    assert MAKE_RECORD not in shop.calls.lines


@pytest.mark.parametrize("answer", [LOST, PAGE])
@pytest.mark.parametrize("reading", [failing(401), failing(403), failing(404)])
def test_a_record_that_cannot_be_read_after_a_write_is_read_again_later(
    answer: Answer | NoAnswer, reading: Answer
) -> None:
    shop = shop_with_a_record()
    unread: dict[str, list[Answer | NotSent | NoAnswer]] = {"read_b2b_order": [reading, reading]}
    shop.meddling.before["update_b2b_order"] = lambda: shop.meddling.instead.update(unread)
    shop.meddling.after["update_b2b_order"] = [answer]
    with pytest.raises(Unfinished):
        shop.place(everything())
    shop.meddling.instead.clear()
    assert lacking(shop.place(everything())) == []


@pytest.mark.parametrize("reading", [failing(401), failing(403)])
def test_a_record_that_an_earlier_execution_wrote_and_that_cannot_be_read_is_read_again(
    reading: Answer,
) -> None:
    shop = shop_with_a_record()
    shop.meddling.after["update_b2b_order"] = [LOST] * 5
    shop.meddling.before["update_b2b_order"] = lambda: shop.meddling.instead.update(
        read_b2b_order=[failing(503)] * 9
    )
    with pytest.raises(Unfinished):
        shop.place(everything())
    shop.meddling.instead["read_b2b_order"] = [reading, reading]
    with pytest.raises(Unfinished):
        shop.place(everything())
    shop.meddling.instead.clear()
    assert lacking(shop.place(everything())) == []


def test_a_record_that_cannot_be_read_for_five_minutes_is_said_to_be_there_perhaps() -> None:
    shop = shop_with_a_record()
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    with pytest.raises(Unfinished):
        shop.place(everything())
    shop.meddling.instead["read_b2b_order"] = [failing(403)]
    with pytest.raises(Unfinished):
        shop.place(everything())
    shop.clock.sleep(RECORD_SECONDS)
    shop.meddling.instead["read_b2b_order"] = [failing(403)]
    placed = shop.place(everything())
    said = reasons(placed, NUMBER, EXTRA_FIELDS)
    assert [reason.endswith(f"(modify). {MAY_BE_THERE}") for reason in said] == [True, True]


@pytest.mark.parametrize("reading", [failing(401), failing(403)])
def test_a_record_that_nobody_wrote_to_and_that_cannot_be_read_is_given_up_at_once(
    reading: Answer,
) -> None:
    shop = shop_with_a_record()
    shop.meddling.instead["read_b2b_order"] = [reading, reading]
    placed = shop.place(everything())
    assert NUMBER in lacking(placed)
    assert not any(MAY_BE_THERE in reason for reason in reasons(placed, NUMBER))


@pytest.mark.parametrize("answer", [PAGE, failing(403), failing(503)])
def test_what_the_last_try_has_done_is_not_said_to_be_missing(answer: Answer) -> None:
    shop = shop_past_its_time()
    shop.meddling.after["update_order"] = [answer]
    placed = shop.place(everything())
    assert lacking(placed) == []
    assert placed.order.status == "Awaiting Fulfillment"


def test_the_last_try_believes_a_refusal() -> None:
    shop = shop_past_its_time()
    shop.meddling.instead["update_order"] = [LOST, failing(422)]
    (reason,) = reasons(shop.place(everything()), "status")
    assert reason == "The store refused it (422): No."


def test_an_order_that_cannot_be_read_in_the_last_try_has_an_unknown_status() -> None:
    shop = shop_past_its_time()
    shop.meddling.instead["read_order"] = [failing(503)] * 90
    placed = shop.place(everything())
    assert (placed.order.status, placed.order.applied) == ("Unknown", [])
    assert lacking(placed)[: len(FINISHED)] == [*FINISHED]


def test_an_order_of_which_only_the_cart_was_to_go_is_placed_at_the_last_try_though_unread() -> (
    None
):
    shop, body = Shop(), mugs(after_order="delete")
    shop.meddling.instead["delete_cart"] = [failing(503)] * 90
    with pytest.raises(Unfinished):
        shop.place(body)
    shop.clock.sleep(1800)
    shop.meddling.instead["read_order"] = [failing(503)] * 90
    with pytest.raises(Unfinished):
        shop.place(body)
    shop.clock.sleep(1900)
    placed = shop.place(body)
    assert (placed.order.status, lacking(placed)) == ("Unknown", ["after_order"])


def test_the_last_try_says_how_much_of_the_order_waits_for_stock() -> None:
    body = mugs(line_items=[{"product_id": 123, "quantity": 2}], status=11)
    shop = Shop(backorders="beta", backorder_limit=5)
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    with pytest.raises(Unfinished):
        shop.place(body)
    shop.clock.sleep(3700)
    shop.store.merchant.set_stock(150, 1)
    shop.meddling.after["update_order"] = [failing(403)]
    assert shop.place(body).order.quantity_backordered == 1


def shop_past_its_time() -> Shop:
    """Return one whose order nobody could write to for more than an hour."""
    shop = shop_with_a_record()
    shop.meddling.instead["update_order"] = [failing(503)] * 5
    with pytest.raises(Unfinished):
        shop.place(everything())
    shop.clock.sleep(3700)
    return shop


def test_an_order_whose_note_in_the_history_was_lost_is_followed_up_for_as_long() -> None:
    shop = Shop()
    shop.meddling.instead["update_order"] = [failing(503)] * 10
    with pytest.raises(Unfinished):
        shop.place(mugs(**FINISHED))
    forget_the_note(shop)
    with pytest.raises(Unfinished):
        shop.place(mugs(**FINISHED))
    assert lacking(shop.place(mugs(**FINISHED))) == []


def forget_the_note(shop: Shop) -> None:
    """As if the answer to the write of the phase was lost, and the next write did not have it."""
    item = shop.dynamodb.items[str(KEY)]
    notes = item["history"]["S"].split()
    assert sum(note.startswith(Phase.FINISHING) for note in notes) == 1
    item["history"]["S"] = " ".join(note for note in notes if not note.startswith(Phase.FINISHING))
