"""AWS in this process: moto answers for it, and no credentials are real."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.server import Running, running_server
from order_service.ledger.ledger import Ledger
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeDynamoDB
from tests.integration.aws import aws, aws_client, put_table
from tests.integration.entry_points import EntryPoints, open_entry_points


@pytest.fixture(autouse=True, scope="session")
def no_real_aws() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        yield


@pytest.fixture(scope="session")
def store_over_http() -> Iterator[tuple[Store, Running]]:
    """One server for all tests; only tests that may use sockets ask for it."""
    store = Store()
    with running_server(store) as running:
        yield store, running


@pytest.fixture(scope="package")
def kept_moto() -> Iterator[None]:
    """Start moto once: that took longer than to empty it, which ``aws`` does for each test."""
    with mock_aws():
        yield


@pytest.fixture
def entry_points(store_over_http: tuple[Store, Running], kept_moto: None) -> Iterator[EntryPoints]:
    with open_entry_points(*store_over_http) as opened:
        yield opened


@pytest.fixture(params=["fake", "moto"])
def client(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "fake":
        yield FakeDynamoDB()
        return
    request.getfixturevalue("kept_moto")
    with aws():
        put_table("ledger", "id")
        yield aws_client("dynamodb")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ledger(client: Any, clock: FakeClock) -> Ledger:
    return Ledger(client, "ledger", clock, keep_days=90)
