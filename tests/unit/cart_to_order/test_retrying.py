import pytest

from cart_to_order.calls import NO_ANSWER, Reply
from cart_to_order.problems import NoSuchStore, NotAllowed, UnexpectedAnswer
from cart_to_order.results import Pending, Placed, Quote, Refused, Result
from cart_to_order.retrying import Turn, asking, placing, quoting
from order_service.keys import OrderKey
from tests.fakes.clock import FakeClock
from tests.fakes.orders import order_body
from tests.unit.cart_to_order.conversations import ANSWER, PLACED, QUOTE, hold, problem, state

KEY = OrderKey("acme", "po-1")


def place(*replies: Reply, patience: float = 120) -> tuple[Result, list[Turn]]:
    clock = FakeClock()
    return hold(placing("acme", "po-1", order_body(), patience, clock.now), clock, *replies)


def test_an_order_that_is_placed_at_once_is_asked_for_once() -> None:
    result, turns = place(PLACED)
    assert result == Placed("po-1", 101, False, ANSWER)
    (turn,) = turns
    assert (turn.call.method, turn.call.path) == ("POST", "/stores/acme/orders")
    assert turn.call.headers["Idempotency-Key"] == "po-1"


def test_an_order_that_was_there_already_is_known_as_such() -> None:
    result, _ = place(Reply(201, {"idempotent-replayed": "true"}, ANSWER))
    assert isinstance(result, Placed)
    assert result.replayed


@pytest.mark.parametrize(
    "again",
    [
        Reply(NO_ANSWER),
        problem(409, "in_progress", retry_after="7"),
        Reply(429, {}, {"message": "Too Many Requests"}),
        problem(429, "too_many_requests", retry_after="7"),
        Reply(500),
        Reply(502, {}, {"message": "Internal server error"}),
        problem(503, "store_throttled", retry_after="7"),
        Reply(504),
    ],
    ids=lambda reply: str(reply.status),
)
def test_whatever_may_have_been_lost_is_sent_again_with_the_same_key_and_body(again: Reply) -> None:
    result, turns = place(again, again, PLACED)
    assert isinstance(result, Placed)
    assert len(turns) == 3
    assert turns[0].call == turns[1].call == turns[2].call


def test_the_service_says_when() -> None:
    _, turns = place(problem(503, "store_throttled", retry_after="7"), PLACED)
    assert [turn.after for turn in turns] == [0, 7]


def test_a_caller_that_sent_too_much_waits_for_its_next_minute() -> None:
    result, turns = place(problem(429, "too_many_requests", retry_after="41"), PLACED)
    assert isinstance(result, Placed)
    assert [turn.after for turn in turns] == [0, 41]


def test_without_such_a_word_each_pause_is_longer_up_to_half_a_minute() -> None:
    _, turns = place(Reply(NO_ANSWER), patience=200)
    assert [turn.after for turn in turns] == [0, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30]


