"""A backlog of one store: others are not delayed, and what waits stays the message that it was."""

import json
from dataclasses import replace
from typing import Any, cast

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.callers import Caller
from order_service.clock import AWS_SECONDS
from order_service.errors import StoreUnavailable
from order_service.handlers.caller_ids import caller_of_record
from order_service.handlers.putting_back import KEPT_SECONDS
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.ledger.pause import ITEM as PAUSE
from order_service.ledger.status import status_of
from order_service.queueing.order_queue import LONGEST_DELAY
from order_service.queueing.pace import HORIZON, REACH
from order_service.queueing.pace_ledger import PaceLedger
from order_service.queueing.sent_again import CARRIED, as_first_sent
from tests.fakes.clock import FakeClock
from tests.fakes.lambda_events import sqs_event
from tests.fakes.neighbours import Neighbours
from tests.fakes.orders import order_body
from tests.fakes.shop import as_client
from tests.integration.bounded_sqs import BoundedSqs, Held

SENDER = "AROAEXAMPLEERPROLE001"
MOST_IN_FLIGHT = 350
BACKLOG = 600
MARK = {"DataType": "String", "StringValue": "8"}


class Stack(Neighbours):
    """A busy store with the smallest quota, a quiet one, and a queue that keeps to its limit."""

    def __init__(self) -> None:
        clock = FakeClock()
        stores = {"busy": Settings(rate_limit=150), "quiet": Settings()}
        super().__init__(clock, stores, BoundedSqs(clock, MOST_IN_FLIGHT))
        self.queue: BoundedSqs = self.sqs

    def send(self, store: str, key: str, **attributes: Any) -> None:
        body = {"store": store, "idempotency_key": key, "order": order_body()}
        self.queue.take(json.dumps(body), attributes, 0, f"{SENDER}:session")

    def line(self, seconds: float) -> None:
        """Let orders of the busy store wait for so long already."""
        shared = PaceLedger(as_client(self.dynamodb), "ledger")
        now = self.clock.now()
        shared.take("busy", shared.look("busy"), seconds, now, HORIZON)

    @property
    def only(self) -> Held:
        (held,) = self.queue.held.values()
        return held


def test_a_backlog_leaves_room_in_flight_for_the_orders_of_other_stores() -> None:
    stack = Stack()
    for number in range(BACKLOG):
        stack.send("busy", f"busy-{number}")
    while stack.poll():
        pass
    assert 0 < stack.queue.in_flight < MOST_IN_FLIGHT
    assert len(stack.queue.held) + stack.placed("busy") == BACKLOG
    stack.send("quiet", "one")
    assert stack.poll() == 1
    assert stack.placed("quiet") == 1


def test_an_order_far_from_its_turn_is_delayed_and_takes_no_ticket() -> None:
    stack = Stack()
    stack.line(REACH)
    stack.send("busy", "po-1", version=MARK)
    before, items = stack.only, dict(stack.dynamodb.items)
    stack.poll()
    assert stack.only.id != before.id
    assert stack.only.body == before.body
    assert stack.only.attributes["version"] == MARK
    assert 60 <= stack.only.visible_at - stack.clock.now() <= REACH
    assert (stack.only.receives, stack.dynamodb.items) == (0, items)


def test_orders_that_came_in_the_same_second_come_back_in_different_ones() -> None:
    stack = Stack()
    stack.line(REACH)
    for number in range(100):
        stack.send("busy", f"po-{number}")
    while stack.poll():
        pass
    assert ("record waits for its turn", {"store": "busy", "count": 10}) in stack.journal.notes
    assert stack.journal.count("record waits for its turn") == 10
    assert len({held.visible_at for held in stack.queue.held.values()}) > 80
    stack.clock.sleep(LONGEST_DELAY)
    stack.line(REACH)
    while stack.poll():
        pass
    delays = {held.visible_at - stack.clock.now() for held in stack.queue.held.values()}
    assert delays == {LONGEST_DELAY}


def test_an_order_that_is_sent_again_with_its_ticket_goes_on_when_it_comes() -> None:
    stack = Stack()
    stack.line(400)
    stack.send("busy", "po-1")
    stack.poll()
    assert stack.only.visible_at - stack.clock.now() == pytest.approx(400, abs=1)
    stack.clock.sleep(401)
    stack.line(REACH)
    stack.poll()
    assert (stack.queue.held, stack.placed("busy")) == ({}, 1)


