"""A pause, of all stores or of one, makes no order and loses none."""

import json

import boto3
import pytest

from cart_to_order.operations.place import Place
from cart_to_order.operations.store_calls import store_calls
from order_service.auditing.reading import store_orders
from order_service.bigcommerce.calls import StoreCalls
from order_service.ledger.entry import Phase
from tests.fakes.orders import order_body
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

_USED: list[StoreCalls] = []
"""Kept until the end, for their connections are closed by nobody."""
TOO_DEAR = order_body(shipping={"max_cost": 1})


@pytest.fixture
def paused(entry_points: EntryPoints) -> EntryPoints:
    """A stack with QueueEnabled=false."""
    entry_points.deploy(QUEUE_ENABLED="false")
    return entry_points


def resume(entry_points: EntryPoints) -> None:
    entry_points.deploy(QUEUE_ENABLED="true")


def test_an_order_is_queued_and_placed_when_the_pause_ends(paused: EntryPoints) -> None:
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


def test_a_caller_who_would_not_wait_anyway_is_told_so(paused: EntryPoints) -> None:
    status, _, headers = paused.post(Prefer="respond-async")
    assert (status, headers["Preference-Applied"]) == (202, "respond-async")


def test_a_key_that_is_sent_often_is_one_order(paused: EntryPoints) -> None:
    assert [paused.post()[0] for _ in range(3)] == [202] * 3
    resume(paused)
    assert paused.deliver() == []
    assert len(paused.store.orders) == 1


def test_what_is_finished_is_answered_as_before(entry_points: EntryPoints) -> None:
    _, order, _ = entry_points.post("placed")
    _, problem, _ = entry_points.post("refused", TOO_DEAR)
    entry_points.deploy(QUEUE_ENABLED="false")
    calls = entry_points.calls
    status, body, headers = entry_points.post("placed")
    assert (status, body, headers["Idempotent-Replayed"]) == (201, order, "true")
    status, body, headers = entry_points.post("refused", TOO_DEAR)
    assert (status, body, headers["Idempotent-Replayed"]) == (422, problem, "true")
    assert (entry_points.calls, entry_points.queues.received()) == (calls, [])


def test_what_cannot_be_an_order_is_refused_at_once(paused: EntryPoints) -> None:
    assert paused.post(body=order_body(currency="usd"))[0] == 422
    assert paused.post("")[0] == 400
    paused.post()
    status, body, _ = paused.post(body=order_body(customer_id=7))
    assert (status, body["code"]) == (422, "key_reused")
    assert len(paused.queues.received()) == 1


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


@pytest.mark.parametrize(("times", "wait"), [(1, 300), (7, 320), (40, 900)])
def test_a_paused_store_s_message_comes_back_later_each_time(
    entry_points: EntryPoints, times: int, wait: float
) -> None:
    entry_points.put_secret(paused=True)
    entry_points.queue()
    assert len(entry_points.deliver(times=times)) == 1
    assert entry_points.queues.hidden_for() == pytest.approx([wait], abs=3)


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
    session = boto3.Session(region_name="us-east-1")
    place = Place(session, None, "ledger", "q", "d", entry_points.running.url, "bigcommerce/")
    _USED.append(store_calls(place, "acme"))
    found = store_orders(_USED[-1], 1, lambda _: None)
    assert [seen.id for seen in found] == [order["order_id"]]