@pytest.mark.parametrize("said", ["", "soon", "-1", "0", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_word_that_is_no_number_of_seconds_is_passed_over(said: str) -> None:
    _, turns = place(problem(503, "out_of_time", retry_after=said), PLACED)
    assert turns[1].after == 1


def test_patience_ends_before_a_wait_that_is_longer() -> None:
    result, turns = place(problem(409, "in_progress", retry_after="90"), patience=89)
    assert result == Pending("po-1", "unknown", "in_progress")
    assert len(turns) == 1


def test_an_accepted_order_is_asked_about_and_not_sent_again() -> None:
    accepted, waiting = state(202, state="claimed"), state(200, state="submitting")
    done = state(200, state="placed", order=ANSWER)
    replay = Reply(201, {"idempotent-replayed": "true"}, ANSWER)
    result, turns = place(accepted, waiting, Reply(NO_ANSWER), done, replay)
    assert result == Placed("po-1", 101, True, ANSWER)
    assert [turn.call.method for turn in turns] == ["POST", "GET", "GET", "GET", "POST"]
    assert {turn.call.path for turn in turns[1:4]} == {"/stores/acme/orders/po-1"}
    assert [turn.after for turn in turns] == [0, 5, 2, 4, 0]


def test_a_state_of_another_order_under_the_key_is_not_taken_for_this_one() -> None:
    theirs = state(200, state="placed", order=ANSWER)
    result, _ = place(state(202), theirs, problem(422, "key_reused"))
    assert isinstance(result, Refused)
    assert result.code == "key_reused"


def test_an_accepted_order_may_not_be_in_the_ledger_yet() -> None:
    result, turns = place(state(202), problem(404, "unknown_order"), patience=20)
    assert result == Pending("po-1", "unknown", "unknown_order")
    assert len(turns) > 2


def test_an_accepted_order_may_turn_out_refused() -> None:
    refusal = {"code": "store_refused", "detail": "no stock"}
    result, _ = place(state(202, state="cart"), state(200, state="rejected", problem=refusal))
    assert result == Refused("po-1", "store_refused", refusal, replayed=True)


def test_nobody_waits_for_a_parked_order() -> None:
    result, turns = place(state(202, state="parked"))
    assert isinstance(result, Pending)
    assert result.needs_a_person
    assert len(turns) == 1


@pytest.mark.parametrize("code", ["invalid_request", "key_reused", "store_refused"])
def test_a_refusal_is_final(code: str) -> None:
    result, turns = place(problem(422, code))
    assert isinstance(result, Refused)
    assert (result.code, result.sent, len(turns)) == (code, True, 1)


def test_an_invalid_order_is_not_sent_and_every_field_is_named() -> None:
    clock = FakeClock()
    wrong = order_body(channel_id=0, currency="XXX")
    result, turns = hold(placing("acme", "po-1", wrong, 9, clock.now), clock, PLACED)
    assert isinstance(result, Refused)
    assert (result.fields, result.sent, turns) == (("channel_id", "currency"), False, [])


def test_an_unusable_key_is_not_sent() -> None:
    clock = FakeClock()
    result, turns = hold(placing("acme", "po 1", order_body(), 9, clock.now), clock, PLACED)
    assert isinstance(result, Refused)
    assert (result.fields, turns) == (("idempotency_key",), [])


def test_an_order_that_is_too_long_is_not_sent() -> None:
    line = {"name": "n" * 250, "quantity": 1, "list_price": "1.00", "sku": "s" * 250}
    clock = FakeClock()
    wrong = order_body(custom_items=[line] * 500)
    result, turns = hold(placing("acme", "po-1", wrong, 9, clock.now), clock, PLACED)
    assert isinstance(result, Refused)
    assert (result.fields, turns) == (("body",), [])


@pytest.mark.parametrize("status", [401, 403])
def test_a_caller_who_is_not_let_in_is_told_so(status: int) -> None:
    with pytest.raises(NotAllowed, match=str(status)):
        place(Reply(status, {}, {"message": "Forbidden"}))


@pytest.mark.parametrize(
    "reply", [Reply(201), Reply(200, {}, []), Reply(400), Reply(404), Reply(301)]
)
def test_what_another_server_answers_is_no_result(reply: Reply) -> None:
    with pytest.raises(UnexpectedAnswer):
        place(reply)


def test_a_key_can_be_asked_about() -> None:
    clock = FakeClock()
    asked = asking(KEY, 60, clock.now)
    result, turns = hold(asked, clock, Reply(503), state(200, state="cart"))
    assert result == Pending("po-1", "cart")
    assert len(turns) == 2


def test_a_key_that_nobody_sent_is_none() -> None:
    clock = FakeClock()
    result, _ = hold(asking(KEY, 60, clock.now), clock, problem(404, "unknown_order"))
    assert result is None


def test_a_key_in_a_path_is_written_so_that_it_stays_one_part() -> None:
    clock = FakeClock()
    _, turns = hold(asking(OrderKey("acme", "a:b@c"), 60, clock.now), clock, state(200, state="x"))
    assert turns[0].call.path == "/stores/acme/orders/a%3Ab%40c"


def test_a_quote_is_asked_for_without_a_key() -> None:
    clock = FakeClock()
    quoted = quoting("acme", order_body(), 60, clock.now)
    result, turns = hold(quoted, clock, Reply(503), Reply(200, {}, QUOTE))
    assert result == Quote(QUOTE)
    assert turns[0].call == turns[1].call
    assert (turns[0].call.path, "Idempotency-Key" in turns[0].call.headers) == (
        "/stores/acme/quotes",
        False,
    )


def test_a_quote_can_be_refused_or_take_too_long() -> None:
    clock = FakeClock()
    refused, _ = hold(
        quoting("acme", order_body(), 9, clock.now), clock, problem(422, "no_shipping_option")
    )
    assert isinstance(refused, Refused)
    late, _ = hold(quoting("acme", order_body(), 9, clock.now), clock, Reply(503))
    assert isinstance(late, Pending)


@pytest.mark.parametrize("answer", [None, [], {}, {"totals": {"grand_total": "1.00"}}])
def test_what_is_no_quote_is_none_of_this_service(answer: object) -> None:
    clock = FakeClock()
    with pytest.raises(UnexpectedAnswer):
        hold(quoting("acme", order_body(), 9, clock.now), clock, Reply(200, {}, answer))


def test_an_error_of_the_service_itself_is_in_no_queue() -> None:
    result, _ = place(problem(503, "store_throttled", retry_after="90"), patience=5)
    assert isinstance(result, Pending)
    assert (result.code, result.goes_on) == ("store_throttled", False)
    lost, _ = place(Reply(NO_ANSWER), patience=0)
    assert isinstance(lost, Pending)
    assert lost.goes_on is None


def test_a_state_says_whether_the_order_goes_on_by_itself() -> None:
    result, _ = place(state(202, state="cart", goes_on=True), patience=0)
    assert isinstance(result, Pending)
    assert result.goes_on is True


def test_a_store_that_is_not_there_is_said_with_the_service_s_hint() -> None:
    body = {"code": "unknown_store", "detail": "Not set up here.", "hint": "Check the name."}
    with pytest.raises(NoSuchStore, match=r"Not set up here\. Check the name\."):
        place(Reply(404, {}, body))
