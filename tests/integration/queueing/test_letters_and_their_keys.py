"""A dead letter never outlives the key that it is about, however often it is sent back.

Wrong before, with the default parameters: a letter that was sent back each week was an order of its
own on the 91st day, when the ledger had forgotten its key.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.clock import Deadline
from order_service.errors import LedgerUnavailable, StorePaused
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.placing.flow import place_order
from order_service.request.intake import Job, read_order
from tests.fakes.orders import order_body
from tests.fakes.shop import as_client
from tests.integration.queueing.test_backlog import SENDER, Stack

DAY = 86_400.0
KEPT_DAYS = 45
KEY = OrderKey("quiet", "po-1")


class Months(Stack):
    """A stack for months: the ledger forgets, and letters are sent back each week."""

    def __init__(self) -> None:
        super().__init__()
        ledger = Ledger(as_client(self.dynamodb), "ledger", self.clock, KEPT_DAYS)
        service = replace(self.services.service, ledger=ledger)
        self.services = replace(self.services, ledger=ledger, service=service)
        self.send("quiet", KEY.key)

    def work(self, seconds: float) -> None:
        """Receive what there is, every quarter of an hour."""
        end = self.clock.now() + seconds
        while self.queue.held and self.clock.now() < end:
            self.poll(self.services)
            self.clock.sleep(900)

    def pass_weeks(self, weeks: int) -> None:
        """Let weeks pass, each of which ends with the letters being sent back."""
        for _ in range(weeks):
            self.clock.sleep(7 * DAY)
            self.forget()
            letters, self.queue.letters = self.queue.letters, []
            for letter in letters:
                marks = dict(letter["MessageAttributes"])
                self.queue.take(letter["MessageBody"], marks, 0, f"{self.queue.role}:x")
            self.work(DAY)

    def forget(self) -> None:
        """Do what DynamoDB does with items whose time is over."""
        for name, item in [*self.dynamodb.items.items()]:
            if "expires_at" in item and float(item["expires_at"]["N"]) < self.clock.now():
                del self.dynamodb.items[name]

    def lose_the_first_answer(self) -> Callable[[], Any]:
        """Let the answer to the first create-order be lost; returns what sends that once more."""
        through, sent = self.sends["quiet"], list[tuple[Any, ...]]()

        def send(*call: Any) -> Any:
            answer = through(*call)
            method, path = call[:2]
            if (method, path.rsplit("/", 1)[-1]) == ("POST", "orders") and not sent:
                sent.append(call)
                raise NoAnswer("ReadTimeout")
            return answer

        self.sends["quiet"] = cast("Any", send)
        return lambda: through(*sent[0]).body["data"]["id"]

    @property
    def codes(self) -> list[str]:
        """Why each letter is one."""
        return [one["MessageAttributes"]["code"]["StringValue"] for one in self.queue.letters]

    @property
    def live(self) -> list[int]:
        """The orders that nobody has cancelled."""
        return [one.id for one in self.stores["quiet"].orders if one.status_id == 0]


def test_a_letter_for_another_order_of_a_placed_key_never_becomes_one() -> None:
    stack = Months()
    stack.work(DAY)
    line = {"product_id": 120, "quantity": 3}
    other: Mapping[str, Any] = {"order": order_body(line_items=[line])}
    message = json.dumps({"store": KEY.store, "idempotency_key": KEY.key, **other})
    stack.queue.take(message, {}, 0, f"{SENDER}:session")
    stack.work(DAY)
    assert stack.codes == ["key_reused"]
    stack.pass_weeks(14)
    assert (stack.codes, stack.live) == (["key_reused"], [101])


def test_a_letter_for_a_second_look_never_becomes_an_order() -> None:
    stack = Months()
    sent_once_more = stack.lose_the_first_answer()
    stack.poll(stack.services)
    stack.stores["quiet"].merchant.move_order(sent_once_more(), 5)
    stack.work(DAY)
    assert stack.codes
    stack.pass_weeks(14)
    entry = stack.services.ledger.read(KEY)
    assert entry is not None
    assert (entry.order_id, stack.live) == (101, [101])


def test_a_message_that_waited_too_long_for_a_paused_store_never_becomes_another_order() -> None:
    stack = Months()
    stack.lose_the_first_answer()
    stack.poll(stack.services)
    paused = [True]

    def check() -> None:
        if paused:
            raise StorePaused("Nothing was sent.", step="store", retry_after=300)

    stack.before_each_call("quiet", check)
    for _ in range(4):
        stack.work(14 * DAY)
        stack.pass_weeks(1)
    paused.clear()
    stack.pass_weeks(2)
    assert len(stack.live) == 1


class OfALook(Months):
    """A stack whose key is placed, and waits for a second look that nobody can take."""

    def __init__(self) -> None:
        super().__init__()
        self.sent_once_more = self.lose_the_first_answer()
        self.poll(self.services)
        self.paused = [True]
        self.before_each_call("quiet", self._check)
        self.work(14 * DAY)
        # It was purged, or SQS has ended it.
        self.queue.letters = []

    def _check(self) -> None:
        if self.paused:
            raise StorePaused("Nothing was sent.", step="store", retry_after=300)

    def days_before_the_end(self, days: float) -> None:
        """Let time pass until so many days before the key is forgotten."""
        expires = float(self.dynamodb.items[str(KEY)]["expires_at"]["N"])
        self.clock.sleep(expires - days * DAY - self.clock.now())
        self.forget()


def test_a_letter_of_a_look_that_leaves_a_question_open_keeps_its_key() -> None:
    stack = OfALook()
    stack.stores["quiet"].merchant.move_order(stack.sent_once_more(), 5)
    stack.paused.clear()
    stack.days_before_the_end(2)
    stack.send("quiet", KEY.key)
    stack.work(DAY)
    assert stack.codes == ["parked"]
    stack.pass_weeks(1)
    assert stack.live == [101]


def test_a_message_that_a_caller_s_question_sends_for_a_late_look_keeps_its_key() -> None:
    stack = OfALook()
    stack.days_before_the_end(1)
    deadline = Deadline(stack.clock, stack.clock.now() + 22)
    job = Job(KEY, read_order(order_body()))
    assert place_order(job, stack.services.service, deadline).replayed
    assert stack.queue.held
    for _ in range(2):
        stack.work(DAY)
        stack.clock.sleep(DAY)
        stack.forget()
    stack.paused.clear()
    stack.pass_weeks(1)
    assert stack.live == [101]


def test_a_message_is_no_letter_before_its_key_is_kept() -> None:
    stack = Months()
    stack.work(DAY)

    class Down(Ledger):
        def extend_expiry(self, key: OrderKey) -> None:
            raise LedgerUnavailable(f"Of {key.key} nothing can be written.", retry_after=5)

    down = Down(as_client(stack.dynamodb), "ledger", stack.clock, KEPT_DAYS)
    body = {"store": KEY.store, "idempotency_key": KEY.key, "order": order_body(currency="EUR")}
    stack.queue.take(json.dumps(body), {}, 0, f"{SENDER}:session")
    stack.poll(replace(stack.services, ledger=down))
    assert (stack.codes, len(stack.queue.held)) == ([], 1)
    stack.work(DAY)
    assert stack.codes == ["key_reused"]


def test_a_letter_of_a_key_that_nobody_knows_makes_it_known_to_nobody() -> None:
    stack = Months()
    stack.services.ledger.extend_expiry(OrderKey("quiet", "po-2"))
    assert stack.services.ledger.read(OrderKey("quiet", "po-2")) is None


@pytest.mark.parametrize("days", [1, 44])
def test_a_key_that_is_kept_on_is_kept_as_long_as_one_that_begins_then(days: int) -> None:
    stack = Months()
    stack.work(DAY)
    stack.clock.sleep(days * DAY)
    stack.services.ledger.extend_expiry(KEY)
    kept = float(stack.dynamodb.items[str(KEY)]["expires_at"]["N"])
    assert kept == pytest.approx(stack.clock.now() + KEPT_DAYS * DAY, abs=1)
