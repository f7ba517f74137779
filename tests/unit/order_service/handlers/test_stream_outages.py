"""An outage of hours keeps no event from the bus, and none from its callback that can be signed.

Lambda tries again without a pause here, with the limits of the template.
"""

import json
from collections.abc import Sequence
from io import StringIO
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from order_service.handlers.stream import RETURN_SECONDS, UNREAD_SECONDS, tell
from order_service.ledger.callback_settings import ITEM, PATIENCE_SECONDS, Callbacks
from order_service.ledger.table import Table
from tests.fakes.bus import FakeBus
from tests.fakes.changes import FakeMapping, Record
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.journal import FakeJournal
from tests.fakes.shop import as_client
from tests.fakes.store import deadline_in
from tests.template.stack import source
from tests.unit.order_service.handlers.test_stream import placed, unreadable

FUNCTION = source()["Resources"]["OrderStreamFunction"]["Properties"]
SOURCE = FUNCTION["Events"]["Changes"]["Properties"]
TIMEOUT = FUNCTION["Timeout"]
WORK_SECONDS = TIMEOUT - RETURN_SECONDS
"""How long one try lasts that comes to nothing."""
HALVINGS = SOURCE["BatchSize"]
"""At most so many tries more, while a batch is halved down to the record that fails."""
HOUR = 3600.0
KEYS = [f"k{number:02}" for number in range(12)]
THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "Read")
DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "Read")
NO_ANSWER = EndpointConnectionError(endpoint_url="aws")


class Down:
    """One service of AWS, which fails with ``error`` until the clock says ``until``."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.error: Exception = THROTTLED
        self.until = 0.0
        self.seconds = self.answers_in = 0.0
        """How long it takes to fail, and to answer."""

    def fail(self, seconds: float, error: Exception = THROTTLED, lasts: float = 0.0) -> None:
        self.error, self.until, self.seconds = error, self.clock.now() + seconds, lasts

    def answer(self) -> None:
        if self.clock.now() < self.until:
            self.clock.sleep(self.seconds)
            raise self.error
        self.clock.sleep(self.answers_in)


class Switches(FakeDynamoDB):
    """The table with the stores' callback switches."""

    def __init__(self, down: Down) -> None:
        super().__init__()
        self.down = down

    def get_item(self, **call: Any) -> dict[str, Any]:
        self.down.answer()
        return super().get_item(**call)


