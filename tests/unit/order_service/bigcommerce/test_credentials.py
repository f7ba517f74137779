"""A store's secret is read, cached, and never shown."""

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from order_service.bigcommerce.credentials import (
    CACHE_SECONDS,
    MISSING_SECONDS,
    MOST_MISSING,
    Credential,
    SecretCredentials,
)
from order_service.errors import CredentialsUnusable, UnknownStore
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

JOURNAL = FakeJournal()
GOOD = {"store_hash": "abc123", "access_token": "t0ken!"}


class FakeSecretsManager:
    """Holds secrets by name and counts how often it is asked."""

    def __init__(self, **secrets: Any) -> None:
        self.secrets = {name.replace("_", "/"): value for name, value in secrets.items()}
        self.asked = 0

    def get_secret_value(self, **call: Any) -> dict[str, Any]:
        self.asked += 1
        name = call["SecretId"]
        if name not in self.secrets:
            error: Any = {"Error": {"Code": "ResourceNotFoundException", "Message": "no t0ken!"}}
            raise ClientError(error, "GetSecretValue")
        value = self.secrets[name]
        return {"SecretBinary" if isinstance(value, bytes) else "SecretString": value}


def over(fake: FakeSecretsManager, clock: FakeClock | None = None) -> SecretCredentials:
    secrets = cast("SecretsManagerClient", fake)
    return SecretCredentials(secrets, "bigcommerce/", JOURNAL, clock)


def holding(value: Any) -> SecretCredentials:
    return over(FakeSecretsManager(bigcommerce_acme=value))


def refusal(credentials: SecretCredentials) -> str:
    """What operators read of a secret; callers hear nothing of it."""
    JOURNAL.notes.clear()
    with pytest.raises(CredentialsUnusable) as caught:
        credentials.get("acme")
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__
    said = repr(error) + str(error.problem())
    assert error.detail == "This store is not set up here."
    assert "acme" not in said
    ((event, facts),) = JOURNAL.notes
    assert (event, facts["secret"]) == ("secret unusable", "bigcommerce/acme")
    for text in (said, str(facts)):
        assert "t0ken" not in text
        assert "abc123" not in text
    return str(facts["why"])


def test_a_secret_is_read() -> None:
    assert holding(json.dumps(GOOD)).get("acme") == Credential("abc123", "t0ken!")


def test_a_secret_may_hold_more() -> None:
    assert holding(json.dumps(GOOD | {"client_id": "x"})).get("acme").store_hash == "abc123"


def test_a_secret_is_read_once_and_then_remembered() -> None:
    fake = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD))
    credentials = over(fake)
    for _ in range(3):
        credentials.get("acme")
    assert fake.asked == 1


def test_a_refresh_reads_it_again() -> None:
    fake = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD))
    credentials = over(fake)
    credentials.get("acme")
    fake.secrets["bigcommerce/acme"] = json.dumps(GOOD | {"access_token": "newer"})
    credentials.refresh("acme")
    assert credentials.get("acme").access_token == "newer"
    assert fake.asked == 2


def test_a_secret_is_read_again_after_five_minutes() -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    credentials.get("acme")
    clock.sleep(CACHE_SECONDS - 1)
    credentials.get("acme")
    assert fake.asked == 1
    clock.sleep(1)
    credentials.get("acme")
    assert fake.asked == 2


def test_a_corrected_secret_is_seen_at_once() -> None:
    fake = FakeSecretsManager(bigcommerce_acme="{}")
    credentials = over(fake)
    refusal(credentials)
    fake.secrets["bigcommerce/acme"] = json.dumps(GOOD)
    assert credentials.get("acme").access_token == "t0ken!"


def test_a_secret_that_was_written_over_is_not_used_any_more() -> None:
    fake = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD))
    credentials = over(fake)
    credentials.get("acme")
    fake.secrets["bigcommerce/acme"] = "{}"
    with pytest.raises(CredentialsUnusable):
        credentials.refresh("acme")
    refusal(credentials)
    fake.secrets["bigcommerce/acme"] = json.dumps(GOOD | {"access_token": "newer"})
    assert credentials.get("acme").access_token == "newer"


def test_secrets_manager_that_cannot_be_reached_is_told() -> None:
    class Unreachable(FakeSecretsManager):
        def get_secret_value(self, **call: Any) -> dict[str, Any]:
            raise EndpointConnectionError(endpoint_url="https://t0ken!")

    assert "cannot be read (no answer)" in refusal(over(Unreachable()))


def test_a_missing_secret_is_named() -> None:
    assert "cannot be read (ResourceNotFoundException)" in refusal(over(FakeSecretsManager()))


