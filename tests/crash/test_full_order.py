"""An order that uses every step there is, under every fault, and a merchant who is faster."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pytest

from bigcommerce_emulator.state.orders import Order
from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import Parked
from order_service.placing.ending import Outcome
from tests.crash.faults import KINDS_APART, LEDGER, STORE, Breadth, Fault
from tests.crash.test_faults import SHARES
from tests.crash.world import Kinds, World, the_full_job, verdict
from tests.fakes.features import FINISHED
from tests.fakes.shop import SETTLE_SECONDS, SETTLED

SHIPPED = 2
STORES = {
    "likely": Settings(),
    "unversioned": Settings(version="absent"),
    "line ids kept": Settings(split_lines="same_id"),
    "notes count": Settings(metafields_count_version="yes"),
    "discounts clear": Settings(discounts_remove_coupons="yes", discounts_clear_option="yes"),
    "late": Settings(
        checkout_order_id="never",
        order_reads="late",
        order_list="late",
        order_list_delay_seconds=30.0,
    ),
    "requoting": Settings(option_ids="each_quote", billing_clears_option="yes"),
}
Record = Callable[[str, object], None]
stores = pytest.mark.parametrize("settings", STORES.values(), ids=STORES)


def full(schedule: dict[int, Fault] | None = None, settings: Settings = STORES["likely"]) -> World:
    return World(schedule or {}, settings, job=the_full_job())


def calm(settings: Settings) -> World:
    world = full(settings=settings)
    assert judged(world) == ""
    return world


def singles(settings: Settings, start: int = 0, kinds: Kinds = STORE) -> list[tuple[int, Fault]]:
    world = full(settings=settings)
    world.settle()
    return [
        (index, fault)
        for index in range(start, len(world.calls))
        for fault in world.possible_faults(index, kinds)
    ]


def apart(found: list[tuple[int, Fault]]) -> list[tuple[int, Fault]]:
    """Return the faults that are told apart, for the slow tests."""
    return [(index, fault) for index, fault in found if fault in (*KINDS_APART, *LEDGER)]


def made_whole(order: Order) -> list[str]:
    """Return what the order does not have of all that was asked."""
    lines = {id(part.line): part.line for part in order.price.parts}.values()
    off = sum((line.manual_discount for line in lines), order.price.manual)
    wrapped = [line.wrapping.message for line in lines if line.wrapping]
    has = {
        "coupon": [coupon.code for coupon in order.coupons] == ["FIVER"],
        "discounts": off == Decimal("3.50"),
        "fees": sorted(fee.name for fee, _ in order.price.fees) == ["Handling", "Insurance"],
        "message": order.customer_message == "Ring twice, please.",
        "customer": order.customer_id == 11,
        "wrapping": wrapped == ["For Ann"],
        "delivery": sorted(row.option[1].description for row in order.shipments)
        == ["Flat Rate", "Our van", "Ship by Weight"],
    }  # fmt: skip
    return [name for name, there in has.items() if not there]


def judged(world: World) -> str:
    """Return "" if the one order has everything asked of it, else what is wrong."""
    if found := verdict(world):
        return found
    (order,) = world.live_orders()
    if missing := made_whole(order):
        return f"the order lacks {missing}"
    if order.status_id != 11 or order.external_order_id != "ERP-9":
        return f"unfinished: {order.status}, {order.external_order_id}"
    answer = world.answers[-1]
    complete = isinstance(answer, Outcome) and answer.order.applied == list(FINISHED)
    if not complete or world.entry().cart_id in world.store.carts:
        return f"told otherwise, or the cart is still there: {type(answer).__name__}"
    return ""


@stores
def test_any_one_fault_leaves_one_order_that_has_everything(
    settings: Settings, breadth: Breadth, record_property: Record
) -> None:
    wrong, schedules = [], 0
    tried = singles(settings)
    if settings != STORES["likely"]:
        start, step = [*STORES.values()].index(settings), breadth.of_the_full_order
        tried = singles(settings, kinds=breadth.kinds)[start % step :: step]
    for index, fault in tried:
        world = full({index: fault}, settings)
        found = judged(world)
        schedules += 1
        if found or isinstance(world.answers[-2], Parked):
            wrong.append(f"{index} {fault.value}: {found or 'parked'} {world.calls}")
    record_property("schedules of one fault, full order", schedules)
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("share", range(SHARES))
def test_any_two_faults_from_create_order_on_leave_one_order(
    share: int, breadth: Breadth, record_property: Record
) -> None:
    wrong, settings = [], STORES["likely"]
    tried = pairs(settings)[:: breadth.of_the_full_order][share::SHARES]
    for schedule in tried:
        world = full(schedule, settings)
        found = verdict(world)
        if found or (isinstance(world.answers[-2], Outcome) and judged(world)):
            wrong.append(f"{schedule}: {found} {world.calls}")
    record_property("schedules of two faults, full order", len(tried))
    assert not wrong, "\n".join(wrong[:5])


@cache
def pairs(settings: Settings) -> list[dict[int, Fault]]:
    """Return every two faults from create-order on, the second at a call after the first."""
    found: list[dict[int, Fault]] = []
    for index, fault in apart(singles(settings, calm(settings).posted())):
        first = full({index: fault}, settings)
        first.settle()
        for later in range(index + 1, len(first.calls)):
            possible = first.possible_faults(later)
            found += ({index: fault, later: one} for one in KINDS_APART if one in possible)
    return found


@stores
def test_an_order_that_the_merchant_moved_is_never_dragged_back(settings: Settings) -> None:
    """The merchant acts as soon as the first delivery, cut short by a fault, has ended."""
    wrong = []
    posted = calm(settings).posted()
    for index, fault in apart(singles(settings, posted)):
        world = full({index: fault}, settings)
        world.deliver()
        for order in world.live_orders():
            world.store.merchant.move_order(order.id, SHIPPED)
        moved = bool(world.store.orders)
        world.settle()
        states = [order.status_id for order in world.live_orders()]
        if states != ([SHIPPED] if moved else [11]):
            wrong.append(f"{index} {fault.value}: {states} {world.calls}")
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("seam", ["after create_order", "before read_order", "before delete_cart"])
def test_a_merchant_who_moves_the_order_between_two_calls_is_told_of_and_obeyed(seam: str) -> None:
    world = full()
    world.seams[seam] = lambda: world.store.merchant.move_order(world.store.orders[0].id, SHIPPED)
    settled = world.settle()
    assert isinstance(settled, Outcome)
    assert world.store.orders[0].status_id == SHIPPED
    early = seam != "before delete_cart"
    assert {row.field for row in settled.order.not_applied or []} == set(FINISHED if early else [])


@pytest.mark.parametrize("fault", [NoAnswer("ReadTimeout"), Answer(503, {}, None)])
def test_a_write_to_an_order_is_not_repeated_after_the_merchant_moved_it(
    fault: NoAnswer | Answer,
) -> None:
    moved: list[int] = []

    def lost(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        order = next(iter(world.store.orders), None)
        if order is None or not name.startswith("PUT") or moved:
            return answer
        moved.append(order.id)
        world.store.merchant.move_order(order.id, SHIPPED)
        if isinstance(fault, NoAnswer):
            raise fault
        return fault

    world = full()
    world.odd = lost
    assert isinstance(world.settle(), Outcome)
    assert world.store.orders[0].status_id == SHIPPED


@pytest.mark.parametrize("call", ["update_order", "delete_cart"])
@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 422])
def test_no_answer_after_the_order_refuses_it(call: str, status: int) -> None:
    method = {"update_order": "PUT", "delete_cart": "DELETE"}[call]

    def refusing(name: str, effect: Callable[[], Answer]) -> Answer:
        finishing = bool(world.store.orders) and name.startswith(method) and len(world.calls) < 60
        return Answer(status, {}, [{"message": "No."}]) if finishing else effect()

    world = full()
    world.odd = refusing
    assert isinstance(world.settle(), Outcome)
    assert len(world.live_orders()) == len(world.store.orders) == 1


@pytest.mark.parametrize("fault", [Fault.DIES_BEFORE, Fault.DIES_AFTER])
@pytest.mark.parametrize("after", [2, 3, 4, 5])
def test_an_order_that_is_known_is_finished_though_no_list_shows_it(
    after: int, fault: Fault
) -> None:
    """Its id was durable before anything followed it."""
    hidden = Settings(
        checkout_order_id="never", order_list="late", order_list_delay_seconds=SETTLE_SECONDS + 600
    )
    world = full({calm(STORES["likely"]).posted() + after: fault}, hidden)
    world.deliver()
    world.clock.sleep(SETTLED)
    assert judged(world) == ""
    assert world.calls.count("POST orders") == 1


def test_a_ledger_that_fails_right_after_the_order_forgets_nothing() -> None:
    posted = calm(STORES["likely"]).posted()
    throttled = {posted + 1: Fault.LEDGER_THROTTLED, posted + 2: Fault.LEDGER_THROTTLED}
    world = full(throttled)
    world.deliver()
    assert world.entry().order_id == world.store.orders[0].id
    world.clock.sleep(SETTLED)
    assert judged(world) == ""
    assert world.calls.count("POST orders") == 1


CALLS = ("find_customer", "open_cart", "apply", "create_order", "read_order", "update_order")
SEAMS = [f"{when} {call}" for call in (*CALLS, "delete_cart", "ledger 4", "ledger 5")
         for when in ("before", "after")]  # fmt: skip


@pytest.mark.parametrize("pause", [0.0, 71.0, 71.0 + SETTLE_SECONDS])
@pytest.mark.parametrize("seam", SEAMS)
def test_a_second_delivery_at_any_moment_makes_no_second_order(seam: str, pause: float) -> None:
    world = full()

    def second() -> None:
        world.clock.sleep(pause)
        world.deliver()

    world.seams[seam] = second
    world.deliver()
    assert not world.seams
    assert judged(world) == ""
