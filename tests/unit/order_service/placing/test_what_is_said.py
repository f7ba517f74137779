"""What a caller reads when an order is not placed: the whole sentence, the step, and the facts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import CancelPending, NotYet, OrderError, OutcomeUnknown, Refused
from order_service.keys import OrderKey
from order_service.placing.cancelling import Cancellation, cancel
from order_service.placing.flow import place_order
from order_service.request.intake import Job
from tests.fakes.features import FINISHED, mugs
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.sends import Outcome, failing, ok
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, Shop

LOST = NoAnswer("ReadTimeout")
AGAIN = "Ask again later with the same key."
NO_ORDER = "No order is seen after every attempt that is safe."
NO_CART = "The store does not find the cart, or what this step asks for."
SOLD_OUT = failing(422, {"title": "Sold out.", "status": 422})
KNOWN_REFUSAL = {
    "code": "store_refused",
    "step": "order",
    "store": {"status": 422, "words": ["Sold out."]},
}

LOOK_SECONDS = 70 + SETTLE_SECONDS
"""After what was sent just now has ended, whatever it was that sent it."""

DAY = 86_400.0
Said = tuple[str, str, str | None]


def raised(shop: Shop, body: Mapping[str, Any] | None = None) -> OrderError:
    with pytest.raises(OrderError) as caught:
        shop.place(dict(body or order_body()))
    return caught.value


def said(shop: Shop, body: Mapping[str, Any] | None = None) -> Said:
    error = raised(shop, body)
    return error.code, error.detail, error.step


def answering(**outcomes: list[Outcome]) -> Shop:
    shop = Shop()
    shop.meddling.instead.update(outcomes)
    return shop


def empty(shop: Shop) -> None:
    for cart in shop.store.carts.values():
        cart.line_items.clear()


def test_a_lost_answer_names_when_to_ask_again_and_its_attempt() -> None:
    shop = answering(create_order=[LOST])
    error = raised(shop)
    assert (error.code, error.detail, error.step) == ("outcome_unknown", AGAIN, "order")
    assert error.facts == {}
    assert shop.journal.notes == [("create-order ambiguous", {"attempt": 1})]


def test_the_shortest_wait_is_a_second() -> None:
    shop = answering(create_order=[LOST])
    raised(shop)
    shop.clock.sleep(56.8)
    error = raised(shop)
    assert isinstance(error, OutcomeUnknown)
    assert error.retry_after == 1


def test_the_words_of_a_store_that_failed_come_without_who_fixes_it() -> None:
    shop = answering(create_order=[failing(500, {"title": "Oops", "status": 500})])
    assert raised(shop).facts == {"store": {"status": 500, "words": ["Oops"]}}


def test_an_order_that_is_not_seen_is_a_person_s_and_is_shown_once() -> None:
    shop = answering(create_order=[LOST, LOST])
    for _ in range(2):
        raised(shop)
        shop.clock.sleep(SETTLED)
    errors = [raised(shop), raised(shop)]
    expected: tuple[Any, ...] = ("parked", NO_ORDER, "order", {})
    assert [(one.code, one.detail, one.step, one.facts) for one in errors] == [expected] * 2
    assert [vars(one)["again"] for one in errors] == [False, True]
    assert [key.key for key in shop.parked] == ["order-1"]
    (row,) = shop.attention.items.values()
    assert (row["state"]["S"], row["step"]["S"]) == ("parked", "order")
    assert '"country_code":"US"' in row["request"]["S"]


def test_the_order_that_the_store_answered_with_and_does_not_show_is_named_to_the_person() -> None:
    shop = Shop()
    other = shop.place(order_body(), "another").order.order_id
    shop.meddling.instead["create_order"] = [LOST, ok({"data": {"id": other}})]
    for _ in range(2):
        assert said(shop) == ("outcome_unknown", AGAIN, "order")
        shop.clock.sleep(SETTLED)
    named = f"{NO_ORDER} The store answered that its order is {other}."
    assert said(shop) == ("parked", named, "order")


def test_a_refusal_that_came_while_an_order_may_live_goes_to_the_person_too() -> None:
    shop = answering(create_order=[LOST, SOLD_OUT])
    for _ in range(2):
        assert said(shop) == ("outcome_unknown", AGAIN, "order")
        shop.clock.sleep(SETTLED)
    error = raised(shop)
    assert (error.code, error.detail, error.facts) == (
        "parked",
        NO_ORDER,
        {"refusal": KNOWN_REFUSAL},
    )


def test_a_cart_that_is_gone_after_a_lost_answer_is_a_person_s() -> None:
    shop = answering(create_order=[failing(404)])
    raised(shop)
    shop.clock.sleep(SETTLED)
    shop.meddling.instead["read_checkout"] = [failing(404)]
    assert said(shop) == ("parked", "The cart is gone and no order is seen.", "order")


def test_a_cart_that_is_gone_after_a_believed_no_is_a_person_s() -> None:
    shop = answering(create_order=[failing(429, x_retry_after="1")])
    assert said(shop)[0] == "store_throttled"
    shop.meddling.instead["read_checkout"] = [failing(404)]
    assert said(shop) == ("parked", "The cart is gone and no order was seen.", "checkout")


def test_a_cart_that_was_changed_after_a_believed_no_is_a_person_s() -> None:
    shop = answering(create_order=[failing(429, x_retry_after="1")])
    assert said(shop)[0] == "store_throttled"
    empty(shop)
    assert said(shop) == ("parked", "The cart was changed and no order was seen.", "checkout")


def test_a_cart_that_is_emptied_twice_is_refused() -> None:
    shop = answering(billing_address=[LOST, LOST])

    def twice() -> None:
        empty(shop)
        shop.meddling.before["billing_address"] = lambda: empty(shop)

    shop.meddling.before["billing_address"] = twice
    body = order_body(consignments=[{"address": AUSTIN, "line_items": [{"sku": "abc-123"}]}])
    error = raised(shop, body)
    assert (error.code, error.step) == ("store_refused", "cart")
    assert error.detail == "The store's cart does not hold what was ordered."


def test_a_rebuilt_cart_that_is_emptied_later_is_refused() -> None:
    shop = answering(billing_address=[failing(404), *[failing(503)] * 5])
    assert said(shop)[0] == "store_unavailable"
    empty(shop)
    error = raised(shop)
    expected = "The cart disappeared, or did not hold what was ordered, twice."
    assert (error.code, error.detail, error.step) == ("store_refused", expected, "cart")


def test_a_cart_that_is_gone_twice_names_the_step_that_found_it_gone() -> None:
    shop = answering(billing_address=[failing(404)] * 2)
    error = raised(shop)
    assert (error.code, error.detail, error.step) == ("store_refused", NO_CART, "billing_address")
    assert error.facts["store"] == {"status": 404, "words": ["No."]}


def test_what_is_left_to_do_after_the_order_names_its_step_and_no_fixer() -> None:
    shop = answering(update_order=[failing(503)] * 5)
    error = raised(shop, mugs(**FINISHED))
    detail = f"The store keeps failing this step. {AGAIN}"
    assert (error.code, error.detail, error.step) == ("unfinished", detail, "finish")
    assert "fix" not in error.facts
    assert error.facts["store"] == {"status": 503, "words": ["No."]}
    assert isinstance(error, NotYet)
    assert error.retry_after == 5


@pytest.mark.parametrize(
    ("call", "field", "body"),
    [
        ("update_order", "status", mugs(status=11)),
        ("delete_cart", "after_order", mugs(after_order="delete")),
    ],
)
def test_what_is_given_up_after_the_order_is_named(
    call: str, field: str, body: dict[str, Any]
) -> None:
    down: list[Outcome] = [failing(503)] * 90
    shop = answering(**{call: down})
    raised(shop, body)
    shop.clock.sleep(3700)
    placed = shop.place(body)
    (missing,) = placed.order.not_applied or []
    assert (missing.field, missing.reason) == (
        field,
        "Given up after many tries (store_unavailable): look at the order in the store.",
    )
    assert placed.replayed is False
    assert placed.order.status == "Incomplete"
    assert placed.order.applied == ([] if field == "status" else None)
    assert placed.ids() == {"order_id": 101, "cart_id": placed.order.cart_id}


@pytest.mark.parametrize(("refused", "looks"), [(True, [LOOK_SECONDS]), (False, [])])
def test_a_second_look_is_queued_only_where_absence_was_concluded(
    refused: bool, looks: list[float]
) -> None:
    shop = answering(create_order=[SOLD_OUT] if refused else [])
    if refused:
        raised(shop)
    else:
        shop.place(order_body())
    assert shop.coming_back == pytest.approx(looks)
    entry = shop.ledger.read(shop.job(order_body()).key)
    assert entry is not None
    assert entry.look_at == (entry.last_sent + SETTLE_SECONDS if refused else 0)
    assert len(shop.store.carts) == 1


def test_an_order_of_a_second_attempt_is_looked_at_once_more() -> None:
    shop = answering(create_order=[LOST])
    raised(shop)
    shop.clock.sleep(SETTLED)
    assert shop.place(order_body()).replayed is False
    assert shop.coming_back == pytest.approx([LOOK_SECONDS])
    entry = shop.ledger.read(shop.job(order_body()).key)
    assert entry is not None
    assert entry.look_at == entry.last_sent + SETTLE_SECONDS


def test_a_second_look_is_queued_for_the_order_that_it_is_about() -> None:
    shop = answering(create_order=[SOLD_OUT])
    queued: list[tuple[Job, float]] = []
    service = replace(shop.service, come_back=lambda *message: queued.append(message))
    job = shop.job(order_body())
    with pytest.raises(Refused):
        place_order(job, service, shop.deadline())
    ((about, seconds),) = queued
    assert about is job
    assert seconds == pytest.approx(LOOK_SECONDS)


def test_who_asks_for_an_order_whose_second_look_is_a_day_late_has_a_message_sent_for_it() -> None:
    shop = Shop()
    placed = shop.place(order_body()).order
    shop.dynamodb.items["acme#order-1"]["look_at"] = {"N": str(shop.clock.now() - DAY - 1)}
    queued: list[tuple[Job, float]] = []
    service = replace(shop.service, come_back=lambda *message: queued.append(message))
    job = shop.job(order_body())
    assert place_order(job, service, shop.deadline()).order == placed
    assert queued == [(job, 0)]


def test_the_customer_s_words_in_a_refusal_are_masked_while_an_order_may_live() -> None:
    said_so = {"title": "Zephyrine Quillfeather is blocked.", "status": 422}
    shop = answering(create_order=[LOST, failing(422, said_so)])
    raised(shop)
    shop.clock.sleep(SETTLED)
    raised(shop)
    shop.clock.sleep(SETTLED)
    assert "Quillfeather" not in str(raised(shop).facts)


def test_the_customer_s_words_in_a_refusal_are_masked_in_the_ledger() -> None:
    said_so = {"title": "Zephyrine Quillfeather is blocked.", "status": 422}
    shop = answering(create_order=[failing(422, said_so)])
    raised(shop)
    known = shop.ledger.read(OrderKey("acme", "order-1"))
    assert known is not None
    assert "is blocked" in known.problem
    assert "Quillfeather" not in known.problem


def test_a_key_that_is_cancelled_in_doubt_ends_with_a_second_look() -> None:
    shop = answering(create_order=[LOST])
    raised(shop)
    with pytest.raises(CancelPending):
        cancel(Cancellation(shop.job(order_body()).key), shop.service, shop.deadline())
    shop.clock.sleep(SETTLED)
    assert raised(shop).code == "cancelled"
    assert shop.journal.notes[1:] == [("order cancelled", {})]
    assert shop.coming_back == [SETTLE_SECONDS]
    assert len(shop.store.carts) == 1
    shop.clock.sleep(SETTLE_SECONDS)
    with pytest.raises(Refused):
        shop.look_again(order_body())
    assert shop.store.carts == {}


def test_an_order_that_shows_when_the_next_one_is_refused_is_the_key_s() -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=DAY, checkout_order_id="never")
    shop.meddling.after["create_order"] = [LOST]
    raised(shop)
    shop.clock.sleep(SETTLED)
    shop.meddling.instead["create_order"] = [SOLD_OUT]
    shop.meddling.before["create_order"] = lambda: shop.clock.sleep(DAY)
    assert shop.place(order_body(), seconds=2 * DAY).order.order_id == shop.store.orders[0].id
    assert shop.meddling.instead["create_order"] == []
    assert len(shop.store.orders) == 1


def test_a_row_keeps_since_when_the_key_is_listed() -> None:
    shop = answering(create_order=[LOST, LOST])
    began = shop.clock.now()
    for _ in range(2):
        raised(shop)
        shop.clock.sleep(SETTLED)
    raised(shop)
    (row,) = shop.attention.items.values()
    entry = shop.ledger.read(shop.job(order_body()).key)
    assert entry is not None
    assert float(row["since"]["N"]) == entry.attention
    assert began <= entry.attention < began + 60


def test_a_placed_key_is_listed_no_longer() -> None:
    shop = answering(create_order=[LOST])
    raised(shop)
    assert len(shop.attention.items) == 1
    shop.clock.sleep(SETTLED)
    shop.place(order_body())
    assert shop.attention.items == {}


def test_a_delivery_that_ends_at_once_takes_no_second_look() -> None:
    shop = answering(create_order=[SOLD_OUT])
    raised(shop)
    shop.clock.sleep(LOOK_SECONDS)
    before = len(shop.calls.lines)
    raised(shop)
    assert len(shop.calls.lines) == before
    with pytest.raises(Refused):
        shop.look_again(order_body())
    assert len(shop.calls.lines) > before


def test_an_order_that_is_given_up_after_a_day_is_listed_and_its_cart_ends() -> None:
    shop = answering(billing_address=[failing(500)] * 99)
    for _ in range(5):
        assert said(shop)[0] == "store_unavailable"
        shop.clock.sleep(86_400.0 / 5)
    assert len(shop.store.carts) == 1
    error = raised(shop)
    assert (error.code, error.step) == ("store_keeps_failing", "billing_address")
    (row,) = shop.attention.items.values()
    assert (row["state"]["S"], row["code"]["S"]) == ("rejected", error.code)
    assert shop.store.carts == {}
    assert said(shop)[0] == error.code
