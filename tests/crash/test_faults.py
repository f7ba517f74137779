"""Every single fault and every pair of faults, with every setting of the store's unknowns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

import pytest
from _pytest.mark import ParameterSet

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import Parked
from tests.crash.faults import STORE, Breadth, Fault
from tests.crash.world import Kinds, Schedule, World, faults_of, verdict

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
SHARES = 4
"""Of the likeliest store's pairs, so that several processes end together."""
Record = Callable[[str, object], None]
Pair = tuple[int, Fault, int, Fault]
"""The number of a call and its fault, twice."""


def named(settings: Settings) -> str:
    return "-".join(
        (settings.checkout_order_id, settings.order_list, settings.empty_list, settings.version)
    )


def shared() -> Iterator[ParameterSet]:
    """Yield each store with the share of its pairs that one test takes."""
    for settings in UNKNOWNS:
        if settings != BASES["present"]:
            yield pytest.param(settings, slice(None), id=named(settings))
            continue
        for number in range(SHARES):
            share = slice(number, None, SHARES)
            yield pytest.param(settings, share, id=f"{named(settings)}-{number + 1}/{SHARES}")


@dataclass(frozen=True)
class Ended:
    """How a history ended: what was wrong, whether it parked, and the calls it made."""

    said: str
    parked: bool
    calls: tuple[str, ...]

    @property
    def asks(self) -> bool:
        return "GET orders" in self.calls


def ended(schedule: Schedule, settings: Settings) -> Ended:
    world = World(schedule, settings)
    said = verdict(world)
    return Ended(said, isinstance(world.answers[-2], Parked), tuple(world.calls))


@cache
def alone(index: int, fault: Fault, settings: Settings) -> Ended:
    """Return how a history of one fault ends: it is also the beginning of pairs."""
    return ended({index: fault}, settings)


@cache
def at_base(index: int, fault: Fault, later: int, other: Fault, version: str) -> Ended:
    """Return how a pair ends in the first store of this version."""
    return ended({index: fault, later: other}, BASES[version])


@pytest.mark.parametrize("settings", UNKNOWNS + OTHER_UNKNOWNS, ids=named)
def test_any_one_fault_leaves_one_order(settings: Settings, record_property: Record) -> None:
    wrong, schedules = [], 0
    for index, fault in singles(settings):
        found = alone(index, fault, settings)
        schedules += 1
        if found.said or found.parked:
            wrong.append(f"{index} {fault.value}: {found.said or 'parked'} {found.calls}")
    record_property("schedules of one fault", schedules)
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize(("settings", "share"), [*shared()])
def test_any_two_faults_leave_one_order(
    settings: Settings, share: slice, breadth: Breadth, record_property: Record
) -> None:
    """A history that never asks for orders is the same in every store, and runs in one of each."""
    wrong, parked = [], 0
    tried = list(pairs(settings, breadth.kinds))
    if settings != BASES["present"]:
        tried = tried[:: breadth.one_of]
    tried = tried[share]
    elsewhere = settings not in BASES.values()
    if elsewhere:
        tried = [pair for pair in tried if _asks(pair, settings.version)]
    for pair in tried:
        index, fault, later, other = pair
        schedule = {index: fault, later: other}
        found = ended(schedule, settings) if elsewhere else at_base(*pair, settings.version)
        parked += found.parked
        if found.said:
            wrong.append(f"{schedule}: {found.said}")
    record_property("schedules of two faults", len(tried))
    record_property("schedules of two faults that parked, no order made", parked)
    assert not wrong, "\n".join(wrong[:5])


def pairs(settings: Settings, kinds: Kinds) -> Iterator[Pair]:
    """Yield every two faults, the second at any call that follows the first."""
    for index, fault in singles(settings, kinds):
        calls = _calls_of(index, fault, settings)
        for later in range(index + 1, len(calls)):
            for other in faults_of(calls[later], kinds):
                yield index, fault, later, other


def _calls_of(index: int, fault: Fault, settings: Settings) -> tuple[str, ...]:
    found = alone(index, fault, BASES[settings.version])
    return alone(index, fault, settings).calls if found.asks else found.calls


def _asks(pair: Pair, version: str) -> bool:
    index, fault, _, _ = pair
    return alone(index, fault, BASES[version]).asks or at_base(*pair, version).asks


def singles(settings: Settings, kinds: Kinds = STORE) -> list[tuple[int, Fault]]:
    calm = World({}, settings)
    assert not verdict(calm)
    return [
        (index, fault)
        for index in range(calm.calls.index("POST orders") + 2)
        for fault in calm.possible_faults(index, kinds)
    ]
