"""The queue of a world: several messages at once, of which some may fail, and what is kept."""

from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.simulation.executions import Execution, Lambda
from tests.simulation.messages import OPERATOR, ORDERS, QueueClient, Queues
from tests.simulation.plan import START, Draws, Unkind, plan_of
from tests.simulation.scheduler import Scheduler

SEEDS = range(60)


def sends(seed: int, *kinds: Unkind) -> tuple[Queues, dict[str, Any]]:
    """Send three messages in one call, in a world with this trouble."""
    scheduler = Scheduler(START)
    plan = plan_of(seed, 0, frozenset(Unkind) - set(kinds))
    functions = Lambda(scheduler, plan, lambda _: None)
    queues = Queues(scheduler, lambda _: None, lambda: "cart")
    client = QueueClient(queues, scheduler, functions, plan, str, "queue")
    answer: dict[str, Any] = {}
    entries = [
        {"Id": str(number), "MessageBody": f"{number}", "DelaySeconds": 5, "MessageAttributes": {}}
        for number in range(3)
    ]

    def send() -> None:
        try:
            answer.update(client.send_message_batch(QueueUrl=ORDERS, Entries=entries))
        except (ClientError, BotoCoreError) as error:
            answer["error"] = type(error).__name__

    execution = Execution("queue 1", START + 60, Draws(seed, "execution"))
    scheduler.start(send, execution)
    scheduler.run(START + 10)
    return queues, answer


def test_messages_that_are_sent_at_once_are_the_queue_s_and_named() -> None:
    queues, answer = sends(1)
    assert [one["Id"] for one in answer["Successful"]] == ["0", "1", "2"]
    assert [message.body for message in queues.messages.values()] == ["0", "1", "2"]
    assert {message.sender for message in queues.messages.values()} == {
        "AROAEXAMPLEFUNCTION02:queue"
    }


@pytest.fixture(scope="module")
def troubled() -> list[tuple[list[str], dict[str, Any]]]:
    plans = [seed for seed in SEEDS if plan_of(seed, 0).has(Unkind.QUEUE)]
    found = [sends(seed, Unkind.QUEUE) for seed in plans]
    return [([one.body for one in queues.messages.values()], answer) for queues, answer in found]


Troubled = list[tuple[list[str], dict[str, Any]]]


def test_of_messages_that_are_sent_at_once_some_fail(troubled: Troubled) -> None:
    some = [(bodies, answer) for bodies, answer in troubled if answer.get("Failed")]
    assert some
    for bodies, answer in some:
        failed = {one["Id"] for one in answer["Failed"]}
        assert not failed & set(bodies)
        assert failed | {one["Id"] for one in answer["Successful"]} == {"0", "1", "2"}


def test_the_answer_to_several_can_be_lost_and_the_sdk_can_repeat_them(troubled: Troubled) -> None:
    assert any(answer.get("error") and bodies for bodies, answer in troubled)
    assert any(len(bodies) > len(set(bodies)) for bodies, _ in troubled)


def test_a_letter_that_is_sent_back_keeps_its_attributes() -> None:
    scheduler = Scheduler(START)
    queues = Queues(scheduler, lambda _: None, lambda: "cart")
    attributes = {"code": {"StringValue": "parked"}}
    queues.bury("body", attributes, 5.0)
    queues.redrive()
    (message,) = queues.messages.values()
    assert (message.attributes, message.sender, queues.letters) == (attributes, OPERATOR, [])
