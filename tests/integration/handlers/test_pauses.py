"""A pause, of all stores or of one, makes no order and loses none."""

import json

import pytest

from bigcommerce_emulator.http.faults import Fault
from cart_to_order.operations.store_calls import store_calls
from order_service.auditing.store_orders import orders_of
from order_service.bigcommerce.calls import StoreCalls
from order_service.handlers.putting_back import LONGEST_BACK_OFF
from order_service.handlers.queue import SHARE_OF_AGE
from order_service.ledger.entry import Phase
from tests.fakes.emf import numbers
from tests.fakes.orders import order_body
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

_USED: list[StoreCalls] = []
"""Kept until the end, for their connections are closed by nobody."""
TOO_DEAR = order_body(shipping={"max_cost": 1})


@pytest.fixture
def paused(entry_points: EntryPoints) -> EntryPoints:
    """A stack that an operator has paused."""
    entry_points.pause()
    return entry_points


def test_the_api_answers_503_and_keeps_nothing(paused: EntryPoints) -> None:
    status, body, headers = paused.post()
    assert (status, body["code"], body["retryable"]) == (503, "service_paused", True)
    assert (body["fix"], headers["Retry-After"]) == ("operator", "60")
    assert paused.get()[0] == 404
    assert (paused.calls, paused.queues.received()) == (0, [])


def test_the_same_request_is_placed_when_the_pause_ends(paused: EntryPoints) -> None:
    paused.post()
    paused.pause(on=False)
    assert paused.post()[0] == 201
    assert len(paused.store.orders) == 1


def test_a_caller_who_would_not_wait_anyway_is_queued(paused: EntryPoints) -> None:
    status, body, headers = paused.post(Prefer="respond-async")
    assert (status, headers["Preference-Applied"]) == (202, "respond-async")
    assert "ends the pause" in body["next"]
    assert "ends the pause" in paused.get()[1]["next"]
    assert len(paused.deliver()) == 1
    paused.pause(on=False)
    assert paused.calls == 0


def test_messages_are_put_back_and_placed_when_the_pause_ends(paused: EntryPoints) -> None:
    keys = [f"order-{n}" for n in range(4)]
    for key in keys:
        paused.queue(key)
    back = paused.deliver()
    assert len(back) == len(keys)
    assert paused.queues.hidden_for() == pytest.approx([900] * 4, abs=3)
    assert (paused.calls, paused.queues.dead_letters()) == (0, [])
    paused.pause(on=False)
    for body in back:
        paused.queues.send(body)
    assert paused.deliver() == []
    assert len(paused.store.orders) == len(keys)


def test_no_message_is_received_so_often_in_a_long_pause_that_it_is_given_up(
    paused: EntryPoints,
) -> None:
    age, kept, receives = 0.0, 1123200, 0
    while age < kept:
        receives += 1
        age += max(LONGEST_BACK_OFF, age * SHARE_OF_AGE)
    # The default of MaxReceiveCount, and what went before the pause.
    assert receives < 500 - 100
    paused.queue()
    paused.deliver(sent_seconds_ago=10 * 86_400)
    assert paused.queues.hidden_for() == pytest.approx([8640], abs=3)


def test_what_is_finished_is_answered_as_before(entry_points: EntryPoints) -> None:
    _, order, _ = entry_points.post("placed")
    _, problem, _ = entry_points.post("refused", TOO_DEAR)
    entry_points.pause()
    calls = entry_points.calls
    status, body, headers = entry_points.post("placed")
    assert (status, body, headers["Idempotent-Replayed"]) == (201, order, "true")
    status, body, headers = entry_points.post("refused", TOO_DEAR)
    assert (status, body, headers["Idempotent-Replayed"]) == (422, problem, "true")
    assert entry_points.post("placed", order_body(customer_id=7))[1]["code"] == "key_reused"
    assert (entry_points.calls, entry_points.queues.received()) == (calls, [])


