"""Two versions read one message: the next release wrote it, and this one cannot read all of it.

An execution of the next release dies, or its calls fail; then the message comes to this release,
which must leave it and its key alone, and then to the next one again.
"""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import KeyReused
from order_service.handlers.queue import work_through
from order_service.handlers.wiring import Services
from order_service.ledger.entry import Phase
from order_service.ledger.pause import Pause
from order_service.placing.sending_again import Retries
from order_service.queueing.order_queue import OrderQueue
from order_service.queueing.pace_ledger import PaceLedger
from order_service.queueing.pacing import Pacing
from order_service.queueing.queue_event import SQSRecord
from order_service.request.intake import write_message
from tests.crash.faults import KINDS_APART, Fault
from tests.crash.world import World, the_job, verdict
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.lambda_events import sqs_event
from tests.fakes.shop import as_client
from tests.simulation.versions import NEXT

STORES = {
    "likely": Settings(),
    "late": Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=120.0),
}


def with_a_new_envelope(message: str) -> str:
    return json.dumps(json.loads(message) | {"version": 2})


WRITTEN: dict[str, Callable[[str], str]] = {
    "a field of the order": NEXT.write,
    "a field beside the order": with_a_new_envelope,
}


class Queue:
    """A client of SQS that keeps what is sent to the dead-letter queue."""

    def __init__(self) -> None:
        self.letters: list[dict[str, Any]] = []

    def send_message(self, **call: Any) -> dict[str, Any]:
        self.letters.append(call)
        return {}

    def change_message_visibility(self, **_: Any) -> dict[str, Any]:
        return {}


def received(world: World, message: str) -> list[dict[str, Any]]:
    """Let this release receive the message and return dead letters.

    It comes back unless its key is placed, when it becomes a letter that says so.
    """
    queue, spare = Queue(), as_client(FakeDynamoDB())
    service, clock = world.service, world.clock
    orders = OrderQueue(cast("Any", queue), "orders", "dead")
    ledger, attention = cast("Any", service.ledger), cast("Any", service.attention)
    here = Services(
        service=service,
        open_checkouts=cast("Any", None),
        open_calls=cast("Any", None),
        ledger=ledger,
        queue=orders,
        pacing=Pacing(PaceLedger(spare, "ledger"), clock, world.journal),
        clock=clock,
        pause=Pause(spare, "ledger", clock),
        attention=attention,
        retries=Retries(ledger, attention, orders.send, clock),
        slow_to_make=(),
        self_test=dict,
    )
    sent = {"MessageId": "one", "ReceiptHandle": "handle", "MD5OfBody": "", "Body": message}
    events = sqs_event(sent)
    answer = work_through([SQSRecord(events["Records"][0])], here, world.deadline())
    if not answer["batchItemFailures"]:
        entry, (letter,) = world.entry(), queue.letters
        assert (entry.phase, entry.look_at) == (Phase.PLACED, 0), "it does not come back"
        assert letter["MessageAttributes"]["code"]["StringValue"] == KeyReused.code
        return []
    return queue.letters


def changes_a_key(write: dict[str, Any]) -> bool:
    """Return whether a write does more than to keep a key as long as its letter."""
    return bool(write["UpdateExpression"] != "SET expires_at = :expires")


@pytest.mark.parametrize("settings", STORES.values(), ids=STORES)
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_a_message_of_the_next_release_that_comes_here_after_any_fault_ends_in_one_order(
    written: Callable[[str], str],
    settings: Settings,
    record_property: Callable[[str, object], None],
) -> None:
    message, wrong, schedules = written(write_message(the_job())), [], 0
    calm = World(settings=settings)
    calm.deliver()
    for index in range(1, len(calm.calls)):
        for fault in calm.possible_faults(index, KINDS_APART):
            world = World({index: fault}, settings)
            world.deliver()
            calls, writes = len(world.calls), len(world.writes)
            letters = received(world, message)
            asked = {*world.calls[calls:]} - {"ledger"}
            schedules += 1
            if letters or asked or any(map(changes_a_key, world.writes[writes:])):
                wrong.append(f"{index} {fault.value}: {letters} {asked}")
            if found := verdict(world):
                wrong.append(f"{index} {fault.value}: {found} {world.calls}")
    record_property("schedules of one fault, two versions of the message", schedules)
    assert not wrong, "\n".join(wrong[:5])


def test_a_parked_key_of_the_next_release_is_left_to_it() -> None:
    world = World()
    for _ in range(2):
        world.failing_at_create_order(Fault.FAILS_500)
        world.deliver()
        world.clock.sleep(400)
    world.deliver()
    assert world.entry().phase is Phase.PARKED
    assert received(world, NEXT.write(write_message(world.job))) == []
    assert world.entry().phase is Phase.PARKED
