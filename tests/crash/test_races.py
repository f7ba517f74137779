"""A second delivery runs at every seam of the first: before and after each named call."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import InProgress
from order_service.placing.ending import Outcome
from order_service.placing.flow import LEASE_MARGIN
from tests.crash.faults import Fault
from tests.crash.world import World, verdict
from tests.fakes.shop import INVOCATION_SECONDS, SETTLE_SECONDS

APPLIED = ("apply 1", "apply 2", "apply 3")
LEDGER = ("ledger 1", "ledger 2", "ledger 3", "ledger 4")
CALLS = ("open_cart", *APPLIED, "create_order", *LEDGER)
SEAMS = [f"{when} {call}" for call in CALLS for when in ("before", "after")]
LEASE_OVER = INVOCATION_SECONDS + LEASE_MARGIN + 1
PAUSES = {
    "at once": 0.0,
    "after the lease": LEASE_OVER,
    "after settling": LEASE_OVER + SETTLE_SECONDS,
}
STORES = [
    Settings(),
    Settings(version="absent", consignment_again="add"),
    Settings(checkout_order_id="never", order_list="late", order_list_delay_seconds=120),
]


@pytest.mark.parametrize("settings", STORES, ids=["likely", "unversioned", "late"])
@pytest.mark.parametrize("pause", PAUSES)
@pytest.mark.parametrize("seam", SEAMS)
def test_a_second_delivery_at_any_moment_makes_no_second_order(
    seam: str, pause: str, settings: Settings
) -> None:
    world = World({}, settings)

    def second() -> None:
        world.clock.sleep(PAUSES[pause])
        world.deliver()

    world.seams[seam] = second
    world.deliver()
    assert not world.seams
    assert verdict(world) == ""


@pytest.mark.parametrize("seam", SEAMS)
def test_a_second_caller_that_insists_until_it_has_an_order_makes_no_second_one(seam: str) -> None:
    """The first execution stalls at the seam until the other has settled everything."""
    world = World()

    def second() -> None:
        world.clock.sleep(LEASE_OVER)
        world.settle()

    world.seams[seam] = second
    world.deliver()
    assert not world.seams
    assert verdict(world) == ""


@pytest.mark.parametrize("stall", ["before create_order", "before ledger 3", "after ledger 3"])
def test_a_duplicate_that_wakes_between_its_look_and_its_post_is_stopped(stall: str) -> None:
    world = World()

    def another_settles_it() -> None:
        world.clock.sleep(LEASE_OVER)
        world.settle()

    world.seams[stall] = another_settles_it
    assert not isinstance(world.deliver(), Outcome)
    assert world.calls.count("POST orders") == 1
    assert verdict(world) == ""


def test_two_callers_at_once_get_one_order_and_a_request_to_wait() -> None:
    world = World()
    seen: list[object] = []
    world.seams["before create_order"] = lambda: seen.append(world.deliver())
    first = world.deliver()
    assert isinstance(seen[0], InProgress)
    assert seen[0].retry_after > 0
    assert isinstance(first, Outcome)
    assert verdict(world) == ""


def test_fifty_callers_at_once_get_one_order() -> None:
    world = World()
    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda _: world.deliver(), range(50)))
    assert all(isinstance(answer, Outcome | InProgress) for answer in answers)
    assert sum(isinstance(answer, Outcome) and not answer.replayed for answer in answers) == 1
    assert verdict(world) == ""


def recover(world: World, fault: Fault) -> None:
    """Deliver twice: create-order meets a fault, and the second delivery comes to settle it."""
    world.failing_at_create_order(fault)
    world.deliver()
    world.clock.sleep(LEASE_OVER + SETTLE_SECONDS)
    world.deliver()


@pytest.mark.parametrize("settings", STORES, ids=["likely", "unversioned", "late"])
@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.DIES_AFTER, Fault.FAILS_500])
@pytest.mark.parametrize("pause", PAUSES)
def test_another_delivery_at_any_moment_of_a_recovery_makes_no_second_order(
    fault: Fault, pause: str, settings: Settings
) -> None:
    calm = World({}, settings)
    recover(calm, fault)
    moments = [seam for seam in dict.fromkeys(calm.passed) if seam[-1].isdecimal()]
    assert {"before orders_of 1", "after orders_of 1", "before create_order 1"} <= set(moments)
    for seam in moments:
        world = World({}, settings)

        def another(world: World = world) -> None:
            world.clock.sleep(PAUSES[pause])
            world.deliver()

        world.seams[seam] = another
        recover(world, fault)
        assert not world.seams, seam
        assert verdict(world) == "", seam
