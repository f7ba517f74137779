"""A watch of a world and an execution in it, at the moment at which these tests begin."""

import pytest

from tests.simulation.executions import Execution
from tests.simulation.plan import Draws
from tests.simulation.scheduler import Scheduler
from tests.simulation.watch import Watch
from tests.unit.simulation.watched import NOW


@pytest.fixture
def watch() -> Watch:
    return Watch(Scheduler(NOW), lambda _: None)


@pytest.fixture
def execution() -> Execution:
    return Execution("queue 1", 200.0, Draws(1))
