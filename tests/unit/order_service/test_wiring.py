"""The collaborators are built once, from the environment, with no call to anybody."""

from collections.abc import Iterator

import pytest

from order_service.intake import OrderKey
from order_service.settings import SettingsError
from order_service.wiring import desk
from tests.fakes.clock import FakeClock
from tests.fakes.store import deadline_in


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("LEDGER_TABLE", "ledger")
    monkeypatch.setenv("QUEUE_URL", "https://sqs.example/orders")
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", "https://sqs.example/dead")
    desk.cache_clear()
    yield monkeypatch
    desk.cache_clear()


def test_everything_is_built_once(environment: pytest.MonkeyPatch) -> None:
    assert desk() is desk()
    assert desk().service.ledger is desk().ledger


def test_the_settle_time_is_a_setting(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SETTLE_SECONDS", "7")
    assert desk().service.settle_seconds == 7


def test_each_order_gets_its_own_way_to_the_store(environment: pytest.MonkeyPatch) -> None:
    deadline = deadline_in(5, FakeClock())
    stores = [desk().service.open_store(OrderKey("acme", key), deadline) for key in ("a", "b")]
    assert stores[0] is not stores[1]


def test_a_missing_setting_is_named_and_nothing_is_built(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("LEDGER_TABLE")
    with pytest.raises(SettingsError, match="LEDGER_TABLE"):
        desk()
