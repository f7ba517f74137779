"""The local queue delivers nothing more while too many messages are received and hidden."""

from typing import Any

from local_cloud.aws.in_flight import bounded

NOW = 1_000.0


def collect(queue: dict[str, Any], wanted: int, hidden_seconds: int) -> list[Any]:
    found = [one for one in queue["messages"] if one["visible_at"] <= NOW][:wanted]
    for one in found:
        one.update(receive_count=1, visible_at=NOW + hidden_seconds)
    return found


def messages(count: int, *, delayed: bool = False) -> list[dict[str, Any]]:
    at = NOW + 900 if delayed else NOW
    return [{"receive_count": 0, "visible_at": at} for _ in range(count)]


def test_no_more_are_delivered_than_may_be_in_flight() -> None:
    queue = {"messages": messages(30)}
    receive = bounded(collect, 12, lambda: NOW)
    assert [len(receive(queue, 10, 60)) for _ in range(3)] == [10, 2, 0]


def test_delayed_messages_do_not_count() -> None:
    queue = {"messages": [*messages(50, delayed=True), *messages(5)]}
    assert len(bounded(collect, 12, lambda: NOW)(queue, 10, 60)) == 5


def test_a_message_that_is_visible_again_makes_room() -> None:
    queue = {"messages": messages(12)}
    receive = bounded(collect, 10, lambda: NOW)
    first = receive(queue, 10, 60)
    assert receive(queue, 10, 60) == []
    for one in first[:3]:
        one["visible_at"] = NOW
    assert len(receive(queue, 10, 60)) == 3