def test_what_cannot_be_an_order_is_refused_immediately(paused: EntryPoints) -> None:
    assert paused.post(body=order_body(currency="usd"))[0] == 422
    assert paused.post("")[0] == 400


def test_an_unfinished_order_is_left_as_it_is(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("status", status=503))
    entry_points.post()
    before = entry_points.entry()
    entry_points.pause()
    assert entry_points.post()[0] == 503
    assert entry_points.entry() == before


def test_a_pause_is_counted_and_an_old_order_still_rings_before_it_is_forgotten(
    paused: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    paused.queue()
    paused.deliver(sent_seconds_ago=900_000)
    paused.post()
    found = numbers(capsys.readouterr().out)
    assert sum(found["Paused"]) == 2
    assert max(found["OrderAgeSeconds"]) > 864_000
    assert "UnexpectedErrors" not in found


def test_a_paused_store_s_order_is_queued(entry_points: EntryPoints) -> None:
    entry_points.put_secret(paused=True)
    status, body, headers = entry_points.post()
    assert (status, body["state"], body["last_error"]["code"]) == (202, "claimed", "store_paused")
    assert "ends the pause" in body["next"]
    assert int(headers["Retry-After"]) > 0
    assert entry_points.queues.count("ApproximateNumberOfMessagesDelayed") == 1
    assert entry_points.calls == 0


def test_a_paused_store_s_message_comes_back_and_holds_no_other_store_up(
    entry_points: EntryPoints,
) -> None:
    entry_points.put_secret(paused=True)
    entry_points.put_secret("other")
    for key in ("a", "b"):
        entry_points.queue(key)
        entry_points.queue(key, store="other")
    back = [json.loads(body) for body in entry_points.deliver()]
    assert [(one["store"], one["idempotency_key"]) for one in back] == [
        ("acme", "a"),
        ("acme", "b"),
    ]
    assert len(entry_points.store.orders) == 2
    assert entry_points.queues.dead_letters() == []
    assert sorted(entry_points.queues.hidden_for())[:2] == pytest.approx([300, 300], abs=3)


def test_a_paused_store_s_message_comes_back_later(entry_points: EntryPoints) -> None:
    entry_points.put_secret(paused=True)
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.hidden_for() == pytest.approx([300], abs=3)


@pytest.mark.parametrize("times", [7, 40])
def test_a_paused_store_s_message_is_not_hidden_for_long_but_sent_again(
    entry_points: EntryPoints, times: int
) -> None:
    entry_points.put_secret(paused=True)
    entry_points.queue()
    assert entry_points.deliver(times=times) == []
    assert entry_points.queues.count("ApproximateNumberOfMessagesDelayed") == 1
    assert entry_points.queues.dead_letters() == []


def test_a_store_that_is_resumed_needs_no_deployment(entry_points: EntryPoints) -> None:
    entry_points.put_secret(paused=True)
    entry_points.queue()
    (message,) = entry_points.deliver()
    assert entry_points.entry().phase is Phase.CLAIMED
    entry_points.put_secret(paused=False)
    # What is remembered of a secret is forgotten after five minutes.
    entry_points.deploy()
    entry_points.queues.send(message)
    assert entry_points.deliver() == []
    assert entry_points.entry().phase is Phase.PLACED


def test_a_finished_key_of_a_paused_store_is_answered(entry_points: EntryPoints) -> None:
    _, order, _ = entry_points.post()
    entry_points.put_secret(paused=True)
    entry_points.deploy()
    status, body, _ = entry_points.post()
    assert (status, body) == (201, order)


def test_an_operator_can_look_at_a_paused_store(entry_points: EntryPoints) -> None:
    _, order, _ = entry_points.post()
    entry_points.put_secret(paused=True)
    _USED.append(store_calls(entry_points.place, "acme"))
    found = orders_of(_USED[-1], [], 0, lambda _: None)
    assert [seen.id for seen in found] == [order["order_id"]]