def test_age_sender_and_receives_are_those_of_the_first_message() -> None:
    stack = Stack()
    stack.send("busy", "po-1")
    sent = stack.only.sent
    for _ in range(5):
        stack.line(REACH)
        stack.poll()
        stack.clock.sleep(LONGEST_DELAY)
    (received,) = stack.queue.receive()
    (record,) = sqs_event(received)["Records"]
    known = as_worked_on(stack, record)
    assert known["attributes"]["SentTimestamp"] == str(round(sent * 1000))
    assert known["attributes"]["ApproximateReceiveCount"] == "1"
    assert caller_of_record(known) == Caller(f"iam:{SENDER}", by_message=True)


def as_worked_on(stack: Stack, record: dict[str, Any]) -> dict[str, Any]:
    return as_first_sent(record, stack.queue.role)


def test_a_copy_that_sqs_did_not_take_leaves_the_received_message_where_it_is() -> None:
    stack = Stack()
    stack.line(REACH)
    stack.send("busy", "po-1")
    before = stack.only
    stack.queue.refused = {before.body}
    stack.poll()
    assert stack.only is before
    assert ("records not sent again", {"reason": "InternalError"}) in stack.journal.notes
    assert stack.only.visible_at > stack.clock.now() + 60


def test_a_crash_between_sending_and_letting_go_is_still_one_order() -> None:
    stack = Stack()
    stack.line(REACH)
    stack.send("busy", "po-1")
    first = replace(stack.only)
    stack.poll()
    stack.queue.held[first.id] = replace(first, visible_at=stack.clock.now() + 360)
    for _ in range(40):
        stack.clock.sleep(120)
        stack.poll()
    assert (stack.queue.held, stack.placed("busy")) == ({}, 1)


@pytest.mark.parametrize("claimed", ["sender", "receives"])
def test_a_sender_cannot_claim_another_s_name_or_skip_the_line(claimed: str) -> None:
    stack = Stack()
    stack.line(60)
    marks = {"sender": "AROASOMEBODYELSE", "receives": "7"}
    stack.send("busy", "po-1", **{claimed: {"DataType": "String", "StringValue": marks[claimed]}})
    (record,) = sqs_event(*stack.queue.receive())["Records"]
    assert caller_of_record(as_worked_on(stack, record)) == Caller("", by_message=True)
    assert as_worked_on(stack, record)["attributes"]["ApproximateReceiveCount"] == "1"


def test_a_message_that_waited_for_as_long_as_the_queue_keeps_one_is_a_dead_letter() -> None:
    stack = Stack()
    stack.send("busy", "po-1")
    body = stack.only.body
    stack.line(REACH)
    stack.poll()
    stack.only.visible_at = 0
    stack.clock.sleep(KEPT_SECONDS)
    stack.line(REACH)
    stack.poll()
    assert stack.queue.held == {}
    (letter,) = stack.queue.letters
    assert letter["MessageBody"] == body
    assert letter["MessageAttributes"]["code"]["StringValue"] == "waited_too_long"
    assert set(CARRIED) & set(letter["MessageAttributes"]) == {"sender"}


@pytest.mark.parametrize("why", ["failing", "paused"])
def test_no_message_that_waits_for_long_is_deleted_by_sqs_unseen(why: str) -> None:
    stack = Stack()
    if why == "failing":
        stack.before_each_call("quiet", broken)
    else:
        pause(stack)
    stack.services = replace(stack.services, most_receives=10_000)
    stack.send("quiet", "po-1")
    body = stack.only.body
    while stack.queue.held:
        stack.poll(stack.services)
        stack.clock.sleep(1800)
    (letter,) = stack.queue.letters
    assert letter["MessageBody"] == body
    assert letter["MessageAttributes"]["code"]["StringValue"] == "waited_too_long"
    if why == "failing":
        assert goes_on(stack, "po-1") is False


def test_a_message_whose_last_try_ends_with_an_unexpected_error_has_its_code_too() -> None:
    stack = Stack()
    stack.services = replace(stack.services, most_receives=2)
    stack.before_each_call("quiet", lost)
    stack.send("quiet", "po-1")
    for _ in range(2):
        stack.poll(stack.services)
        stack.clock.sleep(LONGEST_DELAY)
    (letter,) = stack.queue.letters
    assert letter["MessageAttributes"]["code"]["StringValue"] == "waited_too_long"
    assert (stack.queue.held, goes_on(stack, "po-1")) == ({}, False)


