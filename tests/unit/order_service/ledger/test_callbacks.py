"""What is posted to the callback URL, and that the receivers of docs/callbacks.md can check it."""

import json
import re
import shutil
import subprocess
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from order_service.keys import OrderKey
from order_service.ledger.announcement import Announcement, Signer
from order_service.ledger.callback_settings import (
    ITEM,
    REMEMBERED_SECONDS,
    Callbacks,
    CallbackUnknown,
)
from order_service.ledger.table import Table
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.journal import FakeJournal
from tests.fakes.shop import as_client
from tools.places import ROOT

KEY = "0123456789abcdef0123456789abcdef"
PLACED = Announcement("OrderPlaced", OrderKey("acme", "po-1"), 1_800_000_000.7, {"order_id": 101})
DOCS = (ROOT / "docs" / "callbacks.md").read_text()
NODE = shutil.which("node")


class FakeSecrets:
    """A Secrets Manager with one secret, or one that fails."""

    def __init__(self, text: str = json.dumps({"signing_key": KEY})) -> None:
        self.text = text
        self.error: Exception | None = None

    def get_secret_value(self, **_: Any) -> dict[str, Any]:
        if self.error:
            raise self.error
        return {"SecretString": self.text}


class Unreadable(FakeDynamoDB):
    def get_item(self, **_: Any) -> dict[str, Any]:
        raise EndpointConnectionError(endpoint_url="table")


class Stack:
    """A stack with a callback, its secret and its table."""

    def __init__(self, table: FakeDynamoDB | None = None) -> None:
        self.secrets, self.table = FakeSecrets(), table or FakeDynamoDB()
        self.clock, self.journal = FakeClock(), FakeJournal()
        self.callbacks = Callbacks(
            cast("Any", self.secrets), "cart-to-order/callback",
            Table(as_client(self.table), "ledger"), "cart-to-order", self.clock, self.journal,
        )  # fmt: skip

    def signs(self, announcement: Announcement = PLACED) -> bool:
        return "callback" in self.callbacks.added(announcement).detail()

    def switch(self, *, on: bool) -> None:
        self.table.items[ITEM + "acme"] = {"id": {"S": ITEM + "acme"}, "on": {"BOOL": on}}


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "GetSecretValue")


def posted(key: str = KEY) -> dict[str, str]:
    """The body of a request."""
    return dict(Signer("cart-to-order", key.encode()).signed(PLACED).callback)


def receiver(language: str) -> str:
    found = re.search(rf"<!-- receiver: {language} -->\n```\w+\n(.*?)```", DOCS, re.DOTALL)
    assert found
    return found[1]


def read_by_python(body: bytes) -> Any:
    names: dict[str, Any] = {}
    exec(receiver("python"), names)  # noqa: S102
    return names["read_event"](body, KEY)


def read_by_node(body: bytes) -> Any:
    script = f"{receiver('javascript')}\nconst [body, key] = process.argv.slice(1);"
    script += "\nconsole.log(JSON.stringify(readEvent(body, key)));"
    done = subprocess.run(
        [str(NODE), "-e", script, body.decode(), KEY], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ValueError(done.stderr)
    return json.loads(done.stdout)


needs_node = pytest.mark.skipif(NODE is None, reason="There is no Node.js here.")
RECEIVERS = [read_by_python, pytest.param(read_by_node, marks=needs_node)]


@pytest.mark.parametrize("read", RECEIVERS)
def test_a_receiver_of_the_docs_reads_the_event_however_its_json_is_spaced(read: Any) -> None:
    for spaces in (None, 2):
        event = read(json.dumps(posted(), indent=spaces, sort_keys=bool(spaces)).encode())
        assert event == {
            "event": "OrderPlaced",
            "time": "2027-01-15T08:00:00Z",
            "version": "1",
            "store": "acme",
            "idempotency_key": "po-1",
            "correlation_id": PLACED.key.correlation_id,
            "order_id": 101,
            "stack": "cart-to-order",
        }


@pytest.mark.parametrize("read", RECEIVERS)
@pytest.mark.parametrize(
    "forged",
    [
        posted() | {"signed": posted()["signed"].replace("101", "102")},
        posted() | {"signature": ""},
        posted("f" * 32),
    ],
    ids=["another text", "no signature", "another key"],
)
def test_a_receiver_of_the_docs_refuses_what_is_not_signed_with_its_key(
    read: Any, forged: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="not signed by us"):
        read(json.dumps(forged).encode())


def test_the_event_sent_again_has_the_same_signature() -> None:
    assert posted() == posted()
    assert KEY not in repr(Signer("cart-to-order", KEY.encode()))


def test_an_event_of_a_stack_with_a_callback_is_the_same_event_with_a_callback() -> None:
    detail = Stack().callbacks.added(PLACED).detail()
    callback = detail.pop("callback")
    assert detail == PLACED.detail()
    assert callback == posted()


def test_one_store_is_switched_off_and_on_within_a_minute() -> None:
    stack = Stack()
    assert stack.signs()
    stack.switch(on=False)
    stack.clock.time += REMEMBERED_SECONDS
    assert not stack.signs()
    other = Announcement("OrderParked", OrderKey("other", "po-1"), 0, {})
    assert stack.signs(other)
    stack.switch(on=True)
    stack.clock.time += REMEMBERED_SECONDS
    assert stack.signs()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "key", '{"signing_key": 5}', '{"signing_key": "short"}']
)
def test_without_a_usable_key_the_event_goes_to_the_bus_alone_and_the_journal_says_so(
    text: str,
) -> None:
    stack = Stack()
    stack.secrets.text = text
    assert not stack.signs()
    assert [event for event, _ in stack.journal.notes] == [
        "callback key unusable",
        "callback not signed",
    ]
    stack.secrets.text = FakeSecrets().text
    stack.clock.time += REMEMBERED_SECONDS
    assert stack.signs()


def test_a_missing_secret_is_for_a_person_and_holds_nobody_up() -> None:
    stack = Stack()
    stack.secrets.error = refused("ResourceNotFoundException")
    assert not stack.signs()
    assert stack.journal.count("callback not signed") == 1


@pytest.mark.parametrize(
    "error", [refused("ThrottlingException"), EndpointConnectionError(endpoint_url="secrets")]
)
def test_a_secret_that_cannot_be_read_just_now_is_waited_for(error: Exception) -> None:
    stack = Stack()
    stack.secrets.error = error
    with pytest.raises(CallbackUnknown):
        stack.signs()
    stack.secrets.error = None
    assert stack.signs()


def test_a_switch_that_cannot_be_read_just_now_is_waited_for() -> None:
    with pytest.raises(CallbackUnknown):
        Stack(Unreadable()).signs()
