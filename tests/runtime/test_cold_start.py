"""What the benchmark starts to measure a cold start works under the real runtime client."""

from pathlib import Path

import httpx

from tests.runtime.settings import Logging
from tests.runtime.story import Machine
from tools.benchmark.stand_ins.started_functions import FLOOR, Functions


def test_the_floor_of_a_cold_start_places_its_first_order(machine: Machine) -> None:
    stack = machine.fresh(Logging("INFO"))
    stack.folder.mkdir()
    others = Path(httpx.__file__).parent.parent
    started = Functions(machine.built, stack.environment, stack.folder, others)
    assert started.spent(FLOOR, "one", order=True) > 0
    assert len(machine.store.orders) == 1
    written = [name for name, _ in machine.aws.calls]
    assert written == ["GetSecretValue", *["UpdateItem"] * 4]
