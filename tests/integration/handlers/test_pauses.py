"""A pause, of all stores or of one, makes no order and loses none."""

import json

import boto3
import pytest

from cart_to_order.operations.place import Place
from cart_to_order.operations.reading import store_orders
from order_service.bigcommerce.calls import StoreCalls
from order_service.ledger.entry import Phase
from tests.fakes.orders import order_body
from tests.integration.doors import Doors

pytestmark = pytest.mark.enable_socket

_USED: list[StoreCalls] = []
"""Kept until the end, for their connections are closed by nobody."""
TOO_DEAR = order_body(shipping={"max_cost": 1})


@pytest.fixture
def paused(doors: Doors) -> Doors:
    """A stack with QueueEnabled=false."""
    doors.deploy(QUEUE_ENABLED="false")
    return doors


def resume(doors: Doors) -> None:
    doors.deploy(QUEUE_ENABLED="true")


def test_an_order_is_queued_and_placed_when_the_pause_ends(paused: Doors) -> None:
    status, body, headers = paused.post()
    assert (status, body["state"]) == (202, "claimed")
    assert "ends the pause" in body["next"]
    assert headers["Location"].endswith("/orders/order-1")
    assert "Preference-Applied" not in headers
    assert "ends the pause" in paused.get()[1]["next"]
    assert paused.calls == 0
    resume(paused)
    assert paused.deliver() == []
    assert (paused.get()[1]["state"], len(paused.store.orders)) == ("placed", 1)


def test_a_caller_who_would_not_wait_anyway_is_told_so(paused: Doors) -> None:
    status, _, headers = paused.post(Prefer="respond-async")
    assert (status, headers["Preference-Applied"]) == (202, "respond-async")


def test_a_key_that_is_sent_often_is_one_order(paused: Doors) -> None:
    assert [paused.post()[0] for _ in range(3)] == [202] * 3
    resume(paused)
    assert paused.deliver() == []
    assert len(paused.store.orders) == 1


def test_what_is_finished_is_answered_as_before(doors: Doors) -> None:
    _, order, _ = doors.post("placed")
    _, problem, _ = doors.post("refused", TOO_DEAR)
    doors.deploy(QUEUE_ENABLED="false")
    calls = doors.calls
    status, body, headers = doors.post("placed")
    assert (status, body, headers["Idempotent-Replayed"]) == (201, order, "true")
    status, body, headers = doors.post("refused", TOO_DEAR)
    assert (status, body, headers["Idempotent-Replayed"]) == (422, problem, "true")
    assert (doors.calls, doors.queues.received()) == (calls, [])


def test_what_cannot_be_an_order_is_refused_at_once(paused: Doors) -> None:
    assert paused.post(body=order_body(currency="usd"))[0] == 422
    assert paused.post("")[0] == 400
    paused.post()
    status, body, _ = paused.post(body=order_body(customer_id=7))
    assert (status, body["code"]) == (422, "key_reused")
    assert len(paused.queues.received()) == 1


def test_a_paused_store_s_order_is_queued(doors: Doors) -> None:
    doors.put_secret(paused=True)
    status, body, headers = doors.post()
    assert (status, body["state"], body["last_error"]["code"]) == (202, "claimed", "store_paused")
    assert "ends the pause" in body["next"]
    assert int(headers["Retry-After"]) > 0
    assert doors.queues.count("ApproximateNumberOfMessagesDelayed") == 1
    assert doors.calls == 0


def test_a_paused_store_s_message_comes_back_and_holds_no_other_store_up(doors: Doors) -> None:
    doors.put_secret(paused=True)
    doors.put_secret("other")
    for key in ("a", "b"):
        doors.queue(key)
        doors.queue(key, store="other")
    back = [json.loads(body) for body in doors.deliver()]
    assert [(one["store"], one["idempotency_key"]) for one in back] == [
        ("acme", "a"),
        ("acme", "b"),
    ]
    assert len(doors.store.orders) == 2
    assert doors.queues.dead_letters() == []
    assert sorted(doors.queues.hidden_for())[:2] == pytest.approx([300, 300], abs=3)


@pytest.mark.parametrize(("times", "wait"), [(1, 300), (7, 320), (40, 900)])
def test_a_paused_store_s_message_comes_back_later_each_time(
    doors: Doors, times: int, wait: float
) -> None:
    doors.put_secret(paused=True)
    doors.queue()
    assert len(doors.deliver(times=times)) == 1
    assert doors.queues.hidden_for() == pytest.approx([wait], abs=3)


def test_a_store_that_is_resumed_needs_no_deployment(doors: Doors) -> None:
    doors.put_secret(paused=True)
    doors.queue()
    (message,) = doors.deliver()
    assert doors.entry().phase is Phase.CLAIMED
    doors.put_secret(paused=False)
    # What is remembered of a secret is forgotten after five minutes.
    doors.deploy()
    doors.queues.send(message)
    assert doors.deliver() == []
    assert doors.entry().phase is Phase.PLACED


def test_a_finished_key_of_a_paused_store_is_answered(doors: Doors) -> None:
    _, order, _ = doors.post()
    doors.put_secret(paused=True)
    doors.deploy()
    status, body, _ = doors.post()
    assert (status, body) == (201, order)


def test_an_operator_can_look_at_a_paused_store(doors: Doors) -> None:
    _, order, _ = doors.post()
    doors.put_secret(paused=True)
    session = boto3.Session(region_name="us-east-1")
    place = Place(session, None, "ledger", "q", "d", doors.running.url, "bigcommerce/")
    _USED.append(place.calls("acme"))
    found = store_orders(_USED[-1], 1, lambda _: None)
    assert [seen.id for seen in found] == [order["order_id"]]
