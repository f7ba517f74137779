"""Worlds follow from their seed alone, and what they find wrong is wrong."""

from collections.abc import Callable

import pytest

from bigcommerce_emulator.api.messages import Request
from bigcommerce_emulator.api.routes import ROUTES
from order_service.ledger.entry import Phase
from tests.fakes.orders import order_body
from tests.simulation.callers import Operator
from tests.simulation.plan import Draws, Unkind, plan_of
from tests.simulation.quiet import quiet
from tests.simulation.report import story
from tests.simulation.scheduler import Scheduler
from tests.simulation.trouble.fates import RARE
from tests.simulation.world import World
from tests.unit.simulation.spoiled import CALM, judged, run


@pytest.mark.parametrize("number", range(12))
def test_a_world_is_the_same_each_time(number: int) -> None:
    assert run(number).history == run(number).history


@pytest.mark.parametrize("number", range(8))
def test_a_world_without_trouble_ends_with_its_order(number: int) -> None:
    world = run(number, CALM)
    assert (world.phase, len(world.store.orders)) == (Phase.PLACED, 1)
    assert judged(world) == []


@pytest.mark.parametrize(
    ("phase", "tries"),
    [("placed", 1), ("cancelled", 1), ("rejected", 3), ("parked", 3), ("submitting", 3)],
)
def test_an_operator_asks_again_while_the_key_may_yet_be_refused(phase: str, tries: int) -> None:
    scheduler, asked = Scheduler(0.0), list[float]()

    def refuse(_: object, done: Callable[[object], object]) -> None:
        asked.append(scheduler.now)
        done({"statusCode": 409})

    Operator(refuse, scheduler, Draws("operator"), 3, lambda: phase).retry()
    scheduler.run(1000.0)
    assert len(asked) == tries


def test_an_operator_asks_until_there_is_an_answer_that_says_what_became_of_it() -> None:
    unheard = [None, {"statusCode": 500}, {"statusCode": 503}, None]
    scheduler, answers = Scheduler(0.0), [*unheard, {"statusCode": 202}, None]

    def answer(_: object, done: Callable[[object], object]) -> None:
        done(answers.pop(0))

    Operator(answer, scheduler, Draws("operator"), 1, lambda: "claimed").retry()
    scheduler.run(1000.0)
    assert answers == [None]


def test_calls_that_few_worlds_make_are_the_emulator_s() -> None:
    operations = {one.name for methods in ROUTES.values() for one in methods.values()}
    assert set(RARE) <= operations


def test_a_story_tells_how_to_see_the_world_again() -> None:
    with quiet([]):
        text = story(1, 3, shrunk=False)
    assert text.endswith("Again: make worlds SEED=1 WORLD=3")
    assert order_body()["billing_address"]["email"] not in text


NUMBERS = [number for number in range(60) if Unkind.OTHERS in plan_of(1, number).unkind]


@pytest.mark.parametrize("number", NUMBERS[:4])
def test_a_key_among_the_orders_of_other_carts_ends_with_its_own(number: int) -> None:
    world = run(number, CALM - {Unkind.OTHERS})
    theirs = [order for order in world.store.orders if order.cart_id in world.watch.others]
    assert (world.phase, len(world.store.orders) - len(theirs)) == ("placed", 1)
    assert len(theirs) > 50
    assert len({order.cart_id for order in theirs}) == len(theirs)
    assert {order.status_id for order in theirs} >= {0, 11}
    assert judged(world) == []
    assert world.store.settings.order_filter == "works"


def test_orders_of_other_carts_are_in_about_a_quarter_of_the_worlds() -> None:
    assert 10 <= len(NUMBERS) <= 20
    assert run(NUMBERS[0], CALM).watch.others == set()


def filters(kind: frozenset[Unkind], path: str, *, calm: bool) -> set[str]:
    """Return how a store heeds the filter in many lists of the worlds with this trouble."""
    found = set[str]()
    for number in NUMBERS:
        world = World(plan_of(1, number, CALM - kind))
        world.scheduler.now = world.plan.calm_at + (1 if calm else -1)
        for _ in range(5):
            world.others.listed(Request("GET", path, {}, {}, None))
            found.add(world.store.settings.order_filter)
    return found


@pytest.mark.parametrize(
    ("kind", "path", "calm", "heeded"),
    [
        ({Unkind.OTHERS}, "/stores/sandbox/v2/orders", False, {"works", "ignored"}),
        ({Unkind.OTHERS}, "/stores/sandbox/v2/orders", True, {"works"}),
        ({Unkind.OTHERS}, "/stores/sandbox/v2/orders/101", False, {"works"}),
        (set(), "/stores/sandbox/v2/orders", False, {"works"}),
    ],
)
def test_a_list_does_not_always_leave_out_the_orders_of_other_carts(
    kind: set[Unkind], path: str, heeded: set[str], *, calm: bool
) -> None:
    assert filters(frozenset(kind), path, calm=calm) == heeded
