"""A store's secret is read, cached, and never shown."""

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from order_service.bigcommerce.credentials import (
    CACHE_SECONDS,
    KNOWN_SECONDS,
    MISSING_SECONDS,
    MOST_MISSING,
    READ_AGAIN_SECONDS,
    Credential,
    SecretCredentials,
)
from order_service.errors import CredentialsUnusable, SecretsUnavailable, UnknownStore
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

JOURNAL = FakeJournal()
GOOD = {"store_hash": "abc123", "access_token": "t0ken!"}


class FakeSecretsManager:
    """Holds secrets by name and counts how often it is asked; ``fails`` is what it answers then."""

    def __init__(self, **secrets: Any) -> None:
        self.secrets = {name.replace("_", "/"): value for name, value in secrets.items()}
        self.asked = 0
        self.fails: Exception | None = None

    def get_secret_value(self, **call: Any) -> dict[str, Any]:
        self.asked += 1
        name = call["SecretId"]
        if self.fails is not None:
            raise self.fails
        if name not in self.secrets:
            raise answered("ResourceNotFoundException")
        value = self.secrets[name]
        return {"SecretBinary" if isinstance(value, bytes) else "SecretString": value}


def answered(code: str, status: int = 400) -> ClientError:
    error: Any = {
        "Error": {"Code": code, "Message": "no t0ken!"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(error, "GetSecretValue")


UNREAD = [
    answered("ThrottlingException"),
    answered("RequestLimitExceeded"),
    answered("TooManyRequestsException", 429),
    answered("InternalServiceError", 500),
    answered("502", 502),
    EndpointConnectionError(endpoint_url="https://t0ken!"),
    ReadTimeoutError(endpoint_url="https://t0ken!"),
]
"""How Secrets Manager answers, or does not, whatever a secret holds."""
unread = pytest.mark.parametrize("failure", UNREAD, ids=lambda one: str(one)[:60])


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


@unread
def test_a_secret_that_cannot_be_read_now_is_no_store_that_is_not_set_up(
    failure: Exception,
) -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    fake.fails = failure
    credentials = over(fake, clock)
    JOURNAL.notes.clear()
    for read in (credentials.get, credentials.refresh):
        with pytest.raises(SecretsUnavailable) as caught:
            read("acme")
        assert caught.value.detail == "The store's secret cannot be read now."
        assert (caught.value.retry_after, caught.value.backs_off) == (5, True)
        assert "t0ken" not in repr(caught.value) + str(caught.value.problem())
    assert [event for event, _ in JOURNAL.notes] == 2 * ["secret not read"]
    assert "t0ken" not in str(JOURNAL.notes)
    fake.fails = None
    assert credentials.get("acme").access_token == "t0ken!"


@unread
def test_a_known_token_is_used_for_an_hour_while_its_secret_cannot_be_read(
    failure: Exception,
) -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    credentials.get("acme")
    fake.fails = failure
    clock.sleep(CACHE_SECONDS)
    assert credentials.get("acme").access_token == "t0ken!"
    clock.sleep(KNOWN_SECONDS - CACHE_SECONDS - 1)
    assert credentials.get("acme").access_token == "t0ken!"
    clock.sleep(1)
    with pytest.raises(SecretsUnavailable):
        credentials.get("acme")


def test_while_a_secret_cannot_be_read_it_is_tried_every_half_minute() -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    credentials.get("acme")
    fake.fails = answered("ThrottlingException")
    clock.sleep(CACHE_SECONDS)
    for _ in range(50):
        credentials.get("acme")
    assert fake.asked == 2
    fake.fails = None
    fake.secrets["bigcommerce/acme"] = json.dumps(GOOD | {"access_token": "newer"})
    clock.sleep(READ_AGAIN_SECONDS - 1)
    assert credentials.get("acme").access_token == "t0ken!"
    clock.sleep(1)
    assert credentials.get("acme").access_token == "newer"
    clock.sleep(CACHE_SECONDS - 1)
    credentials.get("acme")
    assert fake.asked == 3


def test_a_token_lasts_no_longer_than_its_hour_although_it_was_just_used() -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    credentials.get("acme")
    fake.fails = answered("ThrottlingException")
    clock.sleep(KNOWN_SECONDS - READ_AGAIN_SECONDS / 2)
    credentials.get("acme")
    clock.sleep(READ_AGAIN_SECONDS / 2)
    with pytest.raises(SecretsUnavailable):
        credentials.get("acme")


@pytest.mark.parametrize("code", ["AccessDeniedException", "DecryptionFailure"])
def test_a_known_token_is_not_used_when_its_secret_may_not_be_read(code: str) -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    credentials.get("acme")
    fake.fails = answered(code)
    clock.sleep(CACHE_SECONDS)
    assert f"cannot be read ({code})" in refusal(credentials)


@pytest.mark.parametrize("left", [None, "{}"])
def test_a_token_whose_secret_is_gone_or_written_over_is_not_used_in_an_outage_either(
    left: str | None,
) -> None:
    fake, clock = FakeSecretsManager(bigcommerce_acme=json.dumps(GOOD)), FakeClock()
    credentials = over(fake, clock)
    credentials.get("acme")
    fake.secrets = {} if left is None else {"bigcommerce/acme": left}
    with pytest.raises(CredentialsUnusable):
        credentials.refresh("acme")
    fake.fails = answered("ThrottlingException")
    clock.sleep(MISSING_SECONDS)
    with pytest.raises(SecretsUnavailable):
        credentials.get("acme")


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
