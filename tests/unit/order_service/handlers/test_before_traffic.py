"""A new version is asked to test itself, and CodeDeploy hears whether it passed."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from order_service.errors import LedgerUnavailable
from order_service.handlers.before_traffic import passes
from order_service.handlers.self_test import (
    ASKED,
    has_passed,
    is_asked_for,
    readable_secrets,
    self_test,
)


class FakeVersions:
    """Versions of functions, each with its answer to an invocation."""

    def __init__(self, answer: Any, error: str = "") -> None:
        self.answer = answer
        self.error = error
        self.asked: list[Any] = []

    def invoke(self, **call: Any) -> dict[str, Any]:
        self.asked.append(json.loads(call["Payload"]))
        done: dict[str, Any] = {"Payload": io.BytesIO(json.dumps(self.answer).encode())}
        return done | ({"FunctionError": self.error} if self.error else {})


class FakeSecrets:
    """Secrets Manager, which answers with one error or with a secret."""

    def __init__(self, code: str = "") -> None:
        self.code = code

    def get_secret_value(self, **_: str) -> dict[str, str]:
        if self.code:
            raise ClientError({"Error": {"Code": self.code, "Message": ""}}, "GetSecretValue")
        return {"SecretString": "{}"}


def works() -> None:
    """Nothing is wrong."""


def fails() -> None:
    raise LedgerUnavailable("The table answered.", retry_after=5)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEDGER_TABLE", "ATTENTION_TABLE", "QUEUE_URL", "DEAD_LETTER_QUEUE_URL"):
        monkeypatch.setenv(name, "somewhere")


def test_a_version_that_answers_that_everything_works_passes() -> None:
    versions = FakeVersions(self_test(table=works))
    assert passes(versions, "arn:7")
    assert versions.asked == [{ASKED: True}]


@pytest.mark.parametrize(
    "versions",
    [
        FakeVersions({"settings": "passed", "table": "LedgerUnavailable"}),
        FakeVersions({}),
        FakeVersions({"errorType": "Runtime.ImportModuleError"}, "Unhandled"),
        # What an older version, which knows no self-test, says to it.
        FakeVersions({"batchItemFailures": []}),
        FakeVersions({"statusCode": 404}),
    ],
    ids=["a part", "nothing", "cannot start", "queue of old", "api of old"],
)
def test_any_other_answer_does_not(versions: FakeVersions) -> None:
    assert not passes(versions, "arn:7")


def test_each_part_is_named_with_its_kind_of_error() -> None:
    assert self_test(table=fails, secrets=works) == {
        "settings": "passed",
        "table": "LedgerUnavailable",
        "secrets": "passed",
    }


def test_a_missing_setting_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUEUE_URL")
    assert self_test() == {"settings": "SettingsError"}


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("", "passed"),
        ("ResourceNotFoundException", "passed"),
        ("AccessDeniedException", "ClientError"),
        ("DecryptionFailure", "ClientError"),
    ],
)
def test_secrets_are_readable_unless_reading_is_refused(code: str, verdict: str) -> None:
    check: Callable[[], Any] = readable_secrets(FakeSecrets(code), "bigcommerce/")
    assert self_test(secrets=check)["secrets"] == verdict


@pytest.mark.parametrize(
    "event", [{}, {"Records": []}, {ASKED: "true"}, {"body": {ASKED: True}}, []]
)
def test_no_request_and_no_message_asks_for_it(event: Any) -> None:
    assert not is_asked_for(event)


def test_an_empty_answer_has_not_passed() -> None:
    assert not has_passed({})
