"""What a stack reads to sign its callbacks, how often, and what it says when it cannot."""

import hmac
import json
from contextlib import suppress
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from order_service.keys import OrderKey
from order_service.ledger.announcement import Announcement, Signer
from order_service.ledger.callback_settings import (
    FAILURES_IN_A_ROW,
    ITEM,
    PATIENCE_SECONDS,
    REMEMBERED_SECONDS,
    Callbacks,
    CallbackUnknown,
)
from order_service.ledger.table import Table
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.journal import FakeJournal
from tests.fakes.shop import as_client

KEY = "0123456789abcdef0123456789abcdef"
SECRET = "cart-to-order/callback"
PLACED = Announcement("OrderPlaced", OrderKey("acme", "po-1"), 1_800_000_000.7, {"order_id": 101})
UNREACHABLE = EndpointConnectionError(endpoint_url="aws")
NOT_A_KEY = 'is not {"signing_key": "..."} with 32 characters or more'


class Asked(FakeDynamoDB):
    """A table that keeps the names of the items that were read, and may fail."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[str] = []
        self.error: Exception | None = None

    def get_item(self, **call: Any) -> dict[str, Any]:
        self.reads.append(call["Key"]["id"]["S"])
        if self.error:
            raise self.error
        return super().get_item(**call)


class Stack:
    """A stack with a callback; its secret gives ``answer``, or fails with it."""

    def __init__(self, answer: dict[str, Any] | Exception | None = None) -> None:
        self.answer = answer or {"SecretString": json.dumps({"signing_key": KEY})}
        self.asked: list[dict[str, Any]] = []
        self.table, self.clock, self.journal = Asked(), FakeClock(), FakeJournal()
        self.callbacks = Callbacks(
            cast("Any", self), SECRET, Table(as_client(self.table), "ledger"), "stack-1",
            self.clock, self.journal,
        )  # fmt: skip

    def get_secret_value(self, **call: Any) -> dict[str, Any]:
        self.asked.append(call)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def signs(self, store: str = "acme", age: float = 0.0) -> bool:
        key = OrderKey(store, "po-1")
        parked = Announcement("OrderParked", key, self.clock.now() - age, {})
        return bool(self.callbacks.added(parked).callback)

    def tries(self, age: float) -> int:
        """Return how often an event of that age fails before it goes without its callback."""
        most = 2 * FAILURES_IN_A_ROW
        for failed in range(most):
            with suppress(CallbackUnknown):
                assert not self.signs(age=age)
                return failed
        return most

    def switch(self, store: str, **attributes: Any) -> None:
        name = ITEM + store
        self.table.items[name] = {"id": {"S": name}, **attributes}


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "GetSecretValue")


def test_a_callback_is_the_stack_the_text_and_its_signature_and_nothing_else() -> None:
    signed = Signer("stack-1", KEY.encode()).signed(PLACED)
    text = signed.callback["signed"]
    assert text == (
        '{"event":"OrderPlaced","time":"2027-01-15T08:00:00Z","order_id":101,"version":"1",'
        '"store":"acme","idempotency_key":"po-1",'
        f'"correlation_id":"{PLACED.key.correlation_id}","stack":"stack-1"}}'
    )
    assert signed.callback == {
        "stack": "stack-1",
        "signed": text,
        "signature": hmac.new(KEY.encode(), text.encode(), "sha256").hexdigest(),
    }
    # Stacks may share a key, and what one of them signed is not another one's.
    assert (
        Signer("stack-2", KEY.encode()).signed(PLACED).callback["signature"]
        != (signed.callback["signature"])
    )


def test_one_minute_s_events_take_one_read_of_the_secret_and_one_for_each_store() -> None:
    stack = Stack()
    for _ in range(6):
        assert stack.signs("acme")
        assert stack.signs("other")
        stack.clock.sleep(9.9)
    assert stack.asked == [{"SecretId": SECRET}]
    assert stack.table.reads == ["##callback#acme", "##callback#other"]
    stack.clock.sleep(0.6)
    assert stack.signs("acme")
    assert stack.asked == [{"SecretId": SECRET}] * 2
    assert stack.table.reads[2:] == ["##callback#acme"]


def test_a_store_that_is_switched_off_is_remembered_apart_from_the_others() -> None:
    stack = Stack()
    stack.switch("acme", on={"BOOL": False})
    assert [stack.signs(store) for store in ("acme", "other", "acme", "other")] == [
        False,
        True,
        False,
        True,
    ]
    assert stack.table.reads == ["##callback#acme", "##callback#other"]
    # A store that is off needs no key, and nothing is wrong.
    assert stack.journal.notes == []


@pytest.mark.parametrize("attributes", [{}, {"on": {"BOOL": True}}, {"on": {"S": "false"}}])
def test_only_what_clearly_says_so_switches_a_store_off(attributes: dict[str, Any]) -> None:
    stack = Stack()
    stack.switch("acme", **attributes)
    assert stack.signs()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"SecretString": ""},
        {"SecretString": json.dumps({"signing_key": KEY[1:]})},
        {"SecretString": json.dumps({"signing_key": "x" * 513})},
        {"SecretString": json.dumps({"signing_key": "x" * 31 + " "})},
        {"SecretString": json.dumps({"SIGNING_KEY": KEY})},
    ],
)
def test_a_secret_that_holds_no_key_is_noted_with_what_it_must_be(answer: dict[str, Any]) -> None:
    stack = Stack(answer or {"SecretBinary": KEY.encode()})
    assert not stack.signs()
    assert stack.journal.notes == [
        ("callback key unusable", {"secret": SECRET, "why": NOT_A_KEY}),
        ("callback not signed", {}),
    ]


@pytest.mark.parametrize("key", ["x" * 32, "~!" * 256])
def test_a_key_of_32_to_512_characters_signs(key: str) -> None:
    assert Stack({"SecretString": json.dumps({"signing_key": key})}).signs()


@pytest.mark.parametrize(
    "code",
    [
        "AccessDeniedException",
        "DecryptionFailure",
        "InvalidRequestException",
        "ResourceNotFoundException",
    ],
)
def test_a_secret_that_only_a_person_can_put_right_is_noted_with_the_reason(code: str) -> None:
    stack = Stack(refused(code))
    assert not stack.signs()
    assert not stack.signs()
    assert stack.journal.notes == [
        ("callback key unusable", {"secret": SECRET, "why": code}),
        ("callback not signed", {}),
        ("callback not signed", {}),
    ]
    # A missing key is remembered like one that is there.
    assert len(stack.asked) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (refused("ThrottlingException"), "ThrottlingException"),
        (UNREACHABLE, "EndpointConnectionError"),
    ],
)
def test_a_secret_that_may_be_read_later_is_named_by_its_error(
    error: Exception, words: str
) -> None:
    stack = Stack(error)
    with pytest.raises(CallbackUnknown, match=f"^{words}$"):
        stack.signs()
    note = ("callback setting not read", {"setting": SECRET, "why": words})
    assert stack.journal.notes == [note]


def test_an_event_of_two_hours_goes_without_its_callback_at_the_seventh_failure_in_a_row() -> None:
    stack = Stack(UNREACHABLE)
    assert stack.tries(age=PATIENCE_SECONDS - 1) == 2 * FAILURES_IN_A_ROW
    stack = Stack(UNREACHABLE)
    assert stack.tries(age=PATIENCE_SECONDS) == FAILURES_IN_A_ROW - 1
    assert len(stack.asked) == FAILURES_IN_A_ROW


def test_after_these_failures_the_secret_is_asked_for_again_in_a_minute() -> None:
    stack = Stack(UNREACHABLE)
    stack.tries(age=PATIENCE_SECONDS)
    stack.clock.sleep(REMEMBERED_SECONDS - 0.5)
    assert stack.tries(age=PATIENCE_SECONDS) == 0
    assert len(stack.asked) == FAILURES_IN_A_ROW
    stack.clock.sleep(0.5)
    assert stack.tries(age=PATIENCE_SECONDS) == 0
    assert len(stack.asked) == FAILURES_IN_A_ROW + 1


def test_a_switch_that_cannot_be_read_is_named_by_its_error_and_asked_again() -> None:
    stack = Stack()
    stack.table.error = UNREACHABLE
    with pytest.raises(CallbackUnknown, match=r"^EndpointConnectionError$"):
        stack.signs()
    stack.table.error = None
    assert stack.signs()


def test_only_failures_in_a_row_let_an_old_event_go_without_its_callback() -> None:
    stack, old = Stack(), PATIENCE_SECONDS + 1

    def fail(store: str) -> None:
        stack.table.error = UNREACHABLE
        for _ in range(FAILURES_IN_A_ROW - 1):
            with pytest.raises(CallbackUnknown):
                stack.signs(store, old)

    # A read that succeeds ends the row: the next store's events have all their tries again.
    for store in ("first", "second"):
        fail(store)
        stack.table.error = None
        assert stack.signs(store, old)
    fail("third")
    assert not stack.signs("third", old)
