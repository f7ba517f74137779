"""During init the garbage collector is off; every function turns it on at its first invocation."""

import gc
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from order_service.telemetry.telemetry import watched
from tests.fakes.lambda_events import context
from tests.template.stack import source

HANDLERS = sorted(
    resource["Properties"]["Handler"]
    for resource in source()["Resources"].values()
    if "Handler" in resource.get("Properties", {})
)


@pytest.fixture
def off() -> Iterator[None]:
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("off")
def test_the_first_invocation_turns_the_collector_on() -> None:
    seen: list[bool] = []

    @watched
    def handler(_: dict[str, Any], __: Any) -> None:
        seen.append(gc.isenabled())

    handler({}, context())
    assert seen == [True]


@pytest.mark.parametrize("path", HANDLERS)
def test_every_function_of_the_template_does_so(path: str) -> None:
    module, _, name = path.rpartition(".")
    handler = getattr(import_module(module), name)
    assert handler.__code__ is watched(lambda *_: None).__code__
