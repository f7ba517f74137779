"""Spoiled worlds for the rules of messages: dead letters, and what is said to go on."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from order_service.ledger.entry import Phase
from tests.simulation.plan import START, plan_of
from tests.simulation.quiet import quiet
from tests.simulation.report import found_wrong
from tests.simulation.rules.kept import idle
from tests.simulation.versions import NEXT
from tests.simulation.world import World, message_of
from tests.unit.simulation.spoiled import (
    CALM,
    Spoil,
    another,
    calm_world,
    ended,
    heard,
    judged,
    letter,
    parked,
    says,
    writes,
)

IDLE = "said to go on, and nothing does: cart"
GOOD = "a good message became a dead letter"
NO_LETTER = "parked, and no letter with that code had been written"
OTHERS = "a message of another order became a letter"


def begun_anew(world: World) -> None:
    world.table.begun_anew = 1


def test_a_good_message_that_became_a_dead_letter_is_said() -> None:
    world = calm_world()
    letter(world, world.order, "key_reused")
    assert judged(world) == [f"{GOOD}: key_reused"]


@pytest.mark.parametrize(
    ("phases", "wrong"),
    [
        ([(-30, Phase.REJECTED)], False),
        ([(-30, Phase.REJECTED), (-1, Phase.CLAIMED)], False),
        ([(-3, Phase.REJECTED), (-1, Phase.CLAIMED)], False),
        ([(-30, Phase.REJECTED), (-29, Phase.CLAIMED)], True),
        ([(1, Phase.REJECTED)], True),
        ([(-30, Phase.CART)], True),
    ],
)
def test_a_good_message_may_be_a_dead_letter_only_if_its_key_was_refused_meanwhile(
    phases: list[tuple[int, Phase]], *, wrong: bool
) -> None:
    """Since the execution began that wrote it, 10 s before: a retry may have let it begin anew."""
    world = calm_world()
    letter(world, world.order, "key_reused", since=10.0)
    at = world.scheduler.now
    ended = (2, Phase.PLACED)
    world.table.written = [(at + seconds, phase) for seconds, phase in (*phases, ended)]
    assert says(world, GOOD) is wrong


def test_a_good_message_that_became_a_dead_letter_and_was_sent_back_is_said() -> None:
    world = calm_world()
    letter(world, world.order, "key_reused")
    world.queues.letters.clear()
    assert judged(world) == [f"{GOOD}: key_reused"]


@pytest.mark.parametrize(("code", "wrong"), [("parked", False), ("key_reused", True), ("", True)])
def test_a_key_that_is_left_to_a_person_without_a_letter_is_said(code: str, *, wrong: bool) -> None:
    world = calm_world()
    writes(world, disputed={"N": "1"})
    if code:
        letter(world, world.order, code)
    said = "left to a person, and no letter with that code had been written"
    assert says(world, said) is wrong


@pytest.mark.parametrize("shopper", [True, False])
def test_a_cancelled_key_that_sent_no_create_order_needs_a_shopper_s_order_and_no_letter(
    *, shopper: bool
) -> None:
    world = calm_world()
    nothing = {"order_id": {"N": "0"}, "attempts": {"N": "0"}, "concluded": {"N": "0"}}
    writes(world, phase={"S": "cancelled"}, disputed={"N": "1"}, **nothing)
    if shopper:
        world.watch.shoppers[101] = world.store.orders[0].cart_id
    assert says(world, "said that an order may live, and nobody had made one") is not shopper
    assert not says(world, "left to a person, and no letter with that code had been written")


@pytest.mark.parametrize(
    ("code", "phase", "wrong"),
    [("key_reused", "placed", False), ("key_reused", "cart", True), ("no", "placed", True)],
)
def test_only_a_message_of_a_placed_key_that_another_version_reads_may_be_a_dead_letter(
    code: str, phase: str, *, wrong: bool
) -> None:
    world = calm_world()
    letter(world, world.order, code, phase, NEXT)
    assert says(world, f"{GOOD}: {code}") is wrong


def test_a_message_that_is_parked_may_be_a_dead_letter() -> None:
    world = calm_world()
    letter(world, world.order, "parked")
    assert judged(world) == []


NOBODY_S = "a message of a key that nobody had sent became a dead letter"


def no_letter(_: World) -> None:
    """Leave the world without a dead letter."""


def a_letter(world: World) -> None:
    letter(world, another(world), "parked", "cancelled")


def sent_back(world: World) -> None:
    a_letter(world)
    world.queues.letters.clear()


@pytest.mark.parametrize(
    ("phase", "fingerprint", "buries", "wrong"),
    [
        ("cancelled", "", a_letter, True),
        ("cancelled", "an order's", a_letter, False),
        ("cancelled", "", no_letter, False),
        ("cancelled", "", sent_back, False),
        ("parked", "", a_letter, False),
    ],
)
def test_a_dead_letter_of_a_key_that_was_cancelled_before_anybody_sent_it_is_said(
    phase: str, fingerprint: str, buries: Spoil, *, wrong: bool
) -> None:
    world = ended(phase)
    world.queues.letters.clear()
    writes(world, fingerprint={"S": fingerprint})
    buries(world)
    assert (NOBODY_S in judged(world)) is wrong


@pytest.mark.parametrize("phase", ["claimed", "cart", "submitting", "finishing", "parked"])
def test_a_letter_of_another_order_is_said_while_the_key_is_open(phase: str) -> None:
    world = calm_world()
    letter(world, another(world), "key_reused", phase)
    assert judged(world) == [f"{OTHERS} (key_reused) at {phase}"]
    begun_anew(world)
    assert judged(world) == []


@pytest.mark.parametrize(
    ("code", "phase"),
    [
        ("key_reused", "placed"),
        ("key_reused", "rejected"),
        ("key_reused", "cancelled"),
        ("parked", "cart"),
        ("waited_too_long", "cart"),
    ],
)
def test_a_letter_of_another_order_is_right_when_the_key_has_ended_or_nobody_has_worked_on_it(
    code: str, phase: str
) -> None:
    world = calm_world()
    letter(world, another(world), code, phase)
    assert judged(world) == []


def test_a_message_of_this_order_is_none_of_another_one() -> None:
    world = calm_world()
    letter(world, world.order, "key_reused", "cart")
    assert not says(world, OTHERS)


@pytest.mark.parametrize(
    ("code", "late", "wrong"),
    [("parked", 0.0, False), ("parked", 0.1, True), ("key_reused", 0.0, True), ("", 0.0, True)],
)
def test_a_key_that_was_parked_before_its_letter_was_written_is_said(
    code: str, late: float, *, wrong: bool
) -> None:
    """It is the first parking that counts, and letters that were sent back since count too."""
    world = ended("parked")
    at = next(at for at, phase in world.table.written if phase == Phase.PARKED)
    letters = world.queues.buried
    letters[:] = [replace(letters[0], code=code, at=at + late)] if code else []
    world.queues.letters.clear()
    assert (NO_LETTER in judged(world)) is wrong


def test_a_key_that_is_parked_without_any_letter_is_said() -> None:
    world = calm_world()
    parked(world)
    assert says(world, NO_LETTER)


def open_key(world: World) -> World:
    """Return the world as if its key were still open, and its caller had heard that it goes on."""
    writes(world, phase={"S": "cart"})
    heard(world, 202, goes_on=True)
    return world


@pytest.mark.parametrize("status", [200, 202])
def test_a_key_that_is_said_to_go_on_while_nothing_does_is_said(status: int) -> None:
    world = open_key(calm_world())
    heard(world, status, goes_on=True)
    assert [*idle(world)] == [IDLE]


def ends_as(phase: str) -> Spoil:
    return lambda world: writes(world, phase={"S": phase})


def came_to(phase: Phase, seconds: float = 0.0) -> Spoil:
    return lambda world: world.table.written.append((world.scheduler.now + seconds, phase))


def sends(order: Callable[[World], object]) -> Spoil:
    return lambda world: world.queues.send(message_of(order(world)), {}, "a sender")


def done(world: World) -> None:
    sends(lambda _: world.order)(world)
    for message in world.queues.messages.values():
        message.deleted = True


@pytest.mark.parametrize(
    "ends",
    [
        sends(lambda world: world.order),
        *map(ends_as, ("placed", "rejected", "cancelled", "parked")),
        *map(came_to, (Phase.PLACED, Phase.REJECTED, Phase.CANCELLED, Phase.PARKED)),
        lambda world: writes(world, queued={"N": "-1"}),
        lambda world: heard(world, 200, goes_on=False),
        lambda world: heard(world, 202, goes_on=False),
        lambda world: world.heard.clear(),
        lambda world: world.table.items.clear(),
    ],
)
def test_a_key_with_a_message_or_that_ended_or_is_said_not_to_go_on_is_right(ends: Spoil) -> None:
    world = open_key(calm_world())
    ends(world)
    assert [*idle(world)] == []


@pytest.mark.parametrize(
    "does_not_end",
    [
        sends(another),
        done,
        came_to(Phase.REJECTED, -1),
        came_to(Phase.CART),
        lambda world: heard(world, 404, goes_on=False),
        lambda world: heard(world, 202, order_id=1),
    ],
)
def test_a_key_with_another_order_s_message_or_that_ended_before_is_said(
    does_not_end: Spoil,
) -> None:
    world = open_key(calm_world())
    does_not_end(world)
    assert [*idle(world)] == [IDLE]


def test_a_key_that_an_execution_works_on_goes_on() -> None:
    world = open_key(calm_world())
    found: list[str] = []
    world.scheduler.at(world.scheduler.now + 1, lambda: found.extend(idle(world)))
    world.scheduler.start(lambda: world.scheduler.pause(2), object())
    world.scheduler.run(world.scheduler.now + 10)
    assert found == []


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_a_world_is_looked_at_while_it_goes_on(share: float) -> None:
    """One whose key is said to go on, with nothing behind it, just before this moment only."""
    world = World(plan_of(1, calm_world().plan.number, CALM))
    at = START + share * world.plan.calm_seconds

    def closed() -> None:
        writes(world, phase={"S": "placed"})
        world.heard.pop()

    world.scheduler.at(at - 1, lambda: open_key(world))
    world.scheduler.at(at, closed)
    with quiet([]):
        found = found_wrong(world)
    assert found == (IDLE,)
