"""What the watch of a world notes of writes that meet what a person does, and of empty lists."""

from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.store.order_view import CANCELLED
from tests.simulation.executions import Execution
from tests.simulation.plan import Draws
from tests.simulation.scheduler import Scheduler
from tests.simulation.watch import Watch
from tests.unit.simulation.watched import DONE, NOW, REFUSED, call, through

LIST = "/stores/sandbox/v2/orders?cart_id=cart-1"
PAID, UNPAID = ({"payment_status": status} for status in ("captured", ""))


@pytest.mark.parametrize(
    ("touched", "ended", "answer", "noted"),
    [
        ({101: 90.0}, {}, DONE, {101}),
        ({101: 90.0}, {101: 95.0}, DONE, set()),
        ({102: 90.0}, {}, DONE, set()),
        ({101: 90.0}, {}, REFUSED, set()),
    ],
)
def test_an_order_that_is_archived_after_somebody_acted_on_it_is_noted(
    watch: Watch,
    execution: Execution,
    touched: dict[int, float],
    ended: dict[int, float],
    answer: Answer,
    noted: set[int],
) -> None:
    watch.touched, watch.ended = touched, ended
    through(watch, call(execution, "archive_order"), answer, waited=False)
    assert watch.archived_too_late == noted


@pytest.mark.parametrize(
    ("status", "shown", "paid"),
    [(CANCELLED, PAID, {101}), (CANCELLED, UNPAID, set()), (11, PAID, set())],
)
def test_an_order_that_was_paid_before_we_cancelled_it_is_noted(
    watch: Watch, execution: Execution, status: int, shown: dict[str, Any], paid: set[int]
) -> None:
    cancelling = call(execution, "update_order", body={"status_id": status})
    through(watch, cancelling, Answer(200, {}, shown))
    assert watch.cancelled_paid == paid


def test_an_order_that_is_paid_after_we_cancelled_it_is_not_noted(
    watch: Watch, execution: Execution
) -> None:
    for shown in (UNPAID, PAID):
        cancelling = call(execution, "update_order", body={"status_id": CANCELLED})
        through(watch, cancelling, Answer(200, {}, shown))
    assert watch.cancelled_paid == set()


@pytest.mark.parametrize(
    ("heard", "again"), [(None, [(101, NOW, NOW + 7)]), (Answer(404, {}, None), [])]
)
def test_a_cancellation_that_comes_again_is_noted_unless_its_sender_was_answered(
    heard: Answer | None, again: list[tuple[int, float, float]]
) -> None:
    scheduler = Scheduler(NOW)
    watch, execution = Watch(scheduler, lambda _: None), Execution("queue 1", 200.0, Draws(1))
    cancelling = call(execution, "update_order", body={"status_id": CANCELLED})
    watch.sent(cancelling)
    watch.answered(cancelling, heard)
    scheduler.after(7, lambda: watch.repeated(cancelling, Answer(200, {}, UNPAID)))
    scheduler.run(NOW + 10)
    assert watch.cancellations == again


def test_a_cancellation_is_noted_with_when_it_was_sent_and_when_it_arrived() -> None:
    scheduler = Scheduler(NOW)
    watch, execution = Watch(scheduler, lambda _: None), Execution("queue 1", 200.0, Draws(1))
    cancelling = call(execution, "update_order", body={"status_id": CANCELLED})
    watch.sent(cancelling)
    watch.answered(cancelling, None)
    scheduler.after(7, lambda: watch.arrived(cancelling, Answer(200, {}, UNPAID)))
    scheduler.run(NOW + 10)
    assert watch.cancellations == [(101, NOW, NOW + 7)]


@pytest.mark.parametrize(
    ("name", "body", "noted"),
    [
        ("list_orders", None, [LIST]),
        ("list_orders", [], [LIST]),
        ("list_orders", [{"id": 101}], []),
        ("read_store", None, []),
    ],
)
def test_a_list_that_shows_nothing_is_noted(
    watch: Watch, execution: Execution, name: str, body: Any, noted: list[str]
) -> None:
    heard = list[str]()
    watch.unlisted.append(heard.append)
    through(watch, call(execution, name, LIST), Answer(200 if body else 204, {}, body))
    assert heard == noted
