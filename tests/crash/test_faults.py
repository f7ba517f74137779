"""Every single fault and every pair of faults, with every setting of the store's unknowns."""

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Literal

import pytest

from order_service.errors import Parked
from sandbox.store.settings import Settings
from tests.crash.faults import Fault
from tests.crash.world import World, verdict

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
def test_any_two_faults_leave_one_order(settings: Settings, record_property: Record) -> None:
    """Pairs that never ask for orders run alike however the store answers; they run once."""
    everything = settings == BASES[settings.version]
    wrong, schedules, parked = [], 0, 0
    for schedule, asks in pairs(settings.version):
        if not (everything or asks):
            continue
        world = World(schedule, settings)
        found = verdict(world)
        schedules += 1
        parked += isinstance(world.answers[-2], Parked)
        if found:
            wrong.append(f"{schedule}: {found}")
    record_property("schedules of two faults", schedules)
    record_property("schedules of two faults that parked, no order made", parked)
    assert not wrong, "\n".join(wrong[:5])


@cache
def pairs(version: str) -> list[tuple[dict[int, Fault], bool]]:
    """Return every two faults, and whether the history that has them asks for orders."""
    found = []
    for index, fault in singles(BASES[version]):
        first = World({index: fault}, BASES[version])
        verdict(first)
        for later in range(index + 1, len(first.calls)):
            for other in first.possible_faults(later):
                schedule = {index: fault, later: other}
                world = World(schedule, BASES[version])
                verdict(world)
                found.append((schedule, "GET orders" in world.calls))
    return found


def singles(settings: Settings) -> list[tuple[int, Fault]]:
    calm = World({}, settings)
    assert not verdict(calm)
    return [
        (index, fault)
        for index in range(calm.calls.index("POST orders") + 2)
        for fault in calm.possible_faults(index)
    ]
