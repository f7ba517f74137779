"""Calls to a cart whose answer is lost, and which arrive after the cart was compared."""

from collections.abc import Callable
from typing import Literal

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.clock import ARRIVES_WITHIN
from order_service.errors import Cancelled, CancelPending, InProgress, NotYet
from order_service.placing.ending import Outcome
from order_service.request.intake import Job, read_order
from tests.crash.faults import Died
from tests.crash.in_between.late_calls import Arrivals
from tests.crash.world import KEY, World
from tests.fakes.features import FEE, mugs


def world_of(settings: Settings | None = None, **changes: object) -> World:
    job = Job(KEY, read_order(mugs(**changes)))
    return World(settings=settings or Settings(), job=job)


def held(world: World, call: str, *, then: Callable[[str], Answer | None]) -> Arrivals:
    """Let the first call of this name get no answer; ``then`` may answer what follows it."""
    on_their_way: Arrivals = []

    def odd(name: str, effect: Callable[[], Answer]) -> Answer:
        if name == call and not on_their_way:
            on_their_way.append(effect)
            raise NoAnswer("ReadTimeout")
        said = then(name) if on_their_way else None
        return said if said is not None else effect()

    world.odd = odd
    return on_their_way


def arrives_before_create_order(world: World, on_their_way: Arrivals) -> None:
    world.seams["before create_order"] = lambda: [effect() for effect in on_their_way]


@pytest.mark.parametrize("again", ["replace", "add"])
def test_consignments_without_a_version_are_waited_for_whatever_ends_the_delivery(
    again: Literal["replace", "add"],
) -> None:
    world = world_of(Settings(version="absent", consignment_again=again))
    on_their_way = held(
        world,
        "POST consignments",
        then=lambda name: Answer(503, {}, None) if name.startswith("GET") else None,
    )
    first = world.deliver()
    assert isinstance(first, NotYet)
    assert first.retry_after >= ARRIVES_WITHIN
    world.odd = None
    on_their_way[0]()
    world.clock.sleep(first.retry_after)
    placed = world.deliver()
    assert isinstance(placed, Outcome)
    assert len(next(iter(world.store._state.carts.values())).consignments) == 1


def test_no_other_delivery_begins_while_a_call_may_arrive_that_nothing_stops() -> None:
    """Another message of the key, or its caller, who does not wait for as long as was answered."""
    world = world_of(fees=[FEE])
    on_their_way = held(world, "POST fees", then=lambda _: Answer(503, {}, None))
    assert isinstance(world.deliver(), NotYet)
    world.odd = None
    began = world.clock.now()
    another = world.deliver()
    assert isinstance(another, InProgress)
    assert another.retry_after == pytest.approx(ARRIVES_WITHIN, abs=1)
    assert isinstance(world.cancel(), CancelPending)
    on_their_way[0]()
    placed = world.settle()
    assert isinstance(placed, Cancelled)
    assert world.clock.now() - began >= ARRIVES_WITHIN - 1


def test_a_fee_is_not_removed_twice() -> None:
    world = world_of(fees=[FEE])
    on_their_way: Arrivals = []
    doubled: list[int] = []

    def backwards(answer: Answer) -> Answer:
        if isinstance(answer.body, dict) and len(answer.body.get("data", {}).get("fees", [])) > 1:
            answer.body["data"]["fees"].reverse()
        return answer

    def odd(name: str, effect: Callable[[], Answer]) -> Answer:
        if name == "POST fees" and not doubled:
            doubled.append(1)
            effect()
            return effect()
        if name == "DELETE fees" and not on_their_way:
            on_their_way.append(effect)
            raise NoAnswer("ReadTimeout")
        return backwards(effect()) if on_their_way else effect()

    world.odd = odd
    arrives_before_create_order(world, on_their_way)
    placed = world.settle()
    assert on_their_way
    assert isinstance(placed, Outcome)
    (cart,) = world.store._state.carts.values()
    assert len(cart.fees) == 1, placed


@pytest.mark.parametrize(
    ("call", "settings"),
    [
        ("POST billing-address", Settings(version="absent", billing_clears_option="yes")),
        ("POST consignments", Settings(consignments_count_version="no")),
    ],
)
def test_a_late_call_whose_version_stops_nothing_changes_no_compared_cart(
    call: str, settings: Settings
) -> None:
    world = world_of(settings)
    on_their_way = held(world, call, then=lambda _: None)
    later = world.deliver()
    assert isinstance(later, NotYet)
    assert later.retry_after >= ARRIVES_WITHIN
    on_their_way[0]()
    assert isinstance(world.settle(), Outcome)
    (cart,) = world.store._state.carts.values()
    assert len(cart.consignments) == 1
    assert cart.consignments[0].selected


def test_a_late_choice_of_shipping_changes_no_cart_that_was_compared_without_it() -> None:
    world = World(job=Job(KEY, read_order(mugs())))

    def dies() -> None:
        raise Died

    world.seams["before ledger 3"] = dies
    assert isinstance(world.deliver(), Died)
    world.clock.sleep(400)
    on_their_way: Arrivals = []

    def a_carrier_is_silent(name: str, effect: Callable[[], Answer]) -> Answer:
        if name.startswith("PUT") and "/consignments/" in world.path:
            on_their_way.append(effect)
            raise NoAnswer("ReadTimeout")
        answer = effect()
        if name.startswith("GET") and "/checkouts/" in world.path and not on_their_way:
            for one in answer.body["data"]["consignments"]:
                selected = one["selected_shipping_option"]["id"]
                one["available_shipping_options"] = [
                    row for row in one["available_shipping_options"] if row["id"] != selected
                ]
        return answer

    world.odd = a_carrier_is_silent
    later = world.deliver()
    assert isinstance(later, NotYet)
    assert later.retry_after >= ARRIVES_WITHIN
    on_their_way[0]()
    world.odd = None
    placed = world.settle()
    assert isinstance(placed, Outcome)
    (order,) = world.store.orders
    total = world.service.open_store(KEY, world.deadline()).read_order(order.id).total_inc_tax
    assert placed.order.totals.grand_total == total
