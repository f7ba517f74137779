"""Two versions write one ledger item: the last release before this one, or the next one before it.

The last release knows the attributes that its golden items have, and no others; the next one may
write some that this version does not know.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import VersionMismatch
from order_service.ledger.entry import Phase
from tests.crash.faults import KINDS_APART, Fault
from tests.crash.world import KEY, World, the_full_job, verdict
from tests.fakes.shop import SETTLED

GOLDEN = Path(__file__).parents[2] / "unit/order_service/ledger/golden/items.json"
KNOWN_TO_THE_LAST = {name for item in json.loads(GOLDEN.read_text()).values() for name in item}
STORES = {
    "likely": Settings(),
    "late": Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=120.0),
}
Item = dict[str, Any]


def by_the_last_release(item: Item) -> Item:
    return {name: value for name, value in item.items() if name in KNOWN_TO_THE_LAST}


def by_the_next_release(item: Item) -> Item:
    return item | {"surprise": {"S": "of the next release"}, "surprises": {"N": "2"}}


VERSIONS: dict[str, Callable[[Item], Item]] = {
    "the last release": by_the_last_release,
    "the next release": by_the_next_release,
}


@pytest.mark.parametrize("settings", STORES.values(), ids=STORES)
@pytest.mark.parametrize("written_by", VERSIONS.values(), ids=VERSIONS)
def test_what_another_version_left_after_any_fault_ends_in_one_order(
    written_by: Callable[[Item], Item],
    settings: Settings,
    record_property: Callable[[str, object], None],
) -> None:
    wrong, schedules = [], 0
    calm = World(settings=settings)
    calm.deliver()
    for index in range(1, len(calm.calls)):
        for fault in calm.possible_faults(index, KINDS_APART):
            world = World({index: fault}, settings)
            world.deliver()
            world.table.items[str(KEY)] = written_by(world.table.items[str(KEY)])
            schedules += 1
            if found := verdict(world):
                wrong.append(f"{index} {fault.value}: {found} {world.calls}")
    record_property("schedules of one fault, two versions of the item", schedules)
    assert not wrong, "\n".join(wrong[:5])


def test_an_unknown_phase_is_left_alone_and_the_key_goes_on_when_it_is_known_again() -> None:
    world = World(job=the_full_job())
    world.failing_at_create_order(Fault.ANSWER_LOST)
    world.deliver()
    item = world.table.items[str(KEY)]
    phase = item["phase"]
    item["phase"] = {"S": "of the next release"}
    world.clock.sleep(SETTLED)
    calls = len(world.calls)
    assert isinstance(world.deliver(), VersionMismatch)
    assert set(world.calls[calls:]) == {"ledger"}
    world.table.items[str(KEY)]["phase"] = phase
    assert verdict(world) == ""
    assert world.entry().phase is Phase.PLACED
