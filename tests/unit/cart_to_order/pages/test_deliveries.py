from typing import Any

import pytest

from cart_to_order.pages.timeline.deliveries import Delivery, read_deliveries, said, until_next
from cart_to_order.pages.timeline.lines import read_lines
from tests.unit.cart_to_order.pages.logged import START, Log


def deliveries(log: Log) -> list[Delivery]:
    return read_deliveries(read_lines(log.texts, "acme", "po-1"))


def only(log: Log) -> Delivery:
    (delivery,) = deliveries(log)
    return delivery


def shown(log: Log) -> list[tuple[str, str, str]]:
    return [(bar.kind, bar.name, bar.note) for bar in only(log).bars]


def test_calls_and_writes_are_bars_of_their_delivery() -> None:
    log = Log()
    log.write(0, "claimed")
    log.call(0.004, "cart", 201)
    log.write(0.054, "cart")

    assert shown(log) == [("write", "claim", ""), ("call", "cart", "POST"), ("write", "cart", "")]
    assert only(log).began == START
    assert only(log).ended == pytest.approx(START + 0.058)


def test_a_repeated_call_counts_its_tries_and_shows_its_back_offs() -> None:
    log = Log()
    log.call(0, "consignments", 503)
    log.call(0.25, "consignments", 429)
    log.call(2.3, "consignments", 200)
    log.call(2.35, "consignments", 200)
    bars = only(log).bars

    assert shown(log) == [
        ("call", "consignments", "POST"),
        ("wait", "back-off", ""),
        ("call", "consignments", "POST · try 2"),
        ("wait", "throttled", ""),
        ("call", "consignments", "POST · try 3"),
        ("call", "consignments", "POST"),
    ]
    assert [bar.tone for bar in bars if bar.kind == "call"] == ["bad", "wait", "good", "good"]
    waits = [bar.seconds for bar in bars if bar.kind == "wait"]
    assert waits == pytest.approx([0.2, 2.0], abs=1e-5)


def test_another_call_in_between_does_not_make_the_tries_forgotten() -> None:
    log = Log()
    log.call(0, "consignments", 503)
    log.call(0.05, "checkout", 200)
    log.call(0.1, "consignments", 200)

    assert [note for _, _, note in shown(log)] == ["POST", "POST", "POST · try 2"]


def test_a_call_without_an_answer_says_so_and_why() -> None:
    log = Log()
    log.call(0, "order", None)
    (bar,) = only(log).bars

    assert (bar.note, bar.result, bar.tone) == ("POST · ReadTimeout", "no answer", "bad")


def test_a_pause_is_told_from_the_functions_own_work_and_a_moment_from_both() -> None:
    log = Log()
    log.write(0, "claimed", ms=0)
    log.call(0.1, "orders", ms=0)
    log.call(1.1, "orders", ms=0)
    log.call(1.11, "checkout", ms=0)

    assert [name for kind, name, _ in shown(log) if kind == "wait"] == ["own work", "pause"]


def test_what_comes_before_a_write_is_no_back_off() -> None:
    log = Log()
    log.call(0, "cart", 503, ms=0)
    log.write(0.1, "claimed")

    assert [name for kind, name, _ in shown(log) if kind == "wait"] == ["own work"]


@pytest.mark.parametrize(
    ("error", "note", "result", "tone"),
    [
        (None, "", "", "calm"),
        ("condition_failed", "condition failed", "", "calm"),
        ("ledger_unavailable", "ledger unavailable", "failed", "bad"),
    ],
)
def test_a_write_that_failed_is_told_from_one_that_was_not_due(
    error: str | None, note: str, result: str, tone: str
) -> None:
    log = Log()
    log.write(0, "placed", error=error)
    (bar,) = only(log).bars

    assert (bar.note, bar.result, bar.tone) == (note, result, tone)


def test_several_deliveries_are_numbered_as_they_began() -> None:
    log = Log()
    log.deliver(attempt=2, message="m1")
    log.call(9, "cart")
    log.deliver(message="m1")
    log.call(1, "cart")
    log.deliver()
    log.write(4, "claimed", error="condition_failed")

    found = [(each.number, each.entry_point, each.attempt) for each in deliveries(log)]
    assert found == [(1, "queue", 1), (2, "API", 1), (3, "queue", 2)]


def test_the_same_key_twice_in_one_batch_is_two_deliveries() -> None:
    log = Log()
    for message in ("m1", "m2"):
        log.add(message="ledger write", began=START, milliseconds=1, function_request_id="one",
                message_id=message)  # fmt: skip

    assert len(deliveries(log)) == 2


def test_who_only_asked_about_a_key_delivered_nothing() -> None:
    log = Log()
    log.note(0, "order not placed", code="unknown_order")

    assert deliveries(log) == []


def test_the_last_event_is_the_outcome_and_the_others_happened_before() -> None:
    log = Log()
    log.call(0, "order", None)
    log.note(0.1, "create-order ambiguous")
    log.note(0.4, "record comes back", code="outcome_unknown", step="order")
    delivery = only(log)

    assert [said(event) for event in delivery.events] == ["answer to create-order lost"]
    assert delivery.outcome is not None
    assert said(delivery.outcome) == "message comes back: outcome_unknown at order"
    assert delivery.ended == pytest.approx(START + 0.4, abs=0.001)


@pytest.mark.parametrize(
    ("event", "facts", "words"),
    [
        ("record comes back", {"code": "store_unavailable"}, "message hidden: store_unavailable"),
        ("record comes back", {"code": "outcome_unknown"}, "settle time"),
        ("record comes back", {"code": "in_progress"}, "holds the lease"),
        ("order goes on later", {"code": "out_of_time"}, "on its way to the queue"),
        ("order not placed", {"code": "store_throttled"}, "until the caller tries again"),
        ("order placed", {}, "until the key was sent again"),
        ("create-order ambiguous", {}, "lease or visibility timeout"),
    ],
)
def test_the_time_until_the_next_delivery_has_a_reason(
    event: str, facts: dict[str, Any], words: str
) -> None:
    log = Log()
    log.call(0, "cart")
    log.note(1, event, **facts)

    assert words in until_next(only(log))


def test_a_delivery_that_was_killed_leaves_lease_or_timeout_to_wait_for() -> None:
    log = Log()
    log.call(0, "cart")

    assert "lease or visibility timeout" in until_next(only(log))
