"""The collaborators are built once, from the environment, with no call to anybody."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from order_service.clock import AWS_SECONDS
from order_service.handlers.lazy import Lazy
from order_service.handlers.settings import SettingsError
from order_service.handlers.wiring import AWS, own_services, ready_for_snapshot, services
from order_service.keys import OrderKey
from tests.fakes.clock import FakeClock
from tests.fakes.store import deadline_in


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("LEDGER_TABLE", "ledger")
    monkeypatch.setenv("ATTENTION_TABLE", "attention")
    monkeypatch.setenv("QUEUE_URL", "https://sqs.example/orders")
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", "https://sqs.example/dead")
    own_services.cache_clear()
    yield monkeypatch
    own_services.cache_clear()


def test_everything_is_built_once(environment: pytest.MonkeyPatch) -> None:
    assert services() is services()
    assert services().service.ledger is services().ledger


def test_no_call_to_aws_takes_longer_than_the_entry_points_keep_back() -> None:
    config: Any = AWS
    seconds = config.connect_timeout + config.read_timeout
    attempts = config.retries["total_max_attempts"]
    longest_pause = 1.0  # botocore's standard mode: at most 1 s before the first repetition
    assert attempts == 2
    assert attempts * seconds + longest_pause <= AWS_SECONDS


def test_the_settle_time_is_a_setting(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SETTLE_SECONDS", "7")
    assert services().service.settle_seconds == 7


def test_each_order_gets_its_own_way_to_the_store(environment: pytest.MonkeyPatch) -> None:
    deadline = deadline_in(5, FakeClock())
    stores = [services().service.open_store(OrderKey("acme", key), deadline) for key in ("a", "b")]
    assert stores[0] is not stores[1]


def test_a_missing_setting_is_named_and_nothing_is_built(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("LEDGER_TABLE")
    with pytest.raises(SettingsError, match="LEDGER_TABLE"):
        services()


def made() -> list[bool]:
    things: tuple[Lazy, ...] = services().slow_to_make
    return [thing.is_made for thing in things]


def test_nothing_slow_is_made_before_it_is_needed(environment: pytest.MonkeyPatch) -> None:
    services().service.open_store(OrderKey("acme", "a"), deadline_in(5, FakeClock()))
    ready_for_snapshot({"AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand"})
    assert made() == [False] * 5


def test_everything_slow_is_made_before_a_snapshot(environment: pytest.MonkeyPatch) -> None:
    hooks: list[Any] = []
    ready_for_snapshot({"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}, hooks.append)
    assert made() == [True] * 5
    assert hooks == [random.seed]
