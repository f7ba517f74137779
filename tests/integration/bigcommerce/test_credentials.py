"""A store's secret is read from Secrets Manager, and never shown."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from order_service.bigcommerce.credentials import Credential, SecretCredentials
from order_service.errors import CredentialsUnusable
from tests.fakes.journal import FakeJournal
from tests.integration.aws import aws, aws_client

JOURNAL = FakeJournal()
SECRET = {"store_hash": "abc123", "access_token": "t0ken"}


@pytest.fixture
def secrets() -> Iterator[Any]:
    with aws():
        yield aws_client("secretsmanager")


@pytest.fixture
def credentials(secrets: Any) -> SecretCredentials:
    return SecretCredentials(secrets, "bigcommerce/", JOURNAL)


def test_each_store_has_its_secret(secrets: Any, credentials: SecretCredentials) -> None:
    for store in ("acme", "other"):
        text = json.dumps(SECRET | {"store_hash": store})
        secrets.create_secret(Name=f"bigcommerce/{store}", SecretString=text)
    assert credentials.get("acme") == Credential("acme", "t0ken")
    assert credentials.get("other").store_hash == "other"


def test_a_rotated_secret_is_seen_at_a_refresh(
    secrets: Any, credentials: SecretCredentials
) -> None:
    secrets.create_secret(Name="bigcommerce/acme", SecretString=json.dumps(SECRET))
    credentials.get("acme")
    newer = json.dumps(SECRET | {"access_token": "newer"})
    secrets.put_secret_value(SecretId="bigcommerce/acme", SecretString=newer)
    assert credentials.get("acme").access_token == "t0ken"
    credentials.refresh("acme")
    assert credentials.get("acme").access_token == "newer"


def test_a_missing_secret_is_named(credentials: SecretCredentials) -> None:
    with pytest.raises(CredentialsUnusable, match="not set up here"):
        credentials.get("acme")
    assert "cannot be read (ResourceNotFoundException)" in str(JOURNAL.notes.pop())


@pytest.mark.parametrize("value", ["t0ken", '{"access_token": "t0ken"}', "{}"])
def test_a_malformed_secret_is_named_and_not_shown(
    secrets: Any, credentials: SecretCredentials, value: str
) -> None:
    secrets.create_secret(Name="bigcommerce/acme", SecretString=value)
    with pytest.raises(CredentialsUnusable) as caught:
        credentials.get("acme")
    noted = str(JOURNAL.notes.pop())
    assert "bigcommerce/acme" in noted
    assert "t0ken" not in str(caught.value) + str(caught.value.problem()) + noted


def test_a_binary_secret_is_named(secrets: Any, credentials: SecretCredentials) -> None:
    secrets.create_secret(Name="bigcommerce/acme", SecretBinary=b"t0ken")
    with pytest.raises(CredentialsUnusable):
        credentials.get("acme")
    assert "is not a JSON object" in str(JOURNAL.notes.pop())
