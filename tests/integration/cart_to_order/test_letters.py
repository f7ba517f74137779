"""Single dead letters, on moto's queues: listed, sent back, deleted; no other is touched."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cart_to_order.operations.letters import main
from cart_to_order.operations.place import Place
from cart_to_order.operations.redrive import redrive
from order_service.errors import InvalidRequest, KeyReused, WaitedTooLong
from order_service.queueing.order_queue import OrderQueue
from order_service.queueing.sent_again import CARRIED
from tests.fakes.orders import AUSTIN, order_body
from tests.integration.aws import REGION, aws, aws_client, one_session
from tests.integration.queues import Queues

Said = pytest.CaptureFixture[str]
WRONG = InvalidRequest([{"field": "billing_address.email", "message": AUSTIN["email"]}])


class Stack:
    """A stack with some dead letters."""

    def __init__(self) -> None:
        sqs = aws_client("sqs")
        self.queues = Queues(sqs)
        urls = (self.queues.url, self.queues.dead_letter_url)
        self.place = Place(one_session(), None, "ledger", *urls, "https://store", "p/")
        self.queue = OrderQueue(sqs, *urls)

    def letters(self, *arguments: str) -> int:
        return main(list(arguments), lambda _: self.place, wait=0)

    def letter(self, store: str, key: str, reason: Any = WRONG, **order: Any) -> None:
        message = {"store": store, "idempotency_key": key, "order": order_body() | order}
        self.queue.dead_letter(json.dumps(message), reason)

    def keys(self) -> list[str]:
        found = [json.loads(letter["Body"]) for letter in self.queues.dead_letters()]
        return sorted(f"{one['store']}#{one['idempotency_key']}" for one in found)


@pytest.fixture
def stack() -> Iterator[Stack]:
    with aws():
        found = Stack()
        found.letter("acme", "po-1")
        found.letter("acme", "po-2", KeyReused("Other."))
        found.letter("other", "po-1")
        yield found


def test_letters_are_listed_with_code_and_field_names_and_stay_where_they_are(
    stack: Stack, capsys: Said
) -> None:
    stack.queue.dead_letter("no message", KeyReused("Other."))
    assert stack.letters() == 0
    said = capsys.readouterr().out
    assert "acme  po-1  invalid_request: billing_address.email" in said
    assert "acme  po-2  key_reused" in said
    assert "(no key that can be read)" in said
    assert said.splitlines()[-1] == "4 dead letters."
    assert AUSTIN["email"] not in said
    assert AUSTIN["last_name"] not in said
    assert len(stack.queues.dead_letters()) == 4


def test_one_store_s_letters_are_listed(stack: Stack, capsys: Said) -> None:
    assert stack.letters("--store", "other") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 dead letters."
    assert len(stack.keys()) == 3


def test_one_letter_is_sent_back_to_the_order_queue(stack: Stack) -> None:
    assert stack.letters("--store", "acme", "--redrive", "po-1") == 0
    (message,) = stack.queues.received()
    assert json.loads(message["Body"])["idempotency_key"] == "po-1"
    # SQS names the operator as its sender: it is for the caller of its key all the same.
    assert sorted(message["MessageAttributes"]) == ["accepted"]
    assert stack.keys() == ["acme#po-2", "other#po-1"]


def test_a_letter_that_was_sent_again_before_begins_anew(stack: Stack) -> None:
    marks = {name: {"DataType": "String", "StringValue": "1"} for name in ("version", *CARRIED)}
    message = {"store": "acme", "idempotency_key": "po-3", "order": order_body()}
    stack.place.client("sqs").send_message(
        QueueUrl=stack.queues.dead_letter_url,
        MessageBody=json.dumps(message),
        MessageAttributes=marks,
    )
    assert stack.letters("--redrive", "po-3") == 0
    (sent,) = stack.queues.received()
    assert sorted(sent["MessageAttributes"]) == ["sender", "version"]


def test_the_local_redrive_keeps_a_letter_s_attributes_as_sqs_does(stack: Stack) -> None:
    endpoint = f"https://sqs.{REGION}.amazonaws.com"
    redrive(replace(stack.place, endpoint_url=endpoint))
    sent = stack.queues.received()
    assert ["code" in one["MessageAttributes"] for one in sent] == [True] * 3
    assert stack.keys() == []


def test_a_key_of_two_stores_is_not_guessed(stack: Stack, capsys: Said) -> None:
    assert stack.letters("--redrive", "po-1") == 1
    assert "Stores acme, other" in capsys.readouterr().out
    assert stack.queues.received() == []
    assert len(stack.keys()) == 3


def test_a_letter_is_deleted_only_with_yes(stack: Stack, capsys: Said) -> None:
    assert stack.letters("--delete", "po-2") == 0
    assert "add --yes" in capsys.readouterr().out
    assert stack.letters("--delete", "po-2", "--yes") == 0
    assert stack.keys() == ["acme#po-1", "other#po-1"]


def test_a_letter_that_is_not_there_is_said(stack: Stack, capsys: Said) -> None:
    assert stack.letters("--delete", "po-9", "--yes") == 1
    assert "no such dead letter with the key po-9" in capsys.readouterr().out
    assert len(stack.keys()) == 3


@pytest.mark.parametrize("way", [("--delete", "po-1", "--yes"), ("--redrive", "po-1")])
def test_of_letters_with_different_orders_of_a_key_none_is_taken_unless_it_is_named(
    stack: Stack, capsys: Said, way: tuple[str, ...]
) -> None:
    """An invalid order, and the corrected one, which then waited for too long."""
    stack.letter("acme", "po-1", WaitedTooLong("Days."), customer_message="Corrected.")
    asked = [*way, "--store", "acme"]
    assert stack.letters(*asked) == 1
    said = capsys.readouterr().out
    assert "invalid_request" in said
    assert "waited_too_long" in said
    assert "different orders of one key: name one by --code" in said
    assert stack.letters(*asked, "--code", "invalid_request") == 0
    left = [letter["Body"] for letter in stack.queues.dead_letters()]
    assert (len(left), sum("Corrected." in body for body in left)) == (3, 1)


def test_of_different_orders_with_one_code_the_oldest_is_taken(stack: Stack) -> None:
    stack.letter("acme", "po-1", customer_message="Second.")
    assert stack.letters("--delete", "po-1", "--store", "acme", "--yes") == 0
    assert any("Second." in letter["Body"] for letter in stack.queues.dead_letters())
