"""A message that waited too long: its key's state and its letter say the same, whatever fails."""

import json
from dataclasses import replace
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from order_service.callers import Caller
from order_service.errors import StoreUnavailable
from order_service.handlers.putting_back import KEPT_SECONDS, LAST_SECONDS
from order_service.keys import OrderKey
from order_service.ledger.attention import AttentionTable
from order_service.ledger.ledger import Ledger
from order_service.queueing.order_queue import LONGEST_DELAY, OrderQueue
from tests.fakes.orders import order_body
from tests.integration.bounded_sqs import RETENTION_SECONDS
from tests.integration.queueing.test_backlog import SENDER, Stack, broken, goes_on

HOUR = 3600.0
KEY = OrderKey("quiet", "po-1")
NEWER = order_body(gift_wrap_of_tomorrow={"paper": "blue"})
"""An order with a field that only a later version knows."""


class Deaf:
    """A table that takes no note of what is queued."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.on = True
        self.ledger = Ledger(cast("Any", self), "ledger", stack.clock, 90)

    def get_item(self, **call: Any) -> Any:
        return self._stack.dynamodb.get_item(**call)

    def update_item(self, **call: Any) -> Any:
        if self.on and call["UpdateExpression"].startswith("SET queued = :queued"):
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")
        return self._stack.dynamodb.update_item(**call)


class NoRows:
    """A client of the list that takes no row."""

    def put_item(self, **_: Any) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "PutItem")


class NoLetters:
    """A client of SQS that takes no dead letter."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def send_message(self, **_: Any) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "SendMessage")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stack.queue, name)


def failing(most_receives: int = 10_000) -> tuple[Stack, Deaf]:
    """A stack whose store fails, and whose ledger takes no note of what is queued.

    Its message has waited for nearly as long as one may, and no copy of it is taken.
    """
    stack = Stack()
    stack.before_each_call("quiet", broken)
    deaf = Deaf(stack)
    stack.services = replace(stack.services, most_receives=most_receives, ledger=deaf.ledger)
    stack.send("quiet", "po-1")
    stack.only.sent -= KEPT_SECONDS - HOUR
    stack.queue.refused.add(stack.only.body)
    return stack, deaf


def wait(stack: Stack, seconds: float) -> None:
    """Let the message be received for so long, or until it is gone."""
    end = stack.clock.now() + seconds
    while stack.queue.held and stack.clock.now() < end:
        stack.poll(stack.services)
        stack.clock.sleep(LONGEST_DELAY)


def codes(stack: Stack) -> list[str]:
    return [one["MessageAttributes"]["code"]["StringValue"] for one in stack.queue.letters]


def test_a_message_is_no_dead_letter_before_its_key_says_so_while_a_day_is_left() -> None:
    stack, deaf = failing()
    wait(stack, 3 * HOUR)
    assert (len(stack.queue.held), codes(stack), goes_on(stack, "po-1")) == (1, [], True)
    deaf.on = False
    wait(stack, HOUR)
    assert (stack.queue.held, codes(stack)) == ({}, ["waited_too_long"])
    assert goes_on(stack, "po-1") is False


def test_a_message_is_a_dead_letter_before_sqs_deletes_it_whatever_the_ledger_takes() -> None:
    stack, _ = failing()
    began = stack.clock.now()
    wait(stack, RETENTION_SECONDS - KEPT_SECONDS)
    assert (stack.queue.held, codes(stack)) == ({}, ["waited_too_long"])
    assert stack.clock.now() - began <= LAST_SECONDS - KEPT_SECONDS + 2 * HOUR


def test_a_message_at_its_last_receive_is_a_dead_letter_whatever_the_ledger_takes() -> None:
    stack, _ = failing(most_receives=1)
    stack.poll(stack.services)
    assert (stack.queue.held, codes(stack)) == ({}, ["waited_too_long"])


def test_a_list_that_cannot_be_written_holds_a_letter_up_and_not_for_ever() -> None:
    stack, deaf = failing()
    deaf.on = False
    no_list = AttentionTable(cast("Any", NoRows()), "attention", stack.clock, 30)
    stack.services = replace(stack.services, attention=no_list)
    wait(stack, 3 * HOUR)
    assert (len(stack.queue.held), codes(stack)) == (1, [])
    wait(stack, RETENTION_SECONDS - KEPT_SECONDS)
    assert (stack.queue.held, codes(stack)) == ({}, ["waited_too_long"])
    assert goes_on(stack, "po-1") is False


def test_a_message_whose_letter_fails_is_kept_and_given_up_when_it_comes_back() -> None:
    stack, deaf = failing()
    deaf.on = False
    queue = stack.services.queue
    no_letters = OrderQueue(cast("Any", NoLetters(stack)), "orders", "dead")
    stack.services = replace(stack.services, queue=no_letters)
    wait(stack, 3 * HOUR)
    assert (len(stack.queue.held), goes_on(stack, "po-1")) == (1, False)
    stack.services = replace(stack.services, queue=queue)
    wait(stack, HOUR)
    assert (stack.queue.held, codes(stack)) == ({}, ["waited_too_long"])
    assert goes_on(stack, "po-1") is False


@pytest.mark.parametrize("by_message", [True, False])
def test_a_key_goes_on_no_longer_once_what_may_be_its_message_is_a_letter(
    by_message: bool,
) -> None:
    stack = Stack()
    stack.services = replace(stack.services, most_receives=1)
    caller = Caller("", by_message=by_message)
    lease = stack.services.ledger.claim(KEY, "f" * 64, stack.clock.now(), caller)
    lease.released(StoreUnavailable("It is down.", retry_after=5))
    before = goes_on(stack, "po-1")
    body = {"store": KEY.store, "idempotency_key": KEY.key, "order": NEWER}
    stack.queue.take(json.dumps(body), {}, 0, f"{SENDER}:session")
    stack.poll(stack.services)
    assert codes(stack) == ["waited_too_long"]
    assert (before, goes_on(stack, "po-1")) == (by_message, False)
