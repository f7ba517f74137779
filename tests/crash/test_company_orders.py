"""A company's order under every fault: one order, and its number on it in the end."""

from collections.abc import Callable
from functools import cache

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.placing.ending import Outcome
from order_service.request.intake import Job, read_order
from tests.crash.faults import KINDS_APART, Breadth, Fault
from tests.crash.world import KEY, World, verdict
from tests.fakes.features import B2B, BUYER, mugs
from tests.fakes.shop import SETTLE_SECONDS

STORES = {
    "record in 2 s": Settings(),
    "record at once": Settings(b2b_record_delay_seconds=0.0),
    "record in a minute": Settings(b2b_record_delay_seconds=60.0, b2b_errors="code"),
    "late": Settings(
        checkout_order_id="never",
        order_reads="late",
        order_list="late",
        order_list_delay_seconds=30.0,
    ),
}
LIKELY = STORES["record in 2 s"]
APPLIED = ["status", "b2b.po_number", "b2b.extra_fields"]
Record = Callable[[str, object], None]
stores = pytest.mark.parametrize("settings", STORES.values(), ids=STORES)


@cache
def company_job() -> Job:
    return Job(KEY, read_order(mugs(customer_id=BUYER, b2b=B2B, status=11)))


def company(schedule: dict[int, Fault], settings: Settings) -> World:
    return World(schedule, settings, job=company_job())


def judged(world: World) -> str:
    """Return "" if the one order has its number and its fields, else what is wrong."""
    if found := verdict(world):
        return found
    records = world.store._state.company_orders
    if list(records) != [world.live_orders()[0].id]:
        return f"records of {list(records)}"
    (record,) = records.values()
    if (record.po_number, record.extra_fields) != ("4500017", {"Cost centre": "0815"}):
        return f"the record has {record.po_number!r}, {record.extra_fields}"
    answer = world.answers[-1]
    right = isinstance(answer, Outcome) and answer.order.applied == APPLIED
    return "" if right else "answered otherwise"


@stores
def test_any_one_fault_leaves_one_order_with_its_number(
    settings: Settings, breadth: Breadth, record_property: Record
) -> None:
    wrong, schedules = [], 0
    calm = company({}, settings)
    assert judged(calm) == ""
    start = 0 if settings == LIKELY else calm.posted() + 1
    for index, name in [*enumerate(calm.calls)][start:]:
        for fault in calm.possible_faults(index, breadth.kinds):
            world = company({index: fault}, settings)
            schedules += 1
            if found := judged(world):
                wrong.append(f"{index} {name} {fault.value}: {found} {world.calls}")
    record_property("schedules of one fault, company's order", schedules)
    assert not wrong, "\n".join(wrong[:5])


def test_any_two_faults_of_b2b_edition_leave_one_order_with_its_number(
    breadth: Breadth, record_property: Record
) -> None:
    pairs = [
        {index: fault, later: other}
        for index, fault in of_b2b_edition(company({}, LIKELY))
        for later, other in of_b2b_edition(company({index: fault}, LIKELY))
        if later > index
    ][:: breadth.one_of]
    worlds = [company(pair, LIKELY) for pair in pairs]
    wrong = [f"{world.schedule}: {found}" for world in worlds if (found := judged(world))]
    record_property("schedules of two faults, company's order", len(pairs))
    assert not wrong, "\n".join(wrong[:5])


def of_b2b_edition(world: World) -> list[tuple[int, Fault]]:
    """Return the faults that B2B Edition's calls of a world can have."""
    world.settle()
    theirs = [index for index, name in enumerate(world.calls) if "b2b" in name]
    return [(index, fault) for index in theirs for fault in KINDS_APART]


CALLS = ("extra_field_rules", "read_company_order", "new_company_order", "update_company_order")


@pytest.mark.parametrize("pause", [0.0, 71.0, 71.0 + SETTLE_SECONDS])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", CALLS)
def test_a_second_delivery_at_any_moment_writes_the_number_once(
    call: str, when: str, pause: float
) -> None:
    late = call == "update_company_order"
    world = company({}, STORES["record at once" if late else "record in 2 s"])

    def second() -> None:
        world.clock.sleep(pause)
        world.deliver()

    world.seams[f"{when} {call}"] = second
    world.deliver()
    assert not world.seams
    assert judged(world) == ""
