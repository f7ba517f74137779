"""Every single fault and every pair of faults, with every setting of the store's unknowns."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import Literal

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import Parked
from tests.crash.faults import STORE, Breadth, Fault
from tests.crash.world import Kinds, Schedule, World, verdict

ORDER_IDS: tuple[Literal["set", "never"], ...] = ("set", "never")
LISTS: tuple[Literal["at_once", "late", "only_status_0"], ...] = (
    "at_once",
    "late",
    "only_status_0",
)
EMPTIES: tuple[Literal["204", "[]"], ...] = ("204", "[]")
VERSIONS: tuple[Literal["present", "absent"], ...] = ("present", "absent")
LATE_SECONDS = 120.0
UNKNOWNS = [
    Settings(
        checkout_order_id=order_id,
        order_list=order_list,
        order_list_delay_seconds=LATE_SECONDS,
        empty_list=empty,
        version=version,
    )
    for order_id, order_list, empty, version in product(ORDER_IDS, LISTS, EMPTIES, VERSIONS)
]
OTHER_UNKNOWNS = [
    Settings(second_billing="refuse"),
    Settings(consignment_again="add", version="absent"),
    Settings(consignment_again="refuse", version="absent"),
    Settings(order_reads="late", order_list="late", order_list_delay_seconds=LATE_SECONDS),
]
BASES: dict[str, Settings] = {
    version: next(s for s in UNKNOWNS if s.version == version) for version in VERSIONS
}
Record = Callable[[str, object], None]


def named(settings: Settings) -> str:
    return "-".join(
        (settings.checkout_order_id, settings.order_list, settings.empty_list, settings.version)
    )


@pytest.mark.parametrize("settings", UNKNOWNS + OTHER_UNKNOWNS, ids=named)
def test_any_one_fault_leaves_one_order(settings: Settings, record_property: Record) -> None:
    wrong, schedules = [], 0
    for index, fault in singles(settings):
        world = World({index: fault}, settings)
        found = verdict(world)
        schedules += 1
        if found or isinstance(world.answers[-2], Parked):
            wrong.append(f"{index} {fault.value}: {found or 'parked'} {world.calls}")
    record_property("schedules of one fault", schedules)
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("settings", UNKNOWNS, ids=named)
def test_any_two_faults_leave_one_order(
    settings: Settings, breadth: Breadth, record_property: Record
) -> None:
    """A history that never asks for orders is the same in every store, and runs in one of each."""
    wrong, parked = [], 0
    found = list(pairs(settings, breadth.kinds))
    if settings != BASES["present"]:
        found = found[:: breadth.one_of]
    if settings not in BASES.values():
        found = [schedule for schedule in found if _asks(schedule, settings.version)]
    for schedule in found:
        world = World(schedule, settings)
        said = verdict(world)
        parked += isinstance(world.answers[-2], Parked)
        if said:
            wrong.append(f"{schedule}: {said}")
    record_property("schedules of two faults", len(found))
    record_property("schedules of two faults that parked, no order made", parked)
    assert not wrong, "\n".join(wrong[:5])


def pairs(settings: Settings, kinds: Kinds) -> Iterator[Schedule]:
    """Yield every two faults, the second at any call that follows the first."""
    for index, fault in singles(settings, kinds):
        world = World({index: fault}, settings)
        verdict(world)
        for later in range(index + 1, len(world.calls)):
            for other in world.possible_faults(later, kinds):
                yield {index: fault, later: other}


@cache
def _asks_alone(index: int, fault: Fault, version: str) -> bool:
    world = World({index: fault}, BASES[version])
    verdict(world)
    return "GET orders" in world.calls


def _asks(schedule: Schedule, version: str) -> bool:
    (index, fault), (later, other) = schedule.items()
    return _asks_alone(index, fault, version) or _asks_together(index, fault, later, other, version)


@cache
def _asks_together(index: int, fault: Fault, later: int, other: Fault, version: str) -> bool:
    world = World({index: fault, later: other}, BASES[version])
    verdict(world)
    return "GET orders" in world.calls


def singles(settings: Settings, kinds: Kinds = STORE) -> list[tuple[int, Fault]]:
    calm = World({}, settings)
    assert not verdict(calm)
    return [
        (index, fault)
        for index in range(calm.calls.index("POST orders") + 2)
        for fault in calm.possible_faults(index, kinds)
    ]