class SlowBus(FakeBus):
    """A bus that takes its time."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self.answers_in = 0.0

    def put_events(self, **call: Any) -> dict[str, Any]:
        self._clock.sleep(self.answers_in)
        return super().put_events(**call)


class Stack:
    """A stack with a callback, whose bus works; its stream function has just been started."""

    def __init__(self) -> None:
        self.clock, self.journal = FakeClock(), FakeJournal()
        self.bus = SlowBus(self.clock)
        self.secrets, self.dynamodb = Down(self.clock), Down(self.clock)
        self.switches = Switches(self.dynamodb)
        self.mapping = FakeMapping(SOURCE, self.clock)
        self.callbacks = Callbacks(
            cast("Any", self), "secret", Table(as_client(self.switches), "ledger"), "stack-1",
            self.clock, self.journal,
        )  # fmt: skip

    def get_secret_value(self, **_: Any) -> dict[str, Any]:
        self.secrets.answer()
        return {"SecretString": json.dumps({"signing_key": "x" * 32})}

    def run(self, records: Sequence[Record]) -> None:
        self.mapping.hand_over(records, self.attempt)

    def attempt(self, records: Sequence[Record]) -> str | None:
        began = self.clock.now()
        deadline = deadline_in(WORK_SECONDS, self.clock)
        again = tell(records, self.bus.events, deadline, self.callbacks.added)
        assert self.clock.now() - began < TIMEOUT, "Lambda has cut it off."
        return again

    def signed(self) -> list[str]:
        """The keys of the events that the bus hands to the callback."""
        details = [json.loads(entry["Detail"]) for entry in self.bus.taken]
        return [detail["idempotency_key"] for detail in details if "callback" in detail]


@pytest.mark.parametrize("service", ["secrets", "dynamodb"])
@pytest.mark.parametrize("error", [THROTTLED, NO_ANSWER])
@pytest.mark.parametrize("lasts", [0.0, 7.0])
def test_an_hour_without_an_answer_loses_no_event_and_no_callback(
    service: str, error: Exception, lasts: float
) -> None:
    stack = Stack()
    getattr(stack, service).fail(HOUR, error, lasts)
    stack.run(placed(*KEYS))
    assert stack.mapping.given_up == []
    assert (stack.bus.keys, stack.signed()) == (KEYS, KEYS)
    assert stack.mapping.tries <= HOUR / WORK_SECONDS + HALVINGS


@pytest.mark.parametrize("service", ["secrets", "dynamodb"])
@pytest.mark.parametrize("lasts", [0.0, 7.0])
def test_after_two_hours_without_an_answer_the_bus_gets_the_events_alone_and_once(
    service: str, lasts: float
) -> None:
    stack = Stack()
    getattr(stack, service).fail(PATIENCE_SECONDS + HOUR / 4, lasts=lasts)
    began = stack.clock.now()
    stack.run(placed(*KEYS))
    assert stack.mapping.given_up == []
    assert (stack.bus.keys, stack.signed()) == (KEYS, [])
    assert stack.journal.count("callback not signed") == len(KEYS)
    assert PATIENCE_SECONDS <= stack.clock.now() - began < PATIENCE_SECONDS + 3 * TIMEOUT


def test_an_event_that_is_new_is_waited_for_although_an_old_one_was_not() -> None:
    stack = Stack()
    old, new = placed("old", "new")
    stack.secrets.fail(PATIENCE_SECONDS + HOUR)
    stack.run([old])
    later = str(stack.clock.now())
    new["dynamodb"]["NewImage"]["history"] = {"S": f"placed@{later}"}
    new["dynamodb"]["ApproximateCreationDateTime"] = later
    stack.run([new])
    assert (stack.bus.keys, stack.signed()) == (["old", "new"], ["new"])


@pytest.mark.parametrize("service", ["secrets", "dynamodb"])
def test_an_old_event_does_not_lose_its_callback_to_a_hiccup(service: str) -> None:
    stack = Stack()
    records = placed(*KEYS)
    stack.clock.sleep(PATIENCE_SECONDS + HOUR)
    getattr(stack, service).fail(15)
    stack.run(records)
    assert (stack.bus.keys, stack.signed()) == (KEYS, KEYS)


@pytest.mark.parametrize("service", ["secrets", "dynamodb"])
def test_what_was_read_once_is_used_on_while_it_cannot_be_read_again(service: str) -> None:
    stack = Stack()
    first, *others = placed(*KEYS)
    stack.run([first])
    getattr(stack, service).fail(24 * HOUR, lasts=7.0)
    stack.clock.sleep(61)
    began = stack.clock.now()
    stack.run(others)
    assert (stack.bus.keys, stack.signed()) == (KEYS, KEYS)
    assert stack.clock.now() - began < 10
    assert ("callback not signed", {}) not in stack.journal.notes


def test_a_store_that_is_off_stays_off_while_its_switch_cannot_be_read_again() -> None:
    stack = Stack()
    stack.switches.items[ITEM + "acme"] = {"id": {"S": ITEM + "acme"}, "on": {"BOOL": False}}
    stack.run(placed("a"))
    stack.dynamodb.fail(24 * HOUR)
    stack.clock.sleep(61)
    stack.run(placed("b"))
    assert (stack.bus.keys, stack.signed()) == (["a", "b"], [])


def test_a_switch_that_must_not_be_read_holds_no_event_up_and_rings() -> None:
    stack = Stack()
    stack.dynamodb.fail(HOUR / 4, DENIED)
    began = stack.clock.now()
    stack.run(placed(*KEYS))
    assert (stack.bus.keys, stack.signed()) == (KEYS, [])
    assert stack.clock.now() - began < 1
    assert stack.journal.count("callback not signed") == len(KEYS)
    unreadable_switch = {"store": "acme", "why": "AccessDeniedException"}
    assert ("callback switch unreadable", unreadable_switch) in stack.journal.notes


def test_events_that_are_known_are_sent_while_a_later_one_waits_for_its_callback() -> None:
    stack = Stack()
    known, unknown = placed("known", "unknown")
    other = json.loads(json.dumps(unknown).replace("acme#", "other#"))
    stack.run([known])
    stack.dynamodb.fail(HOUR)
    stack.run([known, other])
    assert stack.bus.keys == ["known", "known", "unknown"]
    assert stack.signed() == stack.bus.keys


@pytest.mark.parametrize("answers_in", [4.9, 5.9, 6.4, 6.9])
def test_calls_that_hang_end_before_lambda_cuts_the_function_off(answers_in: float) -> None:
    stack = Stack()
    stores = [f"store{number}" for number in range(10)]
    records = [
        json.loads(json.dumps(record).replace("acme#", f"{store}#"))
        for store, record in zip(stores, placed(*stores), strict=True)
    ]
    stack.dynamodb.answers_in = stack.secrets.answers_in = stack.bus.answers_in = answers_in
    stack.run(records)
    assert (stack.bus.keys, stack.signed()) == (stores, stores)


def test_a_function_that_cannot_even_begin_for_hours_loses_no_event() -> None:
    stack = Stack()
    fixed_at = stack.clock.now() + SOURCE["MaximumRecordAgeInSeconds"] - HOUR

    def attempt(records: Sequence[Record]) -> str | None:
        if stack.clock.now() < fixed_at:
            stack.clock.sleep(2)
            raise ImportError
        return stack.attempt(records)

    stack.mapping.hand_over(placed(*KEYS), attempt)
    assert (stack.mapping.given_up, stack.signed()) == ([], KEYS)


def test_a_record_that_cannot_be_read_holds_the_others_up_for_an_hour_at_most(
    log: StringIO,
) -> None:
    stack = Stack()
    records = placed(*KEYS)
    records[3] = unreadable(records[3])
    began = stack.clock.now()
    stack.run(records)
    assert stack.bus.keys == KEYS[:3] + KEYS[4:]
    assert UNREAD_SECONDS <= stack.clock.now() - began < UNREAD_SECONDS + 3 * TIMEOUT
    assert stack.mapping.tries <= UNREAD_SECONDS / WORK_SECONDS + HALVINGS
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    given_up = [line["key"] for line in lines if line["message"] == "event given up"]
    assert given_up == [KEYS[3]]


def test_a_record_that_can_be_read_again_within_the_hour_is_sent_in_its_turn() -> None:
    stack = Stack()
    good = placed(*KEYS)
    spoilt = [*good[:3], unreadable(good[3]), *good[4:]]
    fixed_at = stack.clock.now() + UNREAD_SECONDS / 2

    def attempt(records: Sequence[Record]) -> str | None:
        seen = good if stack.clock.now() > fixed_at else spoilt
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        return stack.attempt([r for r in seen if r["dynamodb"]["SequenceNumber"] in numbers])

    stack.mapping.hand_over(good, attempt)
    assert stack.bus.keys == KEYS


def test_a_record_that_is_sent_again_by_hand_is_never_passed_over() -> None:
    stack = Stack()
    (bad,) = map(unreadable, placed("a"))
    del bad["dynamodb"]["ApproximateCreationDateTime"]
    stack.clock.sleep(24 * HOUR)
    assert stack.attempt([bad]) == bad["dynamodb"]["SequenceNumber"]
