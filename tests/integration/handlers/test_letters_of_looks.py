"""The letters of second looks: marked, and sent back until their question is settled."""

import time
from typing import Any

import pytest

from order_service.clock import Deadline
from order_service.keys import OrderKey
from tests.integration.entry_points import STORE, EntryPoints

pytestmark = pytest.mark.enable_socket
KEY = OrderKey(STORE, "order-1")


def with_a_moved_duplicate(entry_points: EntryPoints) -> int:
    """Place an order whose second look is due, with another order that a merchant moved."""
    entry_points.queue()
    assert entry_points.deliver() == []
    entry, clock = entry_points.entry(), entry_points.services.clock
    store = entry_points.services.service.open_store(KEY, Deadline(clock, clock.now() + 60))
    another = store.create_order(entry.cart_id)
    entry_points.store.merchant.move_order(another, 11)
    lease = entry_points.claim(entry.fingerprint, time.time())
    lease.placed(entry.order_id, look_at=time.time() - 1)
    return another


def letters(entry_points: EntryPoints) -> list[Any]:
    return entry_points.queues.dead_letters()


def send_back(entry_points: EntryPoints, letter: Any, **of_its_own: float) -> None:
    marks = {
        name: {"DataType": "String", "StringValue": mark["StringValue"]}
        for name, mark in letter["MessageAttributes"].items()
    }
    entry_points.queues.forget(letter)
    entry_points.queues.send(letter["Body"], marks)
    assert entry_points.deliver(**of_its_own) == []  # type: ignore[arg-type]


def test_a_letter_of_a_look_is_kept_until_its_question_is_settled(
    entry_points: EntryPoints,
) -> None:
    another = with_a_moved_duplicate(entry_points)
    entry_points.queue()
    assert entry_points.deliver() == []
    (letter,) = letters(entry_points)
    # Another message of the key is no letter.
    entry_points.queue()
    assert entry_points.deliver() == []
    send_back(entry_points, letter)
    (again,) = letters(entry_points)
    entry_points.store.merchant.archive_order(another)
    send_back(entry_points, again)
    assert letters(entry_points) == []
    assert entry_points.entry().disputed == 0


def test_a_letter_of_a_look_that_is_given_up_is_one_still(entry_points: EntryPoints) -> None:
    another = with_a_moved_duplicate(entry_points)
    entry_points.queue()
    assert entry_points.deliver() == []
    (letter,) = letters(entry_points)
    entry_points.put_secret(store_hash="")
    entry_points.deploy()
    send_back(entry_points, letter, sent_seconds_ago=13 * 86_400)
    (given_up,) = letters(entry_points)
    assert given_up["MessageAttributes"]["code"]["StringValue"] == "waited_too_long"
    entry_points.put_secret()
    entry_points.deploy()
    entry_points.store.merchant.archive_order(another)
    send_back(entry_points, given_up)
    assert (letters(entry_points), entry_points.entry().disputed) == ([], 0)