def attempts(credentials: SecretCredentials, store: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(CredentialsUnusable, match="not set up here"):
            credentials.get(store)


def test_a_store_without_a_secret_costs_one_look_up_in_two_minutes() -> None:
    fake, clock = FakeSecretsManager(), FakeClock()
    credentials = over(fake, clock)
    for minutes in range(10):
        attempts(credentials, "acme", 50)
        assert fake.asked == minutes // 2 + 1
        clock.sleep(60)


def test_each_store_without_a_secret_has_a_look_up_of_its_own() -> None:
    fake = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD))
    credentials = over(fake, FakeClock())
    attempts(credentials, "other", 2)
    assert credentials.get("acme").store_hash == "abc123"
    assert fake.asked == 2


def test_a_new_secret_is_noticed_within_two_minutes() -> None:
    fake, clock = FakeSecretsManager(), FakeClock()
    credentials = over(fake, clock)
    attempts(credentials, "acme", 1)
    fake.secrets["bigcommerce/acme"] = json.dumps(GOOD)
    clock.sleep(MISSING_SECONDS - 1)
    attempts(credentials, "acme", 1)
    clock.sleep(1)
    assert credentials.get("acme").access_token == "t0ken!"


def test_a_secret_that_was_deleted_and_restored_is_used_again() -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    credentials.get("acme")
    gone = fake.secrets.pop("bigcommerce/acme")
    with pytest.raises(CredentialsUnusable):
        credentials.refresh("acme")
    fake.secrets["bigcommerce/acme"] = gone
    credentials.refresh("acme")
    assert credentials.get("acme").access_token == "t0ken!"


def test_an_outage_of_secrets_manager_is_not_remembered() -> None:
    class Down(FakeSecretsManager):
        def get_secret_value(self, **call: Any) -> dict[str, Any]:
            if self.asked:
                return super().get_secret_value(**call)
            self.asked += 1
            raise EndpointConnectionError(endpoint_url="https://t0ken!")

    credentials = over(Down(bigcommerce_acme=json.dumps(GOOD)), FakeClock())
    attempts(credentials, "acme", 1)
    assert credentials.get("acme").access_token == "t0ken!"


def test_what_is_remembered_of_missing_secrets_is_bounded() -> None:
    fake = FakeSecretsManager()
    credentials = over(fake, FakeClock())
    for number in range(MOST_MISSING + 1):
        attempts(credentials, f"store-{number}", 1)
    attempts(credentials, f"store-{MOST_MISSING}", 1)
    assert fake.asked == MOST_MISSING + 1


@pytest.mark.parametrize("value", ["", "abc123:t0ken!", '{"access_token": "t0ken!"', "[]", b"\x00"])
def test_a_secret_that_is_no_json_object_is_named(value: str | bytes) -> None:
    assert "is not a JSON object" in refusal(holding(value))


@pytest.mark.parametrize("value", [None, "", 5, "../abc123", "abc123/v2", "abc 123", "a" * 65])
def test_a_store_hash_that_is_none_is_named(value: Any) -> None:
    detail = refusal(holding(json.dumps(GOOD | {"store_hash": value})))
    assert "has no usable store_hash" in detail


@pytest.mark.parametrize(
    "value", [None, "", 5, "t0ken!\n", "t0ken! x", "t0ken\u00e9", "t0ken\r\nX: 1", "t" * 513]
)
def test_a_token_that_is_none_is_named(value: Any) -> None:
    detail = refusal(holding(json.dumps(GOOD | {"access_token": value})))
    assert "has no usable access_token" in detail


@pytest.mark.parametrize(
    ("more", "paused"), [({}, False), ({"paused": False}, False), ({"paused": True}, True)]
)
def test_a_store_is_paused_when_its_secret_says_so(more: dict[str, Any], paused: bool) -> None:
    assert holding(json.dumps(GOOD | more)).get("acme").paused is paused


@pytest.mark.parametrize("value", ["true", 1, None, {}])
def test_a_pause_that_is_neither_true_nor_false_is_named(value: Any) -> None:
    detail = refusal(holding(json.dumps(GOOD | {"paused": value})))
    assert "has a paused that is neither true nor false" in detail


def test_a_pause_takes_effect_within_five_minutes() -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    assert not credentials.get("acme").paused
    fake.secrets["bigcommerce/acme"] = json.dumps(GOOD | {"paused": True})
    clock.sleep(300)
    assert credentials.get("acme").paused


def test_a_credential_does_not_show_in_a_repr() -> None:
    assert repr(Credential("abc123", "t0ken!")) == "Credential()"


def test_a_store_that_never_had_a_secret_is_unknown_and_its_caller_gets_a_hint() -> None:
    credentials = over(FakeSecretsManager(), FakeClock())
    for _ in range(2):
        with pytest.raises(UnknownStore) as caught:
            credentials.get("acem")
        problem = caught.value.problem()
        assert (problem["status"], problem["fix"]) == (404, "caller")
        assert "Check the store's name" in problem["hint"]


def test_a_store_whose_secret_was_deleted_is_no_misspelt_name() -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    credentials.get("acme")
    fake.secrets.clear()
    clock.sleep(CACHE_SECONDS)
    for _ in range(2):
        with pytest.raises(CredentialsUnusable) as caught:
            credentials.get("acme")
        assert caught.value.code == "credentials_unusable"