def test_a_letter_of_what_the_api_accepted_says_so_and_names_nobody() -> None:
    stack = Stack()
    stack.services = replace(stack.services, most_receives=1)
    stack.before_each_call("quiet", broken)
    stack.send("quiet", "po-1", accepted=MARK)
    stack.poll(stack.services)
    (letter,) = stack.queue.letters
    assert sorted(letter["MessageAttributes"]) == ["accepted", "code"]


def test_a_letter_names_its_sender_and_is_whose_it_was_when_it_is_sent_back() -> None:
    stack = Stack()
    stack.services = replace(stack.services, most_receives=1)
    stack.before_each_call("quiet", broken)
    stack.send("quiet", "po-1")
    stack.poll(stack.services)
    (letter,) = stack.queue.letters
    assert letter["MessageAttributes"]["sender"]["StringValue"] == SENDER
    attributes = {"sender": letter["MessageAttributes"]["sender"]}
    for by, caller in ((stack.queue.role, f"iam:{SENDER}"), ("AROAEXAMPLEOPERATOR01", "")):
        stack.queue.take(letter["MessageBody"], attributes, 0, f"{by}:redrive")
        (record,) = sqs_event(*stack.queue.receive())["Records"]
        assert caller_of_record(as_worked_on(stack, record)) == Caller(caller, by_message=True)


def test_what_is_sent_back_after_it_waited_for_long_is_tried_more_than_once() -> None:
    stack = Stack()
    stack.before_each_call("quiet", broken)
    sent = str(round((stack.clock.now() - KEPT_SECONDS) * 1000))
    stack.send("quiet", "po-1", first_sent={"DataType": "String", "StringValue": sent})
    for _ in range(3):
        stack.poll(stack.services)
        stack.clock.sleep(30)
    assert (len(stack.queue.held), stack.queue.letters) == (1, [])


def test_a_ledger_that_hangs_holds_a_batch_up_only_for_one_question() -> None:
    stack = Stack()
    hanging = Hanging(stack)
    stack.services = replace(stack.services, ledger=hanging.ledger)
    for number in range(10):
        stack.send("quiet", f"po-{number}", begun=MARK)
    stack.poll(stack.services)
    assert hanging.asked == 2
    assert stack.placed("quiet") == 10


def test_an_order_that_keeps_failing_backs_off_as_if_it_had_never_been_sent_again() -> None:
    stack = Stack()
    stack.before_each_call("quiet", broken)
    stack.send("quiet", "po-1")
    waits = []
    for _ in range(12):
        stack.poll()
        waits.append(round(stack.only.visible_at - stack.clock.now()))
        stack.clock.sleep(waits[-1])
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, *[900] * 4]


def test_an_order_that_keeps_failing_is_kept_although_no_copy_can_be_sent() -> None:
    stack = Stack()
    stack.before_each_call("quiet", broken)
    stack.send("quiet", "po-1")
    stack.queue.refused.add(stack.only.body)
    for _ in range(12):
        stack.poll()
        stack.clock.sleep(LONGEST_DELAY)
    assert (len(stack.queue.held), stack.only.receives) == (1, 12)


def test_an_order_that_keeps_failing_is_a_dead_letter_after_as_many_receives_as_ever() -> None:
    stack = Stack()
    stack.services = replace(stack.services, most_receives=12)
    stack.before_each_call("quiet", broken)
    stack.send("quiet", "po-1")
    received = 0
    while stack.queue.held and received < 20:
        received += stack.poll(stack.services)
        stack.clock.sleep(LONGEST_DELAY)
    assert (received, len(stack.queue.letters)) == (12, 1)


class Hanging:
    """A table that takes nearly as long for each read as a client waits for one."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.asked = 0
        self.ledger = Ledger(cast("Any", self), "ledger", stack.clock, 90)

    def get_item(self, **call: Any) -> Any:
        self.asked += 1
        self._stack.clock.sleep(AWS_SECONDS - 0.5)
        return self._stack.dynamodb.get_item(**call)


def pause(stack: Stack) -> None:
    stack.dynamodb.items[PAUSE] = {"id": {"S": PAUSE}, "paused": {"BOOL": True}}


def goes_on(stack: Stack, key: str) -> bool | None:
    entry = stack.services.ledger.read(OrderKey("quiet", key))
    assert entry is not None
    found: bool | None = status_of(entry)["goes_on"]
    return found


def lost() -> None:
    raise LookupError("Nobody expected this.")


def broken() -> None:
    raise StoreUnavailable("It is down.", retry_after=5)
